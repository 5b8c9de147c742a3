"""One file for both backends: known pairs, the laws of a distance, other implementations."""

import doctest
import inspect
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlqa_core import edit_distance
from dlqa_core.backends import variants
from dlqa_core.edit_distance import edit_ops, levenshtein, levenshtein_table

# Few letters, so that matches are common; any code point at all, lone surrogates included.
TEXT = st.text(st.sampled_from("abc") | st.characters(exclude_categories=()), max_size=15)

LONE_HIGH, LONE_LOW = "\ud83d", "\ude00"
GRIN, PIANO = "\U0001f600", "\U0001f3b9"

KNOWN = [
    ("", "", 0),
    ("", "abc", 3),
    ("abc", "", 3),
    ("gate", "gate", 0),
    ("doctor", "bottle", 4),
    ("kitten", "sitting", 3),
    ("intention", "execution", 5),
    ("ab", "ba", 2),
    ("abc", "abcabc", 3),
    ("aaaa", "aa", 2),
    ("a", "A", 1),
    ("nai\u0308ve", "na\u00efve", 2),  # not normalised: two code points for one letter
    ("a\0b", "ab", 1),
    ("\0" * 5, "a", 5),
    ("\0" * 70, "a", 70),
    (GRIN, PIANO, 1),
    (GRIN, LONE_HIGH + LONE_LOW, 2),  # a pair of surrogates is not the character it encodes
    (LONE_HIGH, LONE_LOW, 1),
    (LONE_HIGH, "", 1),
    ("\ud8ab", "\u00ab", 1),  # would be equal if only the low byte counted
    ("x\ud8aby", "a\u00abb", 3),
    ("a" * 70, "a" * 30 + "b" + "a" * 39, 1),
]

# What characters a text is made of: of 1, 2 and 4 bytes, of several widths, many and few.
ALPHABETS = {
    "one": "a",
    "two": "ab",
    "letters": "abcdefghijklmnopqrstuvwxyz",
    "bytes": "".join(map(chr, range(256))),
    "chinese": "".join(map(chr, range(0x4E00, 0x4E00 + 3000))),
    "emoji": "".join(map(chr, range(0x1F600, 0x1F640))),
    "mixed": "ab\u00e9\u00ab\u4eab" + GRIN,
}

# Around a word, a vector of words of each variant, and a stripe of two or four vectors.
EDGES = [1, 2, 31, 32, 33, 63, 64, 65, 96, 97, 99, 100, 127, 128, 129, 255, 256, 257, 300, 511, 512]
EDGES += [513, 600, 1023, 1024, 1025, 1100]


def text(rng, alphabet, size):
    return "".join(rng.choices(ALPHABETS[alphabet], k=size))


def edited(rng, alphabet, a, rate):
    """`a` with about rate * len(a) random edits."""
    pieces = []
    for c in a:
        kind = rng.random() / rate
        new = rng.choice(ALPHABETS[alphabet])
        pieces.append(c if kind > 1 else new if kind > 2 / 3 else c + new if kind > 1 / 3 else "")
    return "".join(pieces)


@pytest.mark.parametrize(("a", "b", "want"), KNOWN)
def test_known_pairs(everywhere, a, b, want):
    assert everywhere(lambda backend: levenshtein(a, b, backend=backend)) == want
    assert levenshtein(a, b) == want


def test_known_table(backend):
    table = levenshtein_table("doctor", "bottle", backend=backend)
    assert table.tolist() == [
        [0, 1, 2, 3, 4, 5, 6],
        [1, 1, 2, 3, 4, 5, 6],
        [2, 2, 1, 2, 3, 4, 5],
        [3, 3, 2, 2, 3, 4, 5],
        [4, 4, 3, 2, 2, 3, 4],
        [5, 5, 4, 3, 3, 3, 4],
        [6, 6, 5, 4, 4, 4, 4],
    ]


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "ab"), ("abc", ""), ("abc", "ab")])
def test_table_has_a_row_per_prefix_of_a_and_a_column_per_prefix_of_b(backend, a, b):
    table = levenshtein_table(a, b, backend=backend)
    assert table.shape == (len(a) + 1, len(b) + 1)
    assert table.dtype == np.int64
    assert table.flags.writeable


def test_distance_is_a_plain_int(backend):
    assert type(levenshtein("a", "b", backend=backend)) is int
    assert type(levenshtein("a", "b")) is int


