"""Examples of commands and of words to search for: all of them find something in the pack."""

from __future__ import annotations

import re

from content.model import Meeting, Pack, Passage
from handlers.framework.reader import Reader
from handlers.wording import dates, labels

_MAX_WORDS_CHARACTERS = 40
_MAX_SEARCHES = 6
# A number of a resolution in a title: 65/170.
_NUMBER = re.compile(r"\d+(?:/\d+)+")


def searches(pack: Pack) -> list[str]:
    """Return words to search for, the best first, in the language of the pack. Empty if the pack
    has nothing to find."""
    term = glossary_term(pack)
    found = [*_words_of_passages(pack), *numbers(pack), term, *_words_of_meetings(pack)]
    return [words for words in dict.fromkeys(found) if words][:_MAX_SEARCHES]


def numbers(pack: Pack) -> list[str]:
    """Return examples of the numbers that passages have: 3.2, 65/170, Article 12."""
    return [number for number in (recommendation(pack), mandate_number(pack), item(pack)) if number]


def roundtable(pack: Pack) -> int | None:
    """Return the number of a roundtable."""
    return pack.roundtables[:3][-1].number if pack.roundtables else None


def recommendation(pack: Pack) -> str | None:
    """Return the number of a recommendation, such as 3.2."""
    passage = _recommendation(pack)
    return None if passage is None else labels.recommendation_number(passage.id)


def mandate(pack: Pack) -> str | None:
    """Return words that find a passage of the mandate."""
    if not pack.mandate:
        return None
    passage = pack.mandate[0].passages[0]
    return mandate_number(pack) or _short(passage) or passage.title


def mandate_number(pack: Pack) -> str | None:
    """Return the number of a resolution in the mandate, such as 65/170."""
    titles = (passage.title for section in pack.mandate for passage in section.passages)
    return next((found[0] for title in titles if (found := _NUMBER.search(title))), None)


def item(pack: Pack) -> str | None:
    """Return the name of a passage of a collection, such as Article 12."""
    for collection in pack.collections:
        named = [name for passage in collection.passages if (name := collection.name_of(passage))]
        if named:
            return named[len(named) // 2]
    return None


def verify(pack: Pack) -> str | None:
    """Return words that name a passage: its number or its title."""
    first = next(iter(pack.passages.values()), None)
    return recommendation(pack) or item(pack) or (first.title if first else None)


def day(reader: Reader, pack: Pack) -> str | None:
    """Return a day on which there are meetings: the event's first, if it has any."""
    days = [meeting.first_day for meeting in pack.timeline.meetings if not meeting.cancelled]
    if not days:
        return None
    shown = pack.event.start if pack.event.start in days else days[0]
    return dates.day_and_month(reader, shown)


def person(pack: Pack) -> str | None:
    names = (person.name for meeting in pack.timeline.meetings for person in meeting.people)
    return next(names, None)


def room(pack: Pack) -> str | None:
    return next((meeting.room for meeting in pack.timeline.meetings if meeting.room), None)


def track(pack: Pack) -> str | None:
    return next((meeting.track for meeting in pack.timeline.meetings if meeting.track), None)


def subject(pack: Pack) -> str:
    """Return what one can subscribe to by a command."""
    number = roundtable(pack)
    if number is not None:
        return f"roundtable {number}"
    kinds = [kind for kind in pack.kinds if pack.timeline.narrowed("kind", kind).meetings]
    return kinds[0] if len(kinds) > 1 else "all"


def in_group(pack: Pack) -> str:
    """Return two commands for a group."""
    commands = []
    if number := recommendation(pack):
        commands.append(f"/recommendation {number}")
    elif pack.commands:
        commands.append(collection_command(pack, next(iter(pack.commands))))
    elif pack.meetings:
        commands.append("/today")
    if words := searches(pack):
        commands.append(f"/search {words[0]}")
    return " · ".join(commands) or "/help"


def collection_command(pack: Pack, command: str) -> str:
    """Return the command of a collection with a number that it has."""
    collection = pack.commands[command]
    named = [passage for passage in collection.passages if collection.name_of(passage)]
    return f"/{command} {named[len(named) // 2].citation.number}" if named else f"/{command}"


def _recommendation(pack: Pack) -> Passage | None:
    """Return a recommendation, not the very first if there are several."""
    if not pack.areas:
        return None
    recommendations = pack.areas[:3][-1].recommendations
    return recommendations[:2][-1] if recommendations else None


def glossary_term(pack: Pack) -> str | None:
    """Return the term that most passages explain."""
    if not pack.glossary:
        return None
    return max(pack.glossary, key=lambda term: len(term.see)).term


def _words_of_passages(pack: Pack) -> list[str]:
    """Return search words of two passages."""
    passages = list(pack.passages.values())
    chosen = [*filter(None, [_recommendation(pack)]), *passages[len(passages) // 2 :], *passages]
    found = (words for passage in chosen if (words := _short(passage)))
    return [*dict.fromkeys(words for words, _place in zip(found, range(2), strict=False))]


def _short(passage: Passage) -> str | None:
    """Return the first search word of a passage that is neither long nor a single syllable."""
    texts = (*passage.words, passage.title)
    return next((text for text in texts if 2 < len(text) <= _MAX_WORDS_CHARACTERS), None)


def _words_of_meetings(pack: Pack) -> list[str]:
    """Return a title, a speaker and a city in which not most of the meetings are."""
    meetings = [meeting for meeting in pack.timeline.meetings if not meeting.cancelled]
    found: list[str] = []
    if meetings and not pack.passages:
        found.append(min(meetings, key=_length_of_title).title)
    if name := person(pack):
        found.append(name)
    cities = (meeting.city for meeting in meetings if meeting.city not in (None, pack.main_city))
    if city := next(cities, None):
        found.append(city)
    return found


def _length_of_title(meeting: Meeting) -> int:
    return len(meeting.title)
