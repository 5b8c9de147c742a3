"""Divides by the number of different tokens.

hint: How many tokens has a document that says the same word twice?
"""


def term_frequency(term, doc):
    _check_text(term, doc)
    tokens = tokenize(doc)
    return _tf(tokens.count(term), len(set(tokens)))


def _score(weights, counts):
    found = (term for term in counts if term in weights)
    return sum((_tf(counts[term], len(counts)) * weights[term] for term in found), 0.0)
