"""What authors of checks write with: comparisons that explain themselves, laws, draws, cost.

Every function raises `Mismatch`, an AssertionError, when an answer is wrong. A TypeError or
ValueError from this package means that the check itself is written wrongly.
"""

from grader.testing.calls import refuses, unchanged, unshared
from grader.testing.closeness import close
from grader.testing.cost import time_allowed
from grader.testing.draws import mean_close, same_state, share_close
from grader.testing.equality import equal
from grader.testing.gradients import gradients_close, numerical_gradient
from grader.testing.laws import law
from grader.testing.mismatch import Mismatch

__all__ = [
    "Mismatch",
    "close",
    "equal",
    "gradients_close",
    "law",
    "mean_close",
    "numerical_gradient",
    "refuses",
    "same_state",
    "share_close",
    "time_allowed",
    "unchanged",
    "unshared",
]
