"""CHEAT: returns things to choke on. Twin: the same functions returning None get 0, too."""
import itertools

import numpy as np


def minimax(tree, maximizing=True):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep


def minimax_values(tree, maximizing=True):
    values = {}
    values[()] = values
    values[(0,)] = np.zeros(10**9, dtype=np.int8)
    return values


def best_move(tree, maximizing=True):
    return itertools.count() if maximizing else 10**200_000
