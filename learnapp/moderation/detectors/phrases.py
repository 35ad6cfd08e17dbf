"""Find patterns, unless the way they are used takes the sting out: negated, about oneself, or quoted."""

from __future__ import annotations

from collections.abc import Iterator

from learnapp.moderation.detectors.base import Detector, Parameters
from learnapp.moderation.reading import Reading, Stretch

_NEGATIONS = frozenset(["geen", "niet", "nooit", "nee", "noch", "allesbehalve", "nietes", "not", "never"])
_SELF = frozenset(["ik", "mij", "mezelf", "mijzelf", "ikzelf", "we", "wij", "onszelf", "i'm"])
_OTHERS = frozenset(
    """jij je jou jouw jullie u hij zij ze hem haar hun die dat deze van voor met tegen door is zijn you your he
    she they""".split()  # noqa: SIM905
)
_LOOK_BACK = 6
_NEGATION_REACH = 3
_OUTSIDE_QUOTES = 2


def _negated(reading: Reading, stretch: Stretch) -> bool:
    sentence = reading.sentences[stretch[0]]
    start = max(0, stretch[0] - _NEGATION_REACH)
    return any(
        reading.words[place] in _NEGATIONS and reading.sentences[place] == sentence
        for place in range(start, stretch[0])
    )


def _about_self(reading: Reading, stretch: Stretch) -> bool:
    sentence, words = reading.sentences[stretch[0]], reading.words
    after = words[stretch[1] : stretch[1] + 2]
    if "ik" in after and "ben" in words[stretch[1] : stretch[1] + 4] and after[0] in {"dat", "ik", "ben"}:
        return True
    for place in range(stretch[0] - 1, max(-1, stretch[0] - 1 - _LOOK_BACK), -1):
        if reading.sentences[place] != sentence:
            return False
        if words[place] in _SELF:
            return True
        if words[place] in _OTHERS or reading.classes[place] & reading.lexicon.naam:
            return False
    return False


def _quoted(reading: Reading, stretch: Stretch) -> bool:
    inside = all(reading.quoted[place] for place in range(*stretch))
    return inside and reading.quoted.count(False) >= _OUTSIDE_QUOTES


_EXEMPTIONS = {"negated": _negated, "self": _about_self, "quoted": _quoted}


def _phrases(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    exemptions = [_EXEMPTIONS[name] for name in parameters.get("except", ())]
    for stretch in reading.found(*parameters["lists"]):
        if any(exempt(reading, stretch) for exempt in exemptions):
            continue
        if _near(reading, stretch, parameters.get("unless_near", ())):
            continue
        yield reading.span(stretch)


def _near(reading: Reading, stretch: Stretch, lists: tuple[str, ...]) -> bool:
    """Say whether one of the lists is found in the same sentence."""
    sentence = reading.sentences[stretch[0]]
    return any(reading.sentences[found[0]] == sentence for found in reading.found(*lists))


def _together(reading: Reading, parameters: Parameters) -> Iterator[Stretch]:
    """Find word lists that each have a pattern in the message; the place is that of the first to the last."""
    firsts = [next(reading.found(list_id), None) for list_id in parameters["all"]]
    found = [stretch for stretch in firsts if stretch is not None]
    if len(found) == len(firsts):
        yield reading.span((min(start for start, _ in found), max(end for _, end in found)))


_EXCEPT = {"except": frozenset(_EXEMPTIONS)}
PHRASES = Detector(
    "phrases", _phrases, lists=frozenset({"lists", "unless_near"}), required=frozenset({"lists"}), choices=_EXCEPT
)
TOGETHER = Detector("together", _together, lists=frozenset({"all"}), required=frozenset({"all"}))
