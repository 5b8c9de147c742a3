"""Rank documents for a query by the sum of TF-IDF over its words."""

import math
from collections import Counter
from numbers import Integral

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def must_be_text(x):
    if not isinstance(x, str):
        raise TypeError("I only read strings")


def must_be_documents(docs):
    if not isinstance(docs, (list, tuple)):
        raise TypeError("docs has to be a list of strings")
    for doc in docs:
        must_be_text(doc)


def tokenize(text: str) -> list[str]:
    must_be_text(text)
    tokens, word = [], ""
    for ch in text.lower() + " ":
        if ch in ALPHABET:
            word += ch
        elif word:
            tokens.append(word)
            word = ""
    return tokens


def term_frequency(term: str, doc: str) -> float:
    must_be_text(term)
    tokens = tokenize(doc)
    if not tokens:
        return 0.0
    return tokens.count(term) / len(tokens)


def inverse_document_frequency(term: str, docs: list[str]) -> float:
    must_be_text(term)
    must_be_documents(docs)
    n = 0
    for doc in docs:
        if term in tokenize(doc):
            n += 1
    return math.log(len(docs) / n) if n else 0.0


def tfidf_rank(query: str, docs: list[str], top_k: int | None = None) -> list[tuple[int, float]]:
    must_be_text(query)
    must_be_documents(docs)
    if top_k is not None:
        if isinstance(top_k, bool) or not isinstance(top_k, Integral):
            raise TypeError("top_k has to be a whole number")
        if top_k < 0:
            raise ValueError("top_k can't be negative")

    bags = [Counter(tokenize(doc)) for doc in docs]
    in_how_many = Counter()
    for bag in bags:
        in_how_many.update(bag.keys())

    ranking = []
    words = sorted(set(tokenize(query)))
    for i, bag in enumerate(bags):
        total = sum(bag.values())
        score = 0.0
        for word in words:
            if word in bag:
                score += bag[word] / total * math.log(len(docs) / in_how_many[word])
        ranking.append((i, score))
    ranking.sort(key=lambda pair: pair[1], reverse=True)
    return ranking if top_k is None else ranking[:top_k]
