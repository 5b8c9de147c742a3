"""Climbs instead of descending, in gradient_descent only.

hint: Walk one step on f(w) = w*w from w = 1 by hand: which way should w go?
"""

_downhill = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    return _downhill(lambda theta: -np.asarray(grad_fn(theta)), theta0, learning_rate, n_steps)
