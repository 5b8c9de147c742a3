"""Checks the learning rate in gradient_step only.

hint: Where would a learning rate of NaN, of -1 or of True lead?
"""

_any = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    unit = _any(grad_fn, theta0, 1.0, 0)
    for _ in range(_checked_count(n_steps, least=0)):
        theta = unit[-1]
        step = learning_rate * np.asarray(grad_fn(np.array(theta)))
        unit = np.concatenate([unit, [theta - step]])
    return unit
