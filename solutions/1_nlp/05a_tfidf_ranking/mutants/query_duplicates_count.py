"""Counts a word of the query as often as it is asked for.

hint: Does asking "deep deep" mean something else here?
"""

from collections import Counter


def tfidf_rank(query, docs, top_k=None):
    _check_text(query)
    _check_docs(docs)
    _check_top_k(top_k)
    counts = [Counter(tokenize(doc)) for doc in docs]
    containing = Counter(term for count in counts for term in count)
    asked = Counter(tokenize(query))
    weights = {term: n * _idf(len(docs), containing[term]) for term, n in asked.items()}
    scores = [(index, _score(weights, count)) for index, count in enumerate(counts)]
    return sorted(scores, key=lambda entry: -entry[1])[:top_k]
