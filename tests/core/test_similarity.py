"""Fingerprints, pairs and passages: what must not matter, what must, and a slow oracle."""

import ast
import doctest
import io
import keyword
import random
import re
import tokenize
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlqa_core import similarity
from dlqa_core.similarity import (
    Fingerprints,
    fingerprints,
    matching_passages,
    similar_pairs,
    token_ratio,
    tokens,
)

PRIMES = '''
def primes(limit):
    """All primes below a limit, by the sieve."""
    sieve = [True] * limit
    for n in range(2, int(limit ** 0.5) + 1):
        if sieve[n]:
            for multiple in range(n * n, limit, n):
                sieve[multiple] = False
    return [n for n, prime in enumerate(sieve) if prime and n > 1]
'''

DISTANCE = """
def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]
"""

SEARCH = """
def search(items, wanted):
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(items) and items[low] == wanted else None
"""

RENAMED = '''
# my very own idea
def p(m): # a comment
    """Something else entirely,
    on two lines."""
    t = [True]*m ;
    for i in range(7, int(m **
                          .25)+9):
        if t[i]:
            for j in range(i*i, m, i):

                    t[j] = False
    return [i for i, q in enumerate(t) if q and i > 3]
'''

# Whatever can go wrong in a file, put next to each other at random.
PIECES = st.sampled_from(
    [
        *('"""', "'''", '"', "'", "\\", "\n", "\r", "\r\n", "\t", " ", "#", ";", "`", "$", "..."),
        *"()[]{}:.+-=,",
        *("def", "class", "if", "pass", "lambda", "x", "y1", "rb", "f", "Ub", "rbf"),
        *("0x1e+5", "1e+5", "1e+", "1.5", ".5", "12abc", "longer_than_eight"),
        *("\xa0", "\ufeff", "é", "\ud800", "\U0001f600", "\0", "\x7f", "\x0c", "\u2028"),
    ]
)
BROKEN = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=30)


def text_of(source, backend=None):
    """The tokens as a readable string."""
    return "".join(chr(code) if code < 128 else "K" for code in tokens(source, backend=backend))


def found(pairs):
    return [(int(i), int(j)) for i, j in zip(pairs["i"], pairs["j"], strict=True)]


# Tokens -------------------------------------------------------------------------------------

KNOWN = [
    ("", ""),
    ("total = total + 1  # a comment", "a=a+0"),
    ("if x:\n\treturn 'y'", 'Ka:K"'),
    ("match case type _ self print", "aaaaaa"),
    ("x **= 2 // 3 -> 4", "a**=0//0->0"),
    ("1 1.5 .5 5. 1e10 1e+10 1E-5 0xFFe+1 0b1 1_000 3j 0x", "00000000+00000"),
    ("x.y 1..z", "a.a0"),
    ("... .a", "....a"),
    ("'it''s' 'a\\'b' \"a\\\\\" x", '""""a'),
    ("x = '''a\n'b\"\"\"\n'' ''' + r'\\'' + Rb\"x\" + bU'y'", 'a="+"+"+"'),
    ("f'{x}' F\"{y!r:>{w}}\" rf'''\n{z}''' x", '"""a'),
    ("buf'x' xf\"y\" éf'z'", 'a"a"a"'),
    ("x = 'not closed\ny = 2", 'a="a=0'),
    ("x = 'goes \\\n on' + 1", 'a="+0'),
    ("x = 'goes \\\r\n on' + 1", 'a="+0'),
    ("x = '''never closed\ny = '''\"\"\"", 'a=""'),
    ("x = '''never closed\ny = '''\n''' z", 'a="'),
    ('x = """never closed\ny = 2 + ""', 'a="a=0+"'),
    ("x = '", 'a="'),
    ("x = '\\", 'a="'),
    ("x = \\\n 1; y = \\\r\n 2", "a=0a=0"),
    ("a; b ;; c\\", "aaa"),
    ("caf\xe9 \U0001f600 \u5909\u6570 = 1", "aaa=0"),
    ("\ufeffif\xa0x", "Ka"),
    ("\0x\x07\x0c\x7f", "a"),
    ("\ud800 = \udfff1", "a=a"),
    ("? $ ! `", "?$!`"),
]


