"""Gives up. Wrong, but honest: the twin of levenshtein_zeno and levenshtein_faye."""


def levenshtein(a, b):
    raise RuntimeError("I don't know")


def levenshtein_matrix(a, b):
    raise RuntimeError("I don't know")


def edit_script(a, b):
    raise RuntimeError("I don't know")
