"""Search: `/search words` in any chat, and any other text in a private one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import ClassVar

from content.model import Collection, Meeting, Pack, Passage
from content.search import Hit, SearchResults
from handlers.documents.quotations import brief_quotation
from handlers.framework.buttons import ButtonData
from handlers.framework.offers import is_offered
from handlers.framework.permissions import has_secretariat
from handlers.framework.places import (
    Place,
    go,
    open_buttons,
    paging,
    two_columns,
    way_back,
)
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Excerpt,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    SearchHere,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import examples, labels
from handlers.wording.item_status import status_name


@dataclass(frozen=True)
class SendToSecretariat(ButtonData):
    """Sends the words that found nothing to the secretariat, as a question."""

    tag: ClassVar[str] = "k9"


_HITS_PER_PAGE = 4
_MARKS = "①②③④"  # of a hit and its button
_MAX_QUERY_CHARACTERS = 60


def kind_name(reader: Reader, pack: Pack, hit: Hit) -> str:
    _ = reader.gettext
    if hit.kind == "item":
        return _item_name(pack, hit.id)
    return {
        "roundtable": _("Roundtable"),
        "area": _("Area of recommendation"),
        "recommendation": _("Recommendation"),
        "box": _("Example"),
        "mandate": _("Mandate"),
        "position": _("Position"),
        "background": _("Background"),
        "term": _("Glossary"),
        "process": _("Regional process"),
        "meeting": _("Meeting"),
        "page": _("Practical information"),
    }[hit.kind]


def _item_name(pack: Pack, entry_id: str) -> str:
    """The name of an item by its number, "Article 12"; without one, that of its collection."""
    section, passage = pack.section_of(entry_id), pack.passages[entry_id]
    name = section.name_of(passage) if isinstance(section, Collection) else None
    return name or section.title


def shortened(words: str) -> str:
    """Return a search's words for display, cut to _MAX_QUERY_CHARACTERS."""
    words = " ".join(words.split())
    return (
        words
        if len(words) <= _MAX_QUERY_CHARACTERS
        else words[: _MAX_QUERY_CHARACTERS - 1].rstrip() + "…"
    )


def results_view(
    reader: Reader,
    pack: Pack,
    words: str,
    found: SearchResults,
    page: int = 1,
    may_ask: bool = False,
) -> Reply:
    """Return a page of results, the best first, each with the text around the match. `may_ask` is
    as for `nothing_view`."""
    _ = reader.gettext
    if not found.hits:
        return nothing_view(reader, pack, words, found, may_ask)
    pages = -(-len(found.hits) // _HITS_PER_PAGE)
    page = min(page, pages)
    shown = found.hits[(page - 1) * _HITS_PER_PAGE : page * _HITS_PER_PAGE]
    here = Place("search", "", page)
    number = len(found.hits)
    title = reader.ngettext("{number} result", "{number} results", number)
    blocks: list[Block] = [Heading(title.format(number=number))]
    if found.corrections:
        corrected = reader.listed(
            reader.annotated(understood, typed) for typed, understood in found.corrections
        )
        blocks.append(Footnote(_("Searched for: {words}").format(words=corrected)))
    for mark, hit in zip(_MARKS, shown, strict=False):
        entry = pack.entries[hit.id]
        meeting = entry if isinstance(entry, Meeting) else None
        # The titles of other entries are on their buttons.
        name = meeting.title if meeting else kind_name(reader, pack, hit)
        if isinstance(entry, Passage) and entry.status is not None:
            name = f"{name} · {status_name(reader, entry.status)}"
        blocks.append(Paragraph((Bold(f"{mark} {name}"),)))
        if meeting:
            blocks.append(Paragraph(labels.city_and_when(reader, meeting)))
        if hit.official:
            blocks.append(Excerpt(hit.excerpt, hit.marked))
        elif hit.excerpt:
            blocks.append(Paragraph(hit.excerpt))
        if hit.search_word and not hit.marked:
            sentence = _("Found by the keyword “{words}”")
            blocks.append(Footnote(sentence.format(words=hit.search_word)))
    names = labels.entry_labels(reader, pack, (hit.id for hit in shown))
    labelled = [
        (labels.clipped(f"{mark} {name}"), entry_id)
        for mark, (name, entry_id) in zip(_MARKS, names, strict=False)
    ]
    best = shown[0]
    brief: tuple[Block, ...] = (Heading(labels.heading(reader, pack, best.id)),)
    if best.id in pack.passages:
        brief = brief_quotation(reader, pack, best.id)
    if len(found.hits) > 1:
        more = len(found.hits) - 1
        sentence = reader.ngettext("{number} more in private.", "{number} more in private.", more)
        brief += (Footnote(sentence.format(number=more)),)
    return Reply(
        blocks=tuple(blocks),
        brief=brief,
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            way_back(reader, None),
        ),
        payload=best.id,
        quotes_question=True,
    )