@pytest.mark.parametrize(("source", "want"), KNOWN)
def test_known_tokens(everywhere, source, want):
    codes = everywhere(lambda backend: tokens(source, backend=backend))
    assert codes.dtype == np.uint8
    assert "".join(chr(code) if code < 128 else "K" for code in codes) == want


def test_every_keyword_has_a_code_of_its_own(everywhere):
    codes = everywhere(lambda backend: tokens(" ".join(keyword.kwlist), backend=backend))
    assert len(set(codes.tolist())) == len(keyword.kwlist) == 35
    assert codes.min() >= 128


@pytest.mark.parametrize("word", ["iff", "i", "retur", "returnn", "If", "nonlocals", "TRUE", "ni"])
def test_what_only_looks_like_a_keyword_is_a_name(everywhere, word):
    assert everywhere(lambda backend: tokens(word, backend=backend)).tobytes() == b"a"


DOCSTRINGS = [
    ('"""module"""\nx', "a"),
    ('def f():\n    """doc"""\n    return 1', "Ka():K0"),
    ("def f():\n    \"one\" 'two'\n    return 1", "Ka():K0"),
    ('class A:\n    r"""doc\n    more"""\n\n    x = """kept"""', 'Ka:a="'),
    ('x = 1\n"a comment of a kind"\ny = 2', "a=0a=0"),
    ('x = 1; "dropped"; y = 2', "a=0a=0"),
    ('x = [\n    "a",\n    "b"\n]', 'a=[","]'),
    ('f(\n"a"\n)', 'a(")'),
    ('f(x, (1,\ndef g():\n    """doc"""\n    return 1', "a(a,(0,Ka():K0"),
    ('x = \\\n"kept"\n', 'a="'),
    ('"""doc""".strip()', '".a()'),
    (")))]\n'doc'\nx", ")))]a"),
]


@pytest.mark.parametrize(("source", "want"), DOCSTRINGS)
def test_statements_of_strings_alone_are_dropped(everywhere, source, want):
    codes = everywhere(lambda backend: tokens(source, backend=backend))
    assert "".join(chr(code) if code < 128 else "K" for code in codes) == want


@given(BROKEN)
def test_all_backends_lex_a_broken_file_alike(everywhere, source):
    everywhere(lambda backend: tokens(source, backend=backend))


def test_tokens_are_those_of_pythons_own_tokenizer(everywhere):
    source = PRIMES + DISTANCE + SEARCH
    want = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            want.append("K" if keyword.iskeyword(token.string) else "a")
        elif token.type == tokenize.OP:
            want.append(token.string)
        elif token.type == tokenize.NUMBER:
            want.append("0")
    codes = everywhere(lambda backend: tokens(source, backend=backend))
    assert "".join(chr(code) if code < 128 else "K" for code in codes) == "".join(want)


def test_bytes_are_utf_8_and_what_is_not_still_counts(backend):
    source = "größe = 'Maß'  # Länge\n"
    assert text_of(source.encode(), backend) == text_of(source, backend) == 'a="'
    assert text_of(b"gr\xf6\xdfe = 1", backend) == "a=0"
    assert text_of(b"\xff\xfe\x80\x81 + \xc3", backend) == "a+a"


def test_many_opening_quotes_take_no_quadratic_time(compiled):
    """Of the compiled backend; NumPy's regular expression looks for the end of each of them."""
    assert len(tokens("x\\'''\n" * 100_000, backend="cython")) == 200_000


# Fingerprints -------------------------------------------------------------------------------


