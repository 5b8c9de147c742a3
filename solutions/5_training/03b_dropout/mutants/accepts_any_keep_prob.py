"""Does not check keep_prob at all.

hint: Which numbers are probabilities, and can one divide by all of them?
"""


def _require_keep_prob(keep_prob):
    float(keep_prob)
