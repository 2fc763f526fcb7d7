"""Why a date or time that somebody wrote could not be read, in the reader's language."""

from __future__ import annotations

from content.moments import NotADate
from handlers.framework.reader import Reader


def date_problem(reader: Reader, words: str, problem: NotADate) -> str:
    """Return a sentence for the reason of a refusal. It stands above an example."""
    _ = reader.gettext
    match problem.reason:
        case "ambiguous":
            sentence = _("“{words}” can mean more than one date. Which one do you mean?")
        case "no such day":
            sentence = _("“{words}”: this day does not exist.")
        case "no hour" | "midnight":
            sentence = _("“{words}”: I could not read the time.")
        case "skipped hour":
            sentence = _("“{words}”: the clocks skip this hour on that day.")
        case "another weekday":
            sentence = _("“{words}”: the weekday does not match the date.")
        case "ends before it starts":
            sentence = _("“{words}”: the end is before the beginning.")
        case "no day":
            sentence = _("“{words}”: the day is missing.")
        case "no month":
            sentence = _("“{words}”: the month is missing.")
        case "no hour given":
            sentence = _("“{words}”: the time is missing.")
        case "a range":
            sentence = _("“{words}”: please give a single day or time.")
        case "two days":
            sentence = _("“{words}”: these are separate days. Please give one, or a range.")
        case "too far off":
            sentence = _("“{words}” is too far away.")
        case _:
            sentence = _("I could not read “{words}”.")
    return sentence.format(words=words)
