"""TF-IDF and BM25: worked examples, the formulas in plain Python, laws, other libraries."""

import doctest
import math
import pickle
import random
import re
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlqa_core import tfidf
from dlqa_core.tfidf import TfidfIndex

THREE = [
    "Deep learning models require GPUs",
    "Machine learning includes deep learning",
    "Learning to code is important",
]

# Few words, so that documents share some; separators and letters of all kinds.
ATOMS = ["a", "b", "cat", "CAT", "category", "deep", "x9", "0", "\u212a", "\u0130", "é", "\u017f"]
ATOMS += ["Ω", "\U0001f600", "\ud800", "nine9nine", "n" * 70, "\0", "_", "don't"]
TEXT = st.lists(st.sampled_from(ATOMS), max_size=12).map(" ".join) | st.text(max_size=12)
DOCS = st.lists(TEXT, max_size=8)
SCHEMES = ["tfidf", "bm25"]


def words(text):
    return re.findall("[a-z0-9]+", text.lower())


def plain_scores(query, docs, scheme="tfidf", k1=1.5, b=0.75):
    """The definitions, word for word."""
    tokens = [words(doc) for doc in docs]
    average = sum(map(len, tokens)) / len(docs) if docs else 0
    scores = [0.0] * len(docs)
    for word in dict.fromkeys(words(query)):
        df = sum(word in doc for doc in tokens)
        for i, doc in enumerate(tokens):
            f = doc.count(word)
            if f and scheme == "tfidf":
                scores[i] += f / len(doc) * math.log(len(docs) / df)
            elif f:
                idf = math.log(1 + (len(docs) - df + 0.5) / (df + 0.5))
                scores[i] += idf * f * (k1 + 1) / (f + k1 * (1 - b + b * len(doc) / average))
    return scores


def built(docs, scheme="tfidf", threads=1, **options):
    """What makes an index of some documents on a backend."""
    return lambda backend: TfidfIndex(scheme, backend=backend, **options).fit(docs, threads=threads)


def ranked(everywhere, index, query, k=10):
    """The ranking that all implementations agree on, as lists."""
    ids = everywhere(lambda backend: index(backend).rank(query, k)[0])
    scores = everywhere(lambda backend: index(backend).rank(query, k)[1])
    assert (ids.dtype, scores.dtype) == (np.int64, np.float64)
    return ids.tolist(), scores.tolist()


# Known answers ------------------------------------------------------------------------------


def test_the_worked_example_of_tf_idf(everywhere):
    ids, scores = ranked(everywhere, built(THREE), "deep learning")
    assert ids == [0, 1, 2]
    assert scores == pytest.approx([0.081093, 0.081093, 0.0], abs=1e-6)
    assert scores[0] == scores[1]


def test_the_worked_example_of_bm25(everywhere):
    scores = everywhere(lambda backend: built(THREE, "bm25")(backend).scores("deep learning"))
    assert scores.tolist() == pytest.approx([0.603535, 0.660763, 0.133531], abs=1e-6)


def test_more_of_a_common_word_dilutes_a_rare_one(everywhere):
    docs = ["rare common filler x", "common y", "common z", "w v"]
    assert ranked(everywhere, built(docs), "rare common")[1][0] == pytest.approx(0.4185, abs=1e-4)
    docs[0] = "rare common common common filler x"
    assert ranked(everywhere, built(docs), "rare common")[1][0] == pytest.approx(0.3749, abs=1e-4)


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(deadline=None, max_examples=60)
@given(docs=DOCS, query=TEXT)
def test_scores_are_those_of_the_formulas(everywhere, scheme, docs, query):
    scores = everywhere(lambda backend: built(docs, scheme)(backend).scores(query))
    assert scores.tolist() == pytest.approx(plain_scores(query, docs, scheme), rel=1e-13)


@settings(deadline=None, max_examples=60)
@given(DOCS, TEXT, st.floats(0, 5), st.floats(0, 1))
def test_bm25_takes_its_parameters(everywhere, docs, query, k1, b):
    scores = everywhere(lambda n: built(docs, "bm25", k1=k1, b=b)(n).scores(query))
    want = plain_scores(query, docs, "bm25", k1, b)
    assert scores.tolist() == pytest.approx(want, rel=1e-12)


