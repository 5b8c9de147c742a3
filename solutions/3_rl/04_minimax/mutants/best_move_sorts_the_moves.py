"""best_move sorts the children of the caller's root.

hint: Look at your tree after the call.
"""

_value, _move = minimax, best_move


def best_move(tree, maximizing=True):
    move = _move(tree, maximizing)
    if isinstance(tree, list):
        tree.sort(key=lambda child: _value(child, not maximizing), reverse=maximizing)
    return move
