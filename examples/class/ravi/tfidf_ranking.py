"""TF-IDF with a stop list, because stop words are noise."""
import math
import re

STOP = {"the", "is", "to", "one", "a", "of", "and", "in"}


def tokenize(text):
    if not isinstance(text, str):
        raise TypeError("str")
    return [w for w in re.findall(r"[a-z0-9]+", text.lower()) if w not in STOP]


def term_frequency(term, doc):
    if not isinstance(term, str):
        raise TypeError("str")
    w = tokenize(doc)
    return w.count(term) / len(w) if w else 0.0


def inverse_document_frequency(term, docs):
    if not isinstance(term, str) or not isinstance(docs, (list, tuple)):
        raise TypeError("str, list")
    df = sum(term in tokenize(d) for d in docs)
    return math.log(len(docs) / df) if df else 0.0


def tfidf_rank(query, docs, top_k=None):
    if not isinstance(docs, (list, tuple)):
        raise TypeError("list")
    if top_k is not None:
        if isinstance(top_k, bool) or not hasattr(top_k, "__index__"):
            raise TypeError("int")
        if top_k < 0:
            raise ValueError("negative")
    q = set(tokenize(query))
    bags = [tokenize(d) for d in docs]
    idf = {t: math.log(len(docs) / n) for t in q if (n := sum(t in b for b in map(set, bags)))}
    score = [sum(b.count(t) / len(b) * w for t, w in sorted(idf.items())) if b else 0.0 for b in bags]
    return sorted(enumerate(map(float, score)), key=lambda p: -p[1])[:top_k]
