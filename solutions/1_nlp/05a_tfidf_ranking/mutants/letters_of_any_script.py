"""Takes letters and digits of all scripts for token characters.

hint: Which 36 characters can a token have?
"""


def tokenize(text):
    _check_text(text)
    return "".join(ch if ch.isalnum() else " " for ch in text.lower()).split()
