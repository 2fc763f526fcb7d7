"""Explains pydantic's validation errors to the author of the pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from content.model import Pack
from content.problems import FILE_FIELDS, Finding, Path, file_of, nearest, printable
from content.zones import find_zones

_PACK_FILE_FIELDS = tuple(
    name for name in Pack.model_fields if name not in (*FILE_FIELDS, "translations")
)


def explain_validation_error(
    error: ValidationError, content: Mapping[str, object]
) -> Iterator[Finding]:
    """Return what is wrong and how to fix it, for each error of a validation."""
    details = error.errors(include_url=False)
    # For pydantic a list of invalid entries is also too short, which adds nothing.
    outer = {detail["loc"][:length] for detail in details for length in range(len(detail["loc"]))}
    for detail in details:
        if detail["type"] == "too_short" and detail["loc"] in outer:
            continue
        path = _author_path(detail["loc"], content)
        what, fix = _explain(detail, path)
        if (known := _by_its_name(detail["input"], path, content)) is not None:
            fix = f"Did you mean {known}?"
        yield Finding(path, what, fix)


def _by_its_name(value: object, path: Path, content: Mapping[str, object]) -> str | None:
    """Return the id of the kind or region whose title was written with a slip."""
    titles = content.get(f"{path[-1]}s") if path[-1:] in (("kind",), ("region",)) else None
    if path[:1] != ("meetings",) or not isinstance(titles, Mapping) or not isinstance(value, str):
        return None
    ids = {title: id for id, title in titles.items() if isinstance(title, str)}
    near = nearest(value, ids)
    return None if near is None else str(ids[near])


def _author_path(location: tuple[str | int, ...], content: object) -> Path:
    """The part of an error's location that the author wrote: fields and entries, not types."""
    path: list[str | int] = []
    for step in location:
        if step == "texts" and isinstance(content, Mapping) and "texts" not in content:
            step = "text"  # of a passage, which the model keeps by language
        if isinstance(content, Mapping) and isinstance(step, str):
            path.append(step)
            if step not in content:
                break
            content = content[step]
        elif isinstance(content, list) and isinstance(step, int):
            path.append(step)
            if step >= len(content):
                break
            content = content[step]
        else:
            break
    return tuple(path)