def slow_prints(codes, k, window):
    """Winnowing as the paper defines it: hashes by Python's integers."""
    hashes = []
    for i in range(len(codes) - k + 1):
        value = 0
        for code in codes[i : i + k]:
            value = (value * 0x9E3779B97F4A7C15 + code + 1) % 2**64
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
        value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
        hashes.append(value ^ value >> 31)
    kept = set()
    for i in range(max(len(hashes) - window + 1, min(len(hashes), 1))):
        part = hashes[i : i + window]
        kept.add(max(j for j in range(i, i + len(part)) if hashes[j] == min(part)))
    return [hashes[i] for i in sorted(kept)], sorted(kept)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["x", "1", "(", ")", "+", "if", "=", ","]), max_size=60),
    st.integers(1, 20),
    st.integers(1, 20),
)
def test_fingerprints_are_those_of_the_definition(everywhere, words, k, window):
    source = " ".join(words)
    hashes = everywhere(lambda b: fingerprints(source, k=k, window=window, backend=b).hashes)
    spans = everywhere(lambda b: fingerprints(source, k=k, window=window, backend=b).spans)
    want, first = slow_prints(tokens(source).tolist(), k, window)
    assert hashes.dtype == np.uint64
    assert hashes.tolist() == want
    starts = [match.start() for match in re.finditer(r"\S+", source)]
    ends = [match.end() for match in re.finditer(r"\S+", source)]
    assert spans.dtype == np.int64
    assert spans.tolist() == [[1, starts[i], 1, ends[i + k - 1]] for i in first]


@pytest.mark.parametrize("size", [0, 1, 11, 12, 13, 18, 19, 20, 63, 64, 65, 1023, 1024, 1025])
@pytest.mark.parametrize("word", ["x", "x + "])
def test_sizes_around_k_and_window(everywhere, size, word):
    source = (word * size)[: size * len(word)].replace("x", "x ")
    prints = everywhere(lambda b: fingerprints(source, backend=b).hashes)
    assert (len(prints) > 0) == (len(tokens(source)) >= 12)


def test_a_shared_run_of_window_and_k_minus_1_tokens_is_found_wherever_it_stands(everywhere):
    rng = random.Random(3)
    signs = [*"()[]+-*/=,.:", "if", "x", "1", "'s'", "for", "in", "not"]
    for _ in range(20):
        shared = rng.choices(signs, k=19)
        one = rng.choices(signs, k=rng.randrange(40)) + shared + rng.choices(signs, k=30)
        two = rng.choices(signs, k=rng.randrange(40)) + shared
        prints = [
            everywhere(lambda b, text=text: fingerprints(text, backend=b).hashes)
            for text in (" ".join(one), " ".join(two))
        ]
        assert np.isin(prints[0], prints[1]).any()


def test_names_comments_docstrings_numbers_and_layout_do_not_matter(backend):
    a, b = fingerprints(PRIMES, backend=backend), fingerprints(RENAMED, backend=backend)
    np.testing.assert_array_equal(a.hashes, b.hashes)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spans_are_lines_from_1_and_columns_in_characters(everywhere, newline):
    source = "é = '\U0001f600'; x = 1\n\tabc = [\n\n  2,\f\u2028 3]".replace("\n", newline)
    spans = everywhere(lambda b: fingerprints(source, k=1, window=1, backend=b).spans)
    lines = source.split(newline)
    pieces = [lines[row - 1][start:end] for row, start, _, end in spans.tolist()]
    want = ["é", "=", "'\U0001f600'", "x", "=", "1", "abc", "=", "[", "2", ",", "\u2028", "3", "]"]
    assert pieces == want
    assert (spans[:, 0] == spans[:, 2]).all()


def test_a_string_over_lines_ends_on_its_last_line(backend):
    spans = fingerprints("x = '''a\n b\r\n\n c''' + 1", k=3, window=1, backend=backend).spans
    assert spans[0].tolist() == [1, 0, 4, 5]
    assert spans[-1].tolist() == [1, 4, 4, 9]


def test_fingerprints_unpack_and_say_what_they_are(backend):
    prints = fingerprints("", backend=backend)
    assert isinstance(prints, Fingerprints)
    hashes, spans = prints
    assert hashes.shape == (0,)
    assert spans.shape == (0, 4)


# Pairs --------------------------------------------------------------------------------------


