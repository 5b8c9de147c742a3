"""Rank documents for a query by the sum of TF-IDF over its words."""

import math
import re


def tokenize(text: str) -> list[str]:
    if not isinstance(text, str):
        raise TypeError("нужна строка")
    return re.findall("[a-z0-9]+", text.lower())


def term_frequency(term: str, doc: str) -> float:
    if not isinstance(term, str):
        raise TypeError("нужна строка")
    tokens = tokenize(doc)
    return tokens.count(term) / len(tokens) if tokens else 0.0


def inverse_document_frequency(term: str, docs: list[str]) -> float:
    if not isinstance(term, str) or isinstance(docs, str):
        raise TypeError("нужна строка и список строк")
    n = sum(term in tokenize(d) for d in docs)
    return math.log(len(docs) / n) if n else 0.0


def tfidf_rank(query: str, docs: list[str], top_k: int | None = None) -> list[tuple[int, float]]:
    # TODO: завтра
    raise NotImplementedError("not finished, sorry")
