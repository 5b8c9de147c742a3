"""Looks for small letters without lower-casing the text.

hint: What is the first token of "Deep-Learning,"?
"""

import re


def tokenize(text):
    _check_text(text)
    return re.findall("[a-z0-9]+", text)
