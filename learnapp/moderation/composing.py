"""Make a school's protocol of the standard and what the school changed, and tell everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from learnapp.errors import Fault
from learnapp.moderation.allowing import allowing
from learnapp.moderation.lexicon import Lexicon
from learnapp.moderation.lexicon_loading import LexiconLoader
from learnapp.moderation.lifecycle import NEVER_PRACTICE
from learnapp.moderation.loading import Loader
from learnapp.moderation.own_words import pattern_of, unreadable, unreadable_name
from learnapp.moderation.protocol_files import PROTOCOLS, STANDARD, read_data
from learnapp.moderation.rules import Protocol, Rule
from learnapp.moderation.school_changes import (
    OUTCOMES,
    Allowed,
    CoreValue,
    Item,
    Kind,
    OwnRule,
    RuleChange,
    SchoolChanges,
    is_safety,
    outcomes_for,
    severities_for,
)

#: Characters in one text of a protocol.
LONGEST_TEXT = 600
#: Words and rows of words in one list of a school.
MOST_WORDS = 200
#: The rule that asks whether something fits a core value, once for each value that has words.
_VALUE_FILE = PROTOCOLS / "kernwaarden.toml"
_VALUE = "{waarde}"
#: The words and names that are allowed, as a word list.
_ALLOWED_LIST = "school-mag"
#: With these around it, a word that the school watches is free: counter-speech, asking for help, talking about a word.
_FREE = ("tegenspraak", "hulpvraag", "les", "over_woord")
Data = dict[str, Any]


def compose(changes: SchoolChanges, base: Protocol, *, label: str) -> tuple[Protocol | None, list[Fault]]:
    """Make the protocol of a school: the standard (`base`) with what it changed. With faults it is None."""
    faults = [fault for _, fault in check(changes, base)]
    data = read_data(STANDARD, faults)
    data["version"], data["name"] = f"{label}+{base.version}", changes.name or base.name
    _change_articles(data, changes)
    _change_rules(data, changes)
    _add_own(data, changes, faults)
    _add_values(data, changes.values, faults)
    _add_allowed(data, changes.allowed, base)
    loader = Loader(data, faults)
    if not _has_own_words(changes):
        loader.lexicon = _WordsOfTheStandard(data, faults, base.lexicon)
    protocol = loader.protocol()
    return (None, list(dict.fromkeys(faults))) if faults else (allowing(protocol, changes.allowed), [])


class _WordsOfTheStandard(LexiconLoader):
    """The words of the standard, which are ready already: making them ready is nearly all the work."""

    def __init__(self, data: Data, faults: list[Fault], ready: Lexicon) -> None:
        super().__init__(data, faults)
        self._ready = ready

    def lexicon(self) -> Lexicon:
        return self._ready


def _has_own_words(changes: SchoolChanges) -> bool:
    words = any(value.words for value in changes.values)
    return bool(changes.own or changes.lists or changes.allowed != Allowed() or words)


def compose_what_fits(changes: SchoolChanges, base: Protocol, *, label: str) -> Protocol:
    """Make the protocol of a version that is in force, whatever became of the standard since it was checked.

    A change that no longer fits (its rule or article is gone, its rule became a safety rule) is left out; when even
    then something is wrong, the standard holds.
    """
    for item in {item for item, _ in check(changes, base)}:
        changes = changes.with_value(item, None)
    without_own = replace(changes, own={}, lists={}, values=())
    return compose(changes, base, label=label)[0] or compose(without_own, base, label=label)[0] or base


def check(changes: SchoolChanges, base: Protocol) -> Iterator[tuple[Item, Fault]]:
    """Give what is wrong with the changes of a school beside the standard, each with the item it belongs to."""
    rules = {rule.id: rule for rule in base.rules}
    for ref, article in changes.articles.items():
        known = [] if ref in base.articles else [f"Dit artikel bestaat niet. Kies uit: {', '.join(base.articles)}."]
        yield from _told(
            Item(Kind.ARTICLE, ref), f"Afspraak {ref}", known, _too_long(article.title, article.adult, article.child)
        )
    for rule_id, change in changes.rules.items():
        texts = _too_long(*change.reasons_child, change.reason_adult, *change.tips, change.off_because)
        yield from _told(Item(Kind.RULE, rule_id), f"Regel {rule_id}", _about_rule(change, rules.get(rule_id)), texts)
    for rule_id, own in changes.own.items():
        texts = _too_long(*own.reasons_child, own.reason_adult, *own.tips)
        place = f"Eigen regel {rule_id}"
        yield from _told(Item(Kind.OWN, rule_id), place, _about_own(own), _about_words(own.words, base), texts)
    yield from _told(Item(Kind.ALLOWED), "Wat hier mag", _about_allowed(changes, base))
    for value in changes.values:
        texts = _too_long(value.name, value.text)
        yield from _told(Item(Kind.VALUES), f"Kernwaarde {value.name}", _about_words(value.words, base), texts)


def _told(item: Item, place: str, *messages: Iterable[str]) -> Iterator[tuple[Item, Fault]]:
    yield from ((item, Fault(place, message)) for some in messages for message in some)


def _too_long(*texts: str) -> Iterator[str]:
    for text in texts:
        if len(text) > LONGEST_TEXT:
            yield f"‘{text[:30]}…’ is te lang. Gebruik hooguit {LONGEST_TEXT} tekens."


def _about_rule(change: RuleChange, rule: Rule | None) -> Iterator[str]:
    if rule is None:
        yield (
            "Deze regel bestaat niet in de standaard. Controleer `id`; de id van een eigen regel begint met ‘school-’."
        )
        return
    if is_safety(rule) and change.off_because:
        yield "Deze regel beschermt kinderen en kan niet uit. Verander zo nodig de uitleg."
    if change.outcome is not None and change.outcome not in outcomes_for(rule):
        known = ", ".join(outcomes_for(rule))
        yield f"De uitkomst kan niet {change.outcome.value!r} zijn. Kies uit: {known}.{_why(rule)}"
    if change.severity is not None and change.severity not in severities_for(rule):
        known = ", ".join(map(str, severities_for(rule)))
        yield f"De ernst kan niet {change.severity} zijn. Kies uit: {known}.{_why(rule)}"


def _why(rule: Rule) -> str:
    if is_safety(rule):
        return " Deze regel beschermt kinderen en mag niet milder."
    return " Hoeft de regel niets te doen? Zet hem dan uit met `off_because`."


def _about_own(own: OwnRule) -> Iterator[str]:
    if not own.words and not own.more.get("detector"):
        yield "Er staan geen woorden bij. Zet er minstens één woord in."
    if own.outcome not in OUTCOMES:
        yield f"De uitkomst kan niet {own.outcome.value!r} zijn. Kies uit {', '.join(OUTCOMES)}."
    if own.label in NEVER_PRACTICE:
        yield f"Het label {own.label!r} is van de zorg. Kies een ander label; zorgregels staan vast in de standaard."


def _about_words(words: tuple[str, ...], base: Protocol) -> Iterator[str]:
    for word in words:
        yield from unreadable(word, base.lexicon)
    if len(words) > MOST_WORDS:
        yield f"Dit zijn {len(words)} woorden. Houd er hooguit {MOST_WORDS} over."


def _about_allowed(changes: SchoolChanges, base: Protocol) -> Iterator[str]:
    allowed = changes.allowed
    watched = {pattern_of(word) for own in changes.own.values() for word in own.words}
    yield from _about_words(tuple(word for word in allowed.words if not _is_short_form(word, base)), base)
    for word in allowed.words:
        if word.endswith("*"):
            yield f"‘{word}’: een sterretje kan hier niet. Schrijf elk woord dat mag helemaal op."
        if pattern_of(word) in watched:
            yield f"‘{word}’ staat ook bij de woorden waarop de school let. Haal het op één plek weg."
    for name in allowed.names:
        yield from unreadable_name(name)


def _is_short_form(word: str, base: Protocol) -> bool:
    """Say whether a word is one that the engine reads as another: to allow it is to allow that other one."""
    return pattern_of(word) in base.lexicon.spelling


def _change_articles(data: Data, changes: SchoolChanges) -> None:
    for row in data["articles"]:
        if change := changes.articles.get(row["ref"]):
            row |= {key: text for key in ("title", "adult", "child") if (text := getattr(change, key))}


def _change_rules(data: Data, changes: SchoolChanges) -> None:
    off = {rule_id for rule_id, change in changes.rules.items() if change.off_because}
    data["rules"] = [row for row in data["rules"] if row["id"] not in off]
    for row in data["rules"]:
        if change := changes.rules.get(row["id"]):
            new = {
                "outcome": change.outcome and change.outcome.value,
                "severity": change.severity,
                "reason_child": list(change.reasons_child),
                "reason_adult": change.reason_adult,
                "tip": list(change.tips),
            }
            row |= {key: value for key, value in new.items() if value}


def _add_own(data: Data, changes: SchoolChanges, faults: list[Fault]) -> None:
    for list_id in changes.lists.keys() & data["lists"].keys():
        message = "Zo heet al een woordenlijst van de standaard. Geef de lijst van de school een andere naam."
        faults.append(Fault(f"lists.{list_id}", message))
    data["lists"] = {**changes.lists, **data["lists"]}
    for rule_id, own in changes.own.items():
        if own.words:
            data["lists"][rule_id] = "\n".join(map(pattern_of, own.words))
        data["rules"].append(_own_row(rule_id, own, data["lists"]))


def _own_row(rule_id: str, own: OwnRule, lists: Mapping[str, str]) -> Data:
    row: Data = {
        "_file": "eigen regels",
        "id": rule_id,
        "article": own.article,
        "label": own.label,
        "outcome": own.outcome.value,
        "severity": own.severity,
        "reason_child": list(own.reasons_child),
        "reason_adult": own.reason_adult,
        "tip": list(own.tips),
        "scope": "school",
        "detector": "phrases",
        "when": {"unless": [name for name in _FREE if name in lists]},
        **own.more,
    }
    if own.roles:
        row["for"] = sorted(own.roles)
    given = own.more.get("with", {})
    if own.words and isinstance(given, dict):
        lists = given.get("lists", [])
        row["with"] = {
            "except": ["quoted"],
            **given,
            "lists": [rule_id, *(lists if isinstance(lists, list) else [lists])],
        }
    return row


def _add_allowed(data: Data, allowed: Allowed, base: Protocol) -> None:
    """Let rules that weigh a whole message keep out of one with an allowed word; safety rules never do.

    Rules with word lists find what else there is (`allowing.py`).
    """
    names = [name for name in map(pattern_of, allowed.names) if name.isalpha() and name.isascii()]
    data["classes"]["voornaam"] += "".join(f" {name}" for name in names)
    spelling = base.lexicon.spelling
    words = [" ".join(spelling.get(word, (word,))) for word in map(pattern_of, allowed.words) if word]
    if not (names or words):
        return
    data["lists"][_ALLOWED_LIST] = "\n".join([*words, *names])
    silent = {rule.id for rule in base.rules if not is_safety(rule) and not rule.parameters.get("lists")}
    for row in data["rules"]:
        if row["id"] in silent:
            when = row.get("when", {})
            row["when"] = {**when, "unless": [*when.get("unless", []), _ALLOWED_LIST]}


def _add_values(data: Data, values: Iterable[CoreValue], faults: list[Fault]) -> None:
    more = read_data(_VALUE_FILE, faults)
    (rule,) = more["rules"]
    watched = [value for value in values if value.words]
    data["labels"] += more["labels"] if watched else []
    for number, value in enumerate(watched, 1):
        rule_id = f"school-{rule['id']}-{number}"
        data["lists"][rule_id] = "\n".join(map(pattern_of, value.words))
        row = {key: _about_value(text, value.name) for key, text in rule.items()}
        data["rules"].append({**row, "id": rule_id, "with": {**rule["with"], "lists": [rule_id]}})


def _about_value(text: Any, name: str) -> Any:
    """Fill the name of a value in, in a text or in each of several."""
    if isinstance(text, list):
        return [_about_value(one, name) for one in text]
    return text.replace(_VALUE, name) if isinstance(text, str) else text
