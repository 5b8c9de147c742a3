"""What crosses the border comes out as it went in, and nothing else comes in."""

from __future__ import annotations

import collections
import contextlib
import enum
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox.codec import CodecError, Opaque, copy_back, dumps, loads
from grader.sandbox.decoding import Decoder
from grader.sandbox.encoding import Encoder

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=8)
    | st.binary(max_size=8)
)
arrays = hnp.arrays(
    st.sampled_from([*DTYPES, "complex64", "complex128"]).map(np.dtype),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
keys = st.text(max_size=4) | st.integers(-9, 9) | st.tuples(st.integers(0, 3), st.integers(0, 3))
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(st.integers() | st.text(max_size=3), max_size=4)
    ),
    max_leaves=12,
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*"tdsbcanhfrmiv", "x"]), inner, max_size=2)
    ),
    max_leaves=12,
)


def there_and_back(value):
    encoder = Encoder()
    tree = loads(dumps(encoder.tree(value)))
    decoder = Decoder(b"".join(encoder.parts))
    result = decoder.value(tree)
    decoder.finish()
    return result


def same(one, other):
    if isinstance(one, np.ndarray):
        equal = one.dtype == other.dtype and one.shape == other.shape
        return equal and one.tobytes() == np.ascontiguousarray(other).tobytes()
    if isinstance(one, float | complex) and not isinstance(one, np.generic):
        return type(one) is type(other) and repr(one) == repr(other)
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


@given(values)
def test_plain_data_come_out_as_they_went_in(value):
    assert same(there_and_back(value), value)


@pytest.mark.parametrize("name", DTYPES)
def test_numpy_scalars_keep_their_type(name):
    value = np.dtype(name).type(1)
    assert type(there_and_back(value)) is type(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 0.1])
def test_every_float_crosses_exactly(value):
    assert repr(there_and_back(value)) == repr(value)


def test_odd_arrays_arrive_plain():
    big_endian = np.arange(4, dtype=">f8")
    strided = np.arange(12.0).reshape(3, 4)[::2, ::-1]
    assert there_and_back(big_endian).tolist() == [0, 1, 2, 3]
    assert there_and_back(strided).tolist() == strided.tolist()
    assert there_and_back(np.zeros((1, 2)).view(np.recarray)).shape == (1, 2)
    assert there_and_back(np.longdouble(0.5)) == 0.5


class Pair(collections.namedtuple("Pair", "a b")):
    """A subclass with opinions of its own."""

    def __iter__(self):
        raise AssertionError("never called")


class Loud(dict):
    def items(self):
        raise AssertionError("never called")


class Colour(enum.IntEnum):
    RED = 3


@pytest.mark.parametrize(
    "value, plain",
    [
        (collections.OrderedDict(a=1), {"a": 1}),
        (collections.defaultdict(list, a=[1]), {"a": [1]}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (Loud(a=1), {"a": 1}),
        (Colour.RED, 3),
        (np.str_("text"), "text"),
        (bytearray(b"ab"), b"ab"),
        (frozenset({1}), {1}),
    ],
)
def test_subclasses_arrive_as_their_base(value, plain):
    result = there_and_back(value)
    assert (type(result), result) == (type(plain), plain)


def test_a_named_tuple_arrives_as_a_tuple_without_its_methods():
    assert there_and_back(tuple.__new__(Pair, (1, 2))) == (1, 2)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        iter([1]),
        range(3),
        np.array([None]),
        np.array(["text"]),
        np.ma.array([1.0], mask=[True]),
        lambda: 1,
    ],
)
def test_all_else_stays_where_it_is(value):
    with pytest.raises(CodecError):
        there_and_back(value)
    kept = []
    encoder = Encoder(lambda item: (kept.append(item) or len(kept), "h"))
    decoder = Decoder(b"", lambda number, kind: Opaque(number, kind))
    result = decoder.value(loads(dumps(encoder.tree([value]))))[0]
    assert kept == [value] or kept[0] is value
    assert isinstance(result, Opaque)
    assert result.kind == type(value).__name__


def test_an_opaque_handle_equals_nothing_and_is_nothing():
    opaque = Opaque(1, "Sly")
    assert opaque != 1
    assert opaque != Opaque(1, "Sly")
    assert repr(opaque) == "<an object of type Sly>"
    for use in (bool, np.asarray, hash, len, iter):
        with pytest.raises(TypeError):
            use(opaque)


def test_what_contains_itself_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(CodecError, match="contain itself"):
        there_and_back(loop)


def test_deep_game_trees_cross():
    tree = 1.0
    for _ in range(200):
        tree = [tree]
    assert there_and_back(tree) == tree


def test_giant_integers_are_refused():
    with pytest.raises(CodecError):
        there_and_back(10**5000)


