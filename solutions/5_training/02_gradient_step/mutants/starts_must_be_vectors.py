"""gradient_descent flattens its start.

hint: Which shape does a point have if theta0 is a matrix, or a single number?
"""

_right = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    return _right(grad_fn, _float_array(theta0).ravel(), learning_rate, n_steps)
