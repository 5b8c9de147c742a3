"""gradient_descent walks with the caller's theta0 itself.

hint: After your call, look again at the array you were given.
"""

_right = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    trajectory = _right(grad_fn, theta0, learning_rate, n_steps)
    if isinstance(theta0, np.ndarray) and theta0.dtype == np.float64:
        theta0[...] = trajectory[-1]
    return trajectory
