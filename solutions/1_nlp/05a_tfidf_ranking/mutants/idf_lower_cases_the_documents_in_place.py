"""inverse_document_frequency writes the lower-cased documents back into the list.

hint: After your call, look again at the list that you were given.
"""

_right = inverse_document_frequency


def inverse_document_frequency(term, docs):
    if isinstance(docs, list):
        _check_docs(docs)
        docs[:] = [doc.lower() for doc in docs]
    return _right(term, docs)
