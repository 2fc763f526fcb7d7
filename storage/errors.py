"""What can go wrong with the database as a whole."""


class DatabaseError(Exception):
    """The database cannot be used. The message is a sentence for the operator: why, and what to
    do. It contains no secrets."""


class DatabaseInUse(DatabaseError):
    """Another program uses the database."""


class DatabaseGone(DatabaseError):
    """The database was deleted or replaced while it was in use."""
