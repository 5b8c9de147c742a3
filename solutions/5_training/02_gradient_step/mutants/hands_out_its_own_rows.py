"""grad_fn gets the row of the trajectory itself.

hint: What happens to your trajectory if grad_fn writes into the array that you gave it?
"""


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    rate, steps = _checked_rate(learning_rate), _checked_count(n_steps, least=0)
    start = _float_array(theta0)
    trajectory = np.empty((steps + 1, *start.shape))
    trajectory[0] = start
    for k in range(steps):
        gradient = np.array(grad_fn(trajectory[k, ...]))
        trajectory[k + 1] = trajectory[k] - rate * gradient
    return trajectory
