"""Running an answer elsewhere: values out, judgement never in.

This package knows nothing of checks, references, points or reports, and imports nothing else of
dlqa. A `Session` is where one submission's answers run: `InProcess` for the student's own machine
and for notebooks, `Confined` for everybody else's code.
"""