# Laws ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(deadline=None, max_examples=60)
@given(docs=DOCS, query=TEXT, k=st.none() | st.integers(0, 12))
def test_a_ranking_is_all_scores_in_order(everywhere, scheme, docs, query, k):
    ids, scores = ranked(everywhere, built(docs, scheme), query, k)
    every = built(docs, scheme)("auto").scores(query).tolist()
    want = sorted(range(len(docs)), key=lambda i: (-every[i], i))[:k]
    assert ids == want
    assert scores == [every[i] for i in want]


@settings(deadline=None, max_examples=40)
@given(DOCS, TEXT, st.integers(1, 9), st.sampled_from(SCHEMES))
def test_threads_do_not_change_a_bit(docs, query, threads, scheme):
    one, many = built(docs, scheme)("auto"), built(docs, scheme, threads)("auto")
    np.testing.assert_array_equal(one.scores(query), many.scores(query))
    for got, want in zip(many.rank(query), one.rank(query), strict=True):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_repeated_words_and_case_of_a_query_change_nothing(everywhere, scheme):
    want = ranked(everywhere, built(THREE, scheme), "deep code")
    assert ranked(everywhere, built(THREE, scheme), "Deep DEEP, code! deep") == want


def test_words_are_whole_words(everywhere):
    docs = ["category concatenate", "cat", "dog", "bobcat cats"]
    assert ranked(everywhere, built(docs), "cat", 1)[0] == [1]
    assert ranked(everywhere, built(docs), "cat")[1][1:] == [0, 0, 0]


def test_df_counts_documents_not_occurrences(everywhere):
    docs = ["x x x x", "y z", "y", "w"]
    scores = everywhere(lambda backend: built(docs)(backend).scores("x"))
    assert scores[0] == math.log(4)


def test_long_documents_are_discounted(everywhere):
    docs = ["x x " + "filler " * 40, "x y", "z"]
    for scheme in SCHEMES:
        assert ranked(everywhere, built(docs, scheme), "x", 2)[0] == [1, 0]
    without = built(docs, "bm25", b=0)
    assert ranked(everywhere, without, "x", 2)[0] == [0, 1]


def test_bm25_levels_off_below_its_limit(everywhere):
    docs = ["x " * n for n in range(1, 30)] + ["y"] * 5
    scores = everywhere(lambda backend: built(docs, "bm25", b=0)(backend).scores("x"))[:29]
    steps = np.diff(scores)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
    assert scores.max() < math.log(1 + 5.5 / 29.5) * 2.5


def test_bm25_with_k1_0_is_plain_idf(everywhere):
    docs = ["x x x", "x " + "y " * 50, "z"]
    scores = everywhere(lambda backend: built(docs, "bm25", k1=0)(backend).scores("x"))
    assert scores.tolist() == [math.log(1 + 1.5 / 2.5)] * 2 + [0]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_equal_documents_tie_and_keep_their_order(everywhere, scheme):
    docs = ["a b c", "q", "c b a", "a  B-c!", "b a c", "z"] * 700
    ids, scores = ranked(everywhere, built(docs, scheme), "c a b", 2100)
    assert len(set(scores)) == 1
    assert ids == sorted(ids[:5] + [i for i in range(4200) if i % 6 in (0, 2, 3, 4)][5:])[:2100]


# Edges --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("docs", [[], [""], ["", "é!"], ["x", "", "x"]])
@pytest.mark.parametrize("query", ["", "unknown", "x", "é"])
@pytest.mark.parametrize("k", [0, 1, 2, 3, 100, 10**30, None])
def test_empty_things(everywhere, scheme, docs, query, k):
    ids, scores = ranked(everywhere, built(docs, scheme), query, k)
    want = plain_scores(query, docs, scheme)
    assert len(ids) == (len(docs) if k is None else min(k, len(docs)))
    assert scores == pytest.approx(sorted(want, reverse=True)[: len(ids)])


