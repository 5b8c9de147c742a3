"""Returns the last point instead of the whole trajectory.

hint: How many points are there after n steps, and are they separate objects?
"""

_complete = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    return _complete(grad_fn, theta0, learning_rate, n_steps)[-1]
