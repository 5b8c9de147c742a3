"""Numbers the documents from 1.

hint: Which number has the first document of a Python list?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    return [(index + 1, score) for index, score in _full(query, docs, top_k)]
