def levenshtein(a, b):
    return abs(len(a) - len(b))
