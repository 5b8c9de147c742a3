# Hana, exercise sheet 3
import numpy as np


def levenshtein_matrix(a, b):
    if type(a) != str or type(b) != str:
        raise TypeError("strings only")
    n, m = len(a), len(b)
    dp = np.zeros((n + 1, m + 1), dtype=int)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            if a[i - 1] == b[j - 1]:
                dp[i][j] = dp[i - 1][j - 1]
            else:
                dp[i][j] = 1 + min(dp[i - 1][j], dp[i][j - 1], dp[i - 1][j - 1])
    return dp


def levenshtein(a, b):
    return levenshtein_matrix(a, b)[-1][-1]
