"""Reading the parameters of a call.

Telegram reads what it cannot parse as 0, false or nothing, and ignores what it does not know. The
preview refuses both, so that no misspelling goes unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import Any

from bot.preview.api_errors import ApiError, bad_request, not_supported


class Kind(Enum):
    INTEGER = "an Integer"
    FLOAT = "a Float"
    BOOLEAN = "a Boolean"
    STRING = "a String"
    CHAT = "a chat identifier"
    OBJECT = "a JSON object"
    ARRAY = "a JSON array"
    FILE = "a file"


@dataclass(frozen=True)
class Upload:
    """A file sent as multipart/form-data."""

    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method.

    `missing` is Telegram's error if it is absent; None makes it optional. An empty string counts as
    absent unless `may_be_empty`.
    """

    name: str
    kind: Kind
    missing: str | None = None
    may_be_empty: bool = False


@dataclass(frozen=True)
class Method:
    """A method with its parameters, in the order in which they are checked.

    `unsupported` are the names of parameters that Telegram has and the preview does not.
    """

    name: str
    parameters: tuple[Parameter, ...]
    unsupported: frozenset[str] = frozenset()


Arguments = Mapping[str, Any]


def read_arguments(
    method: Method, given: Mapping[str, Any], uploads: Mapping[str, Upload]
) -> dict[str, Any]:
    """Return the values by name, each of its kind, without absent ones. Raises ApiError.

    `given` are strings from a query or form, or the values of a JSON object.
    """
    known = {parameter.name: parameter for parameter in method.parameters}
    attached = {
        value.removeprefix("attach://")
        for value in given.values()
        if isinstance(value, str) and value.startswith("attach://")
    }
    for name in [*given, *uploads]:
        if name in method.unsupported:
            raise not_supported(f'the preview does not support the parameter "{name}"')
        if name not in known and name not in attached:
            raise ApiError(
                400,
                f'Bad Request: unknown parameter "{name}" '
                "(the preview refuses what Telegram would ignore)",
            )
    arguments: dict[str, Any] = {}
    for name, parameter in known.items():
        if parameter.kind is Kind.FILE:
            value: Any = _file(name, given, uploads)
        else:
            value = _value(parameter, given.get(name))
        if value is not None:
            arguments[name] = value
        elif parameter.missing is not None:
            raise bad_request(parameter.missing)
    return arguments


def _file(
    name: str, given: Mapping[str, Any], uploads: Mapping[str, Upload]
) -> Upload | str | None:
    if name in uploads:
        return uploads[name]
    value = given.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        return uploads.get(value.removeprefix("attach://"))
    return str(value) if value else None


def _value(parameter: Parameter, value: Any) -> Any:
    if value is None or (value == "" and not parameter.may_be_empty):
        return None
    match parameter.kind:
        case Kind.STRING:
            if isinstance(value, str):
                return value
            if isinstance(value, int | float) and not isinstance(value, bool):
                return str(value)
            raise _wrong_type(parameter)
        case Kind.INTEGER:
            return _integer(parameter, value)
        case Kind.FLOAT:
            return _float(parameter, value)
        case Kind.CHAT:
            if isinstance(value, str) and value.startswith("@"):
                return value
            return _integer(parameter, value)
        case Kind.BOOLEAN:
            if isinstance(value, bool):
                return value
            word = str(value).lower()
            if word in ("true", "yes", "1"):
                return True
            if word in ("false", "no", "0"):
                return False
            raise _wrong_type(parameter)
        case Kind.OBJECT:
            return _json(parameter, value, dict)
        case Kind.ARRAY:
            return _json(parameter, value, list)
    raise _wrong_type(parameter)


def _integer(parameter: Parameter, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        digits = value[1:] if value.startswith("-") else value
        if digits.isascii() and digits.isdigit() and len(digits) <= 20:
            return int(value)
    raise _wrong_type(parameter)


def _float(parameter: Parameter, value: Any) -> float:
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError):
            if isfinite(number := float(value)):
                return number
    raise _wrong_type(parameter)


# By parameter: its name in "Can't parse … JSON object", and the error for a wrong type.
_JSON_ERRORS = {
    "reply_markup": ("reply keyboard markup", "Object expected as reply markup"),
    "reply_parameters": ("reply parameters", "Object expected as reply parameters"),
    "link_preview_options": ("link preview options", "Object expected as link preview options"),
    "commands": ("commands", "Expected an Array of BotCommand"),
    "scope": ("BotCommandScope", "Can't parse BotCommandScope: BotCommandScope must be an Object"),
    "menu_button": ("menu button", "Can't parse menu button: MenuButton must be an Object"),
    "media": ("media", "Expected an Array of InputMedia"),
    "message_ids": ("message identifiers", "Expected an Array of message identifiers"),
    "results": ("inline query results", "Expected an Array of inline query results"),
    "button": (
        "inline query results button",
        "Can't parse inline query results button: InlineQueryResultsButton must be an Object",
    ),
}


def _json(parameter: Parameter, value: Any, wanted: type) -> Any:
    name, expected = _JSON_ERRORS.get(
        parameter.name, (parameter.name, f'Parameter "{parameter.name}" must be a JSON value')
    )
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"Can't parse {name} JSON object") from None
    if value is None:
        return None
    if not isinstance(value, wanted):
        raise bad_request(expected)
    return value


def _wrong_type(parameter: Parameter) -> ApiError:
    return ApiError(
        400,
        f'Bad Request: parameter "{parameter.name}" must be {parameter.kind.value} '
        "(the preview refuses what Telegram would ignore)",
    )
