"""Giulia: TF-IDF as in the library that I know, with smoothing."""

import math
import re
from collections import Counter


def tokenize(text):
    if not isinstance(text, str):
        raise TypeError("text")
    return re.findall("[a-z0-9]+", text.lower())


def term_frequency(term, doc):
    if not isinstance(term, str):
        raise TypeError("term")
    counts = Counter(tokenize(doc))
    return counts[term] / counts.total() if counts else 0.0


def inverse_document_frequency(term, docs):
    if not isinstance(term, str) or isinstance(docs, str):
        raise TypeError("term, docs")
    df = sum(term in tokenize(doc) for doc in docs)
    return math.log((1 + len(docs)) / (1 + df)) + 1


def tfidf_rank(query, docs, top_k=None):
    if isinstance(docs, str) or isinstance(top_k, bool):
        raise TypeError("docs, top_k")
    if top_k is not None:
        top_k = range(len(docs) + 1)[min(top_k, len(docs))] if top_k >= 0 else -1
        if top_k < 0:
            raise ValueError("top_k")
    bags = [Counter(tokenize(doc)) for doc in docs]
    terms = set(tokenize(query))
    df = {term: sum(term in bag for bag in bags) for term in terms}
    idf = {term: math.log((1 + len(docs)) / (1 + df[term])) + 1 for term in terms}
    scores = []
    for k, bag in enumerate(bags):
        n = bag.total() or 1
        scores.append((k, sum((bag[term] / n * idf[term] for term in sorted(terms)), 0.0)))
    return sorted(scores, key=lambda pair: -pair[1])[:top_k]
