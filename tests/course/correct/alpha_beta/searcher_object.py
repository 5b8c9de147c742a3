"""An object per search that keeps the log; one method for both players; paths of np.int64."""

import numpy as np


class Searcher:
    def __init__(self):
        self.trace = []
        self.leaves = []
        self.pruned = []

    def is_leaf(self, node):
        if type(node) in (list, tuple):
            if node:
                return False
            raise ValueError("no children")
        if isinstance(node, (int, float, np.number)) and not isinstance(node, bool):
            if isinstance(node, np.complexfloating):
                raise TypeError("complex")
            if node != node:
                raise ValueError("NaN")
            return True
        raise TypeError("not a number")

    def search(self, node, path, is_max, bounds):
        if self.is_leaf(node):
            self.leaves.append(path)
            return node
        mine = 0 if is_max else 1
        better = max if is_max else min
        self.trace.append((path, *bounds))
        values = []
        for i, child in enumerate(node):
            values.append(self.search(child, (*path, np.int64(i)), not is_max, list(bounds)))
            bounds[mine] = better(bounds[mine], *values)
            self.trace.append((path, *bounds))
            if bounds[0] >= bounds[1]:
                for j in range(len(values), len(node)):
                    self.pruned.append((*path, np.int64(j)))
                break
        return better(values)


def alpha_beta(tree, maximizing=True):
    searcher = Searcher()
    value = searcher.search(tree, (), maximizing, [float("-inf"), float("inf")])
    return (value, searcher.trace, searcher.leaves, sorted(searcher.pruned))