def slow_pairs(sources, k, window, threshold, limit, common):
    """The definition, with sets."""
    prints = [set(fingerprints(text, k=k, window=window).hashes.tolist()) for text in sources]
    starters = [set(fingerprints(text, k=k, window=window).hashes.tolist()) for text in common]
    spread = Counter(value for one in prints for value in one)
    gone = set().union(*starters) | {value for value, n in spread.items() if n > limit}
    prints = [one - gone for one in prints]
    rows = []
    for i, j in combinations(range(len(prints)), 2):
        shared = len(prints[i] & prints[j])
        if shared and 2 * shared / (len(prints[i]) + len(prints[j])) >= threshold:
            rows.append((i, j, 2 * shared / (len(prints[i]) + len(prints[j])), shared))
    return sorted(rows, key=lambda row: (-row[2], row[:2]))


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 5), max_size=12), max_size=9),
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from([0, 0.25, 0.5, 1]),
    st.sampled_from([None, 1, 2, 3, 0.1]),
    st.integers(0, 2),
    st.integers(1, 3),
)
def test_pairs_are_those_of_the_definition(
    everywhere, recipes, k, window, threshold, boilerplate, starters, threads
):
    blocks = ["x = f(1)\n", "if a > b:\n", "'s'\n", "return [i for i in y]\n", "(((\n", "é -= .5\n"]
    sources = ["".join(blocks[b] for b in recipe) for recipe in recipes]
    common = sources[:starters]
    got = everywhere(
        lambda backend: similar_pairs(
            sources,
            k=k,
            window=window,
            threshold=threshold,
            boilerplate=boilerplate,
            common=common,
            threads=threads,
            backend=backend,
        )
    )
    limit = {None: len(sources), 0.1: 10}.get(boilerplate, boilerplate)
    assert got.tolist() == slow_pairs(sources, k, window, threshold, limit, common)


def program(seed, functions=6):
    """Source code by chance, always valid."""
    rng = random.Random(seed)
    names = [f"n{i}" for i in range(9)]

    def expression(depth=0):
        kind = rng.randrange(7 if depth < 3 else 2)
        deeper = [expression(depth + 1) for _ in range(2)] if kind > 1 else []
        return [
            lambda: rng.choice(names),
            lambda: str(rng.randrange(9)),
            lambda: f"({deeper[0]} {rng.choice('+-*/%')} {deeper[1]})",
            lambda: f"{rng.choice(names)}[{deeper[0]}]",
            lambda: f"{rng.choice(names)}({deeper[0]}, {deeper[1]})",
            lambda: f"{rng.choice(names)}.{rng.choice(names)}({deeper[0]})",
            lambda: f"[{deeper[0]} for {rng.choice(names)} in {deeper[1]}]",
        ][kind]()

    lines = []
    for f in range(functions):
        lines.append(f"def f{f}({', '.join(rng.sample(names, 3))}):")
        for _ in range(rng.randrange(4, 9)):
            kind = rng.choice(["{n} = {e}", "if {e} < {e}:\n        {n} += {e}", "{n} -= {e}"])
            kind = rng.choice(
                [kind, "for {n} in {e}:\n        {n}.{n}({e})", "while {e}:\n        pass"]
            )
            lines.append(
                "    "
                + re.sub(
                    r"{(\w)}", lambda m: expression() if m[1] == "e" else rng.choice(names), kind
                )
            )
        lines.append(f"    return {expression()}\n")
    return "\n".join(lines)


def disguised(source, seed):
    """The same program with other names, comments and order of functions."""
    rng = random.Random(seed)
    parts = source.split("def ")[1:]
    rng.shuffle(parts)
    text = "".join(f"# {rng.random()}\ndef {part}" for part in parts)
    return re.sub(r"\bn(\d)\b", lambda m: f"value_{seed}_{m[1]}", text)


def test_disguised_copies_in_a_large_class_are_found_and_nothing_else(everywhere):
    sources = [program(seed) for seed in range(40)]
    sources += [disguised(sources[seed], seed) for seed in range(0, 40, 4)]
    for source in sources:
        ast.parse(source)
    got = everywhere(lambda backend: similar_pairs(sources, backend=backend))
    assert sorted(found(got)) == [(4 * i, 40 + i) for i in range(10)]


def test_two_copies_in_a_class_of_five_are_found(everywhere):
    sources = [PRIMES, DISTANCE, RENAMED, SEARCH, program(1)]
    got = everywhere(lambda backend: similar_pairs(sources, backend=backend))
    assert got.tolist()[0][:3] == (0, 2, 1.0)
    assert len(got) == 1


