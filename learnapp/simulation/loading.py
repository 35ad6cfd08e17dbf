"""Read the scenarios of the modules and check them: who holds a `Scenario` from here can trust it.

Per file the values are read first (`reading`), then what the lines say about one another is checked (`checks`). The
faults of all files are told together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path

from learnapp.content.model import CastMember, ChooseOption, Library, Picture
from learnapp.errors import Fault, FaultyInput
from learnapp.simulation.checks import check_lines, check_scenario
from learnapp.simulation.places import Places
from learnapp.simulation.reading import Notebook, Table, nearest
from learnapp.simulation.scenario import Cue, Event, Line, LineKind, LineQuestion, Scenario
from learnapp.terms import Level, ReactionKind, Tone

_SCENARIO_KEYS = ("title", "intro", "tasks", "minutes", "debrief", "actors", "lines")
_LINE_KEYS = ("id", "at", "cue", "actor", "kind", "to", "mood", "text", "picture", "reaction", "harm", "question")
_CUE_KEYS = ("event", "tones", "labels", "target", "nth", "delay")
_QUESTION_KEYS = ("text", "options")
_OPTION_KEYS = ("text", "effect", "why")
_EFFECTS = ("good", "doubt", "hurts")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 60
_FILE = re.compile(r"scenario-([a-z]+)\.toml")


def load_scenarios(
    root: Path, library: Library, *, labels: Collection[str] | None = None
) -> Mapping[tuple[str, str], Scenario]:
    """Read every lessons/*/scenario-<level>.toml below the root, by module slug and level ("A", "B", "V").

    `labels` are the labels that the moderation engine can give; None leaves them unchecked. Raises `FaultyInput` with
    the faults of all files together.
    """
    scenarios: dict[tuple[str, str], Scenario] = {}
    faults: list[Fault] = []
    for file in sorted((root / "lessons").glob("*/scenario*.toml")):
        name = f"lessons/{file.parent.name}/{file.name}"
        try:
            level = _level_of(file, name, library)
            scenario = read_scenario(
                _text_of(file, name), library, module=file.parent.name, level=level, name=name, labels=labels
            )
        except FaultyInput as faulty:
            faults.extend(faulty.faults)
        else:
            scenarios[scenario.module, scenario.level] = scenario
    if faults:
        raise FaultyInput(faults)
    return scenarios