@given(a=TEXT, b=TEXT)
def test_distance_is_symmetric(backend, a, b):
    assert levenshtein(a, b, backend=backend) == levenshtein(b, a, backend=backend)


@given(a=TEXT, b=TEXT)
def test_distance_is_zero_for_equal_strings_and_no_others(backend, a, b):
    assert levenshtein(a, a, backend=backend) == 0
    assert (levenshtein(a, b, backend=backend) == 0) == (a == b)


@given(a=TEXT, b=TEXT)
def test_distance_lies_between_the_difference_of_lengths_and_the_longer_length(backend, a, b):
    distance = levenshtein(a, b, backend=backend)
    assert abs(len(a) - len(b)) <= distance <= max(len(a), len(b))


@given(a=TEXT, b=TEXT, c=TEXT)
def test_a_detour_is_never_shorter(backend, a, b, c):
    direct = levenshtein(a, c, backend=backend)
    detour = levenshtein(a, b, backend=backend) + levenshtein(b, c, backend=backend)
    assert direct <= detour


@given(a=TEXT, b=TEXT, c=TEXT)
def test_common_ends_cost_nothing(backend, a, b, c):
    want = levenshtein(a, b, backend=backend)
    assert levenshtein(c + a, c + b, backend=backend) == want
    assert levenshtein(a + c, b + c, backend=backend) == want


@given(a=TEXT, b=TEXT)
def test_table_of_swapped_strings_is_the_transpose(backend, a, b):
    table = levenshtein_table(a, b, backend=backend)
    np.testing.assert_array_equal(levenshtein_table(b, a, backend=backend), table.T)


@given(a=TEXT, b=TEXT)
def test_every_entry_of_the_table_is_the_distance_of_its_prefixes(backend, a, b):
    a, b = a[:5], b[:5]
    want = [
        [levenshtein(a[:i], b[:j], backend=backend) for j in range(len(b) + 1)]
        for i in range(len(a) + 1)
    ]
    assert levenshtein_table(a, b, backend=backend).tolist() == want


@cache
def by_definition(a: str, b: str) -> int:
    """The recursive definition, as an oracle that shares no code with either backend."""
    if not a or not b:
        return len(a) + len(b)
    return min(
        by_definition(a[1:], b) + 1,
        by_definition(a, b[1:]) + 1,
        by_definition(a[1:], b[1:]) + (a[0] != b[0]),
    )


def test_all_short_words_agree_with_the_definition(everywhere):
    words = ["".join(letters) for n in range(5) for letters in product("ab", repeat=n)]
    pairs = list(product(words, words))
    got = everywhere(lambda backend: [levenshtein(a, b, backend=backend) for a, b in pairs])
    assert got == [by_definition(a, b) for a, b in pairs]
    assert got == [levenshtein(a, b) for a, b in pairs]


