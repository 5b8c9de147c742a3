"""Takes letters only for token characters.

hint: Which 36 characters can a token have?
"""

import re


def tokenize(text):
    _check_text(text)
    return re.findall("[a-z]+", text.lower())
