"""Links and e-mail addresses in plain text, after tdlib's match_urls and fix_url.

Telegram knows some 1,500 top-level domains; here are the countries' and the most usual others.
"""

from __future__ import annotations

import re

# Not ASCII, no space, no general punctuation but joiners and dashes.
_WIDE = r"[\u00c0-\u167f\u1681-\u1fff\u200c\u200d\u2010-\u2015\u2070-\u2fff\u3001-\U0010ffff]"
_DOMAIN = rf"(?:[A-Za-z0-9._~-]|{_WIDE})"
_USER = rf"(?:[^\s/\[\]{{}}()'`<>\"@\u0080-\uffff]|{_WIDE})"
_PATH = r"[^\s\u2000-\u200b\u200e\u200f\u2016-\u206f<>«»\"]*"
_CANDIDATE = re.compile(
    rf"(?P<user>{_USER}{{1,100}}+@)?(?P<host>{_DOMAIN}+)(?P<port>:0*[1-9]\d{{0,4}}(?!\d))?"
    rf"(?P<path>[/?#]{_PATH})?"
)
_OWN_LINK = re.compile(
    rf"(?:tg|ton|tonsite)://[a-z0-9_-]{{1,253}}(?P<path>[/?#]{_PATH})?", re.IGNORECASE
)
_EMAIL = re.compile(
    r"(?:[A-Za-z0-9_-]{0,26}[.+]){0,10}[A-Za-z0-9_-]{1,35}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,28}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,8}"
)
_TRAILING = ".:;,('?!`"
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs "
    "bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec "
    "ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy "
    "hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz "
    "la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx "
    "my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re "
    "ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th "
    "tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_OTHERS = (
    "com org net edu gov mil int info biz name pro aero coop museum mobi jobs travel cat tel asia "
    "post xxx app dev blog online site shop store tech xyz top club live news world today life "
    "global international agency foundation ngo ong swiss academy email cloud digital wiki "
    "website space link click help support center events conference media press social page zone "
    "ton onion рф москва онлайн сайт орг"
)
_TOP_LEVEL = frozenset(_COUNTRIES.split()) | frozenset(_OTHERS.split())


def find_links(text: str) -> list[tuple[int, int, str]]:
    """Spans in characters with "url" or "email"; they may overlap."""
    found = []
    for match in _OWN_LINK.finditer(text):
        begin, end = match.span()
        path = match["path"] or ""
        kept = path.rstrip(_TRAILING)
        end -= len(path) - len("" if kept in ("?", "#") else kept)
        found.append((begin, end, "url"))
    for match in _CANDIDATE.finditer(text):
        if "." in match["host"]:
            protocol = _protocol(text, match.start())
            span = (_email(match) if not protocol else None) or _link(match, protocol)
            if span is not None:
                found.append(span)
    return found


def _email(match: re.Match[str]) -> tuple[int, int, str] | None:
    if match["user"] is None or match["path"] or match["port"]:
        return None
    begin, end = match.start(), match.end("host")
    if match["user"].startswith("mailto:"):
        begin += len("mailto:")
    end -= len(match["host"]) - len(match["host"].rstrip("."))
    return (begin, end, "email") if _EMAIL.fullmatch(match.string, begin, end) else None


def _link(match: re.Match[str], protocol: str | None) -> tuple[int, int, str] | None:
    if protocol is None:
        return None
    host, end = match["host"], match.end()
    if match["port"] and int(match["port"][1:]) > 65535:
        end = match.end("host")
    elif match["path"]:
        end -= _surplus(match["path"])
    elif not match["port"]:
        host = host.rstrip(".")
        end = match.start("host") + len(host)
    if match["user"] and re.search(r"[/?#]", match["user"]):
        return None
    return (match.start() - len(protocol), end, "url") if _is_host(host, protocol) else None


def _protocol(text: str, begin: int) -> str | None:
    """What stands before a host: a protocol with its `://`, nothing, or (None) what forbids it."""
    before = text[max(0, begin - 40) : begin]
    if before.endswith("://"):
        match = re.search(r"[^\s./:]*://$", before)
        word = match[0][:-3].lower() if match else ""
        for known, unlike in (
            ("https", ()),
            ("http", ("shttp",)),
            ("ftp", ("tftp", "sftp")),
            ("tonsite", ()),
        ):
            if word.endswith(known) and word not in unlike:
                return before[-len(known) - 3 :]
        return None
    last = before[-1:]
    return None if last and (last.isalnum() or last in "_/#@") else ""


def _is_host(host: str, protocol: str) -> bool:
    parts = host.split(".")
    if len(parts) < 2 or any(not 1 <= len(part) < 64 or part.endswith("-") for part in parts):
        return False
    if host.lower() == "teiegram.org":  # a look-alike Telegram never links
        return False
    if all(part.isascii() and part.isdigit() for part in parts):
        plain = all(str(int(part)) == part and int(part) <= 255 for part in parts)
        return len(parts) == 4 and plain
    top = parts[-1]
    if len(top) <= 1 or "_" in top or "-" in top or parts[-2].find("_") >= 0:
        return False
    lower = top.lower()
    if lower != top and lower[1:] == top[1:]:  # "the end.Then": a sentence, not a link
        return bool(protocol)
    return bool(protocol) or lower in _TOP_LEVEL


def _surplus(path: str) -> int:
    """How many characters at its end do not belong to a path: what follows a closing bracket
    nothing opened, and punctuation. A lone `?` or `#` is none either."""
    open_brackets = dict.fromkeys(_CLOSING.values(), 0)
    end = len(path)
    for index, character in enumerate(path):
        if character in _CLOSING:
            open_brackets[_CLOSING[character]] += 1
        elif character in open_brackets:
            open_brackets[character] -= 1
            if open_brackets[character] < 0:
                end = index
                break
    kept = path[:end].rstrip(_TRAILING)
    if kept in ("", "?", "#"):
        kept = "/" if path.startswith("/") else ""
    return len(path) - len(kept)
