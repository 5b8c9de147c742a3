"""Draws nothing for keep_prob 1.

hint: Two runs differ only in keep_prob, 1 and 0.9: where should their generators be afterwards?
"""

_drawing = dropout_forward


def dropout_forward(A, keep_prob, rng, training=True):
    out, mask = _drawing(A, keep_prob, None if not training else rng, training)
    if training and keep_prob == 1:
        rng.bit_generator.advance(-mask.size)
    return out, mask