def nothing_view(
    reader: Reader, pack: Pack, words: str, found: SearchResults, may_ask: bool
) -> Reply:
    """Return the answer to a search without results, with suggestions. `may_ask` says whether
    anybody answers questions."""
    _ = reader.gettext
    heading = Heading(_("Nothing found for “{words}”").format(words=shortened(words)))
    quotes = is_offered(pack, "verify")
    explanation = Paragraph(
        _("The documents in this bot do not mention it.")
        if quotes
        else _("The programme does not mention it.")
    )
    blocks: list[Block] = [heading, explanation]
    if found.suggestions:
        title = _("Similar terms in the documents") if quotes else _("Similar terms")
        blocks.append(Bullets(found.suggestions, title=title))
    browse = [
        Press(label, go(place))
        for label, place in ((_("Documents"), "documents"), (_("All meetings"), "meetings"))
        if is_offered(pack, place)
    ]
    if numbers := examples.numbers(pack)[:2]:
        sentence = _("Try fewer or other words, a number such as {numbers}, or browse:")
        blocks.append(Paragraph(sentence.format(numbers=reader.listed(numbers))))
    elif browse:
        blocks.append(Paragraph(_("Try fewer or other words, or browse:")))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, explanation),
        buttons=(
            *(
                [(Press(_("Send this to the secretariat"), SendToSecretariat()),)]
                if may_ask
                else []
            ),
            *two_columns(browse),
            way_back(reader, None),
        ),
        quotes_question=True,
    )


async def answer_with_results(
    request: Request, words: str, found: SearchResults, page: int = 1
) -> Reply:
    """Return a page of the results of a search, or that there are none."""
    may_ask = not found.hits and await has_secretariat(request)
    return results_view(request.reader, request.pack, words, found, page, may_ask)


def help_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    found = tuple(examples.searches(pack))
    if not found:
        return Reply(
            blocks=(Heading(_("Search")), Paragraph(_("There is nothing to find here yet."))),
            buttons=(way_back(reader, "home"),),
            payload="search",
            cacheable=True,
        )
    return Reply(
        blocks=(
            Heading(_("Search")),
            Paragraph(_("Just write what you are looking for, in any order. For example:")),
            Bullets(found),
            Paragraph(
                _(
                    "In other chats, write @{bot} and some words, then choose the passage to quote."
                ).format(bot=reader.bot)
                if is_offered(pack, "verify")
                else _("To share a meeting in any chat, write @{bot} and some words.").format(
                    bot=reader.bot
                )
            ),
        ),
        buttons=(
            (
                SearchHere(
                    _("Choose a passage") if is_offered(pack, "verify") else _("Choose a meeting"),
                    "",
                ),
            ),
            way_back(reader, "home"),
        ),
        payload="search",
        cacheable=True,
    )


async def search(request: Request) -> Answer:
    """Answer `/search words`, or any text in a private chat."""
    words = request.words.strip()
    if not words:
        return help_view(request.reader, request.pack)
    found = await request.find(words)
    _count(request, words, bool(found.hits))
    return await answer_with_results(request, words, found)


def _count(request: Request, words: str, found: bool) -> None:
    """Count a search. The words are recorded only if nothing was found, to improve later packs."""
    counts, day = request.services.usage, request.reader.now.astimezone(UTC).date()
    if found:
        counts.note("found", "search")
    else:
        counts.note_not_found(words, request.chat_id, request.user_id, day)


async def visit_search(request: Request, visit: Visit) -> Answer:
    """Show a page of results for the message to which the results are a reply."""
    if request.question is None:
        # Not cacheable: with a question, the same place shows results.
        return replace(help_view(request.reader, request.pack), cacheable=False)
    found = await request.find(request.question)
    return await answer_with_results(request, request.question, found, visit.place.page)


TOPIC = Topic("search", commands={"search": search}, screens={"search": visit_search})
