"""Splits on white space and strips punctuation from the ends.

hint: What is the first token of "Deep-Learning,"?
"""

import string


def tokenize(text):
    _check_text(text)
    words = (word.strip(string.punctuation) for word in text.lower().split())
    return [word for word in words if word]
