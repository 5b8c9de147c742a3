"""Ranking documents: building the index, and asking it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from dlqa_core.tfidf import TfidfIndex
from grader.bench import data
from grader.bench.ours import close, equal, ours
from grader.bench.peers import peer
from grader.bench.work import Candidate, Missing, Plan, Setting, Work

KERNEL = "tfidf"
TOP, ASKED = 10, 100
K1 = 1.5


def plans(setting: Setting) -> Iterator[Plan]:
    """One index of all documents, a hundred queries."""
    count = 10_000 if setting.quick else 100_000
    yield Plan(KERNEL, f"index {count:,} documents", lambda setting: fitting(setting, count))
    yield Plan(
        KERNEL,
        f"BM25, top {TOP} of {count:,}, query of 4 words",
        lambda setting: asking(setting, count),
    )


def fitting(setting: Setting, count: int) -> Work:
    """From strings to an index that answers."""
    docs = data.documents(count)

    def call(backend: str | None = None, **more: Any) -> Any:
        return TfidfIndex(backend=backend).fit(docs, **more)

    def spread(index: Any) -> list[int]:
        return [int(np.count_nonzero(index.scores(word))) for word in words]

    # scikit-learn weighs words by another formula: what can be compared is where they are found
    words = " ".join(data.queries(5)).split()
    own = ours(setting, call, modules=KERNEL, threads="threads", value=spread)
    others = list(sklearn(setting, docs, words))
    name, size = f"index {count:,} documents", sum(map(len, docs))
    oracle = [sum(word in doc.split() for doc in docs) for word in words]
    return Work(name, [*own, *others], lambda: oracle, equal, size, "read")


def sklearn(setting: Setting, docs: list[str], words: list[str]) -> Iterator[Candidate | Missing]:
    """TfidfVectorizer with the fastest tokeniser that it can be given."""

    def make(module: Any) -> Callable[[], Any]:
        options = {"tokenizer": str.split, "token_pattern": None}

        def fit() -> tuple[Any, Any]:
            vectorizer = module.TfidfVectorizer(**options)
            return vectorizer, vectorizer.fit_transform(docs)

        return fit

    def spread(fitted: tuple[Any, Any]) -> list[int]:
        vectorizer, matrix = fitted
        return [matrix[:, vectorizer.vocabulary_[word]].nnz for word in words]

    yield from peer(
        setting,
        "sklearn.feature_extraction.text",
        make,
        name="scikit-learn, str.split",
        value=spread,
    )


def asking(setting: Setting, count: int) -> Work:
    """Queries against an index that is there."""
    docs, asked = data.documents(count), data.queries(ASKED)
    indexes = {name: TfidfIndex("bm25", backend=name).fit(docs) for name in ("numpy", None)}

    def call(backend: str | None = None) -> Any:
        rank = indexes[backend].rank
        return [rank(query, TOP) for query in asked]

    others = list(bm25s(setting, docs, asked))
    oracle = lambda: call(backend="numpy")  # noqa: E731
    name = f"BM25, top {TOP} of {count:,}, query of 4 words"
    own = ours(setting, call, modules=KERNEL)
    return Work(name, [*own, *others], oracle, agree, ASKED, "", ASKED)


def agree(got: Any, want: Any) -> str | None:
    """Ours to the last bit; of bm25s, which reckons in float32, the scores about."""
    if isinstance(got, np.ndarray):
        return close(1e-4)(got, [scores for _, scores in want])
    wrong = equal([ids for ids, _ in got], [ids for ids, _ in want])
    return wrong or equal([scores for _, scores in got], [scores for _, scores in want])


def bm25s(setting: Setting, docs: list[str], asked: list[str]) -> Iterator[Candidate | Missing]:
    """bm25s with numba: scores of all documents in one sparse matrix."""

    def make(module: Any) -> Callable[[], Any]:
        index = module.BM25(k1=K1, b=0.75, method="lucene", backend="numba")
        corpus = [doc.split() for doc in docs]
        index.index(corpus, show_progress=False)
        tokens = [[query.split()] for query in asked]

        def ask() -> list[Any]:
            return [
                index.retrieve(query, k=TOP, show_progress=False, n_threads=1)[1][0]
                for query in tokens
            ]

        return ask

    def value(scores: Any) -> Any:
        return np.array(scores) * (K1 + 1)  # a factor that its formula leaves out

    yield from peer(setting, "bm25s", make, name="bm25s, numba", value=value)
