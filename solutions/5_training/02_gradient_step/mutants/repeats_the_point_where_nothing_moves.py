"""Asks for no more gradients once the point has stopped moving.

hint: Who decides how many steps are taken: n_steps, or your program?
"""


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    rate, steps = _checked_rate(learning_rate), _checked_count(n_steps, least=0)
    points = [np.array(_float_array(theta0))]
    for _ in range(steps):
        points.append(points[-1] - rate * np.asarray(grad_fn(points[-1].copy())))
        if np.allclose(points[-1], points[-2], rtol=0, atol=1e-12):
            return np.array(points + [points[-1]] * (steps + 1 - len(points)))
    return np.array(points)
