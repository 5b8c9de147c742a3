"""Folds case, which rewrites letters that lower() leaves alone.

hint: What does your tokenizer make of the German word for street, and what does text.lower()?
"""

import re


def tokenize(text):
    _check_text(text)
    return re.findall("[a-z0-9]+", text.casefold())