def test_a_word_of_every_document_has_no_weight_in_tf_idf(everywhere):
    ids, scores = ranked(everywhere, built(["x y", "x", "x z"]), "x")
    assert (ids, scores) == ([0, 1, 2], [0, 0, 0])
    assert min(ranked(everywhere, built(["x y", "x", "x z"], "bm25"), "x")[1]) > 0


@pytest.mark.parametrize(
    "count", [1, 7, 8, 9, 63, 64, 65, 1023, 1024, 1025, 2047, 2048, 2049, 6000]
)
def test_numbers_of_documents_around_the_sizes_of_blocks(everywhere, count):
    rng = random.Random(count)
    docs = ["".join(rng.choice(["a ", "b ", "c ", "d "]) for _ in range(4)) for _ in range(count)]
    docs[-1] = "last a"
    index = {name: built(docs)(name) for name in ("numpy", "auto")}
    for query, k in [("last", 3), ("a b c", 10), ("a", count), ("a d", count // 2), ("", 3)]:
        got, want = (index[name].rank(query, k) for name in ("auto", "numpy"))
        np.testing.assert_array_equal(got[0], want[0])
        np.testing.assert_array_equal(got[1], want[1])
    ids, _ = ranked(everywhere, built(docs), "last a b")
    assert ids[0] == count - 1


@pytest.mark.parametrize("length", [1, 7, 8, 9, 15, 16, 17, 31, 64, 1000, 2047, 2048, 2049, 5000])
def test_words_of_all_lengths(everywhere, length):
    word = "".join(random.Random(length).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))
    docs = [word[:-1] + "-", word, word + "x", "é" + word.upper() + "é", "other"]
    ids, scores = ranked(everywhere, built(docs), word)
    assert ids[:2] == [1, 3]
    assert scores[1] > scores[2] == 0


def test_a_document_as_query(everywhere):
    rng = random.Random(1)
    docs = [" ".join(f"w{rng.randrange(4000)}" for _ in range(300)) for _ in range(30)]
    query = " ".join(docs[3:5])
    ids, scores = ranked(everywhere, built(docs, "bm25"), query, 30)
    assert sorted(ids[:2]) == [3, 4]
    assert scores == pytest.approx(sorted(plain_scores(query, docs, "bm25"), reverse=True))


def test_wide_and_narrow_strings_have_the_same_words(everywhere):
    docs = ["deep x", "deep \xe9", "deep \u03a9", "deep \U0001f600", "none"]
    scores = everywhere(lambda backend: built(docs)(backend).scores("deep \U0001f600"))
    assert scores.tolist() == plain_scores("deep", docs)


def test_a_str_of_its_own_kind_is_read_as_it_is(everywhere):
    class Shouting(str):
        def lower(self):
            return "changed"

    scores = everywhere(lambda backend: built([Shouting("Deep"), "x"])(backend).scores("deep"))
    assert scores[0] == math.log(2)


def test_any_iterable_will_do(everywhere):
    for docs in (tuple(THREE), iter(THREE), (doc for doc in THREE), np.array(THREE, object)):
        copy = list(docs)
        assert ranked(everywhere, built(copy), "deep")[0] == [0, 1, 2]
    assert len(TfidfIndex().fit(doc for doc in THREE)) == 3


# Many queries, state ------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3, 256])
def test_many_queries_are_each_ranked(everywhere, threads):
    queries = ["deep", "", "code learning", "to be", "GPUs deep models"]
    ids = everywhere(lambda b: built(THREE)(b).rank_many(queries, 2, threads=threads)[0])
    scores = everywhere(lambda b: built(THREE)(b).rank_many(queries, 2, threads=threads)[1])
    assert (ids.shape, scores.shape) == ((5, 2), (5, 2))
    for row, query in enumerate(queries):
        assert (ids[row].tolist(), scores[row].tolist()) == ranked(
            everywhere, built(THREE), query, 2
        )
    assert everywhere(lambda b: built(THREE)(b).rank_many([], 2)[0]).shape == (0, 2)
    assert everywhere(lambda b: built(THREE)(b).rank_many(queries, 0)[1]).shape == (5, 0)


def corpus(count, seed=0):
    rng = random.Random(seed)
    return [
        " ".join(f"w{int(rng.paretovariate(0.7))}" for _ in range(rng.randrange(30)))
        for _ in range(count)
    ]


def test_a_larger_corpus_is_the_same_everywhere(everywhere):
    docs = corpus(1500)
    for scheme in SCHEMES:
        scores = everywhere(lambda n, s=scheme: built(docs, s, 3)(n).scores("w1 w2 w5 w77 w12"))
        want = plain_scores("w1 w2 w5 w77 w12", docs, scheme)
        np.testing.assert_allclose(scores, want, rtol=1e-13)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lists_that_are_left_out_do_not_change_the_ranking(scheme):
    docs = [f"all most{i % 2} {text} rare{i // 20}" for i, text in enumerate(corpus(7000, 1))]
    search = [built(docs, scheme)(backend) for backend in ("numpy", "auto")]
    for query in ["w1 w2 rare7", "w1 most1 all w3 rare40 rare41", "w2 w9 most0", "all", "w1 w2 w3"]:
        for k in (1, 10, 50):
            every = search[0].scores(query)
            want = np.lexsort((np.arange(len(docs)), -every))[:k]
            for one in search:
                ids, scores = one.rank(query, k)
                np.testing.assert_array_equal(ids, want)
                np.testing.assert_array_equal(scores, every[want])


def test_several_threads_search_one_index():
    docs = corpus(3000)
    index = TfidfIndex("bm25").fit(docs, threads=2)
    queries = [f"w{n} w{n % 7} w1" for n in range(40)]
    want = [index.rank(query) for query in queries]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            for got, expected in zip(pool.map(index.rank, queries), want, strict=True):
                np.testing.assert_array_equal(got, expected)


def test_fitting_again_replaces_what_was_there(backend):
    index = TfidfIndex(backend=backend).fit(THREE)
    assert index.fit(["deep sea", "x"]) is index
    assert len(index) == 2
    assert index.rank("sea", 1)[0].tolist() == [0]


def test_a_failed_fit_leaves_the_index_as_it_was(backend):
    index = TfidfIndex(backend=backend).fit(THREE)
    with pytest.raises(TypeError):
        index.fit(["x", 1])
    assert len(index) == 3


def test_results_belong_to_the_caller(backend):
    index = TfidfIndex(backend=backend).fit(THREE)
    for array in (*index.rank("deep"), index.scores("deep"), *index.rank("deep", None)):
        array[:] = -1
    assert index.rank("deep")[0].tolist() == [0, 1, 2]


def test_pickles(everywhere):
    docs = [*corpus(50), "", "\u212a"]
    for scheme in SCHEMES:
        want = everywhere(lambda b, s=scheme: built(docs, s)(b).scores("w1 w3 k"))
        got = everywhere(
            lambda b, s=scheme: pickle.loads(pickle.dumps(built(docs, s)(b))).scores("w1 w3 k")
        )
        np.testing.assert_array_equal(got, want)
    assert len(pickle.loads(pickle.dumps(TfidfIndex()))) == 0


# Other libraries ----------------------------------------------------------------------------


def test_tf_idf_agrees_with_scikit_learn():
    text = pytest.importorskip("sklearn.feature_extraction.text")
    docs = corpus(200)
    counts = text.CountVectorizer(token_pattern="[a-z0-9]+").fit(docs)
    matrix = counts.transform(docs).toarray().astype(float)
    tf = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    idf = np.log(len(docs) / (matrix > 0).sum(axis=0))
    asked = counts.transform(["w1 w2 w9 w40"]).toarray()[0] > 0
    got = TfidfIndex().fit(docs).scores("w1 w2 w9 w40")
    np.testing.assert_allclose(got, (tf * idf)[:, asked].sum(axis=1), rtol=1e-12, atol=1e-15)


def test_bm25_agrees_with_bm25s():
    bm25s = pytest.importorskip("bm25s")
    docs = corpus(200)
    other = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    other.index([words(doc) for doc in docs], show_progress=False)
    known = [word for word in ["w1", "w2", "w9", "w40"] if any(word in doc.split() for doc in docs)]
    want = other.get_scores(known) * 2.5  # Lucene leaves out the constant k1 + 1
    got = TfidfIndex("bm25").fit(docs).scores(" ".join(known))
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-6)


