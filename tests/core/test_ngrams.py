"""One file for both backends: known counts, the same as Counter, and the laws of the arrays."""

import doctest
import pickle
import random
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from inspect import getdoc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlqa_core import backends, ngrams
from dlqa_core.ngrams import char_ngrams, text_word_ngrams, word_ngrams

# Every kind of character: one, two and four bytes, those that become ASCII when lower-cased,
# those next to letters and digits in ASCII, lone surrogates.
MIXED = "aB9 \u00e9\u212a\u0130\u0307\u4e2d\U0001f600\ud83d\ude00@[`{/:\0"
TEXT = st.text(st.sampled_from(MIXED) | st.characters(exclude_categories=()), max_size=60)
FEW = st.text(st.sampled_from("ab "), max_size=200)

EDGES = [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1023, 1024, 1025, 2047, 2048, 2049]


def words(text):
    return re.findall("[a-z0-9]+", text.lower())


def runs(tokens, n):
    """All n-grams of a sequence, counted by the standard library."""
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def pieces(text, n):
    return Counter(text[i : i + n] for i in range(len(text) - n + 1))


def parts(counts):
    """What must agree everywhere: the n-grams in order, and the arrays."""
    return list(counts.items()), counts.firsts.tolist(), counts.ids.tolist()


def some_text(seed, length, alphabet="abcde fgh ij \n", accents=""):
    return "".join(random.Random(seed).choices(alphabet + accents, k=length))


# ---- The tokeniser ------------------------------------------------------------------------------


def test_every_code_point_separates_or_is_lower_cased_as_in_python(everywhere):
    """Each one between two letters, so that joining, separating and becoming two is told apart."""
    for start in range(0, sys.maxunicode + 1, 0x40000):
        block = range(start, min(start + 0x40000, sys.maxunicode + 1))
        text = "".join(f"x{chr(code)}y " for code in block)
        want = Counter(words(text))

        def call(backend, text=text):
            counts = text_word_ngrams(text, 1, 1, backend=backend)[1]
            return {gram[0]: count for gram, count in counts.items()}

        assert everywhere(call) == want


@pytest.mark.parametrize("kind", ["", "\u0100", "\U00010000"])
@pytest.mark.parametrize("length", [*EDGES, 4095, 4096, 4097, 9000])
def test_a_word_may_have_any_length_and_lie_across_blocks(everywhere, kind, length):
    text = f"{kind} {'q' * length} {'R' * (length // 2)}-{'q' * length}s 7{kind}"
    want = Counter((word,) for word in words(text))
    got = everywhere(lambda backend: dict(text_word_ngrams(text, 1, 1, backend=backend)[1]))
    assert got == want


@pytest.mark.parametrize("before", [2040, 2046, 2047, 2048, 4090])
def test_a_dotted_i_at_the_end_of_a_block(everywhere, before):
    text = "a" * before + "\u0130\u0130b\u0130 \u212ac " * 3
    want = list(Counter(words(text)))
    assert everywhere(lambda b: list(text_word_ngrams(text, 1, 1, backend=b)[1].vocabulary)) == want


@given(TEXT, st.integers(1, 4), st.integers(0, 3))
def test_words_of_a_text_are_those_of_the_regular_expression(everywhere, text, n_lo, more):
    def call(backend):
        counts = text_word_ngrams(text, n_lo, n_lo + more, backend=backend)
        return {n: parts(counts[n]) for n in counts}

    got = everywhere(call)
    for n in range(n_lo, n_lo + more + 1):
        assert got[n][0] == list(runs(words(text), n).items())


def test_words_that_share_their_first_eight_bytes(everywhere):
    """The vocabulary's table compares these first."""
    rng = random.Random(5)
    stems = ["abcdefgh" + "x" * i + y for i in range(20) for y in ("", "a", "b")]
    tokens = rng.choices([*stems, "abcdefg", "abcdef", "a"], k=3000)
    got = everywhere(lambda b: parts(text_word_ngrams(" ".join(tokens), 2, 2, backend=b)[2]))
    assert got[0] == list(runs(tokens, 2).items())


