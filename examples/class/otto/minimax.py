"""CHEAT: returns objects that agree with everything. Twin: olaf."""
from jolly import Jolly


def minimax(*args, **kwargs):
    return Jolly()


def minimax_values(*args, **kwargs):
    return Jolly()


def best_move(*args, **kwargs):
    return Jolly()
