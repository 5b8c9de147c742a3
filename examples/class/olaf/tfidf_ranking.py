"""Returns nothing at all. Wrong, but honest: the twin of otto."""


def tokenize(*args, **kwargs):
    return None


def term_frequency(*args, **kwargs):
    return None


def inverse_document_frequency(*args, **kwargs):
    return None


def tfidf_rank(*args, **kwargs):
    return None