# ---- Counting -----------------------------------------------------------------------------------


@given(FEW, st.integers(1, 40))
def test_characters_are_counted_as_counter_counts_them(everywhere, text, n):
    got = everywhere(lambda backend: parts(char_ngrams(text, n, backend=backend)))
    assert got[0] == list(pieces(text, n).items())


@given(TEXT, st.integers(1, 9))
def test_characters_of_every_kind(everywhere, text, n):
    got = everywhere(lambda backend: parts(char_ngrams(text, n, backend=backend)))
    assert got[0] == list(pieces(text, n).items())


@given(st.lists(st.integers() | st.text(max_size=2) | st.none() | st.tuples(), max_size=50))
def test_tokens_may_be_anything_hashable(everywhere, tokens):
    for n in (1, 2, 3):
        got = everywhere(lambda backend, n=n: parts(word_ngrams(tokens, n, backend=backend)))
        assert got[0] == list(runs(tokens, n).items())


@pytest.mark.parametrize("dtype", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"])
def test_arrays_of_integers(everywhere, dtype):
    info = np.iinfo(dtype)
    ends = [info.min, info.min + 1, 0, 1, 5, info.max - 1, info.max]
    tokens = np.array(random.Random(1).choices(ends, k=400), dtype=dtype)
    for n in (1, 2, 3, 8):
        got = everywhere(lambda backend, n=n: parts(word_ngrams(tokens, n, backend=backend)))
        assert got[0] == list(runs(tokens.tolist(), n).items())


def test_arrays_that_are_not_contiguous_or_aligned(everywhere):
    base = np.random.default_rng(2).integers(0, 9, 600).astype("u4")
    raw = np.frombuffer(b"\0" + base.tobytes(), dtype="u1")[1:].view("<u4")
    for tokens in (base[::-1], base[::3], base.astype(">i8"), raw):
        got = everywhere(lambda backend, t=tokens: parts(word_ngrams(t, 3, backend=backend)))
        assert got[0] == list(runs(tokens.tolist(), 3).items())
    assert base.flags.writeable


def test_arrays_of_other_things_are_taken_as_tokens(everywhere):
    for tokens in (np.array(["a", "b", "a", "b"]), np.array([True, False, True, False])):
        got = everywhere(lambda backend, t=tokens: parts(word_ngrams(t, 2, backend=backend)))
        assert got[0] == list(runs(tokens.tolist(), 2).items())


def test_tokens_of_an_array_do_not_change_with_it(backend):
    tokens = np.array([3, 4, 3, 4])
    counts = word_ngrams(tokens, 2, backend=backend)
    tokens[:] = 0
    assert counts == {(3, 4): 2, (4, 3): 1}


@pytest.mark.parametrize("length", EDGES)
def test_lengths_around_powers_of_two(everywhere, length):
    text = some_text(length, length, accents="\u00e9")
    for n in (1, 3, 8, 64):
        got = everywhere(lambda backend, n=n: parts(char_ngrams(text, n, backend=backend)))
        assert got[0] == list(pieces(text, n).items())


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 64, 100, 1023])
def test_any_n(everywhere, n):
    tokens = np.random.default_rng(n).integers(0, 3, 1500)
    tokens[700:1400] = tokens[:700]  # so that long runs occur twice
    got = everywhere(lambda backend: parts(word_ngrams(tokens, n, backend=backend))[:2])
    assert got[0] == list(runs(tokens.tolist(), n).items())


@pytest.mark.parametrize("accents", ["", "\u00e9", "\u0151", "\U0001f600"])
@pytest.mark.parametrize("n", [1, 2, 4, 6, 11, 30])
def test_enough_characters_for_every_way_of_counting(everywhere, accents, n):
    """Tables of all keys, several parts, parts that grow, names: all need some length."""
    text = some_text(n, 70_000, accents=accents) + "z" * 30_000
    got = everywhere(lambda backend: list(char_ngrams(text, n, backend=backend).items()))
    assert got == list(pieces(text, n).items())


