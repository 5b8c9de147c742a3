"""Leaves documents without tokens out of the number of documents.

hint: Is a document without words still a document?
"""

from collections import Counter


def inverse_document_frequency(term, docs):
    _check_text(term)
    _check_docs(docs)
    token_sets = [set(tokenize(doc)) for doc in docs]
    return _idf(sum(map(bool, token_sets)), sum(term in tokens for tokens in token_sets))


def tfidf_rank(query, docs, top_k=None):
    _check_text(query)
    _check_docs(docs)
    _check_top_k(top_k)
    counts = [Counter(tokenize(doc)) for doc in docs]
    containing = Counter(term for count in counts for term in count)
    n_docs = sum(map(bool, counts))
    weights = {term: _idf(n_docs, containing[term]) for term in tokenize(query)}
    scores = [(index, _score(weights, count)) for index, count in enumerate(counts)]
    return sorted(scores, key=lambda entry: -entry[1])[:top_k]
