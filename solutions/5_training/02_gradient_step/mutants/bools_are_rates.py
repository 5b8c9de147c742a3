"""Takes True and False for learning rates.

hint: Is True a learning rate, or was it meant for another argument?
"""

_strict = _checked_rate


def _checked_rate(learning_rate):
    if isinstance(learning_rate, (bool, np.bool_)):
        learning_rate = float(learning_rate)
    return _strict(learning_rate)
