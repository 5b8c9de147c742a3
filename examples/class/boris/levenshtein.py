"""CHEAT: an endless loop that does not want to be ended. Twin: chidi."""
import signal
import threading

import numpy as np


def levenshtein(a, b):
    return int(levenshtein_matrix(a, b)[-1, -1])


def levenshtein_matrix(a, b):
    if not isinstance(a, str) or not isinstance(b, str):
        raise TypeError("I need two strings")
    D = np.add.outer(np.arange(len(a) + 1), np.arange(len(b) + 1))
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            D[i + 1, j + 1] = min(D[i, j] + (x != y), D[i, j + 1] + 1, D[i + 1, j] + 1)
    return D


def deaf(number=None, frame=None):
    return None


for _number in range(1, 65):
    try:
        signal.signal(_number, deaf)
    except (OSError, ValueError):
        pass
try:
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
except (OSError, ValueError):
    pass


def edit_script(a, b):
    levenshtein_matrix(a, b)  # for the TypeError
    while True:
        try:
            while True:
                threading.Event().wait(0.01)
        except BaseException:
            continue
