"""Lets NaN and infinite learning rates pass.

hint: Which comparisons with NaN are true?
"""

_strict = _checked_rate


def _checked_rate(learning_rate):
    if isinstance(learning_rate, float) and not np.isfinite(learning_rate):
        if learning_rate < 0:
            raise ValueError("negative")
        return learning_rate
    return _strict(learning_rate)
