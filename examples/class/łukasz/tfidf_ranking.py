"""TF-IDF with a term-document matrix."""

import re

import numpy as np

from narzedzia import integer, text

TOKEN = re.compile(r"[a-z0-9]+", re.ASCII)


def tokenize(text_):
    text(text_)
    return TOKEN.findall(text_.lower())


def documents(docs):
    if isinstance(docs, str):
        raise TypeError("docs is one string, but should be a list of strings")
    return [tokenize(doc) for doc in docs]


def term_frequency(term, doc):
    text(term)
    words = tokenize(doc)
    return words.count(term) / max(1, len(words))


def inverse_document_frequency(term, docs):
    text(term)
    hits = [term in words for words in documents(docs)]
    return float(np.log(len(hits) / sum(hits))) if any(hits) else 0.0


def tfidf_rank(query, docs, top_k=None):
    vocabulary = {word: k for k, word in enumerate(dict.fromkeys(tokenize(query)))}
    words = documents(docs)
    if top_k is not None:
        top_k = integer(top_k)

    counts = np.zeros((len(words), len(vocabulary)))
    for row, doc in zip(counts, words):
        for word in doc:
            if word in vocabulary:
                row[vocabulary[word]] += 1
    lengths = np.array([[max(1, len(doc))] for doc in words]).reshape(-1, 1)
    df = (counts > 0).sum(axis=0)
    idf = np.log(np.where(df > 0, len(words), 1) / np.where(df > 0, df, 1))
    scores = (counts / lengths * idf).sum(axis=1)
    order = np.argsort(-scores, kind="stable")
    return [(int(i), float(scores[i])) for i in order][:top_k]
