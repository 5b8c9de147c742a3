"""The trajectory from an integer start has integer entries.

hint: Can 0.75 live in an integer array?
"""


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    rate, steps = _checked_rate(learning_rate), _checked_count(n_steps, least=0)
    start = np.asarray(theta0)
    whole = start.dtype.kind in "iu"
    trajectory = np.empty((steps + 1, *start.shape), dtype=start.dtype if whole else np.float64)
    trajectory[0] = start
    for k in range(steps):
        gradient = grad_fn(np.array(trajectory[k], dtype=np.float64))
        trajectory[k + 1] = trajectory[k] - rate * np.asarray(gradient)
    return trajectory