def test_a_whole_small_class_of_copies_is_found(backend):
    assert len(similar_pairs([PRIMES] * 5, backend=backend)) == 10
    assert len(similar_pairs([PRIMES] * 2, backend=backend)) == 1


def test_what_everybody_has_does_not_count(everywhere):
    sources = [PRIMES + program(seed, 1) for seed in range(30)]
    kept = everywhere(lambda b: similar_pairs(sources, threshold=0.1, boilerplate=None, backend=b))
    assert len(kept) == 30 * 29 // 2
    assert similar_pairs(sources, threshold=0.1, boilerplate=1.0).size == kept.size
    assert similar_pairs(sources, threshold=0.1, boilerplate=30).size == kept.size
    for rule in (0.1, 0.5, 29, 1):
        assert (
            everywhere(
                lambda b, rule=rule: similar_pairs(
                    sources, threshold=0.1, boilerplate=rule, backend=b
                )
            ).size
            == 0
        )


def test_what_a_starter_file_has_does_not_count(everywhere):
    sources = [PRIMES + program(seed, 1) for seed in range(4)]
    assert len(similar_pairs(sources, threshold=0.1)) == 6
    got = everywhere(lambda b: similar_pairs(sources, threshold=0.1, common=[PRIMES], backend=b))
    assert got.size == 0


def test_result_is_an_array_of_records(everywhere):
    got = everywhere(lambda b: similar_pairs([PRIMES, PRIMES], backend=b))
    assert got.dtype.names == ("i", "j", "score", "shared")
    assert got.tolist() == [(0, 1, 1.0, len(set(fingerprints(PRIMES).hashes.tolist())))]
    for none in ([], [PRIMES], ["", ""], [PRIMES, SEARCH]):
        empty = everywhere(lambda b, none=none: similar_pairs(none, backend=b))
        assert (empty.shape, empty.dtype) == ((0,), got.dtype)


def test_equal_scores_come_by_position(everywhere):
    sources = [PRIMES, SEARCH, DISTANCE, SEARCH, PRIMES, SEARCH]
    got = everywhere(lambda b: similar_pairs(sources, backend=b))
    assert found(got) == [(0, 4), (1, 3), (1, 5), (3, 5)]


@pytest.mark.parametrize("threads", [1, 2, 3, 256])
def test_threads_do_not_change_the_answer(everywhere, threads):
    """NumPy, the oracle, has one thread whatever it is told."""
    sources = [program(seed % 23, 2) for seed in range(70)]
    got = everywhere(lambda b: similar_pairs(sources, threshold=0, threads=threads, backend=b))
    assert len(got) > 70


def test_several_callers_at_once():
    sources = [program(seed % 23, 2) for seed in range(70)]
    want = similar_pairs(sources)
    with ThreadPoolExecutor(4) as pool:
        for got in pool.map(lambda _: similar_pairs(sources, threads=2), range(12)):
            np.testing.assert_array_equal(got, want)


def test_three_thousand_sources_need_no_square_of_memory():
    sources = [f"x = {'+'.join('abc'[: i % 3 + 1])}\n" * (i % 50) for i in range(3000)]
    sources += [PRIMES, SEARCH, RENAMED]
    assert (3000, 3002) in found(similar_pairs(sources, threads=2))


# Passages -----------------------------------------------------------------------------------


def ranges(passages, side):
    return [(int(p[f"{side}_line"]), int(p[f"{side}_end_line"])) for p in passages]


def test_reordered_functions_are_two_passages(everywhere):
    a, b = DISTANCE + "\n" + PRIMES, SEARCH + PRIMES + "\n" + DISTANCE
    got = everywhere(lambda backend: matching_passages(a, b, backend=backend))
    long = got[got["prints"] > 5]
    assert len(long) == 2
    assert [a.split("\n")[p["a_line"] - 1][:7] for p in long] == ["def dis", "def pri"]
    assert [b.split("\n")[p["b_line"] - 1][:7] for p in long] == ["def dis", "def pri"]
    assert ranges(long, "a") == [(2, 8), (11, 18)]
    assert ranges(long, "b") == [(22, 28), (12, 19)]


