"""Asks for the gradient at the last point, too, and does not use it.

hint: How many gradients do n steps need?
"""

_right = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    trajectory = _right(grad_fn, theta0, learning_rate, n_steps)
    grad_fn(np.array(trajectory[-1]))
    return trajectory
