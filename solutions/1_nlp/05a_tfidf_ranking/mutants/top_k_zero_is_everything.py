"""Takes top_k = 0 for no limit at all.

hint: How long is a list of the best 0 documents? What is bool(0)?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    return _full(query, docs, top_k if top_k else None)
