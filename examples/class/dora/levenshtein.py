"""Does not know anything. Wrong, but honest: the twin of dolores."""


def levenshtein(a, b):
    raise ValueError("no idea")


def levenshtein_matrix(a, b):
    raise NotImplementedError("no idea")


def edit_script(a, b):
    return [("keep", "no idea")]
