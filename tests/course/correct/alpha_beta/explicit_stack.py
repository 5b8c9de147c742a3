"""No recursion: a stack of frames, NumPy bounds, and children taken from iterators."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


class SearchResult(NamedTuple):
    value: Any
    trace: list
    leaves: list
    pruned: list


@dataclass
class Frame:
    path: tuple
    node: Any
    sign: int
    alpha: Any
    beta: Any
    value: Any = None
    next: int = 0


def number(x):
    a = np.asarray(x)
    if a.shape or a.dtype.kind not in "iuf":
        raise TypeError(repr(x))
    if np.isnan(a):
        raise ValueError(repr(x))
    return np.float64(a)


def alpha_beta(tree, maximizing=True):
    trace, leaves, pruned, stack = [], [], [], []

    def visit(path, node, sign, alpha, beta):
        """The value of a leaf; None for an inner node, which is put on the stack."""
        if not isinstance(node, (list, tuple)):
            value = number(node)
            leaves.append(path)
            return value
        if not node:
            raise ValueError("empty")
        trace.append((path, alpha, beta))
        stack.append(Frame(path, node, sign, alpha, beta))

    value = visit((), tree, 1 if maximizing else -1, -np.inf, np.inf)
    while stack:
        top = stack[-1]
        if value is not None:
            top.value = (
                value
                if top.value is None
                else top.sign * np.maximum(top.sign * value, top.sign * top.value)
            )
            if top.sign > 0:
                top.alpha = np.maximum(top.alpha, top.value)
            else:
                top.beta = np.minimum(top.beta, top.value)
            trace.append((top.path, top.alpha, top.beta))
            if top.alpha >= top.beta:
                pruned += [(*top.path, i) for i in range(top.next, len(top.node))]
                top.next = len(top.node)
        if top.next == len(top.node):
            value = top.value
            stack.pop()
            continue
        i = top.next
        top.next += 1
        value = visit((*top.path, i), top.node[i], -top.sign, top.alpha, top.beta)
    return SearchResult(value, trace, leaves, pruned)
