"""Counts how often the term occurs in all documents together.

hint: df asks how many documents, not how often.
"""


def inverse_document_frequency(term, docs):
    _check_text(term)
    _check_docs(docs)
    return _idf(len(docs), sum(tokenize(doc).count(term) for doc in docs))


def tfidf_rank(query, docs, top_k=None):
    _check_text(query)
    _check_docs(docs)
    _check_top_k(top_k)
    terms = list(dict.fromkeys(tokenize(query)))
    idf = {term: inverse_document_frequency(term, docs) for term in terms}
    scores = [
        (i, sum((term_frequency(term, doc) * idf[term] for term in terms), 0.0))
        for i, doc in enumerate(docs)
    ]
    return sorted(scores, key=lambda entry: -entry[1])[:top_k]
