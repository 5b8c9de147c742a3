"""Rounds the scores to six digits before it compares them.

hint: Are 0.0002028 and 0.0002027 equal? Which of them belongs in front?
"""

_full = tfidf_rank


def tfidf_rank(query, docs, top_k=None):
    _check_top_k(top_k)
    return sorted(sorted(_full(query, docs)), key=lambda entry: -round(entry[1], 6))[:top_k]
