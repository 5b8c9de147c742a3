"""Returns the scores without sorting them.

hint: Which end of the list is the best match? What decides between equals?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    return sorted(_full(query, docs))[:top_k]
