"""Matrices of edit distances: every backend and variant against rapidfuzz, the laws, the checks."""

import doctest
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlqa_core import edit_matrix
from dlqa_core.edit_matrix import levenshtein_matrix

LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHINESE = "".join(map(chr, range(0x4E00, 0x9000)))
MIXED = "a\xe9\u4e2d\U0001f600\ud83d\ude00\0"

# Few letters, so that matches are common; any code point at all, lone surrogates included.
TEXT = st.text(st.sampled_from("abc") | st.characters(exclude_categories=()), max_size=20)
TEXTS = st.lists(TEXT, max_size=8)
TOKENS = st.lists(st.sampled_from(["to", "be", 1, 2.5, None, ("x",)]) | st.integers(), max_size=9)


def some(seed, count, shortest, longest, alphabet=LETTERS):
    """Random strings, the same in each run."""
    rng = random.Random(f"{seed} {count} {shortest} {longest}")
    return ["".join(rng.choices(alphabet, k=rng.randint(shortest, longest))) for _ in range(count)]


def expected(queries, choices, cutoff=None):
    """What rapidfuzz says, pair by pair."""
    levenshtein = pytest.importorskip("rapidfuzz.distance").Levenshtein
    rows = [[levenshtein.distance(a, b) for b in choices] for a in queries]
    table = np.array(rows, dtype=np.int32).reshape(len(queries), len(choices))
    return table if cutoff is None else np.minimum(table, min(cutoff, 2**30) + 1)


