"""Numbers that callers of the kernels pass, checked: the same rules and messages everywhere.

An error names the argument, says what is expected and what came.
"""

from numbers import Real
from operator import index
from typing import Any

import numpy as np

__all__ = ["MOST_THREADS", "capped", "cutoff", "integer", "number", "share", "threads"]

MOST_THREADS = 256
NO_INTEGERS = (bool, np.bool_, np.ndarray)
NO_CUTOFF = -1
LARGEST_CUTOFF = 2**62  # no text is that long


def integer(name: str, value: Any, least: int, most: int | None = None) -> int:
    """`value` as an int, if it is from `least` to `most` (None: any number from `least` on).

    Whatever has `__index__` is an integer, those of NumPy are; bool and arrays are none, arrays
    of one number included.

    Raises TypeError if `value` is no integer and ValueError if it is out of bounds.

    >>> integer("k", np.uint8(3), 1)
    3
    """
    found = value if type(value) is int else indexed(name, value)
    if found < least or (most is not None and found > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} must be {bounds}, not {shown(found)}")
    return found


def indexed(name: str, value: Any) -> int:
    """What can be an index, as an int, whatever its size."""
    if not isinstance(value, NO_INTEGERS):
        try:
            return index(value)
        except TypeError:
            pass
    raise TypeError(f"{name} must be an integer, not {type(value).__name__}")


def shown(number: int) -> str:
    """An int for a message; Python refuses to print one of very many digits."""
    size = number.bit_length()
    return str(number) if size <= 256 else f"an integer of {size} bits"


def capped(name: str, value: Any, least: int, cap: int = 2**31 - 1) -> int:
    """`integer` without an upper bound, for what changes nothing above `cap`: that is given then.

    Raises TypeError and ValueError as `integer` does.

    >>> capped("k", 10**30, 1)
    2147483647
    """
    return min(integer(name, value, least), cap)


def cutoff(name: str, value: Any) -> int:
    """The highest distance of interest as a number of 64 bits, -1 if `value` is None.

    Raises TypeError if it is neither None nor an integer, and ValueError if it is negative.
    """
    return NO_CUTOFF if value is None else capped(name, value, 0, LARGEST_CUTOFF)


def threads(name: str, value: Any) -> int:
    """How many threads are to run, from 1 to 256.

    Raises TypeError if `value` is no integer and ValueError if it is out of bounds.
    """
    return integer(name, value, 1, MOST_THREADS)


def number(name: str, value: Any, least: float, most: float) -> float:
    """A real number from `least` to `most`, as a float; bool is none.

    Raises TypeError if `value` is no number and ValueError if it is out of bounds or NaN.

    >>> number("k1", 2, 0, 1e9)
    2.0
    """
    if type(value) is bool or not issubclass(type(value), Real):
        raise TypeError(f"{name} must be a number, not {type(value).__name__}")
    if not least <= value <= most:
        came = shown(value) if isinstance(value, int) else str(value)
        raise ValueError(f"{name} must be from {least:g} to {most:g}, not {came}")
    return float(value)


def share(name: str, value: Any) -> float:
    """A part of a whole, from 0 to 1.

    Raises TypeError and ValueError as `number` does.
    """
    return number(name, value, 0, 1)
