"""Splits at separators and keeps the empty pieces.

hint: How many tokens does a text of three exclamation marks have?
"""

import re


def tokenize(text):
    _check_text(text)
    return re.split("[^a-z0-9]+", text.lower())
