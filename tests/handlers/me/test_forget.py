"""`/forget`: its confirmation leads on."""

from __future__ import annotations

from handlers.me.forget import forgotten_view
from tests.factories import a_reader, places_of


def test_the_confirmation_leads_home() -> None:
    assert places_of(forgotten_view(a_reader())) == {"Home": "home"}
