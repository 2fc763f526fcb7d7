"""Settings: all that is wrong with them, and what can be used of them all the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config import ENV_FILE, FILE_ENDING, SECRETS, Settings, sentence_of
from bot.doctor.findings import Finding, note, ok, wrong
from bot.env_file import EnvFileError, doubtful_names, env_file_text

_ABOUT = "Settings"
_WEBHOOK = ("webhook_url", "webhook_secret", "webhook_secret_file")


def read_settings() -> tuple[Settings, list[Finding]]:
    """Return the settings, with defaults in the place of what cannot be used."""
    findings: list[Finding] = []
    env_file: Path | None = ENV_FILE
    text = ""
    try:
        text = env_file_text(ENV_FILE)
    except EnvFileError as problem:
        findings.append(wrong(_ABOUT, str(problem)))
        env_file = None
    known = {name.upper() for name in Settings.model_fields}
    findings += [note(_ABOUT, each) for each in doubtful_names(text, os.environ, known)]
    replaced: dict[str, Any] = {}
    while True:
        try:
            settings = Settings(_env_file=env_file, **replaced)
        except ValidationError as problem:
            for invalid in problem.errors():
                sentence = sentence_of(invalid)
                findings.append(wrong(_ABOUT, sentence))
                names = _names(invalid["loc"], sentence)
                replaced |= {name: Settings.model_fields[name].default for name in names}
            continue
        if not findings:
            findings.append(ok(_ABOUT, "all can be read"))
        return settings, findings


def secrets_of(settings: Settings) -> set[str]:
    """Return what is to be hidden."""
    values = (getattr(settings, name) for name in SECRETS)
    found = {value.get_secret_value() for value in values if value is not None}
    url = settings.database_url.get_secret_value()
    found.discard(url)
    password = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    return found | ({password} if password else set())


def _names(place: tuple[int | str, ...], sentence: str) -> tuple[str, ...]:
    """Return the settings that an error is about; those of several together name them."""
    if place:
        return (str(place[0]),)
    for name in SECRETS:
        if f"{name}{FILE_ENDING}".upper() in sentence:
            return (name + FILE_ENDING,)
    return _WEBHOOK
