"""Hidden checks of tfidf_ranking."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import strategies as st

from grader.testing import close, equal, law, refuses, time_allowed, unchanged

TEXT = st.text("aZ09 _-.'\n\t\u00e9\u00b2", max_size=20)
WORDS = st.lists(st.sampled_from(["red", "blue", "fish", "one", "two"]), max_size=6)
DOC = WORDS.map(" ".join)
DOCS = st.lists(DOC, min_size=1, max_size=6)
SAME = 1e-12  # scores closer than this are not ordered by any check


def scalar(value):
    """A 0-d array as its number, anything else as it is."""
    return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value


def pairs(ranking):
    """The ranking, if it is a list of pairs (integer index, number)."""
    assert isinstance(ranking, list), f"tfidf_rank returned {ranking!r}, not a list"
    found = []
    for entry in ranking:
        pair = isinstance(entry, tuple | list) and len(entry) == 2
        assert pair, f"{entry!r} is not a pair (index, score)"
        index, score = map(scalar, entry)
        whole = isinstance(index, int | np.integer) and not isinstance(index, bool)
        assert whole, f"the index in {entry!r} is not an integer"
        number = isinstance(score, int | float | np.integer | np.floating)
        assert number, f"the score in {entry!r} is not a number"
        found.append((int(index), score))
    return found


def same_ranking(got, want):
    """All documents with their scores; the order where it is certain, and in exact ties."""
    got = pairs(got)
    equal(sorted(index for index, _ in got), list(range(len(want))), what="the list of documents")
    score = dict(want)
    close([s for _, s in got], [score[index] for index, _ in got], what="the list of scores")
    for (i, left), (j, right) in itertools.pairwise(got):
        assert score[i] > score[j] - SAME, f"document {i} comes before {j}, which scores higher"
        assert left != right or i < j, f"documents {i} and {j} tie, but {i} comes first"


@law(examples=25, texts=st.lists(TEXT, min_size=1, max_size=6))
def test_tokenize_of_random_text(answer, reference, texts):
    """The tokens of random text are the runs of letters and digits, in lower case."""
    calls = [(text,) for text in texts]
    want = reference.tokenize.map(calls)
    equal(answer.tokenize.map(calls), want, what=f"the tokens of {texts!a}")


def test_tokenize_knows_only_36_characters(answer):
    """Hyphens, underscores, accented letters and foreign digits separate tokens."""
    texts = ["snake_case", "rock-n-roll", "na\u00efve", "Stra\u00dfe 9", "x\u00b2 \u0663 \u4e2d7"]
    wants = [["snake", "case"], ["rock", "n", "roll"], ["na", "ve"], ["stra", "e", "9"], ["x", "7"]]
    equal(
        answer.tokenize.map([(text,) for text in texts]),
        wants,
        what=f"the tokens of {texts!a}",
    )


def test_tokenize_keeps_every_word_as_it_is(answer):
    """Endings stay, and no word is left out for being short, common, or there already."""
    texts = ["cats and cat", "Is a class of 3 the class?", "running runs"]
    wants = [["cats", "and", "cat"], ["is", "a", "class", "of", "3", "the", "class"]]
    wants.append(["running", "runs"])
    got = answer.tokenize.map([(text,) for text in texts])
    equal(got, wants, what=f"the list of tokens of {texts}")


def test_tokenize_finds_nothing_in_nothing(answer):
    """A text without letters and digits has no tokens, not even empty ones."""
    got = answer.tokenize.map([("",), ("-- !",), (" a ",)])
    equal(got, [[], [], ["a"]], what="the list of tokens of '', '-- !' and ' a '")


@pytest.mark.errors
def test_tokenize_refuses_what_is_no_string(answer):
    """Only a string can be tokenised; anything else is a TypeError."""
    for wrong in (b"deep", None, 3, ["deep"], []):
        refuses(TypeError, answer.tokenize, wrong)


def test_term_frequency_takes_whole_tokens(answer):
    """The word cat is not in category or concatenate, but it is in black_cat."""
    calls = [
        ("cat", "category concatenate"),
        ("cat", "the cat, a category"),
        ("cat", "black_cat 9 cat\u00e9gorie 7 8"),
        ("c.t", "cat"),
        ("", "cat"),
    ]
    got = answer.term_frequency.map(calls)
    close(got, [0.0, 0.25, 2 / 7, 0.0, 0.0], what=f"the result for {calls!a}")


def test_term_frequency_takes_the_term_as_given(answer):
    """A term with capital letters or a blank is no token, so it occurs nowhere."""
    calls = [("Cat", "Cat cat"), ("cat dog", "cat dog"), ("cat", "CAT dog")]
    close(
        answer.term_frequency.map(calls),
        [0.0, 0.0, 0.5],
        what=f"the result for {calls}",
    )


def test_term_frequency_of_no_tokens(answer):
    """In a document without tokens every frequency is 0."""
    got = answer.term_frequency.map([("cat", ""), ("cat", " -- ")])
    close(got, [0.0, 0.0], what="the list of frequencies in '' and ' -- '")


@law(examples=15, docs=st.lists(DOC, min_size=1, max_size=8))
def test_term_frequency_of_a_doubled_document(answer, reference, docs):
    """Writing a document twice changes no frequency."""
    got = answer.term_frequency.map([("fish", f"{doc} {doc}") for doc in docs])
    want = reference.term_frequency.map([("fish", doc) for doc in docs])
    close(got, want, what=f"the list of frequencies of 'fish' in {docs}, each written twice,")


@pytest.mark.errors
def test_term_frequency_refuses_what_is_no_string(answer):
    """A term or document that is no string is a TypeError."""
    for wrong in (b"cat", None, 3, ["cat"]):
        refuses(TypeError, answer.term_frequency, wrong, "the cat")
        refuses(TypeError, answer.term_frequency, "cat", wrong)


def test_inverse_document_frequency_counts_documents(answer):
    """A word counts once for each document that has it, however often it is there."""
    docs = ["Cat cat cat", "dog", "cat dog"]
    with unchanged(docs=docs):
        got = answer.inverse_document_frequency("cat", docs)
    close(got, math.log(3 / 2), what=f"the IDF of 'cat' in {docs}")


def test_inverse_document_frequency_takes_whole_tokens(answer):
    """A document about categories does not contain the word cat."""
    docs = ["category", "Cat!", "concatenate", "dog"]
    calls = [("cat", docs), ("Cat", docs)]
    got = answer.inverse_document_frequency.map(calls)
    close(got, [math.log(4), 0.0], what=f"the IDF of 'cat' and 'Cat' in {docs}")


def test_inverse_document_frequency_of_unknown_terms(answer):
    """A term in no document has IDF 0, also when there are no documents."""
    got = answer.inverse_document_frequency.map([("bird", ["cat", "dog"]), ("bird", [])])
    close(got, [0.0, 0.0], what="the IDF of 'bird' in ['cat', 'dog'] and in []")


def test_inverse_document_frequency_counts_empty_documents(answer):
    """Documents without tokens are documents too."""
    got = answer.inverse_document_frequency("cat", ("cat", "", " -- "))
    close(got, math.log(3), what="the IDF of 'cat' in ('cat', '', ' -- ')")


@pytest.mark.errors
def test_inverse_document_frequency_refuses_wrong_types(answer):
    """One string in place of a list, or anything that is no string, is a TypeError."""
    refuses(TypeError, answer.inverse_document_frequency, "c", "cat")
    for wrong in (b"cat", None, 3):
        refuses(TypeError, answer.inverse_document_frequency, wrong, ["cat"])
        refuses(TypeError, answer.inverse_document_frequency, "cat", ["cat", wrong])
    refuses(TypeError, answer.inverse_document_frequency, "cat", None)


def test_tfidf_rank_of_unknown_words(answer):
    """Unknown words add nothing: alone they leave every score 0, in the order of the documents."""
    docs = ["red fish", "blue fish fish", "one"]
    alone, mixed = answer.tfidf_rank.map([("bird", docs), ("bird fish", docs)])
    equal(pairs(alone), [(0, 0.0), (1, 0.0), (2, 0.0)], what="the ranking for 'bird'")
    fish = math.log(3 / 2)
    same_ranking(mixed, [(1, 2 / 3 * fish), (0, fish / 2), (2, 0.0)])


def test_tfidf_rank_of_nothing(answer):
    """No documents give an empty ranking; no query words give every document score 0."""
    no_docs, no_query, no_words = answer.tfidf_rank.map(
        [("red", []), ("", ["red", "blue"]), ("?!", ("red", "blue"))]
    )
    equal(pairs(no_docs), [], what="the ranking of no documents")
    equal(pairs(no_query), [(0, 0.0), (1, 0.0)], what="the ranking for an empty query")
    equal(pairs(no_words), [(0, 0.0), (1, 0.0)], what="the ranking for '?!'")


def test_tfidf_rank_of_empty_documents(answer):
    """A document without tokens has score 0 and makes the words of the others rarer."""
    got = answer.tfidf_rank("red", ["", "red", "!!"])
    same_ranking(got, [(1, math.log(3)), (0, 0.0), (2, 0.0)])


def test_tfidf_rank_of_the_top_none(answer):
    """With top_k = 0 the ranking is empty, and a NumPy integer will do for top_k."""
    docs = ["red", "blue", "red red fish"]
    calls = [("red", docs, 0), ("red", [], 0), ("red", docs, np.int64(1))]
    none, none_of_none, one = answer.tfidf_rank.map(calls)
    equal(pairs(none), [], what="the ranking with top_k = 0")
    equal(pairs(none_of_none), [], what="the ranking of no documents with top_k = 0")
    first = [index for index, _ in pairs(one)]
    equal(first, [0], what="the list of documents for top_k = np.int64(1)")


def test_tfidf_rank_takes_whole_tokens(answer):
    """A query for cat does not find category or concatenate."""
    got = answer.tfidf_rank("cat", ["category", "concatenate strings", "a cat"])
    same_ranking(got, [(2, math.log(3) / 2), (0, 0.0), (1, 0.0)])


def test_tfidf_rank_ignores_repetition_and_case_in_the_query(answer):
    """Asking twice or in capitals is asking the same."""
    docs = ["Deep water", "deep deep blue", "Blue fish"]
    queries = ["deep blue", "deep deep blue deep", "DEEP Blue!", "Blue-deep"]
    plain, *others = answer.tfidf_rank.map([(query, docs) for query in queries])
    for query, got in zip(queries[1:], others, strict=True):
        close(
            [score for _, score in sorted(pairs(got))],
            [score for _, score in sorted(pairs(plain))],
            what=f"the list of scores by document, for {query!r} in place of 'deep blue',",
        )


def test_tfidf_rank_counts_documents_not_occurrences(answer):
    """A word that one document repeats stays as rare as it is."""
    docs = ["cat cat cat cat", "dog", "dog bird"]
    third = math.log(3) / 2
    same_ranking(answer.tfidf_rank("cat bird", docs), [(0, math.log(3)), (2, third), (1, 0.0)])


def test_tfidf_rank_keeps_ties_in_order(answer):
    """Documents with equal scores stay in order, whether the score is 0 or not."""
    docs = ["fish one", "red two", "one two", "red two", "fish two"]
    whole, cut = answer.tfidf_rank.map([("red", docs), ("red", docs, 1)])
    order = [index for index, _ in pairs(whole)]
    equal(order, [1, 3, 0, 2, 4], what="the order of the documents")
    equal([index for index, _ in pairs(cut)], [1], what="the list of documents for top_k = 1")


def test_tfidf_rank_keeps_many_ties_in_order(answer):
    """Two hundred documents of two kinds come in two blocks, each in the order of the documents."""
    got = pairs(answer.tfidf_rank("red", ["one two", "red two"] * 100))
    want = [*range(1, 200, 2), *range(0, 200, 2)]
    equal([index for index, _ in got], want, what="the order of the documents")


def test_tfidf_rank_tells_close_scores_apart(answer):
    """One word in 1,999 ranks before one in 2,000: scores that are close are not equal."""
    docs = ["one", "red" + " two" * 1999, "red" + " two" * 1998]
    red = math.log(3 / 2)
    same_ranking(answer.tfidf_rank("red", docs), [(2, red / 1999), (1, red / 2000), (0, 0.0)])


def test_tfidf_rank_weighs_by_length(answer):
    """Once in a short document outweighs twice in a long one."""
    docs = ["x x " + "filler " * 8, "x y", "z"]
    x = math.log(3 / 2)
    same_ranking(answer.tfidf_rank("x", docs), [(1, x / 2), (0, x / 5), (2, 0.0)])


@pytest.mark.weight(3)
@law(examples=50, query=DOC, docs=DOCS)
def test_tfidf_rank_of_random_documents(answer, reference, query, docs):
    """Random documents get the reference's scores, in falling order, ties in place."""
    want = reference.tfidf_rank(query, docs)  # first: an answer may damage the documents
    same_ranking(answer.tfidf_rank(query, docs), want)


