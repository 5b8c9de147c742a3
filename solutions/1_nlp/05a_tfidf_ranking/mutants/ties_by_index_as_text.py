"""Compares the indices of equal documents as text, so that 10 comes before 9.

hint: Which end of the list is the best match? What decides between equals?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    return sorted(_full(query, docs), key=lambda entry: (-entry[1], str(entry[0])))[:top_k]
