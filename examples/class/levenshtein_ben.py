def levenshtein(a, b):
    if not isinstance(a, str) or not isinstance(b, str)
        raise TypeError
    return 0
