"""What is in deploy/, checked as far as a machine without systemd, containers and a domain can."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Settings
from bot.monitoring.figures import Figures

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
# Without CI, a program that the machine lacks skips its tests.
COMPLETE = os.environ.get("CI") == "true"
MAX_EXPOSURE = 15  # of systemd-analyze's 100; the bare unit of before had 95
COMPOSE = ("compose.yaml", "compose.two.yaml")


def needs(program: str) -> pytest.MarkDecorator:
    missing = shutil.which(program) is None and not COMPLETE
    return pytest.mark.skipif(missing, reason=f"{program} is not installed")


def run(*command: str | Path, **environment: str) -> str:
    ended = subprocess.run(
        list(map(str, command)), env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout + ended.stderr


@needs("systemd-analyze")
@pytest.mark.parametrize("name", ["roundtable", "roundtable-backup"])
def test_the_units_are_well_formed_and_hardened(tmp_path: Path, name: str) -> None:
    unit = (DEPLOY / f"{name}.service").read_text()
    there = re.sub(
        "(?m)^ExecStart=/srv/roundtable/.venv/bin/python", f"ExecStart={sys.executable}", unit
    )
    assert there != unit
    copy = tmp_path / f"{name}.service"
    copy.write_text(there)
    units = [copy]
    if (DEPLOY / f"{name}.timer").exists():
        units.append(shutil.copy(DEPLOY / f"{name}.timer", tmp_path))
    assert run("systemd-analyze", "verify", *units) == ""
    run("systemd-analyze", "security", "--offline=true", f"--threshold={MAX_EXPOSURE}", copy)


@needs("promtool")
def test_each_alert_fires_when_it_should_and_only_then(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "alerts.yaml", tmp_path)
    tests = ROOT / "tests" / "alerts_test.yaml"
    shutil.copy(tests, tmp_path)
    run("promtool", "test", "rules", tmp_path / "alerts_test.yaml")
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"][0]["rules"]
    tried = yaml.safe_load(tests.read_text())["tests"]
    for case in tried:
        assert {each["alertname"] for each in case["alert_rule_test"]} == {
            rule["alert"] for rule in rules
        }


@needs("caddy")
def test_the_caddyfile_is_valid() -> None:
    caddyfile = DEPLOY / "Caddyfile"
    settings = {"DOMAIN": "bot.example.org", "UPSTREAMS": "one:8080 two:8080"}
    assert "Valid configuration" in run(
        "caddy", "validate", "--adapter", "caddyfile", "--config", caddyfile, **settings
    )


@needs("haproxy")
def test_the_configuration_of_haproxy_is_valid(tmp_path: Path) -> None:
    text = (DEPLOY / "haproxy.cfg").read_text()
    without = text.replace(
        "bind :443 ssl crt /etc/haproxy/bot.example.org.pem", "bind 127.0.0.1:8443"
    )
    assert without != text
    (tmp_path / "haproxy.cfg").write_text(without)
    run("haproxy", "-c", "-f", tmp_path / "haproxy.cfg")


@needs("nginx")
def test_the_configuration_of_nginx_is_valid(tmp_path: Path) -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    without = re.sub(r"(?m)^ *ssl_.*\n", "", text).replace(
        "listen 443 ssl", "listen 127.0.0.1:8443"
    )
    without = without.replace("/var/log/nginx", str(tmp_path))
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{without}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    run("nginx", "-t", "-p", tmp_path, "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf")


def test_alerts_and_dashboard_use_figures_that_there_are() -> None:
    there = {name for name, _ in figures()}
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    used = [target["expr"] for panel in panels for target in panel["targets"]]
    alerts = yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"][0]["rules"]
    used += [rule["expr"] for rule in alerts]
    for expression in used:
        names = re.findall(r"\b(?:roundtable|process)_[a-z_]+", expression)
        assert names or "up{" in expression, expression
        assert [name for name in names if name not in there] == [], expression


def figures() -> Iterator[tuple[str, str]]:
    """The names of all series, and the text that explains them."""
    made = Figures()
    made.answered("message", 0.1)
    made.called("sendMessage", None, 0.1)
    made.outbox.labels("pending").set(1)
    for family in made.registry.collect():
        for sample in family.samples:
            yield sample.name, family.documentation


def services(file: str) -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / file).read_text())["services"])


@pytest.mark.parametrize("file", COMPOSE)
def test_the_programs_in_containers_may_write_nothing_but_their_data(file: str) -> None:
    bots = {name: each for name, each in services(file).items() if "build" in each}
    assert bots
    for service in bots.values():
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["stop_grace_period"] == "30s"
        known = {name.upper() for name in Settings.model_fields}
        known |= {"BOT_TOKEN_FILE", "WEBHOOK_SECRET_FILE", "DATABASE_URL_FILE"}
        assert set(service["environment"]) <= known
        assert "BOT_TOKEN" not in service["environment"]


@pytest.mark.parametrize("file", COMPOSE)
def test_every_version_is_pinned(file: str) -> None:
    images = [each["image"] for each in services(file).values()]
    containerfile = (DEPLOY / "Containerfile").read_text()
    assert set(re.findall("(?m)^FROM ([^ \n]+)", containerfile)) == {"${PYTHON_IMAGE}"}
    images += re.findall("(?m)^ARG PYTHON_IMAGE=(.+)$", containerfile)
    for image in images:
        assert re.fullmatch(r"[a-z]+:[0-9]+\.[0-9.]+(-[a-z-]+)?", image), image


def test_the_image_runs_as_nobody_and_has_what_it_copies() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["10001:10001"]
    assert lines.index("USER 10001:10001") > max(
        number for number, line in enumerate(lines) if line.startswith("FROM ")
    )
    for line in lines:
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists(), line
