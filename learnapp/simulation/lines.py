"""Read the lines of a scenario, each with the table where it stands and whether it could be read well."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from learnapp.content.model import CastMember, ChooseOption, Picture
from learnapp.content.source import Faults, nearest
from learnapp.content.table import Table
from learnapp.simulation.scenario import Cue, Event, Line, LineKind, LineQuestion
from learnapp.terms import ReactionKind, Tone

_EFFECTS = ("good", "doubt", "hurts")
#: The database keeps the id of a line in so many letters.
_LONGEST_ID = 60
_A_DAY = 86_400
_MOST = 100


class CountedFaults(Faults):
    """Faults that are counted, to know which lines were read without one."""

    def __init__(self) -> None:
        """Start without a fault."""
        super().__init__()
        self.count = 0

    def note(self, file: str, message: str, *, line: int = 0) -> None:
        """Keep one fault and count it."""
        super().note(file, message, line=line)
        self.count += 1


@dataclass(frozen=True, slots=True)
class World:
    """What lines may speak of: the cast and the pictures, who is on this square, and the engine's labels (or None)."""

    cast: Mapping[str, CastMember]
    pictures: Mapping[str, Picture]
    actors: tuple[str, ...]
    labels: Collection[str] | None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its table and that of its cue. One that is not `sound` has stand-ins for what could not be read."""

    line: Line
    table: Table
    cue: Table | None
    sound: bool


def read_lines(table: Table, world: World, faults: CountedFaults) -> tuple[ReadLine, ...]:
    """Read the lines of a scenario, in the order of the file."""
    return tuple(_read_line(one, world, faults) for one in table.tables("lines", least=1))


def _read_line(table: Table, world: World, faults: CountedFaults) -> ReadLine:
    before = faults.count
    cue = table.table("cue")
    question = table.table("question")
    kind = table.word("kind", LineKind)
    actor = _actor(table, world)
    line = Line(
        id=_line_id(table),
        actor=actor,
        kind=kind,
        text="" if kind is LineKind.REACTION else table.text("text"),
        mood=_mood(table, world, actor),
        at=table.whole("at", low=0, high=_A_DAY) if table.has("at") else None,
        cue=_cue(cue, world) if cue else None,
        to=table.text("to") if table.has("to") else None,
        picture=_picture(table, world),
        reaction=table.word("reaction", ReactionKind).value if kind is LineKind.REACTION else "",
        harm=table.has("harm") and table.yes_no("harm"),
        question=_question(question) if question else None,
    )
    _check_fitting(table, kind)
    table.close()
    return ReadLine(line, table, cue, sound=faults.count == before)


def _check_fitting(table: Table, kind: LineKind) -> None:
    """Note what does not fit this kind of line."""
    if kind is not LineKind.REACTION:
        if table.has("reaction"):
            table.fault('Alleen een regel met kind = "reaction" heeft `reaction`. Haal dit weg.', "reaction")
        return
    for key in ("text", "picture", "question"):
        if table.has(key):
            table.fault(f"Een reaction heeft geen `{key}`. Haal dit weg, of maak er een reply van.", key)


def _line_id(table: Table) -> str:
    line_id = table.id()
    if len(line_id) > _LONGEST_ID:
        table.fault(f"Deze `id` is te lang. Gebruik hoogstens {_LONGEST_ID} tekens.", "id")
    return line_id


def _actor(table: Table, world: World) -> str:
    actor = table.text("actor")
    if actor in world.actors or not actor:
        return actor
    if actor in world.cast:
        table.fault(f"Zet `{actor}` ook in de lijst `actors` bovenaan.", "actor")
    else:
        table.fault(f"`{actor}` staat niet in cast.toml.{nearest(actor, world.cast)}", "actor")
    return actor


def _mood(table: Table, world: World, actor: str) -> str:
    member = world.cast.get(actor)
    return table.one_of("mood", {"calm", *(member.moods if member else ())}, "calm")


def _picture(table: Table, world: World) -> str | None:
    if not table.has("picture"):
        return None
    picture = table.text("picture")
    if picture and picture not in world.pictures:
        table.fault(f"De plaat `{picture}` bestaat niet.{nearest(picture, world.pictures)}", "picture")
    return picture


def _cue(table: Table, world: World) -> Cue:
    cue = Cue(
        event=table.word("event", Event),
        delay=table.whole("delay", low=0, high=_A_DAY),
        tones=_tones(table),
        labels=_labels(table, world),
        target=table.text("target") if table.has("target") else None,
        nth=table.whole("nth", low=1, high=_MOST) if table.has("nth") else 1,
    )
    table.close()
    return cue


def _tones(table: Table) -> tuple[Tone, ...]:
    known = [tone.value for tone in Tone]
    found = table.texts("tones")
    for place, tone in enumerate(found):
        if tone not in known:
            table.fault(f"De toon `{tone}` bestaat niet.{nearest(tone, known)}", "tones", place=place)
    return tuple(Tone(tone) for tone in found if tone in known)


def _labels(table: Table, world: World) -> tuple[str, ...]:
    found = table.texts("labels")
    for place, label in enumerate(found):
        if world.labels is not None and label not in world.labels:
            table.fault(f"Het label `{label}` bestaat niet.{nearest(label, world.labels)}", "labels", place=place)
    return found


def _question(table: Table) -> LineQuestion:
    options = table.tables("options", least=2)
    question = LineQuestion(text=table.text("text"), options=tuple(map(_option, options)))
    table.close()
    return question


def _option(table: Table) -> ChooseOption:
    option = ChooseOption(text=table.text("text"), why=table.text("why"), effect=table.one_of("effect", _EFFECTS))
    table.close()
    return option
