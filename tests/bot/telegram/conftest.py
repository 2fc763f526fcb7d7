"""For the tests of the HTTP client."""

from __future__ import annotations

import pytest

from tests.bot.telegram.servers import Contexts, make_certificate


@pytest.fixture(autouse=True)
def no_proxy_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Contexts:
    """For `localhost`: what a server needs, and what trusts it."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))
