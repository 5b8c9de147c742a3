"""Rank documents for a query by the sum of TF-IDF over its words."""


def tokenize(text: str) -> list[str]:
    """The maximal runs of the characters a-z and 0-9 in text.lower(), in order.

    Raises TypeError if text is not a str.

    >>> tokenize("Deep-Learning, 2x!")
    ['deep', 'learning', '2x']
    """
    raise NotImplementedError


def term_frequency(term: str, doc: str) -> float:
    """Share of the tokens of doc that are exactly term.

    term is compared as it is given: one with capital letters occurs nowhere.
    Returns a float; 0.0 for a document without tokens.
    Raises TypeError if term or doc is not a str.

    >>> term_frequency("learning", "Machine learning includes deep learning")
    0.4
    """
    raise NotImplementedError


def inverse_document_frequency(term: str, docs: list[str]) -> float:
    """Natural logarithm of (number of documents / number of documents that contain term).

    docs: list or tuple of str. Documents without tokens count as documents.
    Returns a float; 0.0 for a term that no document contains, and for no documents.
    Raises TypeError if term is not a str, docs is a single str, or a document is not a str.

    >>> inverse_document_frequency("learning", ["Deep learning", "Learning to code"])
    0.0
    """
    raise NotImplementedError


def tfidf_rank(query: str, docs: list[str], top_k: int | None = None) -> list[tuple[int, float]]:
    """All documents as (index, score), best first; the first top_k of them if top_k is given.

    The score is the sum of TF * IDF over the distinct tokens of the query. Equal scores keep
    ascending index, zero scores stay in the list.

    docs: list or tuple of str; an empty one gives [].
    top_k: any integer >= 0 (Python or NumPy); more than there are documents is fine.
    Raises TypeError if query is not a str, docs is a single str, a document is not a str, or
    top_k is neither None nor an integer (a bool is not one); ValueError if top_k is negative.

    >>> docs = ["Deep learning models require GPUs",
    ...         "Machine learning includes deep learning",
    ...         "Learning to code is important"]
    >>> [(i, round(s, 6)) for i, s in tfidf_rank("deep learning", docs)]
    [(0, 0.081093), (1, 0.081093), (2, 0.0)]
    """
    raise NotImplementedError
