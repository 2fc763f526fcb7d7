"""The one hash function of storage: for secrets that are looked up, and for comparing contents."""

import hashlib


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
