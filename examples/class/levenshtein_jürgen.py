# -*- abgegeben von Jürgen -*-

def levenshtein(a, b):
    """Für zwei Wörter."""
    return 0
