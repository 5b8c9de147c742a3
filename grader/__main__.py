"""`python -m grader` is `dlqa`."""

from grader.cli import main

main()