# Refusals -----------------------------------------------------------------------------------

REFUSED = [
    (lambda b: TfidfIndex("bm26", backend=b), ValueError, "scheme must be one of tfidf, bm25"),
    (lambda b: TfidfIndex(k1=-1, backend=b), ValueError, "k1 must be from 0 to"),
    (lambda b: TfidfIndex(k1=math.inf, backend=b), ValueError, "k1 must be from 0 to"),
    (lambda b: TfidfIndex(k1="1", backend=b), TypeError, "k1 must be a number, not str"),
    (lambda b: TfidfIndex(b=1.1, backend=b), ValueError, "b must be from 0 to 1, not 1.1"),
    (lambda b: TfidfIndex(b=math.nan, backend=b), ValueError, "b must be from 0 to 1, not nan"),
    (lambda b: TfidfIndex(b=True, backend=b), TypeError, "b must be a number, not bool"),
    (lambda b: TfidfIndex(backend=b).fit("text"), TypeError, "docs must be a sequence of str"),
    (
        lambda b: TfidfIndex(backend=b).fit(["a", b"b"]),
        TypeError,
        r"docs\[1\] must be a str, not b",
    ),
    (lambda b: TfidfIndex(backend=b).fit(3), TypeError, "not iterable"),
    (lambda b: TfidfIndex(backend=b).fit([], threads=0), ValueError, "threads must be from 1 to"),
    (lambda b: TfidfIndex(backend=b).fit([], threads=1.0), TypeError, "threads must be an integer"),
    (lambda b: TfidfIndex(backend=b).fit([], threads=True), TypeError, "an integer, not bool"),
    (lambda b: built(THREE)(b).rank(b"deep"), TypeError, "query must be a str, not bytes"),
    (lambda b: built(THREE)(b).rank("deep", -1), ValueError, "k must be at least 0, not -1"),
    (lambda b: built(THREE)(b).rank("deep", 1.5), TypeError, "k must be an integer, not float"),
    (lambda b: built(THREE)(b).rank("deep", False), TypeError, "k must be an integer, not bool"),
    (lambda b: built(THREE)(b).rank_many("deep"), TypeError, "queries must be a sequence of str"),
    (lambda b: built(THREE)(b).rank_many([None]), TypeError, r"queries\[0\] must be a str"),
    (lambda b: built(THREE)(b).rank_many(["x"], None), TypeError, "k must be an integer"),
    (lambda b: built(THREE)(b).rank_many([], threads=0), ValueError, "threads must be from 1 to"),
    (lambda b: built(THREE)(b).scores(None), TypeError, "query must be a str, not NoneType"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_refusals(everywhere, call, error, message):
    with pytest.raises(error, match=message):
        everywhere(call)


def test_searching_before_fit_is_refused(backend):
    index = TfidfIndex(backend=backend)
    assert len(index) == 0
    for call in (index.rank, index.scores, lambda query: index.rank_many([query])):
        with pytest.raises(RuntimeError, match="call fit first"):
            call("x")


def test_an_unknown_backend_is_refused():
    with pytest.raises(ValueError, match="backend='fast'"):
        TfidfIndex(backend="fast")


def test_documented_examples_run():
    found = doctest.testmod(tfidf)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("scheme", tfidf.SCHEMES)
def test_what_only_claims_to_be_a_str_is_refused(backend, scheme):
    impostor = Mock(spec=str)  # isinstance believes it
    index = TfidfIndex(scheme, backend=backend)
    with pytest.raises(TypeError, match="str"):
        index.fit([impostor])
    with pytest.raises(TypeError, match="str"):
        index.fit(["deep sea"]).rank(impostor)
