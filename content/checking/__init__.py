"""Checks that a pack is consistent: its quotations, ids, links, times and deadlines."""

from __future__ import annotations

from content.checking.completeness import completeness_warnings
from content.checking.deadlines import check_deadlines
from content.checking.delegations import check_delegations
from content.checking.documents import check_documents
from content.checking.ids import check_ids
from content.checking.links import check_links
from content.checking.local_times import check_times
from content.checking.quotation_check import Texts, check_quotations
from content.checking.statuses import check_statuses
from content.checking.translations import (
    check_translations,
    translated_shares,
    translation_warnings,
)
from content.model import Pack
from content.problems import Finding, FindingList, Problem, locate

__all__ = ["Texts", "check_pack", "pack_warnings", "translated_shares"]


def check_pack(pack: Pack, texts: Texts) -> list[Finding]:
    """Return all that is wrong with a pack; empty if it is good.

    `texts` are the texts of the documents by their ids and languages. Quotations from a document
    without a text are not checked.
    """
    findings = FindingList()
    check_ids(pack, findings)
    check_links(pack, findings)
    check_times(pack, findings)
    check_deadlines(pack, findings)
    check_delegations(pack, findings)
    check_documents(pack, findings)
    check_statuses(pack, findings)
    check_quotations(pack, texts, findings)
    check_translations(pack, findings)
    return list(findings)


def pack_warnings(pack: Pack) -> list[Problem]:
    """Return what could be better in a pack, but does not prevent its use."""
    found = (*completeness_warnings(pack), *translation_warnings(pack))
    return [locate(finding, pack, {}) for finding in found]
