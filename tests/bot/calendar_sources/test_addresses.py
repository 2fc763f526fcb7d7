"""The setting CALENDAR_SOURCES: what it may say, and that no secret of it is shown."""

from __future__ import annotations

import pytest

from bot.calendar_sources.addresses import parse_addresses

GOOGLE = "https://calendar.google.com/calendar/ical/x%40group.example/private-secret/basic.ics"


def test_addresses_are_separated_by_spaces_or_commas_and_may_be_named() -> None:
    found = parse_addresses(
        f" programme=https://pretalx.example/e/a,b.json, {GOOGLE}\n"
        "webcal://calendar.google.com/other.ics,https://me:secret@indico.example/7.json?token=s#x "
        f"{GOOGLE}"
    )
    assert [address.name for address in found] == [
        "programme", "calendar.google.com (1)", "calendar.google.com (2)", "indico.example",
    ]  # fmt: skip
    assert [address.url.get_secret_value() for address in found] == [
        "https://pretalx.example/e/a,b.json", GOOGLE, "https://calendar.google.com/other.ics",
        "https://me:secret@indico.example/7.json?token=s",
    ]  # fmt: skip
    assert len({address.id for address in found}) == 4


def test_an_address_is_masked_wherever_it_is_printed() -> None:
    (address,) = parse_addresses("https://me:secret@indico.example/secret/7.json?token=secret")
    assert str(address) == "indico.example=https://indico.example/***"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "http://secret.example/", "ftp://secret.example/", "secret.example/a.ics", "https://",
        "https:///secret", "https://secret.example:99999/", "https://me:se/cret@example.org/a",
        "javascript:secret", "http://10.0.0.1/secret", "https://[secret/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="address 2: ") as problem:
        parse_addresses(f"https://example.org/a.ics {text}")
    assert "secret" not in str(problem.value) and "cret@" not in str(problem.value)


def test_nothing_is_no_address() -> None:
    assert parse_addresses(" , ") == ()
