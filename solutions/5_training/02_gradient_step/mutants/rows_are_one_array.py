"""Every row of the trajectory is the same array: the last point.

hint: How many points are there after n steps, and are they separate objects?
"""

_separate = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    trajectory = _separate(grad_fn, theta0, learning_rate, n_steps)
    return np.array([trajectory[-1]] * len(trajectory))
