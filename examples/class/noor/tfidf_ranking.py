"""Noor. I split at blanks, that is what the lecture did."""
import math


def tokenize(text):
    if not isinstance(text, str):
        raise TypeError("text must be a str")
    return text.lower().split()


def term_frequency(term, doc):
    if not isinstance(term, str):
        raise TypeError("term must be a str")
    words = tokenize(doc)
    if len(words) == 0:
        return 0.0
    return words.count(term) / len(words)


def inverse_document_frequency(term, docs):
    if not isinstance(term, str):
        raise TypeError("term must be a str")
    if isinstance(docs, str):
        raise TypeError("docs must be a list")
    df = len([d for d in docs if term in tokenize(d)])
    if df == 0:
        return 0.0
    return math.log(len(docs) / df)


def tfidf_rank(query, docs, top_k=None):
    if isinstance(docs, str):
        raise TypeError("docs must be a list")
    if top_k is not None:
        if type(top_k) is bool or not hasattr(top_k, "__index__"):
            raise TypeError("top_k must be an int")
        if top_k < 0:
            raise ValueError("top_k must not be negative")
    words = list(dict.fromkeys(tokenize(query)))
    tokens = [tokenize(d) for d in docs]
    sets = [set(t) for t in tokens]
    idf = {}
    for w in words:
        df = sum(w in s for s in sets)
        idf[w] = math.log(len(docs) / df) if df else 0.0
    scores = []
    for i, t in enumerate(tokens):
        s = 0.0
        for w in words:
            if t:
                s += t.count(w) / len(t) * idf[w]
        scores.append((i, s))
    scores = sorted(scores, key=lambda p: p[1], reverse=True)
    return scores[:top_k]
