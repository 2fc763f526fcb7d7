"""Checks that a pack holds together: its quotations, ids, links, times and deadlines."""

from __future__ import annotations

from collections.abc import Mapping

from content.checking.deadlines import check_deadlines
from content.checking.links import check_links
from content.checking.names import check_names
from content.checking.quotations import check_quotations
from content.checking.remarks import remarks
from content.checking.times import check_times
from content.model import Pack
from content.problems import Finding, Limited, Problem, placed

__all__ = ["check", "findings", "warnings"]


def check(pack: Pack, texts: Mapping[str, str]) -> list[Problem]:
    """All that is wrong with a pack, given its documents' texts by their ids. Empty: it is good.

    A document without a text has its quotations left unchecked; `load_pack` always has them all.
    """
    return [placed(finding, pack, {}) for finding in findings(pack, texts)]


def warnings(pack: Pack) -> list[Problem]:
    """What could be better in a good pack; nothing that keeps it from being used."""
    return [placed(finding, pack, {}) for finding in remarks(pack)]


def findings(pack: Pack, texts: Mapping[str, str]) -> list[Finding]:
    """What `check` finds, by paths inside the pack."""
    found = Limited()
    check_names(pack, found)
    check_links(pack, found)
    check_times(pack, found)
    check_deadlines(pack, found)
    check_quotations(pack, texts, found)
    return list(found)
