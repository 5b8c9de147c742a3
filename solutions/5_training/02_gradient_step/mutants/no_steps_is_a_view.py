"""For 0 steps the trajectory is a view of theta0.

hint: Write into the trajectory of 0 steps and look at theta0.
"""

_right = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    trajectory = _right(grad_fn, theta0, learning_rate, n_steps)
    return trajectory if n_steps else _float_array(theta0)[np.newaxis]
