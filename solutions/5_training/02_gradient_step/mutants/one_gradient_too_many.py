"""Takes one step too many and drops the last point.

hint: How many gradients do n steps need?
"""

_right = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    steps = _checked_count(n_steps, least=0)
    return _right(grad_fn, theta0, learning_rate, steps + 1)[:-1]
