"""Writes the lower-cased documents back into the list.

hint: After your call, look again at the list that you were given.
"""

_right = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    if isinstance(docs, list):
        _check_docs(docs)
        docs[:] = [doc.lower() for doc in docs]
    return _right(query, docs, top_k)
