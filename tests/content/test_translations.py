"""A pack in another language has the editors' words in it, and everything else as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from bot.pack.calendar import stored_calendar
from content.checking import pack_warnings, translated_shares
from content.loading import load_pack
from content.model import Meeting, Pack, Term, Translation
from handlers.meetings.conversion import row_of
from storage.meetings import Edit, change_meetings, load_pack_meetings
from tests.content.example import example, problems
from tests.factories import a_database, shipped_pack

NOW = datetime(2013, 5, 20, tzinfo=UTC)
FRENCH = Translation.model_validate(
    {
        "event": {"name": "Dialogue de haut niveau"},
        "documents": {"position-paper": {"short": "Document de position de l’OIM"}},
        "kinds": {"regional": "Réunions préparatoires régionales"},
        "regions": {"africa": "Afrique"},
        "sections": {"position": "Position de l’OIM"},
        "entries": {
            "rt1": {"title": "Développement durable", "words": ["objectifs"]},
            "area-1": {"title": "Perceptions"},
            "rec-1-1": {"title": "Corriger les idées fausses", "words": ["mythes"]},
            "term-acp": {"meaning": "Un groupe d’États.", "also": ["Groupe ACP"]},
            "rcp-puebla": {"name": "Conférence régionale", "also": "Processus de Puebla"},
            "meeting-escap-bangkok-2013": {"title": "Réunion de l’Asie", "venue": "Centre"},
        },
        "links": [{"between": ["area-1", "background-4"], "why": "Une lacune à combler"}],
        "sources": {
            "the position paper, section D.5, box": "le document de position, section D.5",
            "the position paper, footnote 2": "le document de position, note 2",
        },
    }
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return shipped_pack().model_copy(update={"translations": {"fr": FRENCH}})


def test_the_editors_words_are_translated_and_quotations_are_not(pack: Pack) -> None:
    french = pack.in_language("fr")
    assert french.event.name == "Dialogue de haut niveau"
    assert french.documents[0].short == "Document de position de l’OIM"
    assert french.documents[0].title == pack.documents[0].title
    assert (french.kinds["regional"], french.regions["africa"]) == (
        "Réunions préparatoires régionales", "Afrique",
    )  # fmt: skip
    assert french.position is not None and french.position.title == "Position de l’OIM"
    assert french.roundtables[0].title == french.roundtables[0].theme.title
    assert french.areas[0].title == french.entries["area-1"].title == "Perceptions"
    assert french.passages["rec-1-1"].words == ("mythes",)
    assert french.passages["rec-1-2"] is pack.passages["rec-1-2"]
    french_term, term = french.entries["term-acp"], pack.entries["term-acp"]
    assert isinstance(french_term, Term) and isinstance(term, Term)
    assert french_term.also == ("Groupe ACP", *term.also) and term.also
    assert "Une lacune à combler" in [other.why for other in french.related("area-1")]
    meeting = french.meeting("escap-bangkok-2013")
    assert meeting is not None and meeting.title == "Réunion de l’Asie"
    for name, passage in pack.passages.items():
        assert french.passages[name].text is passage.text
        assert french.passages[name].citation is passage.citation
    assert list(french.entries) == list(pack.entries)
    assert french.areas[0].heading == pack.areas[0].heading
    assert (french.hash, french.language, french.id) == (pack.hash, "en", "hld-2013")


def test_sources_are_translated_wherever_they_are_named(pack: Pack) -> None:
    french = pack.in_language("fr")
    term = next(term for term in french.glossary if term.id == "term-acp")
    assert term.source == "le document de position, section D.5"
    named = {other.source for other in french.related("mandate-modalities-format")}
    assert "le document de position, note 2" in named
    assert "the position paper, footnote 2" not in named


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_no_source_of_the_shipped_pack_is_left_in_english(language: str) -> None:
    pack = shipped_pack().in_language(language)
    of_entries = {getattr(entry, "source", None) for entry in pack.entries.values()}
    sources = of_entries | {link.source for link in pack.links}
    assert [source for source in sources if source and source.startswith("the ")] == []


def test_a_language_is_made_once_and_leads_back(pack: Pack) -> None:
    french = pack.in_language("fr")
    assert pack.in_language("fr") is french
    assert french.in_language("en") is french.original is pack is pack.in_language("en")
    assert french.in_language("ar") is pack.in_language("ar")


def test_cities_and_countries_are_from_cldr_where_no_file_has_them(pack: Pack) -> None:
    places = {
        language: [
            (meeting.city, meeting.country)
            for meeting in pack.in_language(language).meetings
            if meeting.id == "escap-bangkok-2013"
        ]
        for language in ("fr", "ar", "zh", "ru", "es")
    }
    assert places == {
        "fr": [("Bangkok", "Thaïlande")], "ar": [("بانكوك", "تايلاند")],
        "zh": [("曼谷", "泰国")], "ru": [("Бангкок", "Таиланд")], "es": [("Bangkok", "Tailandia")],
    }  # fmt: skip


async def test_a_meeting_keeps_what_the_desk_wrote(pack: Pack, tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        before = next(meeting for meeting in pack.meetings if meeting.id == "escap-bangkok-2013")
        edited = before.model_copy(update={"title": "Moved meeting", "end": date(2013, 6, 1)})
        async with database.transaction() as connection:
            await load_pack_meetings(
                connection, [row_of(meeting) for meeting in pack.meetings], NOW
            )
            await change_meetings(connection, [row_of(edited)], NOW, Edit(by="Olga"))
        stored = await stored_calendar(pack, database)
        again = await stored_calendar(stored, database)
        for current in (stored, again):
            french = current.in_language("fr")
            meeting = french.meeting("escap-bangkok-2013")
            assert meeting is not None
            assert (meeting.title, meeting.venue) == ("Moved meeting", "Centre")
            assert french.translated(before).title == "Réunion de l’Asie"
        await database.close()


def test_a_meeting_of_the_desk_is_not_translated(pack: Pack) -> None:
    own: Meeting = pack.meetings[0].model_copy(update={"id": "own", "city": "Geneva"})
    french = pack.with_meetings((*pack.meetings, own)).in_language("fr")
    assert french.meetings[-1] == own


def write(folder: Path, language: str, content: object) -> None:
    (folder / "translations").mkdir(exist_ok=True)
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    (folder / "translations" / f"{language}.yaml").write_text(text, encoding="utf-8")


def test_translations_are_read_from_the_packs_folder(tmp_path: Path) -> None:
    folder = example(tmp_path)
    before = load_pack(folder)
    write(folder, "fr", {"entries": {"rt1": {"title": "Les fleuves"}}})
    loaded = load_pack(folder)
    assert loaded.in_language("fr").roundtables[0].title == "Les fleuves"
    assert loaded.hash != before.hash
    write(folder, "fr", "# to come\n")
    assert load_pack(folder) == before


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("entries:\n  rt9: {title: X}", "fr.yaml, line 2, entries rt9: the pack has no “rt9”"),
        ("entries:\n  rt1: {titel: X}", "Did you mean “title”?"),
        ("entries:\n  rt1: {meaning: X}", "line 2, entries rt1: an entry of this kind has no"),
        ("kinds: {nothing: X}", "line 1, kinds nothing: the pack has no “nothing” in its kinds"),
        ("title: X", "“title” is not a field here"),
        (f"entries:\n  rt1: {{title: {'x' * 121}}}", "“title” has 121 characters; 120 are"),
        ("links:\n  - {between: [rt1, rt1], why: X}", "the pack does not link rt1 and rt1"),
        ("- rt1", "translations/fr.yaml"),
    ],
)
def test_what_is_wrong_in_a_translation_is_told_with_its_place(
    tmp_path: Path, content: str, what: str
) -> None:
    folder = example(tmp_path)
    write(folder, "fr", content)
    assert any(what in str(problem) for problem in problems(folder)), problems(folder)


def test_other_files_among_the_translations_are_told(tmp_path: Path) -> None:
    folder = example(tmp_path)
    write(folder, "french", {})
    assert "translations/french.yaml: a file of this name is not read" in str(problems(folder)[0])
    (folder / "translations" / "french.yaml").unlink()
    write(folder, "en", {"regions": {}})
    assert "this is the pack's own language" in str(problems(folder)[0])


def test_what_a_translation_leaves_out_is_told_in_one_line(pack: Pack) -> None:
    (warning,) = pack_warnings(pack)
    assert warning.file == "translations/fr.yaml"
    assert "texts are not translated: short (1), slogan (1)" in warning.what
    assert "reasons (" in warning.what and "city" not in warning.what
    # All have symbols, which are the same in every language.
    assert "document (" not in warning.what


def test_the_share_of_the_texts_that_is_translated_is_told(pack: Pack) -> None:
    assert 0 < translated_shares(pack)["fr"] < 0.05
    assert set(translated_shares(shipped_pack()).values()) == {1.0}


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_no_citation_of_the_shipped_pack_is_half_in_english(language: str) -> None:
    pack = shipped_pack()
    for passage in pack.in_language(language).passages.values():
        assert "Resolution 1244" not in (passage.citation.section or "")
        assert "approach" not in (passage.citation.section or "")
    cited = pack.in_language(language).passages["mandate-1244-1"].citation
    original = pack.passages["mandate-1244-1"].citation
    assert cited.section is not None and cited.section.startswith("B")
    assert (cited.document, cited.unit, cited.number) == (
        original.document, original.unit, original.number,
    )  # fmt: skip


def test_people_are_named_as_a_language_writes_them() -> None:
    pack = load_pack("hr75")
    leaders = pack.in_language("ru").meeting("hr75-leaders")
    assert leaders is not None
    (chair,) = leaders.people
    assert (chair.name, chair.role) == ("Фолькер Тюрк", "moderator")
    assert chair.affiliation is not None and chair.affiliation.startswith("Верховный комиссар")
    assert pack.meeting("hr75-leaders") != leaders


def test_a_term_and_the_room_and_track_of_one_meeting_can_be_translated(pack: Pack) -> None:
    meeting = shipped_pack().meetings[0].model_copy(update={"room": "Hall", "track": "Data"})
    words = {
        "term-acp": {"term": "Groupe ACP"},
        f"meeting-{meeting.id}": {"room": "Salle", "track": "Données"},
    }
    french = Translation.model_validate({"entries": words})
    made = pack.model_copy(update={"translations": {"fr": french}, "meetings": (meeting,)})
    in_french = made.in_language("fr")
    term = in_french.entries["term-acp"]
    assert isinstance(term, Term)
    assert term.term == "Groupe ACP"
    assert "ACP" in term.also  # as the texts write it
    assert (in_french.meetings[0].room, in_french.meetings[0].track) == ("Salle", "Données")


def test_a_meeting_that_is_translated_in_part_is_known(pack: Pack) -> None:
    shipped = shipped_pack().in_language("fr")
    for translated, partly in ((pack.in_language("fr"), True), (shipped, False), (pack, False)):
        lima = translated.meeting("global-rcp-lima-2013")
        assert lima is not None
        assert translated.is_partly_translated(lima) is partly
