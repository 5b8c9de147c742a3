"""Takes underscores and letters of all scripts for token characters.

hint: Which 36 characters can a token have?
"""

import re


def tokenize(text):
    _check_text(text)
    return re.findall(r"\w+", text.lower())
