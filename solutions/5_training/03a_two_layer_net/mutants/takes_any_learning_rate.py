"""Takes any learning rate, also a negative or infinite one.

hint: Which step would a learning rate of -0.1 take, and which one NaN?
"""


def _require_learning_rate(learning_rate):
    float(learning_rate)
