"""Returns nothing at all. Wrong, but honest: the twin of otto."""


def levenshtein(*args, **kwargs):
    return None


def levenshtein_matrix(*args, **kwargs):
    return None


def edit_script(*args, **kwargs):
    return None
