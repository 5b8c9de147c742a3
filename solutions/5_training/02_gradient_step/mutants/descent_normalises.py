"""gradient_descent scales every gradient to unit length.

hint: Which symbol in the update formula would do that?
"""

_plain = gradient_descent


def gradient_descent(grad_fn, theta0, learning_rate, n_steps):
    def direction(theta):
        gradient = np.asarray(grad_fn(theta))
        return gradient / (np.linalg.norm(gradient) or 1)

    return _plain(direction, theta0, learning_rate, n_steps)