@given(a=TEXT, b=TEXT, cutoff=st.integers(0, 16))
def test_agrees_with_rapidfuzz_with_and_without_a_cutoff(everywhere, a, b, cutoff):
    peer = pytest.importorskip("rapidfuzz.distance").Levenshtein
    calls = [
        lambda backend: levenshtein(a, b, backend=backend),
        lambda backend: levenshtein(a, b, score_cutoff=cutoff, backend=backend),
    ]
    want = [peer.distance(a, b), peer.distance(a, b, score_cutoff=cutoff)]
    assert [everywhere(call) for call in calls] == want
    assert [levenshtein(a, b), levenshtein(a, b, score_cutoff=cutoff)] == want


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_every_length_around_an_edge_agrees_with_rapidfuzz(everywhere, variants_agree, alphabet):
    peer = pytest.importorskip("rapidfuzz.distance").Levenshtein
    rng = random.Random(alphabet)
    for size in EDGES:
        a, other = text(rng, alphabet, size), text(rng, alphabet, rng.randint(size, size + 40))
        for b in (other, edited(rng, alphabet, a, 0.05)):
            want = peer.distance(a, b)
            if size <= 300:
                assert everywhere(partial(distance_of, a, b)) == want
            assert variants_agree(a, b, None) == want
            for cutoff in {0, 1, want // 2, max(want - 1, 0), want, want + 1, 2 * want}:
                assert variants_agree(b, a, cutoff) == min(want, cutoff + 1)


def distance_of(a, b, backend):
    return levenshtein(a, b, backend=backend)


@pytest.fixture(scope="session")
def variants_agree(simd):
    """`variants_agree(a, b, cutoff)` is what all variants of the compiled backend say.

    Without `backend=` two texts of at most 64 characters take the variant that was chosen at
    import, whatever is forced later: `test_short_pairs_are_right_on_every_variant` has the others.
    Where nothing is compiled, NumPy alone says it.
    """

    def agree(a, b, cutoff):
        found = {levenshtein(a, b, score_cutoff=cutoff)}
        for variant in variants():
            with simd(variant):
                found.add(levenshtein(a, b, score_cutoff=cutoff))
                found.add(levenshtein(a, b, score_cutoff=cutoff, backend="cython"))
        assert len(found) == 1, found
        return found.pop()

    return agree


@pytest.mark.parametrize("rate", [0.001, 0.02, 0.2, 1.0])
@pytest.mark.parametrize("alphabet", ["two", "letters", "chinese"])
def test_long_strings_agree_with_rapidfuzz(compiled, variants_agree, alphabet, rate):
    peer = pytest.importorskip("rapidfuzz.distance").Levenshtein
    rng = random.Random(f"{alphabet} {rate}")
    for size in (2000, 5000, 9000):
        a = text(rng, alphabet, size)
        b = text(rng, alphabet, size - 50) if rate == 1 else edited(rng, alphabet, a, rate)
        want = peer.distance(a, b)
        assert variants_agree(a, b, None) == want
        for cutoff in {10, 70, max(want - 1, 0), want, 2 * want}:
            assert variants_agree(a, b, cutoff) == min(want, cutoff + 1)


def test_texts_that_drift_apart_and_come_together_stay_in_the_band(variants_agree):
    peer = pytest.importorskip("rapidfuzz.distance").Levenshtein
    rng = random.Random(5)
    a, b, c = (text(rng, "letters", size) for size in (3000, 700, 2500))
    pairs = [
        (a + b + c, a + c),
        (a + b + c, c + b + a),
        (b + a, a + b),
        (a[:1500] + b + a[1500:], a),
    ]
    pairs += [(b, a + b + c), (a + c, a + c[::-1]), (a * 2, a * 3)]
    for x, y in pairs:
        assert variants_agree(x, y, None) == peer.distance(x, y)


def test_the_cutoff_may_be_any_integer(everywhere):
    for cutoff in (np.int64(2), np.uint8(2), 2):
        call = partial(levenshtein, "doctor", "bottle", score_cutoff=cutoff)
        assert everywhere(lambda backend, call=call: call(backend=backend)) == 3
        assert call() == 3
    for cutoff in (2**31, 2**62, 2**63, 2**64, 10**30):
        assert everywhere(partial(with_cutoff, cutoff)) == 4
        assert levenshtein("doctor", "bottle", score_cutoff=cutoff) == 4


def with_cutoff(cutoff, backend):
    return levenshtein("doctor", "bottle", score_cutoff=cutoff, backend=backend)


@pytest.mark.parametrize("bad", [True, 2.0, "2", np.float64(2)])
def test_a_cutoff_that_is_no_integer_is_refused(everywhere, bad):
    message = f"^score_cutoff must be an integer, not {type(bad).__name__}$"
    with pytest.raises(TypeError, match=message):
        everywhere(partial(with_cutoff, bad))
    with pytest.raises(TypeError, match=message):
        levenshtein("a", "b", score_cutoff=bad)


@pytest.mark.parametrize("bad", [-1, -(10**30), np.int8(-3)])
def test_a_negative_cutoff_is_refused(everywhere, bad):
    with pytest.raises(ValueError, match=f"^score_cutoff must be at least 0, not {bad}$"):
        everywhere(partial(with_cutoff, bad))
    with pytest.raises(ValueError, match=f"^score_cutoff must be at least 0, not {bad}$"):
        levenshtein("a", "b", score_cutoff=bad)


TOKENS = [
    (["to", "be"], ["not", "to", "be"], 1),
    ([], [], 0),
    ([], [None], 1),
    ((1, 2, 3), [1.0, 2, True], 1),  # equal tokens are the same token, whatever their type
    ([0], [False], 0),
    ([(1, "a"), frozenset({2})], [(1, "a"), frozenset({2, 3})], 1),
    (range(100), range(3, 100), 3),
    (b"kitten", b"sitting", 3),
    (b"", b"\0", 1),
    (b"ab", [97, 98], 0),
    (bytearray(b"ab"), b"ac", 1),
    (["ab"], ["a", "b"], 2),
    (np.array([1, 2, 3], np.int8), np.array([1, 3], np.uint64), 1),
    (np.array([2**64 - 1], np.uint64), np.array([-1]), 1),
    (np.array([2**53], np.int64), np.array([2**53 + 1], np.uint64), 1),
    (np.arange(10)[::2], [0, 2, 4, 6, 8], 0),
    (np.array([5, 6], ">i4"), np.array([5, 6], "<i4"), 0),
    (np.array([], np.int64), [1], 1),
]


@pytest.mark.parametrize(("a", "b", "want"), TOKENS)
def test_sequences_of_tokens(everywhere, a, b, want):
    assert everywhere(lambda backend: levenshtein(a, b, backend=backend)) == want
    assert levenshtein(a, b) == want
    assert len(edit_ops(a, b)) == want


@given(a=TEXT, b=TEXT)
def test_tokens_count_like_the_characters_that_they_stand_for(everywhere, a, b):
    want = levenshtein(a, b)
    assert everywhere(lambda backend: levenshtein(list(a), tuple(b), backend=backend)) == want
    numbers = [np.array([ord(c) for c in x], dtype=np.int64) for x in (a, b)]
    assert everywhere(lambda backend: levenshtein(*numbers, backend=backend)) == want


def test_more_different_tokens_than_a_table_of_masks_has_rows(backend):
    size = 200 if backend == "numpy" else 5000
    a = list(range(size))
    b = [*a[: size // 3], -1, *a[size // 3 + 7 :]]
    assert levenshtein(a, b, backend=backend) == 7
    assert len(edit_ops(a, b, backend=backend)) == 7
    assert levenshtein(a, a[::-1], backend=backend) == size


def rebuilt(a, b, ops):
    """What the edits make of `a`, whose other characters stay; their places are checked."""
    made, done = [], 0
    for op, i, j in ops:
        made += a[done:i]
        assert len(made) == j
        done = i if op == "insert" else i + 1
        made += [b[j]] if op != "delete" else []
        assert op in ("insert", "delete") or a[i] != b[j]
    return made + list(a[done:])


@given(a=TEXT, b=TEXT)
def test_edits_turn_a_into_b_and_are_as_many_as_the_distance(everywhere, a, b):
    ops = everywhere(lambda backend: edit_ops(a, b, backend=backend))
    assert "".join(rebuilt(a, b, ops)) == b
    assert len(ops) == by_definition(a, b)


def test_edits_of_known_pairs(everywhere):
    ops = everywhere(lambda backend: edit_ops("gate", "late!", backend=backend))
    assert ops == [("substitute", 0, 0), ("insert", 4, 4)]
    assert (ops[0].op, ops[0].i, ops[0].j) == ("substitute", 0, 0)
    assert edit_ops("ab", "b") == [("delete", 0, 0)]
    assert edit_ops("a", "aaa") == [("insert", 1, 1), ("insert", 1, 2)]  # as late as can be
    assert edit_ops("", "") == []


def test_edits_may_be_written_as_those_of_rapidfuzz():
    peer = pytest.importorskip("rapidfuzz.distance")
    rng = random.Random(3)
    names = {"substitute": "replace"}
    for size in (5, 70, 300):
        a = text(rng, "letters", size)
        b = edited(rng, "letters", a, 0.3)
        ops = [(names.get(op, op), i, j) for op, i, j in edit_ops(a, b)]
        assert peer.Editops(ops, len(a), len(b)).apply(a, b) == b


@pytest.mark.parametrize("alphabet", ["one", "two", "letters", "mixed"])
def test_edits_of_longer_strings_are_the_same_everywhere(everywhere, alphabet):
    rng = random.Random(alphabet)
    for m, n in [(300, 250), (2, 400), (400, 2), (65, 1100), (700, 700)]:
        a, other = text(rng, alphabet, m), text(rng, alphabet, n)
        for b in (other, edited(rng, alphabet, a, 0.05)):
            ops = everywhere(partial(ops_of, a, b))
            assert "".join(rebuilt(a, b, ops)) == b
            assert len(ops) == levenshtein(a, b)


def ops_of(a, b, backend):
    return edit_ops(a, b, backend=backend)


def test_edits_of_a_short_text_to_a_long_one(backend):
    rng = random.Random(4)
    for size in (1, 20, 70, 200):
        a, b = text(rng, "bytes", size), text(rng, "bytes", 1600)
        assert rebuilt(a, b, edit_ops(a, b, backend=backend)) == list(b)
        assert rebuilt(b, a, edit_ops(b, a, backend=backend)) == list(a)


@pytest.mark.parametrize("size", [1500, 6000, 20000])
def test_edits_of_long_strings(backend, size):
    if backend == "numpy":
        pytest.skip("too long for it")
    rng = random.Random(size)
    a = text(rng, "letters", size)
    for b in (edited(rng, "letters", a, 0.02), text(rng, "letters", size // 4)):
        ops = edit_ops(a, b)
        assert "".join(rebuilt(a, b, ops)) == b
        assert len(ops) == levenshtein(a, b)


def test_subclasses_of_str_count_as_what_they_hold(backend):
    class Loud(str):
        def encode(self, *args):
            raise AssertionError("the override is not asked")

        def __len__(self):
            raise AssertionError("nor is the length")

    assert levenshtein(Loud("gate"), np.str_("late"), backend=backend) == 1
    assert levenshtein(Loud("gate"), np.str_("late")) == 1


NO_SEQUENCES = [None, 3, {"a"}, {"a": 1}, iter("ab"), object()]


@pytest.mark.parametrize("function", [levenshtein, edit_ops])
@pytest.mark.parametrize("bad", NO_SEQUENCES, ids=lambda bad: type(bad).__name__)
def test_what_is_no_sequence_is_refused(everywhere, function, bad):
    message = f" must be a str or a sequence of tokens, not {type(bad).__name__}$"
    for other in ("ab", ["ab"]):
        with pytest.raises(TypeError, match="^a" + message):
            everywhere(lambda backend, other=other: function(bad, other, backend=backend))
        with pytest.raises(TypeError, match="^b" + message):
            everywhere(lambda backend, other=other: function(other, bad, backend=backend))
        with pytest.raises(TypeError, match="^b" + message):
            function(other, bad)


@pytest.mark.parametrize("function", [levenshtein, edit_ops])
@pytest.mark.parametrize("bad", [b"ab", ["a", "b"], np.array([1])])
def test_a_str_goes_with_a_str_only(everywhere, function, bad):
    message = f"^a is a str and b a {type(bad).__name__}: expected two str or two sequences"
    with pytest.raises(TypeError, match=message):
        everywhere(lambda backend: function("ab", bad, backend=backend))
    with pytest.raises(TypeError, match=message):
        function("ab", bad)


def test_tokens_and_arrays_that_are_refused(everywhere):
    cases = [
        ([["x"]], ["x"], TypeError, r"^a\[0\] is not hashable: list$"),
        (["x"], ["x", {}], TypeError, r"^b\[1\] is not hashable: dict$"),
        (np.array([1.0]), [1], TypeError, "^a must be an array of integers, not of float64$"),
        ([1], np.array(["a"]), TypeError, "^b must be an array of integers, not of <U1$"),
        (np.zeros((2, 2), int), [1], ValueError, r"^a has shape \(2, 2\): expected one dimension$"),
        ([1], np.array(1), ValueError, r"^b has shape \(\): expected one dimension$"),
    ]
    for a, b, error, message in cases:
        for function in (levenshtein, edit_ops):
            with pytest.raises(error, match=message):
                everywhere(lambda backend, f=function, a=a, b=b: f(a, b, backend=backend))
            with pytest.raises(error, match=message):
                function(a, b)


@pytest.mark.parametrize("bad", [None, b"ab", ["a", "b"], 3, np.array(["a"])])
def test_a_table_of_anything_but_str_is_refused(backend, bad):
    kind = type(bad).__name__
    with pytest.raises(TypeError, match=f"^a must be a str, not {kind}$"):
        levenshtein_table(bad, "ab", backend=backend)
    with pytest.raises(TypeError, match=f"^b must be a str, not {kind}$"):
        levenshtein_table("ab", bad, backend=backend)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [((), {}), (("a",), {}), (("a", "b", 3), {}), (("a", "b"), {"cutoff": 3})],
)
def test_a_call_of_the_wrong_form_is_a_type_error(arguments, options):
    with pytest.raises(TypeError):
        levenshtein(*arguments, **options)


def test_a_wrong_backend_is_refused():
    with pytest.raises(ValueError, match="backend='fortran': expected one of"):
        levenshtein("a", "b", backend="fortran")


def test_arguments_may_be_named():
    assert levenshtein(b="late", a="gate", score_cutoff=5) == 1


def test_several_threads_at_once(backend):
    rng = random.Random(9)
    sizes = (10, 64, 100, 300) if backend == "numpy" else (10, 64, 100, 300, 2000, 3000)
    pairs = [(text(rng, "letters", n), text(rng, "mixed", n)) for n in sizes] * 4
    want = [distance_of(a, b, backend) for a, b in pairs]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda pair: distance_of(*pair, backend), pairs)) == want
        ops = list(pool.map(lambda pair: ops_of(*pair, backend), pairs))
    assert [len(found) for found in ops] == want


SHOWN = """
import inspect
from dlqa_core.edit_distance import levenshtein
print(type(levenshtein).__name__)
print(levenshtein.__name__, levenshtein.__qualname__, levenshtein.__module__)
print(inspect.signature(levenshtein), levenshtein.__doc__)
"""


def test_the_public_function_shows_its_name_and_signature(backend):
    kind, name, signature, *_ = shown_by(backend)
    assert name == "levenshtein levenshtein dlqa_core.edit_distance"
    assert "score_cutoff: int | None = None" in signature
    assert (kind == "function") == (backend == "numpy")  # it is the compiled function itself


def test_the_public_function_looks_the_same_whichever_backend_it_is(compiled):
    assert shown_by("cython")[1:] == shown_by("numpy")[1:]


def shown_by(backend):
    return printed(SHOWN, DLQA_BACKEND=backend).decode().splitlines()


def printed(code, given=b"", **environment):
    """What a fresh Python prints that reads `given`; it does not look for dlqa_core in here."""
    return subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=os.environ | environment,
        input=given,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout


FORCED = """
from dlqa_core.edit_distance import levenshtein
try:
    print(levenshtein("gate", "late"))
except ValueError as error:
    print(error)
"""


def test_short_pairs_take_the_variant_that_was_named_at_import(compiled):
    assert forced("scalar") == "1"
    assert forced("mmx").startswith("DLQA_SIMD='mmx': expected one of auto, scalar")


def forced(variant):
    return printed(FORCED, DLQA_SIMD=variant, DLQA_BACKEND="cython").decode().strip()


ANSWERS = """
import pickle
import sys
from dlqa_core._cython.processor import variant
from dlqa_core.edit_distance import levenshtein
pairs = pickle.load(sys.stdin.buffer)
answers = [levenshtein(a, b, score_cutoff=cutoff) for a, b, cutoff in pairs]
sys.stdout.buffer.write(pickle.dumps((variant(), answers)))
"""


@pytest.mark.parametrize("variant", variants())
def test_short_pairs_are_right_on_every_variant(compiled, variant):
    """Each in a Python of its own, because short pairs take what was named at import."""
    pairs, want = short_pairs()
    said = printed(ANSWERS, pickle.dumps(pairs), DLQA_SIMD=variant, DLQA_BACKEND="cython")
    assert pickle.loads(said) == (variant, want)


@cache
def short_pairs():
    """Texts of 0 to 64 characters, of the same and of other widths, and NumPy's answers."""
    rng = random.Random(64)
    pairs = [(a, b) for a, b, _ in KNOWN if max(len(a), len(b)) <= 64]
    for alphabet, other in product(ALPHABETS, ALPHABETS):
        for _ in range(20):
            a = text(rng, alphabet, rng.choice([rng.randint(0, 64), 31, 32, 33, 63, 64]))
            pairs.append((a, text(rng, other, rng.randint(0, 64))))
            pairs.append((a, edited(rng, alphabet, a, rng.choice([0.02, 0.1, 0.5]))[:64]))
    pairs += [(a.encode(), b.encode()) for a, b in pairs[:100] if a.isascii() and b.isascii()]
    asked = [(*pair, rng.choice([None, None, 0, 1, rng.randint(0, 70)])) for pair in pairs]
    return asked, [levenshtein(a, b, score_cutoff=c, backend="numpy") for a, b, c in asked]


def test_the_public_function_can_be_pickled():
    assert pickle.loads(pickle.dumps(levenshtein)) is levenshtein
    assert list(inspect.signature(levenshtein).parameters) == ["a", "b", "score_cutoff", "backend"]


def test_examples_in_the_docstrings_are_right():
    failed, tried = doctest.testmod(edit_distance)
    assert (failed, tried) == (0, 5)
