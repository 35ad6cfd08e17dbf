"""What the lines of a scenario must say about one another, so that every line can come and every pupil is answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from learnapp.content.source import nearest
from learnapp.simulation.lines import ReadLine
from learnapp.simulation.scenario import REASON, Cue, Event, Line, LineKind
from learnapp.terms import Tone

#: One in so many lines may do harm: noticing it is the skill.
DILUTION = 6

#: A pupil's own words: only these have a tone and labels, and only these can be answered without `to`.
WRITTEN = frozenset({Event.POST, Event.REPLY})

#: What must be answered, and how an author reads it. Hurtful, private and sorry must be named in `tones`: an answer
#: that fits any tone would be wrong there.
_ANSWERS = {
    Tone.KIND: "een aardig bericht",
    Tone.NEUTRAL: "een gewoon bericht",
    Tone.HURTFUL: "een kwetsend bericht",
    Tone.PRIVATE: "een bericht met iets van privé",
    Tone.SORRY: 'een bericht dat het goedmaakt (tones = ["sorry"])',
}
_ANY_TONE_WILL_DO = frozenset({Tone.KIND, Tone.NEUTRAL})
_DEEDS = {Event.REPORT: "een melding", Event.DELETE: "het weghalen van een eigen bericht"}


def check_lines(read: Sequence[ReadLine], *, minutes: int) -> None:
    """Check each line beside the others. Lines that could not be read well only count as being there."""
    _check_once(read)
    _check_order([one for one in read if one.sound and one.line.at is not None], minutes=minutes)
    lines = [one.line for one in read]
    good = all(one.sound for one in read)
    for number, one in enumerate(read):
        if not one.sound:
            continue
        faults = [("", message) for message in _faults_of_time(one.line)]
        faults += [("text", message) for message in _faults_of_reason(one.line)]
        faults += [("to", message) for message in _faults_of_to(one.line, lines[:number], lines)]
        for key, message in faults:
            one.table.fault(message, key)
        good = good and not faults
        if one.line.cue and one.cue:
            for key, message in _faults_of_cue(one.line, one.line.cue, lines):
                one.cue.fault(message, key)
                good = False
    if good:
        _check_waiting(read)


def check_scenario(read: Sequence[ReadLine]) -> None:
    """Check the whole: a start, diluted harm, and an answer to everything that must have one."""
    lines = [one.line for one in read]
    top = read[0].table
    if not any(line.at is not None and line.kind is LineKind.POST for line in lines):
        top.fault("Het plein is leeg. Begin met minstens één post met `at`.")
    harmful = sum(line.harm for line in lines)
    if harmful * DILUTION > len(lines):
        top.fault(
            f"{harmful} van de {len(lines)} regels hebben harm = true. Dat mag er hoogstens één op de {DILUTION} zijn: "
            "schrijf er gewone regels bij."
        )
    for what in _unanswered([line.cue for line in lines if line.cue and line.cue.nth == 1]):
        top.fault(f"Niemand antwoordt op {what}. Voeg een regel met een cue toe (met nth = 1).")


def _check_once(read: Sequence[ReadLine]) -> None:
    seen: set[str] = set()
    for one in read:
        if one.line.id in seen:
            one.table.fault(f"De id `{one.line.id}` is al gebruikt. Geef elke regel een eigen id.", "id")
        if one.line.id:
            seen.add(one.line.id)


def _check_order(timed: Sequence[ReadLine], *, minutes: int) -> None:
    """Check that timed lines stand in the order in which they come, all before the end."""
    latest = 0
    for one in timed:
        at = one.line.at or 0
        if at < latest:
            one.table.fault(f"Deze regel komt eerder dan een regel erboven (at = {latest}). Zet ze op volgorde.", "at")
        if at > minutes * 60:
            one.table.fault(f"Deze regel komt na het einde ({minutes} minuten). Kies een lagere `at`.", "at")
        latest = max(latest, at)


def _check_waiting(read: Sequence[ReadLine]) -> None:
    """Tell which lines can never come, because what they wait for never comes either."""
    possible = _possible([one.line for one in read])
    for one in read:
        if one.line.id not in possible:
            one.table.fault("Deze regel kan nooit komen: de regel van `target` komt ook nooit.", "cue")


def _faults_of_time(line: Line) -> Iterator[str]:
    if (line.at is None) == (line.cue is None):
        yield "Geef een regel `at` (seconden vanaf de start) of een `cue`, en niet allebei."


def _faults_of_reason(line: Line) -> Iterator[str]:
    if REASON in line.text and not (line.cue and line.cue.event is Event.REPORT):
        yield f'Alleen een regel die op een melding antwoordt (event = "report") kent {REASON}. Haal dit weg.'


def _faults_of_to(line: Line, above: Collection[Line], lines: Sequence[Line]) -> Iterator[str]:
    """Check what the line answers."""
    answered = next((one for one in lines if one.id == line.to), None)
    if line.to is None:
        if line.kind is not LineKind.POST and not (line.cue and line.cue.event in WRITTEN):
            yield f"Zet bij deze {line.kind} in `to` op welke regel het een antwoord is."
    elif line.kind is LineKind.POST:
        yield "Een post antwoordt nergens op. Haal `to` weg, of maak er een reply van."
    elif answered is None:
        yield f"De regel `{line.to}` bestaat niet.{nearest(line.to, [one.id for one in lines])}"
    elif answered not in above:
        yield f"De regel `{line.to}` staat pas later in het bestand. Zet hem erboven."
    elif answered.kind is LineKind.REACTION:
        yield f"De regel `{line.to}` is een reaction. Daar kun je niet op antwoorden."
    elif line.at is not None and answered.cue:
        yield f"De regel `{line.to}` komt misschien nooit. Geef deze regel ook een cue in plaats van `at`."
    elif line.at is not None and answered.at is not None and answered.at > line.at:
        yield f"De regel `{line.to}` komt pas na {answered.at} seconden. Kies een hogere `at`."


def _faults_of_cue(line: Line, cue: Cue, lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Check what the line waits for: the key and the message."""
    target = next((one for one in lines if one.id == cue.target), None)
    if cue.event not in WRITTEN | {Event.DELETE} and (cue.tones or cue.labels):
        yield "tones", f"Een {cue.event} heeft geen toon of label. Haal `tones` en `labels` weg."
    if cue.target is None:
        return
    if cue.event is Event.POST:
        yield "target", 'Een eigen post gaat niet over een regel. Haal `target` weg, of kies event = "reply".'
    elif target is None:
        yield "target", f"De regel `{cue.target}` bestaat niet.{nearest(cue.target, [one.id for one in lines])}"
    elif target is line:
        yield "target", "Deze regel wacht op zichzelf. Kies een andere `target`."
    elif target.kind is LineKind.REACTION:
        yield "target", f"Op de reaction `{cue.target}` kan een leerling niets doen. Kies een post of reply."


def _possible(lines: Sequence[Line]) -> set[str]:
    """Give the ids of the lines that can come: timed ones, and those that wait for something that can happen."""
    possible: set[str] = set()
    grown = True
    while grown:
        coming = {
            line.id
            for line in lines
            if (line.to is None or line.to in possible)
            and (line.cue is None or line.cue.target is None or line.cue.target in possible)
        }
        grown = coming != possible
        possible = coming
    return possible


def _unanswered(cues: Sequence[Cue]) -> Iterator[str]:
    """Give in words what nobody answers."""
    for tone, words in _ANSWERS.items():
        if not any(_answers(cue, tone) for cue in cues):
            yield words
    for event, words in _DEEDS.items():
        if not any(cue.event is event for cue in cues):
            yield words


def _answers(cue: Cue, tone: Tone) -> bool:
    """Say whether this cue comes for a message of this tone, whatever the engine's labels are."""
    if cue.event not in WRITTEN:
        return False
    return tone in cue.tones or (not cue.tones and not cue.labels and tone in _ANY_TONE_WILL_DO)
