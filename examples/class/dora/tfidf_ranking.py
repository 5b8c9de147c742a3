"""Does not know anything. Wrong, but honest: the twin of dolores."""


def tokenize(text):
    raise ValueError("no idea")


def term_frequency(term, doc):
    return "no idea"


def tfidf_rank(query, docs, top_k=None):
    return [("no", "idea")]
