"""Alpha-beta with an object that keeps the log."""

from dataclasses import dataclass, field
from math import inf, isnan
from typing import NamedTuple

from narzedzia import real


class SearchResult(NamedTuple):
    value: float
    trace: list
    leaves: list
    pruned: list


@dataclass
class Search:
    trace: list = field(default_factory=list)
    leaves: list = field(default_factory=list)
    pruned: list = field(default_factory=list)

    def visit(self, node, path, alpha, beta, sign):
        if not isinstance(node, (list, tuple)):
            if isnan(real(node)):
                raise ValueError("NaN")
            self.leaves.append(path)
            return node
        if not node:
            raise ValueError("a node without children")
        self.trace.append((path, alpha, beta))
        values = []
        for k, child in enumerate(node):
            values.append(self.visit(child, (*path, k), alpha, beta, -sign))
            if sign > 0:
                alpha = max(alpha, *values)
            else:
                beta = min(beta, *values)
            self.trace.append((path, alpha, beta))
            if beta <= alpha:
                self.pruned += [(*path, rest) for rest in range(k + 1, len(node))]
                break
        return max(values) if sign > 0 else min(values)


def alpha_beta(tree, maximizing=True):
    search = Search()
    value = search.visit(tree, (), -inf, inf, 1 if maximizing else -1)
    return SearchResult(value, search.trace, search.leaves, search.pruned)
