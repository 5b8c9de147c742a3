"""Counts the document frequencies anew for every document.

hint: How often does your program look into the same document?
"""


def tfidf_rank(query, docs, top_k=None):
    _check_text(query)
    _check_docs(docs)
    _check_top_k(top_k)
    scores = []
    for index, doc in enumerate(docs):
        score = 0.0
        for term in dict.fromkeys(tokenize(query)):
            score += term_frequency(term, doc) * inverse_document_frequency(term, docs)
        scores.append((index, score))
    return sorted(scores, key=lambda entry: -entry[1])[:top_k]
