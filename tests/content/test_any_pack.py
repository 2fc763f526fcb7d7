"""Whatever is done to a pack's files, it loads or says why not: no other error, and no more work
than a good pack makes. (What never ends is ended by the time limit of all tests.)"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content.checking import check_pack, pack_warnings
from content.loading import PackError, load_pack, plain_yaml, yaml_parser
from content.loading.yaml_parser import parse
from content.zones import find_zones
from tests.calls import count_calls
from tests.content.example import example as example_pack

# Calls of functions, for each one that loading the good pack makes.
MOST_WORK = 5
PIECES = st.one_of(
    st.text(alphabet=" \n\t-:#'\"[]{}>|&*!%@`,?~\\.ab1", max_size=12),
    st.sampled_from(
        ["- ", ": ", "\n  ", "\n- ", ">-\n", "|\n", "---\n", "...\n", "<<: ", "? ", "&a ", "*a",
         "!!int ", "%YAML 1.1\n", "null", "~", "no", "0x1f", ".inf", "-1", "9" * 400, "1e400",
         "2030-03-31T02:30", "9999-12-31T23:59", "0000-00-00", "24:00", "Europe", "../x", "\0",
         "\ufeff", "\u202e", "\u2028", "\x85", "\ud7ff", "\U0010ffff", "é", "rt1", "[" * 40]
    ),
    st.text(max_size=20),
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A file's text with a few things done to it that people and programs do to files."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.split("\n")
        place = draw(st.integers(0, len(text)))
        end = min(len(text), place + draw(st.integers(0, 40)))
        number = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 6)):
            case 0:
                text = text[:place] + draw(PIECES) + text[place:]
            case 1:
                text = text[:place] + text[end:]
            case 2:
                text = text[:end] + text[place:]
            case 3:
                name, colon, _value = lines[number].partition(":")
                lines[number] = f"{name}{colon} {draw(PIECES)}"
                text = "\n".join(lines)
            case 4:
                lines[number] = " " * draw(st.integers(0, 6)) + lines[number].lstrip(" ")
                text = "\n".join(lines)
            case 5:
                other = draw(st.integers(0, len(lines) - 1))
                lines[number], lines[other] = lines[other], lines[number]
                text = "\n".join(lines)
            case _:
                text = text[:place] + text[end:] + text[place:end]
    return text


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example_pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture(
    params=[
        "pack.yaml", "roundtables.yaml", "areas.yaml", "mandate.yaml", "glossary.yaml",
        "meetings.yaml", "links.yaml", "sources/appeal.txt",
    ]
)  # fmt: skip
def file(pack: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    path = pack / str(request.param)
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


@pytest.fixture(scope="module")
def work(pack: Path) -> int:
    """The calls that loading the good pack makes, once all that is read once has been read."""
    find_zones("Nowhere")
    load_pack(pack)
    return count_calls(lambda: load_pack(pack))


def load_or_explain(pack: Path) -> None:
    try:
        loaded = load_pack(pack)
    except PackError as error:
        assert error.problems
        for problem in error.problems:
            text = str(problem)
            assert text.isprintable(), ascii(text)
            assert problem.what
            assert problem.fix.endswith((".", "?")), text
            assert len(text) < 1000
    else:
        texts = {
            (document.id, language): (pack / file).read_text(encoding="utf-8-sig")
            for document in loaded.documents
            for language, file in document.files(loaded.language).items()
        }
        assert check_pack(loaded, texts) == []
        pack_warnings(loaded)
        loaded.hash.encode()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_spoilt_file_loads_or_is_explained(
    pack: Path, work: int, file: Path, data: st.DataObject
) -> None:
    before = file.read_bytes()
    text = data.draw(spoilt(before.decode()))
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert count_calls(lambda: load_or_explain(pack)) < MOST_WORK * work
    finally:
        file.write_bytes(before)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=400))
def test_any_bytes_load_or_are_explained(pack: Path, work: int, file: Path, content: bytes) -> None:
    before = file.read_bytes()
    file.write_bytes(content)
    try:
        assert count_calls(lambda: load_or_explain(pack)) < MOST_WORK * work
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)))
@example(text="")
@example(text="- &a [*a]")
@example(text="? - a\n: b")
@example(text="a: ~\nb:\n- \n- {c: }")
@example(text="a:\na: b")
@example(text="--- a\n--- b")
@example(text="a: !<tag:yaml.org,2002:python/none> x")
@example(text="%TAG ! tag:x,2000:\n---\n!y z")
@example(text='"\\U00110000"')
def test_any_text_parses_or_is_explained(
    text: str, loader: type[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_yaml, "LOADER", loader)
    parsed = parse(text)
    if parsed.faults:
        assert parsed.value is None
    for fault in parsed.faults:
        assert 1 <= fault.line <= text.count("\n") + text.count("\r") + 1
    plain(parsed.value)
    careful = yaml_parser._build(text)
    assert tuple(careful.faults) == parsed.faults
    if not careful.faults:
        assert careful.value == parsed.value


def plain(value: object) -> None:
    """It is made of dictionaries, lists and strings, and of nothing else."""
    if isinstance(value, dict):
        for name, inner in value.items():
            assert type(name) is str
            plain(inner)
    elif isinstance(value, list):
        for inner in value:
            plain(inner)
    else:
        assert value is None or type(value) is str


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=60))
@example(name="hld-2013\n")
@example(name="../packs/hld-2013")
@example(name="x" * 5000)
def test_any_name_finds_a_pack_or_is_explained(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        load_pack(name)
    except PackError as error:
        str(error).encode()
