"""Turns the whole ranking around.

hint: Which end of the list is the best match? What decides between equals?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    return _full(query, docs)[::-1][:top_k]
