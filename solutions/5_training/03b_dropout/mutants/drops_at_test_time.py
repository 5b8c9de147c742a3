"""Ignores the training flag and still drops at test time.

hint: Call it twice in test mode and compare.
"""

_training_forward = dropout_forward


def dropout_forward(A, keep_prob, rng, training=True):
    return _training_forward(A, keep_prob, rng)