def test_tfidf_rank_leaves_the_documents_alone(answer):
    """The list of documents is the same before and after."""
    docs = ["Red Fish!", "one", "blue fish"]
    with unchanged(docs=docs):
        got = answer.tfidf_rank("fish", docs)
    equal(len(pairs(got)), 3, what="the number of documents in the ranking")


def test_tfidf_rank_counts_each_document_once(answer, reference):
    """Two thousand documents and a query of thirty words are ranked in a moment."""
    draw = random.Random(5)
    words = [f"w{k}" for k in range(500)]
    docs = [" ".join(draw.choices(words, k=5)) for _ in range(2000)]
    query = " ".join(words[:30])
    # the reference on a tenth of the documents, times 20
    seconds = time_allowed(reference.tfidf_rank, query, docs[:200], factor=10 * 20)
    got = pairs(answer.tfidf_rank.within(seconds)(query, docs))
    equal(len(got), 2000, what="the number of documents in the ranking")


@pytest.mark.errors
def test_tfidf_rank_refuses_wrong_types(answer):
    """A query or document that is no string, one string as docs, or a top_k that is no integer."""
    for wrong in (b"red", None, 3, ["red"]):
        refuses(TypeError, answer.tfidf_rank, wrong, ["red", "blue"])
        refuses(TypeError, answer.tfidf_rank, "red", ["blue", wrong])
    for wrong in ("red", "", None, 3):
        refuses(TypeError, answer.tfidf_rank, "red", wrong)
    for wrong in (True, 2.0, "2", np.float64(2), np.bool_(True), [1]):
        refuses(TypeError, answer.tfidf_rank, "red", ["red", "blue"], wrong)


@pytest.mark.errors
def test_tfidf_rank_refuses_a_negative_top_k(answer):
    """A negative top_k is a ValueError."""
    for wrong in (-1, -5, np.int64(-2)):
        refuses(ValueError, answer.tfidf_rank, "red", ["red", "blue", "red fish"], wrong)
