"""Splits on white space only and keeps capital letters.

hint: What is the first token of "Deep-Learning,"?
"""


def tokenize(text):
    _check_text(text)
    return text.split()
