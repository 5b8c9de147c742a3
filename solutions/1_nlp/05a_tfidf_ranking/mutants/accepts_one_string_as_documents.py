"""Takes one string for a list of documents with a letter each.

hint: What does a for loop over a string give you?
"""


def _check_docs(docs):
    _check_text(*docs)
