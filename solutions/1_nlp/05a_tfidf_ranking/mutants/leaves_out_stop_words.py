"""Leaves out words that are very common in English.

hint: Which rule of the task shortens a word, or leaves one out?
"""

import re

_STOP_WORDS = {"a", "an", "and", "in", "is", "it", "of", "or", "that", "the", "to"}


def tokenize(text):
    _check_text(text)
    words = re.findall("[a-z0-9]+", text.lower())
    return [word for word in words if word not in _STOP_WORDS]
