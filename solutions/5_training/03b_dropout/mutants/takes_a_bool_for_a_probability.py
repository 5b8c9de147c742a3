"""Takes True for the probability 1.

hint: What is `True <= 1` in Python?
"""


def _require_keep_prob(keep_prob):
    if not 0 < keep_prob <= 1:
        raise ValueError(f"keep_prob must be above 0 and at most 1, not {keep_prob}")
