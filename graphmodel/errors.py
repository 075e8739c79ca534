"""What can go wrong, in words that a user can act on.

Every error that reaches a user is a GraphmodelError whose text is one line: what is wrong, where,
and what to do. The command line prints it and the pages show it; neither shows a traceback.
"""


class GraphmodelError(Exception):
    """A fault with one line for the user."""


class SchemaError(GraphmodelError):
    """A declaration in schema.py, or a reference to a kind, is wrong."""


class InputError(GraphmodelError):
    """A file, an id or an argument cannot be used."""


class StoreError(GraphmodelError):
    """The store cannot be reached, opened or written."""


class StoreAway(StoreError):
    """The store gives no answer, and may again in a while."""


class StoreChanging(StoreError):
    """The store is written to so often that no moment of it could be read."""


class QueryRefused(GraphmodelError):
    """A statement that would do more than read."""