@pytest.mark.parametrize("spread", [50, 5000, 2**31, 2**62])
def test_enough_tokens_for_every_way_of_counting(everywhere, spread):
    tokens = np.random.default_rng(7).zipf(1.3, 60_000) % spread
    tokens[:10_000] = 7
    want = {n: list(runs(tokens.tolist(), n).items()) for n in (1, 2, 3, 5)}
    for n in want:
        call = lambda b, n=n: list(word_ngrams(tokens, n, backend=b).items())  # noqa: E731
        assert everywhere(call) == want[n]


def test_many_lengths_at_once_are_the_same_as_each_alone(everywhere):
    """From one length to the next the compiled backend skips what cannot repeat."""
    rng = random.Random(3)
    sentence = rng.choices([f"w{i}" for i in range(3000)], k=4000)
    tokens = sentence + rng.choices(sentence, k=1000) + sentence[:2500]
    text = " ".join(tokens)

    def call(backend):
        counts = text_word_ngrams(text, 2, 12, backend=backend)
        return {n: list(counts[n].items()) for n in counts}

    got = everywhere(call)
    assert got == {n: list(runs(tokens, n).items()) for n in range(2, 13)}


def test_the_standard_library_is_not_the_only_witness(everywhere):
    polars = pytest.importorskip("polars")
    tokens = np.random.default_rng(4).zipf(1.4, 30_000) % 1000
    frame = polars.DataFrame({"a": tokens[:-1], "b": tokens[1:]})
    rows = frame.group_by("a", "b", maintain_order=True).len().rows()
    got = everywhere(lambda backend: list(word_ngrams(tokens, 2, backend=backend).items()))
    assert got == [((a, b), count) for a, b, count in rows]


# ---- Threads ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threads", "accents"), [(2, ""), (3, "\u0151"), (3, ""), (5, "\U0001f600\u0130")]
)
def test_threads_do_not_change_the_answer(everywhere, threads, accents):
    text = some_text(9, 140_000, accents=accents)

    def call(backend, threads=1):
        chars = char_ngrams(text, 3, threads=threads, backend=backend)
        long = char_ngrams(text, 9, threads=threads, backend=backend)
        grams = text_word_ngrams(text, 1, 3, threads=threads, backend=backend)
        each = (chars, long, *grams.values())
        return [(counts.counts.tolist(), counts.ids.tolist()) for counts in each]

    assert everywhere(lambda backend: call(backend, threads)) == call("auto")


def test_a_text_without_a_place_to_cut(everywhere):
    text = "x" * 200_000 + "\u0151" * 200_000
    got = everywhere(lambda b: text_word_ngrams(text, 1, 1, threads=3, backend=b)[1].to_dict())
    assert got == {("x" * 200_000,): 1}


def test_several_python_threads_at_once(backend):
    texts = [some_text(seed, 20_000) for seed in range(6)]

    def call(text):
        return list(char_ngrams(text, 5, threads=2, backend=backend).items())

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(call, texts)) == [list(pieces(text, 5).items()) for text in texts]


# ---- What is returned ---------------------------------------------------------------------------


def test_it_is_a_mapping(backend):
    counts = text_word_ngrams("The cat and the dog and the cat.", 2, 2, backend=backend)[2]
    assert counts["the", "cat"] == 2 and counts.get(("cat", "the")) is None
    assert ("and", "the") in counts and ("the", "and") not in counts
    assert len(counts) == 5 and counts.total() == 7 and counts.n == 2
    assert list(counts)[:2] == [("the", "cat"), ("cat", "and")]
    assert list(counts.values()) == [2, 1, 2, 1, 1]
    assert counts.to_dict() == dict(counts) == dict(counts.items())
    assert list(counts.keys()) == list(counts) and (("the", "cat"), 2) in counts.items()
    assert repr(counts) == "<NgramCounts: n=2, 5 different, 7 in all>"
    with pytest.raises(KeyError, match="'no', 'such'"):
        counts["no", "such"]


