"""Words that are English whether or not a pack has them. See docs/search.md.

What somebody typed is a slip only if it is no word by itself: "concert" is not "concrete".
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from content.search.words import spelling

_LIST = "resources/en.json.gz"  # pyspellchecker's: {"word": how often, …}
_ENTRY = re.compile(r'"([a-z]{3,})":')


def is_english(word: str) -> bool:
    """Whether a folded word is in the list, in British or American spelling."""
    known = _words()
    return word in known or spelling(word) in known


@cache
def _words() -> frozenset[str]:
    """Read when the first unknown word comes, once. The package itself is not imported: it would
    read the same list four times as slowly and keep the counts, which nobody asks for."""
    package = find_spec("spellchecker")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pyspellchecker is not installed")
    packed = (Path(package.origin).parent / _LIST).read_bytes()
    return frozenset(_ENTRY.findall(gzip.decompress(packed).decode()))