def test_equal_sources_are_one_passage_from_the_first_token_to_the_last(everywhere):
    got = everywhere(lambda backend: matching_passages(PRIMES, PRIMES, backend=backend))
    assert got.tolist() == [(2, 0, 9, 66) * 2 + (len(fingerprints(PRIMES).hashes),)]


@settings(deadline=None)
@given(
    *[st.lists(st.sampled_from(["x = f(1)\n", "if a:\n", "'é'+", "((", "y "]), max_size=25)] * 2,
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_passages_say_the_same_and_take_all_that_is_shared(everywhere, one, two, k, window):
    """From end to end if every token starts a print; else what lies between two may differ."""
    a, b = "".join(one), "".join(two)
    got = everywhere(lambda n: matching_passages(a, b, k=k, window=window, backend=n))
    for passage in got.tolist():
        mine, theirs = said(a, *passage[:4]), said(b, *passage[4:8])
        assert (mine[:k], mine[-k:]) == (theirs[:k], theirs[-k:])
        assert mine == theirs or window > 1
    prints = [Counter(fingerprints(t, k=k, window=window).hashes.tolist()) for t in (a, b)]
    assert got["prints"].sum() == (prints[0] & prints[1]).total()


def said(source, line, column, end_line, end_column):
    """The tokens of a passage, which starts and ends with one of the source's tokens."""
    spans = fingerprints(source, k=1, window=1).spans
    first = spans[:, :2].tolist().index([line, column])
    last = spans[:, 2:].tolist().index([end_line, end_column])
    return tokens(source)[first : last + 1].tobytes()


def test_a_starter_file_belongs_to_no_passage(everywhere):
    a, b = PRIMES + DISTANCE, PRIMES + "\n" + DISTANCE
    got = everywhere(lambda n: matching_passages(a, b, common=[PRIMES], backend=n))
    assert min(start for start, _ in ranges(got, "a")) >= 8
    assert matching_passages(a, b, common=[a]).size == 0


def test_no_passages(everywhere):
    for a, b in [("", ""), ("", PRIMES), (PRIMES, ""), (PRIMES, "x = 1")]:
        assert everywhere(lambda n, a=a, b=b: matching_passages(a, b, backend=n)).size == 0


def test_sources_that_repeat_themselves_take_no_quadratic_memory():
    table = "[" + "0, " * 30_000 + "]"
    (passage,) = matching_passages(table, table)
    assert passage["prints"] > 1000


# Token ratio --------------------------------------------------------------------------------


def test_token_ratio(backend):
    assert token_ratio("", "# nothing", backend=backend) == 1.0
    assert token_ratio("", "x", backend=backend) == 0.0
    assert token_ratio("a + b", "c * d", backend=backend) == pytest.approx(2 / 3)
    assert token_ratio(PRIMES, RENAMED, backend=backend) == 1.0


@settings(deadline=None)
@given(BROKEN, BROKEN)
def test_token_ratio_is_that_of_rapidfuzz(a, b):
    levenshtein = pytest.importorskip("rapidfuzz.distance").Levenshtein
    want = levenshtein.normalized_similarity(tokens(a).tolist(), tokens(b).tolist())
    assert token_ratio(a, b) == pytest.approx(want)


# All of them --------------------------------------------------------------------------------


@given(*[BROKEN | st.binary(max_size=60)] * 2, st.integers(1, 6), st.integers(1, 6))
def test_what_is_no_python_at_all_gets_the_same_answers_everywhere(everywhere, a, b, k, window):
    sizes = {"k": k, "window": window}
    codes = everywhere(lambda n: tokens(a, backend=n))
    hashes = everywhere(lambda n: fingerprints(a, **sizes, backend=n).hashes)
    spans = everywhere(lambda n: fingerprints(a, **sizes, backend=n).spans)
    assert len(hashes) == len(spans) <= len(codes)
    assert (len(hashes) > 0) == (len(codes) >= k)
    ratio = everywhere(lambda n: token_ratio(a, b, backend=n))
    assert (ratio == 1) == np.array_equal(codes, tokens(b))
    passages = everywhere(lambda n: matching_passages(a, b, **sizes, backend=n))
    assert passages["prints"].sum() <= len(hashes)
    call = partial(similar_pairs, [a, b, a], **sizes, threshold=0, boilerplate=None)
    pairs = everywhere(lambda n: call(common=[b] * (k % 2), threads=window, backend=n))
    assert ((0, 2) in found(pairs)) == bool(set(hashes.tolist()) - known_prints(b, k, window))


def known_prints(source, k, window):
    """The prints of a starter file, which the test above gives every other time."""
    return set(fingerprints(source, k=k, window=window).hashes.tolist()) if k % 2 else set()


# Refusals -----------------------------------------------------------------------------------

REFUSED = [
    (lambda b: tokens(1, backend=b), TypeError, "source must be a str or bytes, not int"),
    (lambda b: fingerprints(None, backend=b), TypeError, "source must be a str or bytes"),
    (lambda b: fingerprints("", k=0, backend=b), ValueError, "k must be at least 1, not 0"),
    (lambda b: fingerprints("", k=True, backend=b), TypeError, "k must be an integer, not bool"),
    (lambda b: fingerprints("", window=1.5, backend=b), TypeError, "window must be an integer"),
    (lambda b: fingerprints("", window=-1, backend=b), ValueError, "window must be at least 1"),
    (lambda b: similar_pairs("x", backend=b), TypeError, "sources must be a sequence of sources"),
    (lambda b: similar_pairs(b"x", backend=b), TypeError, "not one bytes"),
    (lambda b: similar_pairs(["x", 1], backend=b), TypeError, r"sources\[1\] must be a str"),
    (lambda b: similar_pairs([], common="x", backend=b), TypeError, "common must be a sequence"),
    (lambda b: similar_pairs([], common=[2], backend=b), TypeError, r"common\[0\] must be a str"),
    (lambda b: similar_pairs([], threads=0, backend=b), ValueError, "threads must be from 1 to"),
    (lambda b: similar_pairs([], threads=True, backend=b), TypeError, "threads must be an integer"),
    (lambda b: similar_pairs([], threshold=1.1, backend=b), ValueError, "threshold must be from 0"),
    (lambda b: similar_pairs([], threshold="1", backend=b), TypeError, "threshold must be a num"),
    (lambda b: similar_pairs([], threshold=float("nan"), backend=b), ValueError, "not nan"),
    (lambda b: similar_pairs([], boilerplate=1.5, backend=b), ValueError, "boilerplate must be"),
    (lambda b: similar_pairs([], boilerplate=0, backend=b), ValueError, "boilerplate must be at"),
    (lambda b: similar_pairs([], boilerplate=True, backend=b), TypeError, "not bool"),
    (lambda b: matching_passages("", 1, backend=b), TypeError, "b must be a str or bytes"),
    (lambda b: matching_passages("", "", k=0, backend=b), ValueError, "k must be at least 1"),
    (lambda b: token_ratio("", 1.5, backend=b), TypeError, "must be a str or bytes, not float"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_refusals(everywhere, call, error, message):
    with pytest.raises(error, match=message):
        everywhere(call)


def test_huge_parameters_find_nothing(everywhere):
    assert everywhere(lambda b: fingerprints(PRIMES, k=10**30, backend=b).hashes).size == 0
    assert everywhere(lambda b: fingerprints(PRIMES, window=10**30, backend=b).hashes).size == 1


def test_documented_examples_run():
    failed, tried = doctest.testmod(similarity)
    assert (failed, tried) == (0, 16)


def test_the_length_that_counts_is_that_of_the_bytes(everywhere):
    class Boaster(bytes):
        def __len__(self) -> int:
            return 10**9

    sources = [b"x = 1", b"y = 2"]
    want = similar_pairs(sources, k=2, window=1, threshold=0.0)
    boasters = [Boaster(source) for source in sources]
    got = everywhere(lambda b: similar_pairs(boasters, k=2, window=1, threshold=0.0, backend=b))
    assert got.tolist() == want.tolist()
