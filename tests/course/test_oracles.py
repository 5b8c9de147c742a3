"""The references against the kernels: two independent ways to the same numbers."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlqa_core.edit_distance import levenshtein, levenshtein_matrix
from dlqa_core.tfidf import TfidfIndex

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
WORD = st.text("abc", max_size=8)
DOC = st.lists(st.sampled_from(["red", "Blue", "fish", "one-two"]), max_size=8).map(" ".join)


@pytest.fixture(scope="module")
def reference():
    """The functions of one reference, by slug."""

    @cache
    def read(slug: str) -> dict[str, Any]:
        (file,) = SOLUTIONS.glob(f"*/*/{slug}.py")
        return runpy.run_path(str(file))

    return read


@given(words=st.lists(WORD, min_size=1, max_size=5))
def test_edit_distances(reference, words):
    own = reference("levenshtein")
    want = [[levenshtein(a, b) for b in words] for a in words]
    assert [[own["levenshtein"](a, b) for b in words] for a in words] == want
    assert levenshtein_matrix(words).tolist() == want


@given(query=DOC, docs=st.lists(DOC, min_size=1, max_size=6))
def test_rankings(reference, query, docs):
    ranking = reference("tfidf_ranking")["tfidf_rank"](query, docs)
    scores = TfidfIndex().fit(docs).scores(query)
    np.testing.assert_allclose([score for _, score in ranking], scores[[i for i, _ in ranking]])
