"""Turns whatever it gets into a string.

hint: What are the tokens of the number 3?
"""

import re


def _check_text(*texts):
    pass


def tokenize(text):
    return re.findall("[a-z0-9]+", str(text).lower())
