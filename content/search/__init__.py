"""Search over everything in a pack. See docs/search.md."""

from content.search.found import Found, Hit
from content.search.search import Search

__all__ = ["Found", "Hit", "Search"]