@pytest.mark.parametrize("key", ["ab", ("a",), ("a", "b", "a"), 7, None, ["a", "b"], ("a", 1)])
def test_keys_that_cannot_occur(backend, key):
    assert key not in word_ngrams(["a", "b", "a"], 2, backend=backend)


@pytest.mark.parametrize("text", ["banana", "bandan\u0151", "band\U0001f600\ud83d\ude00"])
@pytest.mark.parametrize(
    "key", ["a", "abc", "\u0151b", "\U0001f600", "\ud83d\ude00", ("a", "b"), 7]
)
def test_strings_that_cannot_or_may_occur(backend, text, key):
    assert (key in char_ngrams(text, 2, backend=backend)) == (key in pieces(text, 2))


@given(FEW | TEXT, st.integers(1, 4))
def test_each_key_is_found_again(backend, text, n):
    for counts in (char_ngrams(text, n, backend=backend), word_ngrams([*text], n, backend=backend)):
        assert [counts[key] for key in counts] == list(counts.values())


def test_equality(backend):
    counts = char_ngrams("banana", 2, backend=backend)
    assert counts == {"na": 2, "an": 2, "ba": 1} == counts
    assert counts == char_ngrams("bananan"[:6], 2) and counts != char_ngrams("bananas", 2)
    assert counts != {"na": 2, "an": 2, "xx": 1} and counts != {"na": 2, "an": 2, "ba": 2}
    assert counts != [("na", 2)] and counts != "banana"
    with pytest.raises(TypeError, match="unhashable"):
        hash(counts)


@given(FEW, st.integers(1, 3), st.integers(0, 30))
def test_most_common_breaks_ties_as_counter_does(everywhere, text, n, k):
    want = pieces(text, n)
    assert everywhere(lambda b: char_ngrams(text, n, backend=b).most_common(k)) == (
        want.most_common(k)
    )
    assert everywhere(lambda b: char_ngrams(text, n, backend=b).most_common()) == want.most_common()


def test_the_arrays(everywhere):
    text = some_text(8, 5000)
    counts = text_word_ngrams(text, 3, 3)[3]
    firsts, tokens = counts.firsts, words(text)
    assert counts.counts.dtype == np.int64 and firsts.dtype == counts.ids.dtype == np.uint32
    assert counts.ids.shape == (len(counts), 3) and np.all(np.diff(firsts.astype(int)) > 0)
    assert [tuple(tokens[first : first + 3]) for first in firsts] == list(counts)
    rows = [tuple(counts.vocabulary[i] for i in row) for row in counts.ids]
    assert rows == list(counts) and list(counts.vocabulary) == list(dict.fromkeys(tokens))
    assert counts.counts.sum() == counts.total() == len(tokens) - 2


def test_the_arrays_of_characters(backend):
    counts = char_ngrams("na\u00efve na\U0001f600", 2, backend=backend)
    assert counts.vocabulary == "".join(sorted({*"na\u00efve na\U0001f600"}))
    assert ["".join(counts.vocabulary[i] for i in row) for row in counts.ids] == list(counts)


def test_the_vocabulary_of_integers(backend):
    close = word_ngrams(np.array([-3, 5, -3]), 1, backend=backend)
    assert close.vocabulary == range(-3, 6) and close.ids.tolist() == [[0], [8]]
    apart = word_ngrams(np.array([2**60, -(2**60), 2**60]), 1, backend=backend)
    assert apart.vocabulary == [-(2**60), 2**60] and apart.ids.tolist() == [[1], [0]]


def test_it_cannot_be_changed(backend):
    counts = char_ngrams("banana", 2, backend=backend)
    for array in (counts.counts, counts.firsts):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
    with pytest.raises(TypeError):
        counts["ba"] = 7
    with pytest.raises(AttributeError):
        counts.counts = None


