"""Splits on white space only.

hint: What is the first token of "Deep-Learning,"?
"""


def tokenize(text):
    _check_text(text)
    return text.lower().split()