def _explain(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    field = _field(path)
    context: Mapping[str, Any] = detail.get("ctx", {})
    value = detail["input"]
    if detail["loc"][-1:] == ("[key]",):
        return f"“{printable(value)}” cannot be a name here", _ID
    if detail["type"] in _EXPLANATIONS:
        return _EXPLANATIONS[detail["type"]](field, value, context, path)
    if detail["type"].endswith(("_type", "_parsing")):
        return f"{field} is not as it should be", "Compare it with the same field of a new pack."
    return f"{field} is not as it should be", f"{_sentence(detail['msg'])}"


_Explanation = Callable[[str, object, Mapping[str, Any], Path], tuple[str, str]]


def _missing(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    if path and path[-1] == 1 and "between" in path:
        return "“between” names one id", "Name two, as in: between: [rec-1-1, rt1]."
    if len(path) == 1:
        return f"{field} is missing", f"Add a line “{path[-1]}: …” to {file_of(path)}."
    if isinstance(path[-1], int):
        return f"{field} is missing", "Write it after “- ”."
    return f"{field} is missing or empty", f"Add a line “{path[-1]}: …” to the entry."


def _unknown(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    known = _fields_at(path[:-1])
    near = nearest(str(path[-1]), known)
    if str(path[-1]).startswith("-"):
        return f"{field} is not a field here", "Put a space after the hyphen."
    if near:
        return f"{field} is not a field here", f"Did you mean “{near}”?"
    return f"{field} is not a field here", f"The fields are: {', '.join(known)}."


def _no_text(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    if value is None:
        return _empty(field, value, context, path)
    if isinstance(value, dict) and len(value) == 1:
        name, text = next(iter(value.items()))
        example = printable(f"{name}: {'' if text is None else text}", 60)
        fix = f'A colon in a text needs double quotes around the whole: "{example}".'
        return f"{field} was read as a field of its own, for the colon in it", fix
    if isinstance(value, list):
        fix = "Take out the hyphens or the brackets, or put double quotes around the whole."
        return f"{field} is a list where a text belongs", fix
    if isinstance(value, dict):
        return f"{field} holds fields where a text belongs", "Write a text after its colon."
    return f"{field} is not a text", "Put it between double quotes."


def _no_list(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    if len(path) == 1:
        return "the file is not a list", "Begin each entry with “- ” at the left border."
    if isinstance(value, str):
        return f"{field} is a text where a list belongs", f"Write it as {path[-1]}: [one, another]."
    return f"{field} is not a list", "Write each one on a line of its own, after “- ”."


def _no_fields(
    field: str, value: object, context: Mapping[str, Any], path: Path
) -> tuple[str, str]:
    if value is None:
        return _empty(field, value, context, path)
    if isinstance(value, list) and len(path) == 1:
        return "the file is a list where fields belong", "Take out the hyphens in front."
    if isinstance(value, str) and re.match(r"[A-Za-z_]+:\S", value):
        return f"{field} has no space after a colon", "Put one there, as in “id: rt1”."
    if isinstance(value, list):
        return f"{field} is a list where fields belong", "Take out the hyphens or the brackets."
    fix = "Write its fields on lines of their own, two spaces further in."
    return f"{field} has no fields", fix


def _bad_id(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    if path[-1:] == ("language",):
        return (
            f"{field} is “{printable(value)}”",
            "Write the language's code, such as en, fr or ar.",
        )
    if {"link", "links", "join", "webcast"} & set(path[-2:]):
        return f"{field} is not a web address", "Write it whole, from https:// on."
    near = re.sub(r"[^a-z0-9]+", "-", str(value)[:80].casefold()).strip("-")[:28].strip("-")
    fix = f"{_ID} Try {near}." if near else _ID
    return f"{field} is “{printable(value)}”, which cannot be an id", fix


def _too_long(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    length, most = len(value) if isinstance(value, str) else 0, context.get("max_length")
    return f"{field} has {length:,} characters; {most:,} are the most", "Shorten it."


def _too_many(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    if path[-1:] == ("between",):
        return "“between” names more than two ids", "Write an entry for each pair."
    if isinstance(value, str):
        return _too_long(field, value, context, path)
    return f"{field} has more than {context.get('max_length'):,} entries", "Take some out."


def _too_few(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    if isinstance(value, str):
        return _empty(field, value, context, path)
    return f"{field} has no entries", "Write at least one, after “- ”."


def _empty(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    return f"{field} is empty", "Write something there, or take the line out."


def _no_number(
    field: str, value: object, context: Mapping[str, Any], path: Path
) -> tuple[str, str]:
    return f"{field} is not a whole number", "Write it in digits, such as 3."


def _no_truth(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    return f"{field} is “{printable(value)}”", "Write true, or take the line out."


def _out_of_range(
    field: str, value: object, context: Mapping[str, Any], path: Path
) -> tuple[str, str]:
    if "ge" in context:
        return f"{field} is less than {context['ge']}", f"Write {context['ge']} or more."
    return f"{field} is more than {context['le']}", f"Write {context['le']} or less."


def _no_choice(
    field: str, value: object, context: Mapping[str, Any], path: Path
) -> tuple[str, str]:
    choices = re.findall("'([^']+)'", str(context.get("expected", "")))
    near = nearest(value, choices) if isinstance(value, str) else None
    fix = f"Did you mean {near}? " if near else ""
    return f"{field} is “{printable(value)}”", f"{fix}It can be: {', '.join(choices)}."


def _refused(field: str, value: object, context: Mapping[str, Any], path: Path) -> tuple[str, str]:
    reason = str(context.get("error", ""))
    if path[-1:] == ("time_zone",):
        near = find_zones(str(value).rsplit("/", 1)[-1]) or find_zones(str(value))
        fix = f"Did you mean {' or '.join(near[:2])}? " if near else ""
        fix += "A zone has the name of its continent and city, such as Europe/Paris."
        return f"{field} is “{printable(value)}”, which is not a time zone", fix
    if isinstance(value, str):
        return f"{field} is “{printable(value)}”", _sentence(reason)
    return reason or f"{field} is not as it should be", "Mend the one or the other."


_EXPLANATIONS: dict[str, _Explanation] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_type": _no_text,
    "tuple_type": _no_list,
    "model_type": _no_fields,
    "model_attributes_type": _no_fields,
    "mapping_type": _no_fields,
    "dict_type": _no_fields,
    "string_pattern_mismatch": _bad_id,
    "string_too_long": _too_long,
    "string_too_short": _empty,
    "too_long": _too_many,
    "too_short": _too_few,
    "int_type": _no_number,
    "int_parsing": _no_number,
    "int_parsing_size": _no_number,
    "int_from_float": _no_number,
    "bool_type": _no_truth,
    "bool_parsing": _no_truth,
    "greater_than_equal": _out_of_range,
    "less_than_equal": _out_of_range,
    "literal_error": _no_choice,
    "value_error": _refused,
}
_ID = "An id has small letters, digits and single hyphens, such as rec-1-2."


def _field(path: Path) -> str:
    if not path:
        return "the pack"
    if isinstance(path[-1], int):
        names = [step for step in path if isinstance(step, str)]
        return f"entry {path[-1] + 1} of “{printable(names[-1])}”" if names else "an entry"
    return f"“{printable(path[-1])}”"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _fields_at(path: Sequence[str | int]) -> list[str]:
    """The names of the fields that the model has at a path."""
    model: type[BaseModel] | None = Pack
    is_key = False  # of a mapping, such as a language or an id
    for step in path:
        if is_key:
            is_key = False
        elif isinstance(step, str) and model is not None:
            known = model.model_fields.get(step)
            model = _model_in(known.annotation) if known is not None else None
            is_key = known is not None and get_origin(known.annotation) is Mapping
    if model is Pack:
        return list(_PACK_FILE_FIELDS)
    return list(model.model_fields) if model is not None else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if (found := _model_in(part)) is not None:
            return found
    return None
