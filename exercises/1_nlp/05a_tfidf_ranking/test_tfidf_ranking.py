"""Public checks of tfidf_ranking."""

from grader.testing import close, equal

DOCS = (
    "Deep learning models require GPUs",
    "Machine learning includes deep learning",
    "Learning to code is important",
)


def indices_and_scores(ranking):
    """The two columns of a ranking."""
    assert isinstance(ranking, list), f"tfidf_rank returned {ranking!r}, not a list"
    for entry in ranking:
        pair = isinstance(entry, tuple | list) and len(entry) == 2
        assert pair, f"{entry!r} is not a pair (index, score)"
    return [entry[0] for entry in ranking], [entry[1] for entry in ranking]


def test_tokenize_of_mixed_text(answer):
    """Deep-Learning, 2x! has the tokens deep, learning and 2x."""
    got = answer.tokenize("Deep-Learning, 2x!")
    equal(got, ["deep", "learning", "2x"], what="the list of tokens")


def test_term_frequency_of_known_words(answer):
    """Two of five tokens are 0.4 of them, and a word that is not there has frequency 0."""
    calls = [("learning", DOCS[1]), ("deep", DOCS[0]), ("code", DOCS[0])]
    for (term, doc), got, want in zip(
        calls, answer.term_frequency.map(calls), [0.4, 0.2, 0.0], strict=True
    ):
        close(got, want, what=f"the TF of {term!r} in {doc!r}")


def test_inverse_document_frequency_of_known_words(answer):
    """The IDF is 0 for a word in all documents, ln(3/2) for one in two of three."""
    terms = ["learning", "deep", "code"]
    wants = [0.0, 0.4054651081081644, 1.0986122886681098]
    results = answer.inverse_document_frequency.map([(term, list(DOCS)) for term in terms])
    for term, got, want in zip(terms, results, wants, strict=True):
        close(got, want, what=f"the IDF of {term!r} in the three documents")


def test_tfidf_rank_of_the_example(answer):
    """For deep learning the first two documents tie, and the third has score 0."""
    indices, scores = indices_and_scores(answer.tfidf_rank("deep learning", list(DOCS)))
    equal(indices, [0, 1, 2], what="the order of the documents")
    close(scores, [0.08109302162163289, 0.08109302162163289, 0.0], what="the list of scores")


def test_tfidf_rank_puts_the_best_first(answer):
    """For important machine code the third document comes first and the first one last."""
    indices, scores = indices_and_scores(answer.tfidf_rank("important machine code", list(DOCS)))
    equal(indices, [2, 1, 0], what="the order of the documents")
    close(scores, [0.43944491546724396, 0.21972245773362198, 0.0], what="the list of scores")


def test_tfidf_rank_of_the_top_k(answer):
    """With top_k = 2 the list is cut after two documents; with 9 all three are there."""
    calls = [("deep learning", list(DOCS), 2), ("deep learning", list(DOCS), 9)]
    two, all_three = answer.tfidf_rank.map(calls)
    equal(indices_and_scores(two)[0], [0, 1], what="the list of documents for top_k = 2")
    equal(indices_and_scores(all_three)[0], [0, 1, 2], what="the list of documents for top_k = 9")
