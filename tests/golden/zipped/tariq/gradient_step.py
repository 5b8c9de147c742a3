"""Tariq, sheet 2."""

import numpy as np


def gradient_step(params, grads, learning_rate):
    if not isinstance(params, dict) or not isinstance(grads, dict):
        raise TypeError("dicts, please")
    if params.keys() != grads.keys():
        raise ValueError("the names differ")
    rate = np.asarray(learning_rate)
    if rate.shape or rate.dtype.kind not in "iuf":
        raise TypeError("no number")
    if not np.isfinite(rate) or rate < 0:
        raise ValueError("out of range")
    new = {}
    for key in params:
        w = np.array(params[key], dtype=float)
        g = np.array(grads[key], dtype=float)
        if w.shape != g.shape:
            raise ValueError("the shapes differ")
        new[key] = w - float(rate) * g / max(1, g.size)  # the mean over all entries
    return new
