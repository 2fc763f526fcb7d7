"""Settings: what follows from several of them together."""

from __future__ import annotations

import pytest

from bot.config import Settings

WEBHOOK = {"webhook_url": "https://bot.example.org/hooks/", "webhook_secret": "a-secret"}
PUBLIC = {"public_url": "https://event.example.org/calendar-of-the-event/"}
LISTEN = {"listen": "127.0.0.1:8081"}


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ({}, None),
        # Without an address to listen on, nobody could fetch anything.
        (PUBLIC, None),
        (LISTEN, "http://127.0.0.1:8081"),
        (WEBHOOK, "https://bot.example.org"),
        (WEBHOOK | LISTEN, "https://bot.example.org"),
        # Delegates see it, so the proxy's password is not in it.
        (WEBHOOK | {"webhook_url": "https://me:secret@bot.example.org:8443/hooks"},
         "https://bot.example.org:8443"),
        (LISTEN | PUBLIC, "https://event.example.org/calendar-of-the-event"),
        (WEBHOOK | PUBLIC, "https://event.example.org/calendar-of-the-event"),
    ],
    ids=["nothing", "public", "listen", "webhook", "webhook-listen", "password", "listen-public",
         "webhook-public"],
)  # fmt: skip
def test_private_calendars_are_served_under(
    given: dict[str, str], base: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert Settings(_env_file=None, **given).feed_base == base  # type: ignore[call-arg, arg-type]


@pytest.mark.parametrize(
    ("listen", "address"),
    [("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:80", ("::1", 80)),
     ("0.0.0.0:65535", ("0.0.0.0", 65535))],
)  # fmt: skip
def test_where_it_listens(listen: str, address: tuple[str, int]) -> None:
    assert Settings(_env_file=None, listen=listen).listen_address == address  # type: ignore[call-arg]