def test_it_can_be_pickled(backend):
    text = "to be or not to be \U0001f600"
    for counts in (
        char_ngrams(text, 2, backend=backend),
        text_word_ngrams(text, 2, 2, backend=backend)[2],
        word_ngrams(text.split(), 2, backend=backend),
        word_ngrams(np.arange(9) % 4, 2, backend=backend),
    ):
        key = next(iter(counts))
        assert counts[key]  # the index is built, and not pickled
        again = pickle.loads(pickle.dumps(counts))
        assert again == counts and list(again) == list(counts) and again[key] == counts[key]
        assert not again.counts.flags.writeable


def test_nothing_to_count(everywhere):
    def call(backend):
        return [
            parts(word_ngrams([], 1, backend=backend)),
            parts(word_ngrams(["a"], 2, backend=backend)),
            parts(word_ngrams(np.array([], dtype="i8"), 1, backend=backend)),
            parts(word_ngrams(np.array([]), 1, backend=backend)),
            parts(char_ngrams("", 1, backend=backend)),
            parts(char_ngrams("abc", 10**9, backend=backend)),
            parts(text_word_ngrams("...", 1, 1, backend=backend)[1]),
        ]

    assert everywhere(call) == [([], [], [])] * 7


def test_an_empty_count_is_an_empty_mapping(backend):
    counts = char_ngrams("", 3, backend=backend)
    assert counts == {} and not counts and counts.total() == 0
    assert counts.most_common() == counts.most_common(5) == [] and "abc" not in counts
    assert counts.ids.shape == (0, 3) and counts.vocabulary == ""


def test_a_subclass_of_str_is_taken_as_str(backend):
    class Shout(str):
        def lower(self):
            return self.upper()

    assert text_word_ngrams(Shout("Aa"), 1, 1, backend=backend)[1] == {("aa",): 1}
    assert char_ngrams(Shout("aa"), 1, backend=backend) == {"a": 2}


def test_tokens_that_change_the_list_while_it_is_read(backend):
    tokens = []

    class Growing:
        def __hash__(self):
            tokens.extend(["x"] * 100)
            return 1

    tokens.extend([Growing(), "a", "b"])
    assert word_ngrams(tokens, 1, backend=backend).total() == 3


# ---- Wrong arguments ----------------------------------------------------------------------------

WRONG = [
    (lambda b: word_ngrams("to be", 2, backend=b), TypeError, "tokens must be a sequence"),
    (lambda b: word_ngrams(b"to be", 2, backend=b), TypeError, "tokens must be .* not bytes"),
    (lambda b: word_ngrams(iter("ab"), 2, backend=b), TypeError, "not str_.*iterator"),
    (lambda b: word_ngrams({"a", "b"}, 2, backend=b), TypeError, "not set"),
    (lambda b: word_ngrams([[1], [2]], 2, backend=b), TypeError, "unhashable"),
    (lambda b: word_ngrams(np.zeros((2, 2), int), 2, backend=b), ValueError, "1 dimension, not 2"),
    (lambda b: word_ngrams(["a"], 0, backend=b), ValueError, "n must be at least 1, not 0"),
    (lambda b: word_ngrams(["a"], True, backend=b), TypeError, "n must be an integer, not bool"),
    (lambda b: word_ngrams(["a"], 1.0, backend=b), TypeError, "n must be an integer, not float"),
    (lambda b: word_ngrams(["a"], 1, threads=0, backend=b), ValueError, "threads must be from"),
    (lambda b: word_ngrams(["a"], 1, threads=257, backend=b), ValueError, "1 to 256, not 257"),
    (lambda b: word_ngrams(["a"], 1, threads=True, backend=b), TypeError, "threads .* not bool"),
    (lambda b: word_ngrams(["a"], 1, threads=None, backend=b), TypeError, "threads .* NoneType"),
    (lambda b: text_word_ngrams(b"a", 1, 1, backend=b), TypeError, "text must be a str, not bytes"),
    (lambda b: text_word_ngrams("a", 0, 1, backend=b), ValueError, "n_lo must be at least 1"),
    (lambda b: text_word_ngrams("a", 2, 1, backend=b), ValueError, r"n_hi must be n_lo \(2\)"),
    (lambda b: text_word_ngrams("a", 1, "2", backend=b), TypeError, "n_hi must be an integer"),
    (lambda b: char_ngrams(["a"], 1, backend=b), TypeError, "text must be a str, not list"),
    (lambda b: char_ngrams("a", -1, backend=b), ValueError, "n must be at least 1, not -1"),
    (lambda b: char_ngrams("a", 1, threads=-1, backend=b), ValueError, "threads must be from"),
    (lambda b: char_ngrams("a", 1, backend=b).most_common(-1), ValueError, "k must be at least 0"),
    (lambda b: char_ngrams("a", 1, backend=b).most_common("1"), TypeError, "k must be an integer"),
]


