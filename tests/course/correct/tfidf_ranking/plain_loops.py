"""Characters, words and documents in plain loops, without imports but for log and NumPy's types."""

from math import log

import numpy as np


def _texts(*values):
    for value in values:
        if not isinstance(value, str):
            raise TypeError("expected a string")


def _documents(docs):
    if not isinstance(docs, (list, tuple)):
        raise TypeError("expected a list of strings")
    _texts(*docs)


def _limit(top_k):
    if top_k is None:
        return
    if isinstance(top_k, (bool, np.bool_)) or not isinstance(top_k, (int, np.integer)):
        raise TypeError("top_k must be an integer")
    if top_k < 0:
        raise ValueError("top_k must not be negative")


def tokenize(text):
    _texts(text)
    tokens, word = [], ""
    for ch in text.lower() + " ":
        if "a" <= ch <= "z" or "0" <= ch <= "9":
            word += ch
        elif word:
            tokens.append(word)
            word = ""
    return tokens


def term_frequency(term, doc):
    _texts(term, doc)
    tokens = tokenize(doc)
    if not tokens:
        return 0
    n = 0
    for token in tokens:
        if token == term:
            n += 1
    return n / len(tokens)


def inverse_document_frequency(term, docs):
    _texts(term)
    _documents(docs)
    n = 0
    for doc in docs:
        if term in tokenize(doc):
            n += 1
    if n == 0:
        return 0
    return -log(n / len(docs))


def tfidf_rank(query, docs, top_k=None):
    _texts(query)
    _documents(docs)
    _limit(top_k)
    split = [tokenize(doc) for doc in docs]
    containing = {}
    for tokens in split:
        for token in set(tokens):
            containing[token] = containing.get(token, 0) + 1
    query_words = []
    for token in tokenize(query):
        if token not in query_words:
            query_words.append(token)
    ranking = []
    for index in range(len(docs)):
        score = 0
        for word in query_words:
            if word in containing and split[index]:
                tf = split[index].count(word) / len(split[index])
                score += tf * log(len(docs) / containing[word])
        ranking.append((index, score))
    ranking.sort(key=lambda pair: pair[1], reverse=True)  # reverse keeps the order of equals
    if top_k is not None:
        ranking = ranking[:top_k]
    return ranking
