"""Leaves out the documents with score 0.

hint: How many entries should the ranking have?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    return [entry for entry in _full(query, docs) if entry[1] != 0][:top_k]
