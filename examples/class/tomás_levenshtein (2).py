def check(*args):
    for s in args:
        if not isinstance(s, str):
            raise TypeError(f"{s!r} is not a string")


def levenshtein(a, b):
    check(a, b)
    row = [*range(len(b) + 1)]
    for i in range(len(a)):
        diag, row[0] = row[0], i + 1
        for j in range(len(b)):
            keep_or_swap = diag if a[i] == b[j] else diag + 2
            diag = row[j + 1]
            row[j + 1] = min(keep_or_swap, row[j] + 1, row[j + 1] + 1)
    return row[-1]