def plain(a, b):
    """The textbook: one row of the table after the other."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b):
            above = row[j + 1]
            row[j + 1] = min(above + 1, row[j] + 1, corner + (x != y))
            corner = above
    return row[-1]


@pytest.fixture
def matrix(everywhere):
    """levenshtein_matrix, asked of every backend in every variant."""

    def ask(*args, **options):
        return everywhere(lambda backend: levenshtein_matrix(*args, backend=backend, **options))

    return ask


def test_known_distances(matrix):
    got = matrix(["doctor", "kitten", "", "gate"], ["bottle", "sitting", "gate"])
    assert got.tolist() == [[4, 6, 5], [4, 3, 4], [6, 7, 4], [4, 6, 0]]


def test_code_points_count_and_nothing_is_normalised(matrix):
    grin, high, low = "\U0001f600", "\ud83d", "\ude00"
    got = matrix(
        [grin, high, "nai\u0308ve", "\ud8ab", "a\0b"], [high + low, "na\xefve", "\xab", "ab"]
    )
    assert got.tolist() == [[2, 5, 1, 2], [1, 5, 1, 2], [6, 2, 6, 5], [2, 5, 1, 2], [3, 4, 3, 1]]


@pytest.mark.parametrize(
    "alphabet", ["ab", LETTERS, CHINESE, MIXED], ids=["ab", "az", "cjk", "mix"]
)
@pytest.mark.parametrize(
    ("shortest", "longest"),
    [(0, 3), (0, 9), (5, 12), (7, 9), (15, 17), (20, 60), (31, 33), (63, 65), (60, 140)],
)
def test_all_pairs_of_many_lengths(matrix, alphabet, shortest, longest):
    a = some("a", 21, shortest, longest, alphabet)
    b = some("b", 83, shortest, longest, alphabet)
    np.testing.assert_array_equal(matrix(a, b), expected(a, b))
    np.testing.assert_array_equal(matrix(a), expected(a, a))


@pytest.mark.parametrize("length", [127, 128, 129, 254, 255, 256, 257, 320, 1023, 1024, 1025])
def test_long_strings(matrix, length):
    a = [*some("a", 3, length - 1, length), "short"]
    b = [*some("b", 4, length, length + 1, "abc"), "", "words", "a" * length]
    np.testing.assert_array_equal(matrix(a, b), expected(a, b))


def test_words_beside_one_long_string(matrix):
    a = [*some("a", 20, 0, 12), *some("l", 1, 300, 300)]
    np.testing.assert_array_equal(matrix(a), expected(a, a))
    np.testing.assert_array_equal(matrix(a[:5], a), expected(a[:5], a))


def test_similar_long_strings(matrix):
    rng = random.Random(3)
    base = some("base", 1, 700, 700)[0]
    texts = [base]
    for _ in range(9):
        edited = list(texts[-1])
        for _ in range(8):
            edited[rng.randrange(len(edited))] = rng.choice(["", "x", "yz"])
        texts.append("".join(edited))
    want = expected(texts, texts)
    np.testing.assert_array_equal(matrix(texts), want)
    for cutoff in (0, 3, 20, 63, 64, 65, 300):
        got = matrix(texts, score_cutoff=cutoff)
        np.testing.assert_array_equal(got, np.minimum(want, cutoff + 1))


@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (70, 1), (2, 40), (40, 2), (33, 17), (16, 65)])
def test_any_shape(matrix, shape):
    a, b = some("a", shape[0], 4, 20), some("b", shape[1], 4, 20)
    np.testing.assert_array_equal(matrix(a, b), expected(a, b))


def test_a_single_choice_beside_many_queries_of_all_lengths(matrix):
    a, b = some("a", 100, 0, 200), some("b", 1, 50, 50)
    np.testing.assert_array_equal(matrix(a, b), expected(a, b))
    np.testing.assert_array_equal(matrix(a, b, score_cutoff=9), expected(a, b, 9))
    np.testing.assert_array_equal(matrix(b, a), expected(b, a))


def test_more_choices_than_fit_in_one_block(matrix):
    a, b = some("a", 3, 2, 5), some("b", 4096 + 37, 1, 9)
    np.testing.assert_array_equal(matrix(a, b), expected(a, b))


def test_more_symbols_than_fit_in_one_block():
    a = some("a", 300, 200, 260)
    np.testing.assert_array_equal(levenshtein_matrix(a, workers=2), expected(a, a))


def test_long_sequences_of_symbols_that_hardly_repeat(matrix):
    rng = random.Random(5)
    points = [*range(0x20, 0xD800), *range(0x10000, 0x30000)]
    b = ["".join(map(chr, rng.sample(points, 3000))) for _ in range(34)]
    a = [b[0][100:120] + "unknown"]
    np.testing.assert_array_equal(matrix(a, b), expected(a, b))
    got = levenshtein_matrix(b[:3], b[:2] * 16)
    np.testing.assert_array_equal(got, expected(b[:3], b[:2] * 16))


@given(a=TEXTS, b=TEXTS)
@settings(max_examples=60)
def test_every_entry_is_a_distance(everywhere, a, b):
    got = everywhere(lambda backend: levenshtein_matrix(a, b, backend=backend))
    assert got.tolist() == [[plain(x, y) for y in b] for x in a]


@given(a=st.lists(TEXT, min_size=1, max_size=7))
@settings(max_examples=40)
def test_the_laws_of_a_distance(everywhere, a):
    got = everywhere(lambda backend: levenshtein_matrix(a, backend=backend))
    lengths = np.array([len(text) for text in a])
    np.testing.assert_array_equal(got, got.T)
    assert ((got == 0) == [[x == y for y in a] for x in a]).all()
    assert (got <= np.maximum.outer(lengths, lengths)).all()
    assert (got >= abs(np.subtract.outer(lengths, lengths))).all()
    assert (got[:, None, :] <= got[:, :, None] + got[None, :, :]).all()


@given(a=TEXTS, b=TEXTS, cutoff=st.integers(0, 25))
@settings(max_examples=60)
def test_a_cutoff_only_limits(everywhere, a, b, cutoff):
    got = everywhere(lambda backend: levenshtein_matrix(a, b, score_cutoff=cutoff, backend=backend))
    assert got.tolist() == [[min(plain(x, y), cutoff + 1) for y in b] for x in a]


@pytest.mark.parametrize("cutoff", [0, 1, 2, 4, 7, 30, 100, 254, 255, 2**31, 2**62])
@pytest.mark.parametrize("lengths", [(3, 12), (10, 80), (150, 300)])
def test_cutoff_at_all_lengths(matrix, lengths, cutoff):
    base = some("base", 12, *lengths, "abcd")
    a = base + [text[1:-1] + "x" for text in base]
    np.testing.assert_array_equal(matrix(a, base, score_cutoff=cutoff), expected(a, base, cutoff))
    np.testing.assert_array_equal(matrix(a, score_cutoff=cutoff), expected(a, a, cutoff))


def test_cutoff_finds_the_few_that_are_near(matrix):
    a = some("a", 150, 6, 12)
    b = [text[:3] + "z" + text[3:] for text in a[::7]] + some("b", 120, 6, 12) + a[::11]
    for cutoff in (0, 1, 2, 3):
        np.testing.assert_array_equal(matrix(a, b, score_cutoff=cutoff), expected(a, b, cutoff))


@given(a=st.lists(TOKENS, max_size=5), b=st.lists(TOKENS, max_size=5))
@settings(max_examples=40)
def test_sequences_of_tokens(everywhere, a, b):
    got = everywhere(lambda backend: levenshtein_matrix(a, b, backend=backend))
    assert got.tolist() == [[plain(x, y) for y in b] for x in a]


def test_sequences_of_several_kinds(matrix):
    got = matrix([("a", "b"), ["a"], range(3), b"\x00\x02"], [["a", "b"], np.array([0, 1, 2]), ()])
    assert got.tolist() == [[0, 3, 2], [1, 3, 1], [3, 0, 3], [2, 1, 2]]


def test_tokens_are_equal_as_keys_are(matrix):
    assert matrix([[1, 1.0, True, "1"]], [[1, 1, 1, 1]]).tolist() == [[1]]


def test_subclasses_of_str_are_strings(matrix):
    class Name(str):
        def __len__(self):
            return 99

    assert matrix([Name("abc")], ["abd", Name("abc")]).tolist() == [[1, 0]]


def test_the_length_of_a_sequence_is_what_it_yields(matrix):
    class Boast(list):
        def __len__(self):
            return 99

    assert matrix([Boast("ab"), Boast()], [["a"], Boast("b")]).tolist() == [[1, 1], [1, 1]]


def test_the_same_list_twice_is_a_comparison_with_itself(matrix):
    a = some("a", 40, 5, 90)
    want = matrix(a)
    np.testing.assert_array_equal(matrix(a, a), want)
    np.testing.assert_array_equal(matrix(a, list(a)), want)


@pytest.mark.parametrize("collection", [tuple, list, dict.fromkeys, np.array, iter])
def test_any_collection(matrix, collection):
    if collection is iter:
        got = levenshtein_matrix(iter(["ab", "abc"]), iter(["b"]))
    else:
        got = matrix(collection(["ab", "abc"]), collection(["b"]))
    assert got.tolist() == [[1], [2]]


@pytest.mark.parametrize(("a", "b"), [([], []), ([], ["x"]), (["x", ""], []), ([], None)])
def test_nothing_to_compare(matrix, a, b):
    got = matrix(a, b)
    assert got.shape == (len(a), len(b or [])) and got.dtype == np.int32


def test_empty_strings(matrix):
    assert matrix(["", "ab"], ["", "", "abc"]).tolist() == [[0, 0, 3], [2, 2, 1]]
    assert matrix([""] * 3).tolist() == [[0] * 3] * 3


INTEGERS = [np.dtype(f"{sign}{size}") for sign, size in product("iu", (1, 2, 4, 8))]


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
@pytest.mark.parametrize("count", [5, 16, 47])
def test_every_integer_type(matrix, dtype, count):
    a, b = some("a", 34, 0, 100), some("b", count, 0, 100)
    got = matrix(a, b, dtype=dtype)
    assert got.dtype == dtype
    np.testing.assert_array_equal(got, expected(a, b))
    np.testing.assert_array_equal(matrix(a, dtype=dtype), expected(a, a))


@pytest.mark.parametrize("dtype", [np.int16, np.uint16, np.int64], ids=lambda kind: kind.__name__)
def test_other_types_of_long_distances(matrix, dtype):
    a = some("a", 4, 200, 300)
    np.testing.assert_array_equal(matrix(a, dtype=dtype), expected(a, a))


def test_a_type_must_hold_every_possible_distance(matrix):
    texts = ["a" * 127, "b" * 128]
    assert matrix(texts, dtype=np.uint8).tolist() == [[0, 128], [128, 0]]
    with pytest.raises(ValueError, match="int8 cannot hold distances up to 128"):
        matrix(texts, dtype=np.int8)
    assert matrix(texts, dtype=np.int8, score_cutoff=126).tolist() == [[0, 127], [127, 0]]
    with pytest.raises(ValueError, match="int8 cannot hold"):
        matrix(texts, dtype=np.int8, score_cutoff=127)


@pytest.mark.parametrize("dtype", [float, bool, object, "U3", ">i4", "m8[s]", complex])
def test_other_types_are_refused(matrix, dtype):
    with pytest.raises(ValueError, match="dtype must be an integer type"):
        matrix(["a"], dtype=dtype)


def test_result_goes_to_out(everywhere):
    a, b = some("a", 9, 3, 30), some("b", 20, 3, 30)

    def filled(backend):
        room = np.full((9, 20), 77, dtype=np.uint16)
        assert levenshtein_matrix(a, b, out=room, backend=backend) is room
        return room

    np.testing.assert_array_equal(everywhere(filled), expected(a, b))


def test_nothing_is_written_beyond_out(everywhere):
    a, b = some("a", 35, 0, 70), some("b", 67, 0, 70)

    def beyond(backend):
        room = np.full((3, 35, 67), -5, dtype=np.int16)
        levenshtein_matrix(a, b, out=room[1], workers=2, backend=backend)
        return room[::2].copy()

    assert (everywhere(beyond) == -5).all()


def read_only():
    array = np.zeros((2, 2), dtype=np.int32)
    array.setflags(write=False)
    return array


def misaligned():
    return np.zeros(17, dtype=np.uint8)[1:].view(np.int32).reshape(2, 2)


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros((2, 3), np.int32), "out must be int32 of shape"),
        (np.zeros((2, 2), np.int16), "out must be int32 of shape"),
        (np.zeros(4, np.int32), "out must be int32 of shape"),
        (np.zeros((2, 4), np.int32)[:, ::2], "C-contiguous, aligned and writeable"),
        (np.zeros((2, 2), np.int32, order="F"), "C-contiguous, aligned and writeable"),
        (read_only(), "C-contiguous, aligned and writeable"),
        (misaligned(), "C-contiguous, aligned and writeable"),
    ],
)
def test_out_that_does_not_fit(matrix, out, message):
    with pytest.raises(ValueError, match=message):
        matrix(["a", "b"], dtype=np.int32, out=out)


def test_out_of_other_types(matrix):
    with pytest.raises(ValueError, match="dtype must be an integer type"):
        matrix(["a"], out=np.zeros((1, 1)))
    with pytest.raises(ValueError, match="native byte order"):
        matrix(["a"], out=np.zeros((1, 1), dtype=">i8"))
    with pytest.raises(TypeError, match="out must be a NumPy array, not list"):
        matrix(["a"], out=[[0]])


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        ("abc", None, "queries must be a collection of strings or of sequences, not str"),
        (["a"], "abc", "choices must be a collection of strings or of sequences, not str"),
        (["a"], b"abc", "choices must be a collection of strings or of sequences, not bytes"),
        (7, None, "queries must be a collection of strings or of sequences, not int"),
        (["a", 7], None, r"queries\[1\] must be a str or a sequence of tokens, not int"),
        (["a"], ["b", None], r"choices\[1\] must be a str or a sequence of tokens, not NoneType"),
        ([["a"], {"a"}], None, r"queries\[1\] must be a str or a sequence of tokens, not set"),
        (["a", ["a"]], None, r"queries\[1\] must be a str as other elements are, not list"),
        (["a"], [("a",)], r"choices\[0\] must be a str as other elements are, not tuple"),
        (["a"], [b"a"], r"choices\[0\] must be a str as other elements are, not bytes"),
        ([[1, [2]]], None, r"queries\[0\] must hold hashable tokens: .*list"),
        ([[1]], [[1], [{}]], r"choices\[1\] must hold hashable tokens: .*dict"),
    ],
)
def test_wrong_elements(matrix, a, b, message):
    with pytest.raises(TypeError, match=message):
        matrix(a, b)


@pytest.mark.parametrize("name", ["workers", "score_cutoff"])
@pytest.mark.parametrize("value", [True, 1.0, "1", np.float64(2)])
def test_numbers_must_be_ints(matrix, name, value):
    with pytest.raises(TypeError, match=f"{name} must be an integer, not"):
        matrix(["a"], **{name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("workers", 0), ("workers", -1), ("workers", 257), ("score_cutoff", -1)]
)
def test_numbers_out_of_range(matrix, name, value):
    with pytest.raises(ValueError, match=f"{name} must be .*, not {value}$"):
        matrix(["a"], **{name: value})


def test_numpy_integers_are_ints(matrix):
    got = matrix(["abc", "xyz"], score_cutoff=np.int8(1), workers=np.uint16(2))
    assert got.tolist() == [[0, 2], [2, 0]]


@pytest.mark.parametrize("workers", [2, 3, 16])
@pytest.mark.parametrize("lengths", [(0, 12), (20, 90), (250, 260)])
def test_threads_change_nothing(everywhere, lengths, workers):
    a, b = some("a", 70, *lengths), some("b", 30, *lengths)
    for choices, cutoff in product((None, b), (None, 5)):

        def both(backend, choices=choices, cutoff=cutoff):
            options = {"score_cutoff": cutoff, "backend": backend}
            one = levenshtein_matrix(a, choices, **options)
            np.testing.assert_array_equal(
                levenshtein_matrix(a, choices, workers=workers, **options), one
            )
            return one

        if lengths[0] < 250:
            everywhere(both)
        else:
            both(None)


def test_many_callers_at_once(backend):
    sets = [some(seed, 20, 0, 70) for seed in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = pool.map(lambda a: levenshtein_matrix(a, workers=2, backend=backend), sets)
        for a, table in zip(sets, got, strict=True):
            np.testing.assert_array_equal(table, expected(a, a))


def test_many_words(matrix):
    a = some("a", 300, 6, 12)
    got = levenshtein_matrix(a, a[:200] + a[250:])
    np.testing.assert_array_equal(got, np.delete(expected(a, a), slice(200, 250), axis=1))


def test_examples():
    assert doctest.testmod(edit_matrix).attempted >= 3
    found = doctest.testmod(edit_matrix)
    assert found.attempted > 0
    assert found.failed == 0
