"""Takes 2.0 and True for integers.

hint: Which values of n_steps, n or batch_size does int() accept without a word?
"""

_strict = _checked_count


def _checked_count(count, least):
    return _strict(int(count), least)
