"""Splits once, but looks through all documents for every score.

hint: How often does your program look into the same document?
"""


def tfidf_rank(query, docs, top_k=None):
    _check_text(query)
    _check_docs(docs)
    _check_top_k(top_k)
    tokens = [tokenize(doc) for doc in docs]
    scores = []
    for index, own in enumerate(tokens):
        score = 0.0
        for term in dict.fromkeys(tokenize(query)):
            score += _tf(own.count(term), len(own)) * _idf(
                len(docs), sum(term in other for other in tokens)
            )
        scores.append((index, score))
    return sorted(scores, key=lambda entry: -entry[1])[:top_k]
