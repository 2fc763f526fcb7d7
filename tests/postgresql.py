"""A PostgreSQL server of the tests' own, from the machine's packages."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import make_url

_ROLE = "roundtable"
_START_SECONDS = 60


def programs() -> Path | None:
    """The folder of initdb and postgres, of the newest version; None if they, or the driver, are
    not installed."""
    if importlib.util.find_spec("asyncpg") is None:
        return None
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    packages = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(packages, key=lambda file: float(file.parts[-3]))
    return versions[-1].parent if versions else None


class PostgreSQL:
    """A server on a free port of loopback, in a folder of its own. Stopped by its own handle."""

    def __init__(self, binaries: Path, durable: bool = False) -> None:
        """`durable` is for tests that stop it as a power cut does: what was committed stays."""
        # Otherwise nothing has to outlast a test.
        fast = () if durable else ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
        self._options = ("max_connections=200", *fast)
        # Not below pytest's folder, which only its user may enter.
        self._folder = tempfile.TemporaryDirectory(prefix="roundtable-postgresql-")
        self._binaries = binaries
        self._data = Path(self._folder.name) / "data"
        self._log = Path(self._folder.name) / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        # PostgreSQL refuses to run as root.
        self._user: str | None = None
        if os.getuid() == 0:
            self._user = "postgres" if _is_user("postgres") else "nobody"
            shutil.chown(self._folder.name, self._user)
        self._run(
            "initdb", "-D", str(self._data), "-U", _ROLE, "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        options = [part for option in self._options for part in ("-c", option)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(self._binaries / "postgres"), "-D", str(self._data), "-p", str(self.port),
                    "-h", "127.0.0.1", "-k", "", *options,
                ],
                stdout=log, stderr=log, cwd=self._folder.name, user=self._user,
                extra_groups=[] if self._user else None,
            )  # fmt: skip
        until = time.monotonic() + _START_SECONDS
        while subprocess.run(
            [str(self._binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)],
            check=False,
        ).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL does not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: SIGINT ends all connections, SIGQUIT is like a power cut."""
        self._process.send_signal(how)
        self._process.wait(timeout=30)

    def close(self) -> None:
        self.stop(signal.SIGQUIT)
        self._folder.cleanup()

    @property
    def url(self) -> str:
        """Of the database that databases are created from."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql://{_ROLE}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments], cwd=self._folder.name,
            user=self._user, extra_groups=[] if self._user else None,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


async def create(server_url: str, name: str, template: str = "template0") -> str:
    """Create a database; return its URL."""
    import asyncpg

    connection = await asyncpg.connect(server_url)
    try:
        # Three times as fast as by the log; older versions copy files always.
        strategy = "STRATEGY FILE_COPY" if connection.get_server_version().major >= 15 else ""
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {strategy}')
    finally:
        await connection.close()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


async def drop(server_url: str, name: str) -> None:
    """Drop a database, also one that is in use."""
    await _execute(server_url, [f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'])


async def cut_connections(server_url: str, name: str) -> None:
    """End every connection to a database, as a failing server or network does."""
    await _execute(
        server_url,
        [
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        ],
    )


async def _execute(server_url: str, statements: Sequence[str]) -> None:
    import asyncpg

    connection = await asyncpg.connect(server_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