def read_scenario(
    text: str,
    library: Library,
    *,
    module: str,
    level: str,
    name: str = "scenario",
    labels: Collection[str] | None = None,
) -> Scenario:
    """Read one scenario from the text of its file; raise `FaultyInput` with all its faults."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FaultyInput([_broken_toml(name, text, error)]) from error
    notebook = Notebook(name, Places(text))
    scenario = _Reader(notebook, library.cast, library.pictures, labels).scenario(values, module=module, level=level)
    if notebook.faults:
        raise FaultyInput(notebook.faults)
    return scenario


class _Reader:
    """Makes the values of one file."""

    def __init__(
        self,
        notebook: Notebook,
        cast: Mapping[str, CastMember],
        pictures: Mapping[str, Picture],
        labels: Collection[str] | None,
    ) -> None:
        self._notebook = notebook
        self._cast = cast
        self._pictures = pictures
        self._labels = labels
        self._actors: tuple[str, ...] = ()

    def scenario(self, values: dict[str, object], *, module: str, level: str) -> Scenario:
        """Make the scenario of a whole file and check it."""
        table = Table(values, (), self._notebook, known=_SCENARIO_KEYS)
        self._actors = self._read_actors(table)
        tables = table.tables("lines", known=_LINE_KEYS, sample="[[lines]]")
        sound: set[int] = set()
        lines: list[Line] = []
        for number, one in enumerate(tables):
            before = len(self._notebook)
            lines.append(self._line(one))
            if len(self._notebook) == before:
                sound.add(number)
        scenario = Scenario(
            module=module,
            level=level,
            title=table.text("title"),
            intro=table.text("intro"),
            tasks=table.texts("tasks"),
            actors=self._actors,
            lines=tuple(lines),
            minutes=table.number("minutes", least=1),
            debrief=table.text("debrief", required=False),
        )
        check_lines(scenario, self._notebook, sound=sound)
        if lines:
            check_scenario(scenario, self._notebook)
        return scenario

    def _read_actors(self, table: Table) -> tuple[str, ...]:
        actors = table.texts("actors")
        for number, actor in enumerate(actors):
            if actor not in self._cast:
                table.fault("actors", f'"{actor}" staat niet in cast.toml.{nearest(actor, self._cast)}')
            elif actor in actors[:number]:
                table.fault("actors", f'"{actor}" staat hier twee keer. Haal er een weg.')
        return actors

    def _line(self, table: Table) -> Line:
        cue = table.table("cue", known=_CUE_KEYS)
        question = table.table("question", known=_QUESTION_KEYS)
        kind = table.word("kind", LineKind)
        actor = self._actor(table)
        return Line(
            id=_line_id(table),
            actor=actor,
            kind=kind,
            text=_line_text(table, kind),
            mood=self._mood(table, actor),
            at=table.number("at", least=0) if "at" in table else None,
            cue=self._cue(cue) if cue else None,
            to=table.text("to", required=False) or None,
            picture=table.among("picture", self._pictures, what="De plaat") or None,
            reaction=_reaction(table, kind),
            harm=table.flag("harm"),
            question=_question(question) if question else None,
        )

    def _actor(self, table: Table) -> str:
        actor = table.text("actor")
        if not actor or actor in self._actors:
            return actor
        if actor in self._cast:
            table.fault("actor", f'Zet "{actor}" ook in de lijst "actors" bovenaan.')
        else:
            table.fault("actor", f'"{actor}" staat niet in cast.toml.{nearest(actor, self._cast)}')
        return actor

    def _mood(self, table: Table, actor: str) -> str:
        member = self._cast.get(actor)
        if member is None:
            return table.text("mood", required=False) or "calm"
        return table.among("mood", member.moods, what=f"Bij {member.name} past dit niet: de stemming", default="calm")

    def _cue(self, table: Table) -> Cue:
        labels = table.texts("labels", required=False)
        for label in labels:
            if self._labels is not None and label not in self._labels:
                table.fault("labels", f'Het label "{label}" bestaat niet.{nearest(label, self._labels)}')
        return Cue(
            event=table.word("event", Event),
            delay=table.number("delay", least=0),
            tones=table.words("tones", Tone),
            labels=labels,
            target=table.text("target", required=False) or None,
            nth=table.number("nth", least=1, default=1),
        )


def _line_id(table: Table) -> str:
    line_id = table.text("id")
    if line_id and (not _ID.fullmatch(line_id) or len(line_id) > _LONGEST_ID):
        table.fault("id", f"Gebruik in een id alleen kleine letters, cijfers en streepjes, hoogstens {_LONGEST_ID}.")
    return line_id


def _line_text(table: Table, kind: LineKind) -> str:
    if kind is not LineKind.REACTION:
        return table.text("text")
    for key in ("text", "picture", "question"):
        if key in table:
            table.fault(key, f'Een reaction heeft geen "{key}". Haal dit weg of maak er een reply van.')
    return ""


def _reaction(table: Table, kind: LineKind) -> str:
    if kind is LineKind.REACTION:
        return table.word("reaction", ReactionKind).value
    if "reaction" in table:
        table.fault("reaction", 'Alleen een regel met kind = "reaction" heeft "reaction". Haal dit weg.')
    return ""


def _question(table: Table) -> LineQuestion:
    options = table.tables("options", known=_OPTION_KEYS, sample="[[lines.question.options]]")
    if len(options) == 1:
        table.fault("options", "Geef een vraag minstens twee antwoorden om uit te kiezen.")
    return LineQuestion(text=table.text("text"), options=tuple(map(_option, options)))


def _option(table: Table) -> ChooseOption:
    effect = table.among("effect", _EFFECTS, what="Het effect") or table.text("effect")
    return ChooseOption(text=table.text("text"), why=table.text("why"), effect=effect)


def _level_of(file: Path, name: str, library: Library) -> Level:
    """Give the level that the file name tells; the module must have that level."""
    match = _FILE.fullmatch(file.name)
    if match is None or match[1].upper() not in {level.value for level in Level}:
        raise FaultyInput([Fault(name, "Noem dit bestand scenario-a.toml, scenario-b.toml of scenario-v.toml.")])
    level = Level(match[1].upper())
    module = library.modules.get(file.parent.name)
    if module is None:
        raise FaultyInput([Fault(name, "Deze map is geen module. Zet er een module.toml bij.")])
    if level not in module.editions:
        raise FaultyInput([Fault(name, f"De module heeft geen niveau {level}. Maak de stappen of haal dit weg.")])
    return level


def _text_of(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultyInput([Fault(name, "Dit bestand is geen UTF-8. Sla het op als UTF-8.")]) from error


def _broken_toml(name: str, text: str, error: tomllib.TOMLDecodeError) -> Fault:
    """Tell on which line the file stops being TOML."""
    match = re.search(r"line (\d+)", str(error))
    line = int(match[1]) if match else len(text.splitlines())
    return Fault(
        f"{name}, regel {line}",
        "Hier klopt de schrijfwijze niet. Kijk of een aanhalingsteken, haakje of =-teken ontbreekt, of dubbel staat.",
    )