def test_generators_arrive_in_the_same_state():
    rng = np.random.default_rng(3)
    rng.random(5)
    copy = there_and_back(rng)
    assert copy.random(4).tolist() == rng.random(4).tolist()
    legacy = np.random.RandomState(3)
    assert there_and_back(legacy).random_sample() == legacy.random_sample()


def test_a_result_in_the_memory_of_an_argument_is_told_and_rebuilt():
    argument = np.arange(6.0).reshape(2, 3)
    encoder = Encoder(known=[argument])
    trees = [encoder.tree(each) for each in (argument, argument.T, argument[1:, ::2])]
    own = argument.copy()
    decoder = Decoder(b"", known=lambda k: [own][k])
    same_one, turned, part = (decoder.value(loads(dumps(tree))) for tree in trees)
    assert same_one is own
    assert np.shares_memory(turned, own)
    assert turned.tolist() == own.T.tolist()
    assert part.tolist() == own[1:, ::2].tolist()


@pytest.mark.parametrize(
    "content",
    [
        [0, 0, "float64", [100], [8]],
        [0, -8, "float64", [1], [8]],
        [0, 0, "float64", [2], [1 << 40]],
        [0, 1 << 62, "float64", [1], [8]],
        [0, 0, "float64", [1], [True]],
        [0, 0, "object", [1], [8]],
        [5, 0, "float64", [1], [8]],
        [-1, 0, "float64", [1], [8]],
    ],
)
def test_a_view_can_not_reach_outside_of_its_argument(content):
    own = np.arange(6.0)

    def known(k):
        if k != 0:
            raise CodecError
        return own

    with pytest.raises(CodecError):
        Decoder(b"", known=known).value({"v": content})


@pytest.mark.parametrize(
    "tree",
    [
        {"a": ["float64", [10**9]]},
        {"a": ["float64", [-1]]},
        {"a": ["float64", [1] * 40]},
        {"a": ["object", [1]]},
        {"a": ["float64", [2.0]]},
        {"b": 10**12},
        {"b": -1},
        {"n": ["int8", 300]},
        {"n": ["float64", "1"]},
        {"n": ["bool", 1]},
        {"c": [1, 2]},
        {"d": [[[1], 2]]},
        {"d": [[1]]},
        {"s": [[1]]},
        {"t": 3},
        {"x": 1},
        {"t": [], "d": []},
        {},
        {"r": ["PCG64", {"state": 1}]},
        {"r": ["PCG64", {"bit_generator": "PCG64", "state": {"state": -1, "inc": 1},
                         "has_uint32": 0, "uinteger": 0}]},
        {"r": ["MT19937", {}]},
        {"m": ["MT19937", [1], 0]},
        {"h": [1, "x"]},
        {"f": [0]},
        {"i": 0},
        {"s": [{"t": [k, 0]} for k in range(1001)]},
        {"d": [[str(k), 0] for k in range(10_001)]},
    ],
)  # fmt: skip
def test_what_no_encoder_writes_is_refused(tree):
    with pytest.raises(CodecError):
        Decoder(b"12345678").value(tree)


def test_bytes_beyond_the_values_are_refused():
    decoder = Decoder(b"12345678")
    decoder.value({"b": 4})
    with pytest.raises(CodecError):
        decoder.finish()


def test_a_bool_array_holds_zeros_and_ones_only():
    with pytest.raises(CodecError):
        Decoder(b"\x02").value({"a": ["bool", [1]]})


@given(junk, st.binary(max_size=32))
def test_junk_raises_nothing_but_codec_errors(tree, blob):
    decoder = Decoder(
        blob, lambda number, kind: Opaque(number, kind), lambda number: len, lambda k: [0.0] * k
    )
    with contextlib.suppress(CodecError):
        decoder.value(tree)
        decoder.finish()


@given(st.binary(max_size=60))
def test_junk_texts_raise_nothing_but_codec_errors(text):
    with contextlib.suppress(CodecError):
        loads(text)


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 50_000, b"1" * 100_000, b"[1] ", b""])
def test_hostile_texts_are_refused(text):
    with pytest.raises(CodecError):
        loads(text)


@given(values)
def test_texts_are_json(value):
    json.loads(dumps(Encoder().tree(value)))


def test_copy_back_makes_an_argument_look_as_it_was_left():
    inner = np.zeros(2)
    target = {"keep": [1, inner, 3], "gone": 1}
    kept = target["keep"]
    copy_back(target, {"keep": [9, np.array([5.0, 6.0])], "new": 2})
    assert target["keep"] is kept
    assert kept[0] == 9
    assert kept[1] is inner
    assert inner.tolist() == [5, 6]
    assert len(kept) == 2
    assert list(target) == ["keep", "new"]


def test_an_argument_can_not_come_back_with_another_shape():
    with pytest.raises(CodecError):
        copy_back(np.zeros(2), np.zeros(3))
