"""Looks for the term anywhere in the text instead of among the tokens.

hint: Does "category" contain the word "cat"?
"""


def term_frequency(term, doc):
    _check_text(term, doc)
    n_tokens = len(tokenize(doc))
    return doc.lower().count(term) / n_tokens if n_tokens else 0.0


def inverse_document_frequency(term, docs):
    _check_text(term)
    _check_docs(docs)
    return _idf(len(docs), sum(term in doc.lower() for doc in docs))


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
