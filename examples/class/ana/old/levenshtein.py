def levenshtein(a, b):
    return max(len(a), len(b))
