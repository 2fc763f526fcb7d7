"""What a program writes, syncs and sends, by strace; and files as a power cut leaves them.

https://man7.org/linux/man-pages/man1/strace.1.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)")
_FILE = re.compile(r"\d+<(?P<file>[^>]*)>")
_STRING_ARGUMENT = re.compile(r'"(?P<file>(?:\\x[0-9a-f]{2})*)"')
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_SYNCS = ("fsync", "fdatasync")
_SENDS = ("write", "writev", "sendto", "sendmsg")
_TRACED = ("pwrite64", "ftruncate", "unlink", *_SYNCS, *_SENDS)


def traced_to(trace: Path) -> tuple[str, ...]:
    """The command under which a program's calls are written to a file. The program stays a child
    of whoever starts it."""
    return (
        "strace", "-D", "-f", "-qq", "-yy", "-xx", "-s", "65536", "--seccomp-bpf",
        "-e", f"trace={','.join(_TRACED)}", "-e", "signal=none", "-o", str(trace),
    )  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One system call, when it `begins` or when it `ends`."""

    name: str
    phase: Literal["begins", "ends"]
    file: str
    data: bytes
    numbers: tuple[int, ...]  # the last arguments: length and offset
    thread: str


def calls_of(trace: Path) -> Iterator[Call]:
    """The calls in the order in which they began and ended."""
    unfinished: dict[str, str] = {}
    with trace.open() as lines:
        for line in lines:
            thread, _, text = line.strip().partition(" ")
            text = text.strip()
            if text.startswith("<... "):
                if (begun := unfinished.pop(thread, None)) is not None and not _failed(text):
                    yield from _calls(thread, begun, ("ends",))
            elif text.endswith("<unfinished ...>"):
                unfinished[thread] = text
                yield from _calls(thread, text, ("begins",))
            elif not _failed(text):
                yield from _calls(thread, text, ("begins", "ends"))


def _failed(text: str) -> bool:
    return " = -1 " in text[-200:] or text.endswith("= ?")


def _calls(thread: str, text: str, phases: tuple[Literal["begins", "ends"], ...]) -> Iterator[Call]:
    found = _CALL.match(text)
    if found is None:
        return
    if (file := _FILE.match(found["arguments"])) is None:
        file = _STRING_ARGUMENT.match(found["arguments"])
    if file is None:
        return
    data = b"".join(bytes.fromhex(each.replace("\\x", "")) for each in _STRING.findall(text))
    last = _STRING.sub("", found["arguments"]).rpartition(") = ")[0] or found["arguments"]
    numbers = tuple(map(int, re.findall(r", (\d+)", last.replace(" <unfinished ...>", ""))))
    # strace writes paths in hexadecimal, too.
    path = bytes.fromhex(file["file"].replace("\\x", "")).decode() if "\\x" in file["file"] else ""
    for phase in phases:
        yield Call(found["name"], phase, path or file["file"], data, numbers, thread)


class Disk:
    """Files of a folder as they are on disk: what was written before the last sync that ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._cached: dict[str, bytearray] = {}
        self._syncing: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self.synced: dict[str, bytes] = {}

    def follow(self, call: Call) -> None:
        if not call.file.startswith(self._folder):
            return
        if call.name in _SYNCS and call.phase == "begins":
            self._syncing[call.thread] = bytes(self._cached.get(call.file, b""))
        elif call.name in _SYNCS and call.file == self._folder:
            for file in self._removed:
                self.synced.pop(file, None)
            self._removed.clear()
        elif call.name in _SYNCS:
            self.synced[call.file] = self._syncing.pop(call.thread)
        elif call.phase == "begins":
            pass
        elif call.name == "unlink":
            self._cached.pop(call.file, None)
            self._removed.add(call.file)
        elif call.name == "pwrite64":
            self._removed.discard(call.file)
            content = self._cached.setdefault(call.file, bytearray())
            offset = call.numbers[-1]
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(call.data)] = call.data
        elif call.name == "ftruncate":
            size = call.numbers[-1]
            content = self._cached.setdefault(call.file, bytearray())
            content[size:] = bytes(max(0, size - len(content)))

    def write_to(self, folder: Path) -> None:
        """Make the files that a power cut at this moment leaves."""
        for file, content in self.synced.items():
            (folder / Path(file).name).write_bytes(content)
