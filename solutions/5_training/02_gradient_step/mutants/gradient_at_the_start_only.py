"""Asks for the gradient at the start and walks along it to the end.

hint: Does the slope stay the same on the way down?
"""

_right = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    seen = []

    def first(theta):
        seen.append(np.array(grad_fn(theta)))
        return seen[0]

    return _right(first, theta0, learning_rate, n_steps)
