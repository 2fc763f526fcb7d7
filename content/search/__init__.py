"""Search over everything in a pack. See docs/search.md."""

from content.search.search import Found, Hit, Search

__all__ = ["Found", "Hit", "Search"]
