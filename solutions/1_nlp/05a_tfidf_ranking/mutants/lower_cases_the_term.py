"""Lower-cases the term before it looks for it.

hint: Is the term compared as it is given?
"""

_tf_right, _idf_right = term_frequency, inverse_document_frequency


def term_frequency(term, doc):
    _check_text(term)
    return _tf_right(term.lower(), doc)


def inverse_document_frequency(term, docs):
    _check_text(term)
    return _idf_right(term.lower(), docs)
