"""Which links Telegram accepts in formatting and on buttons.

Rules and error texts follow tdlib: LinkManager::check_link and parse_url.
"""

from __future__ import annotations

import ipaddress
import re

_HOST = re.compile(r"(?:[A-Za-z0-9._!$,~*'();&+=\-\u0080-\U0010ffff]|%[0-9A-Fa-f]{2})*")
_USER = re.compile(r"(?:[A-Za-z0-9._!$,~*'();&+=:\-\u0080-\U0010ffff]|%[0-9A-Fa-f]{2})*")
_USER_LINK = re.compile(r"tg:(?://)?user/?\?([^#]*)")


class WrongLink(ValueError):
    """A link that Telegram does not accept, with its error text."""


def mentioned_user(link: str) -> int | None:
    """Return the user id of a `tg://user?id=…` link, or None."""
    match = _USER_LINK.match(link.lower())
    if match is None:
        return None
    for parameter in match[1].split("&"):
        key, _, value = parameter.partition("=")
        if key == "id":
            return int(value) if value.isascii() and value.isdigit() and int(value) > 0 else None
    return None


def checked_link(link: str) -> str | None:
    """Return the link as Telegram keeps it, or None if Telegram drops it."""
    try:
        return normal_link(link)
    except WrongLink:
        return None


def normal_link(link: str) -> str:
    """Return the link as Telegram keeps it: with a protocol, a lower-case host and a path.

    Raises WrongLink.
    """
    scheme, rest = "", link
    for prefix in ("tg", "tonsite", "ton"):
        if link.lower().startswith(f"{prefix}:"):
            scheme, rest = prefix, link[len(prefix) + 1 :].removeprefix("//")
            break
    protocol, user, host, port, path = _parts(rest)
    if scheme:
        if rest.lower().startswith("http://") or protocol == "https" or user or port:
            raise WrongLink("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
        allowed = r"[A-Za-z0-9_.-]*" if scheme == "tonsite" else r"[A-Za-z0-9_-]*"
        if not re.fullmatch(allowed, host):
            raise WrongLink("Unallowed characters in URL host")
        return f"{scheme}://{host}{path[1:] if path.startswith('/?') else path}"
    if "." not in host and not host.startswith("["):
        raise WrongLink("Wrong HTTP URL")
    at = f"{user}@" if user else ""
    colon = f":{port}" if port else ""
    return f"{protocol}://{at}{host}{colon}{path}"


def _parts(link: str) -> tuple[str, str, str, int, str]:
    """Return protocol, user info, host, port (0 for none) and path. Raises WrongLink."""
    protocol = "http"
    head = re.match(r"[^:/?#@\[\]]*", link)
    name = head[0].lower() if head else ""
    rest = link
    if link[len(name) :].startswith("://"):
        if name not in ("http", "https"):
            raise WrongLink("Unsupported URL protocol")
        protocol, rest = name, link[len(name) + 3 :]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    tail = rest[len(authority) :].rstrip(" \t\r\n\x00\x0b")
    port = 0
    with_port = re.fullmatch(r"(.+):([^:\]@]*)", authority, re.DOTALL)
    if with_port:
        authority = with_port[1]
        digits = with_port[2]
        if not digits.isascii() or not digits.isdigit() or not 0 < int(digits) <= 65535:
            raise WrongLink("Wrong port number specified in the URL")
        port = int(digits)
    user, _, host = authority.rpartition("@")
    if not host:
        raise WrongLink("URL host is empty")
    if host == ".":
        raise WrongLink("Host is invalid")
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise WrongLink("Wrong IPv6 address specified in the URL") from None
    else:
        _check(host, _HOST, "host")
        _check(user, _USER, "userinfo")
    if not tail.startswith("/"):
        tail = f"/{tail}"
    path = "".join(f"%{ord(letter):02X}" if letter <= " " else letter for letter in tail)
    return protocol, user, host.lower(), port, path


def _check(part: str, allowed: re.Pattern[str], name: str) -> None:
    if not allowed.fullmatch(part):
        if re.search(r"%(?![0-9A-Fa-f]{2})", part):
            raise WrongLink(f"Wrong percent-encoded symbol in URL {name}")
        raise WrongLink(f"Disallowed character in URL {name}")
