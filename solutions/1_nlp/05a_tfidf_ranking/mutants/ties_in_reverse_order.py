"""Puts the last of several equal documents first.

hint: Which end of the list is the best match? What decides between equals?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    by_score = sorted(_full(query, docs), key=lambda entry: (entry[1], entry[0]), reverse=True)
    return by_score[:top_k]
