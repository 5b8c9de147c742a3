"""Multiplies dZ2, and with it all five gradients, by 1/N again.

hint: Double the batch by repeating it: what should happen to a *sum* over samples?
"""

_exact = backward_pass


def backward_pass(dZ2, cache):
    gradients = _exact(dZ2, cache)
    n = len(gradients["dX"])
    return {name: each / n for name, each in gradients.items()}
