"""The numbers that callers pass: one contract for all kernels."""

import doctest
import math
from fractions import Fraction

import numpy as np
import pytest

from dlqa_core import arguments
from dlqa_core.conv import conv2d_backward_input, conv2d_backward_weight, conv2d_forward
from dlqa_core.edit_distance import levenshtein, levenshtein_matrix
from dlqa_core.ngrams import char_ngrams, text_word_ngrams, word_ngrams
from dlqa_core.similarity import fingerprints, matching_passages, similar_pairs
from dlqa_core.tfidf import TfidfIndex

ABC = ["abc", "abd", "xyz"]
ONE = np.ones((1, 1, 1, 1))


class Index:
    """Nothing but a number that can be an index."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value

    def __repr__(self):
        return f"Index({self.value})"


def fitted(backend):
    return TfidfIndex(backend=backend).fit(ABC)


# Calls on a backend, with a number of threads,
THREADS = {
    "word_ngrams": lambda b, n: word_ngrams(ABC, 2, threads=n, backend=b).to_dict(),
    "text_word_ngrams": lambda b, n: len(text_word_ngrams("a b", 1, 2, threads=n, backend=b)),
    "char_ngrams": lambda b, n: char_ngrams("aba", 2, threads=n, backend=b).to_dict(),
    "levenshtein_matrix": lambda b, n: levenshtein_matrix(ABC, workers=n, backend=b),
    "similar_pairs": lambda b, n: similar_pairs(ABC, threads=n, backend=b),
    "fit": lambda b, n: len(TfidfIndex(backend=b).fit(ABC, threads=n)),
    "rank_many": lambda b, n: fitted(b).rank_many(ABC, 2, threads=n)[0],
    "forward": lambda b, n: conv2d_forward(ONE, ONE, threads=n, backend=b),
    "forward, slow": lambda b, n: conv2d_forward(ONE, ONE, stride=(1, 1), threads=n, backend=b),
    "input": lambda b, n: conv2d_backward_input(ONE, ONE, ONE.shape, threads=n, backend=b),
    "weight": lambda b, n: conv2d_backward_weight(ONE, ONE, ONE.shape, threads=n, backend=b),
}

# with another integer that is at least 1,
FROM_ONE = {
    "n": lambda b, n: char_ngrams("aba", n, backend=b).to_dict(),
    "n_lo": lambda b, n: len(text_word_ngrams("a b a", n, 5, backend=b)),
    "n_hi": lambda b, n: len(text_word_ngrams("a b a", 1, n, backend=b)),
    "k of prints": lambda b, n: fingerprints("a = b + c", k=n, backend=b).hashes,
    "window": lambda b, n: matching_passages("a = b", "a = b", window=n, backend=b),
    "groups": lambda b, n: conv2d_forward(ONE, ONE, groups=n, backend=b),
    "stride": lambda b, n: conv2d_forward(ONE, ONE, stride=n, backend=b),
    "dilation": lambda b, n: conv2d_forward(ONE, ONE, dilation=(n, 1), backend=b),
}

# and with one that is at least 0.
FROM_ZERO = {
    "score_cutoff": lambda b, n: levenshtein("gate", "late", score_cutoff=n, backend=b),
    "score_cutoff of a matrix": lambda b, n: levenshtein_matrix(ABC, score_cutoff=n, backend=b),
    "k of rank": lambda b, n: fitted(b).rank("abc", n)[0],
    "k of rank_many": lambda b, n: fitted(b).rank_many(["abc"], n)[0],
    "k of most_common": lambda b, n: char_ngrams("aba", 2, backend=b).most_common(n),
    "padding": lambda b, n: conv2d_forward(ONE, ONE, padding=n, backend=b),
}

INTEGERS = [np.int8(1), np.uint64(1), Index(1)]
OTHERS = [True, np.True_, 1.0, np.float64(1), "1", np.array(1), np.array([1]), int]


def every(calls):
    return pytest.mark.parametrize("call", calls.values(), ids=calls.keys())


@every(THREADS | FROM_ONE | FROM_ZERO)
@pytest.mark.parametrize("value", OTHERS, ids=repr)
def test_what_is_no_integer_is_refused(everywhere, call, value):
    with pytest.raises(TypeError, match=rf"^\w+ must be an integer, not {type(value).__name__}$"):
        everywhere(lambda b: call(b, value))


@every(THREADS | FROM_ONE | FROM_ZERO)
@pytest.mark.parametrize("value", INTEGERS, ids=lambda value: type(value).__name__)
def test_integers_of_any_type_are_the_same(everywhere, call, value):
    got = everywhere(lambda b: call(b, value), np.testing.assert_equal)
    np.testing.assert_equal(got, call("auto", 1))


@every(THREADS)
@pytest.mark.parametrize("value", [-1, 0, 257, 2**31, 10**30, Index(0), np.int64(257)], ids=repr)
def test_threads_are_1_to_256(everywhere, call, value):
    message = rf"^(threads|workers) must be from 1 to 256, not {value.__index__()}$"
    with pytest.raises(ValueError, match=message):
        everywhere(lambda b: call(b, value))


@every(THREADS)
def test_256_threads_give_the_answer_of_one(everywhere, call):
    many = everywhere(lambda b: call(b, 256), np.testing.assert_equal)
    np.testing.assert_equal(many, call("auto", 1))


@every(FROM_ONE)
@pytest.mark.parametrize("value", [0, -1, Index(0)], ids=repr)
def test_less_than_1_is_refused(everywhere, call, value):
    message = rf"^\w+ must be (at least 1|from 1 to \d+), not {value.__index__()}$"
    with pytest.raises(ValueError, match=message):
        everywhere(lambda b: call(b, value))


@every(FROM_ZERO)
@pytest.mark.parametrize("value", [-1, -(10**30), Index(-1), np.int64(-1)], ids=repr)
def test_less_than_0_is_refused(everywhere, call, value):
    message = rf"^\w+ must be (at least 0|from 0 to \d+), not {value.__index__()}$"
    with pytest.raises(ValueError, match=message):
        everywhere(lambda b: call(b, value))


@pytest.mark.parametrize("call", [FROM_ZERO[name] for name in FROM_ZERO if name != "padding"])
def test_a_huge_limit_is_none(everywhere, call):
    got = everywhere(lambda b: call(b, 10**30), np.testing.assert_equal)
    np.testing.assert_equal(got, call("auto", 100))


def test_levenshtein_without_a_backend_takes_the_same_integers():
    for cutoff in (1, np.int8(1), Index(1)):
        assert levenshtein("doctor", "bottle", score_cutoff=cutoff) == 2
    with pytest.raises(ValueError, match=r"^score_cutoff must be at least 0, not -1$"):
        levenshtein("doctor", "bottle", score_cutoff=Index(-1))


def test_a_number_of_very_many_digits_is_refused_in_few_words():
    with pytest.raises(ValueError, match=r"^threads must be from 1 to 256, not an integer of \d+ "):
        arguments.threads("threads", 10**5000)
    with pytest.raises(ValueError, match=r"^b must be from 0 to 1, not an integer of \d+ bits$"):
        TfidfIndex(b=10**5000)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.5), np.int8(1), Fraction(1, 2)])
def test_shares(value):
    got = arguments.share("b", value)
    assert type(got) is float and got == value


@pytest.mark.parametrize(
    "value", [-1e-9, 1.0000001, math.inf, math.nan, np.float32(2), Fraction(3)]
)
def test_no_shares(value):
    with pytest.raises(ValueError, match=f"^b must be from 0 to 1, not {value}$"):
        arguments.share("b", value)


@pytest.mark.parametrize("value", [True, np.True_, "1", None, 1j, np.array(0.5), [0.5]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=f"^b must be a number, not {type(value).__name__}$"):
        arguments.share("b", value)


def test_boilerplate_is_an_integer_or_a_share(everywhere):
    texts = ["a = b + c * d - e / f ** g % h @ i & j | k ^ l"] * 3
    for value, count in [(1, 0), (3, 3), (Index(1), 0), (np.int8(3), 3), (1.0, 3), (0.0, 3)]:
        got = everywhere(lambda b, value=value: similar_pairs(texts, boilerplate=value, backend=b))
        assert len(got) == count
    with pytest.raises(TypeError, match=r"^boilerplate must be a number, not str$"):
        similar_pairs(texts, boilerplate="1")
    with pytest.raises(TypeError, match=r"^boilerplate must be an integer, not ndarray$"):
        similar_pairs(texts, boilerplate=np.array(1))


def test_documented_examples_run():
    result = doctest.testmod(arguments, extraglobs={"np": np})
    assert result.attempted and not result.failed