@pytest.mark.parametrize(("call", "error", "message"), WRONG)
def test_wrong_arguments(everywhere, call, error, message):
    with pytest.raises(error, match=message):
        everywhere(call)


def test_an_unknown_backend_or_variant(monkeypatch):
    with pytest.raises(ValueError, match="backend='fortran'"):
        char_ngrams("a", 1, backend="fortran")
    if backends.variants():
        monkeypatch.setenv("DLQA_SIMD", "v9")
        with pytest.raises(ValueError, match="DLQA_SIMD='v9'"):
            char_ngrams("a", 1, backend="cython")


def test_numpy_integers_are_integers(everywhere):
    got = everywhere(lambda b: parts(char_ngrams("abab", np.int8(2), backend=b)))
    assert got[0] == [("ab", 2), ("ba", 1)]


OWN = [name for name in ngrams.__all__ if getattr(ngrams, name).__module__ == ngrams.__name__]


@pytest.mark.parametrize("name", OWN)
def test_examples(name):
    made = getattr(ngrams, name)
    tests = doctest.DocTestParser().get_doctest(getdoc(made) or "", vars(ngrams), name, None, None)
    found = doctest.DocTestRunner().run(tests)
    assert found.attempted > 0
    assert found.failed == 0


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=300), st.integers(1, 30))
def test_counts_of_shorter_runs_add_up(backend, tokens, n):
    """Each n-gram but the last one of the text is the beginning of an (n + 1)-gram."""
    short = word_ngrams(tokens, n, backend=backend)
    begun = Counter()
    for gram, count in word_ngrams(tokens, n + 1, backend=backend).items():
        begun[gram[:-1]] += count
    if len(tokens) >= n:
        begun[tuple(tokens[len(tokens) - n :])] += 1
    assert short == begun


def test_long_ngrams_of_text_without_repetition(everywhere):
    """So many different n-grams that the tables of the partitions grow while names are given."""
    text = "".join(random.Random(3).choices("abcdefghijklmnopqrstuvwxyz", k=40_000))
    for n in (13, 20):
        want = Counter(text[i : i + n] for i in range(len(text) - n + 1))
        assert everywhere(lambda backend, n=n: char_ngrams(text, n, backend=backend)) == want


def test_a_masked_array_counts_as_the_array_that_it_masks(everywhere):
    tokens = np.ma.array([1, 2, 3, -(10**6)], mask=[0, 0, 0, 1])
    counts = everywhere(lambda backend: word_ngrams(tokens, 1, backend=backend))
    assert counts == {(1,): 1, (2,): 1, (3,): 1, (-(10**6),): 1}


@pytest.mark.parametrize("n", [2**31, 2**62, 10**20])
def test_n_may_be_larger_than_any_text(everywhere, n):
    assert everywhere(lambda backend: word_ngrams([1, 2], n, backend=backend)) == {}
    assert everywhere(lambda backend: char_ngrams("ab", n, backend=backend).get("ab", 0)) == 0


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_counts_over_sixteen_bits(everywhere, threads):
    """The counters of short n-grams have 16 bits; what runs over is kept apart."""
    text = "ab" * 70_000 + "c" + "ba" * 3
    want = Counter(text[i : i + 2] for i in range(len(text) - 1))
    assert (
        everywhere(lambda backend: char_ngrams(text, 2, threads=threads, backend=backend)) == want
    )
