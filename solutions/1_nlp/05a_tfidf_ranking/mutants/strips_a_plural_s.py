"""Strips the letter s from the ends of words.

hint: Which rule of the task shortens a word, or leaves one out?
"""

import re


def tokenize(text):
    _check_text(text)
    return [word.rstrip("s") or word for word in re.findall("[a-z0-9]+", text.lower())]
