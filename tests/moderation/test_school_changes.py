"""What a school changes: its file, the protocol that comes of it, what is different, and what it may not do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from learnapp.errors import FaultyInput, IllegalMove
from learnapp.moderation.composing import LONGEST_TEXT, MOST_WORDS, check, compose, compose_what_fits
from learnapp.moderation.differences import What, by_item, differences
from learnapp.moderation.engine import judge
from learnapp.moderation.examples import Example, examples_in
from learnapp.moderation.message import Message, Verdict
from learnapp.moderation.protocol import Protocol, load_protocol
from learnapp.moderation.school_changes import (
    Allowed,
    ArticleChange,
    CoreValue,
    Item,
    Kind,
    OwnRule,
    RuleChange,
    SchoolChanges,
    article_now,
    is_safety,
    outcomes_for,
    rule_now,
    severities_for,
    trimmed_article,
    trimmed_rule,
)
from learnapp.moderation.school_file import read_school_file, write_school_file
from learnapp.moderation.trial import compare, lost_protection
from learnapp.moderation.versions import VersionMove, VersionState, version_after
from learnapp.terms import AuthorRole, Outcome

ROOT = Path(__file__).parent.parent.parent
SNAKE = OwnRule(
    article="A7",
    label="kwetsen",
    outcome=Outcome.ADVISE,
    severity=1,
    words=("slangenkop", "naar plein*"),
    reasons_child=("Zo noemen we elkaar hier niet.",),
    reason_adult="Een scheldnaam die op onze school rondgaat.",
    tips=("Noem iemand bij de naam.",),
    roles=frozenset([AuthorRole.PUPIL]),
)
RICH = SchoolChanges(
    name="Zo doen wij het",
    on_top_of="start-2026.1",
    articles={"A7": ArticleChange(child='Wees aardig.\n"Ja" \\ \x7f é 🐍')},
    rules={
        "scheldwoord": RuleChange(outcome=Outcome.ADVISE, severity=1, tips=("Zeg het anders.", "Of niet.")),
        "reclame": RuleChange(off_because="In mei is er een rommelmarkt."),
    },
    own={
        "school-slang": SNAKE,
        "school-kaarten": OwnRule(
            "Ad-C1",
            "reclame",
            Outcome.HOLD,
            2,
            (),
            ("Ruil op het schoolplein.",),
            "Ruilen.",
            ("Ruil in het echt.",),
            more={"detector": "phrases", "with": {"lists": ["school_ruil"]}, "when": {"known": True, "max_words": 20}},
        ),
    },
    lists={"school_ruil": "ruil+ kaart+\nvoetbalplaatje+"},
    allowed=Allowed(words=("heks", "heksen"), names=("Fokke",)),
    values=(
        CoreValue("Groen", "Wij zorgen voor de natuur.", ("plastic is prima",)),
        CoreValue("Samen", "Wij zijn één."),
    ),
)


def composed(changes: SchoolChanges, base: Protocol) -> Protocol:
    protocol, faults = compose(changes, base, label="2026-1")
    assert faults == []
    assert protocol is not None
    return protocol


def said(text: str, protocol: Protocol, role: AuthorRole = AuthorRole.PUPIL) -> Verdict:
    return judge(Message(text, author_role=role, roster=("Sem Bakker",), school="De Lindeboom"), protocol)


def rules_of(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in verdict.findings}


def told(changes: SchoolChanges, base: Protocol) -> str:
    protocol, faults = compose(changes, base, label="x")
    assert protocol is None
    return "\n".join(map(str, faults))


def read_with_faults(text: str) -> str:
    return "\n".join(map(str, read_school_file(text)[1]))


# -- the file


def test_what_is_written_is_read_back_the_same() -> None:
    back, faults = read_school_file(write_school_file(RICH))

    assert faults == []
    assert back == RICH
    assert back.mark() == RICH.mark()
    assert write_school_file(back) == write_school_file(RICH)


def test_a_file_of_no_changes_is_the_standard(protocol: Protocol) -> None:
    back, faults = read_school_file(write_school_file(SchoolChanges(on_top_of=protocol.version)))

    assert (back, faults) == (SchoolChanges(on_top_of=protocol.version), [])
    mine = composed(back, protocol)
    assert (mine.rules, mine.articles, mine.name) == (protocol.rules, protocol.articles, protocol.name)


def test_long_lists_and_strange_keys_stay_readable() -> None:
    many = SchoolChanges(
        on_top_of="x", lists={"met spatie": "oen"}, allowed=Allowed(words=tuple(f"woord{n}" for n in range(40)))
    )

    assert read_school_file(write_school_file(many)) == (many, [])


def test_rows_that_change_nothing_are_no_changes() -> None:
    text = 'on_top_of = "x"\n[[articles]]\nref = "A7"\n[[rules]]\nid = "scheldwoord"\n'

    assert read_school_file(text) == (SchoolChanges(on_top_of="x"), [])


@pytest.mark.parametrize(
    ("text", "said_about_it"),
    [
        ('version = "1"', "Dit is geen bestand van een school"),
        ('on_top_of = "x', "Dit is geen goede TOML"),
        ('on_top_of = "x"\nkleur = "rood"', "Hier hoort geen `kleur`"),
        ('on_top_of = "x"\ninclude = ["schoolbestand"]', "kringetje rond: schoolbestand → schoolbestand"),
        ('on_top_of = "x"\nlists = 3', "Schrijf lists als een tabel"),
        ('on_top_of = "x"\nallow = 3', "Schrijf allow als een tabel"),
        ('on_top_of = "x"\nallow = { kleuren = ["rood"] }', "Hier hoort geen `kleuren`"),
        ('on_top_of = "x"\n[lists]\nleeg = " "', "Deze woordenlijst is leeg"),
        ('on_top_of = "x"\n[[articles]]\nref = "A7"\nchild = " "', "`child` ontbreekt of is leeg"),
        ('on_top_of = "x"\n[[rules]]\nid = "nood"\noutcome = "straf"', "`outcome` kent 'straf' niet"),
        ('on_top_of = "x"\n[[rules]]\nid = "nood"\ndetector = "phone"', "Hier hoort geen `detector`"),
        ('on_top_of = "x"\n[[rules]]\nid = "nood"\n[[rules]]\nid = "nood"', "'nood' komt twee keer voor"),
        ('on_top_of = "x"\n[[values]]\nname = "Groen"', "`text` ontbreekt of is leeg"),
    ],
)  # fmt: skip
def test_a_fault_of_a_school_file_is_told_with_what_to_do(text: str, said_about_it: str) -> None:
    assert said_about_it in read_with_faults(text)


def test_files_that_include_each_other_in_a_circle_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('include = ["b.toml"]\nversion = "1"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('include = ["a.toml"]\nname = "Proef"\n', encoding="utf-8")

    with pytest.raises(FaultyInput, match=r"a\.toml → b\.toml → a\.toml"):
        load_protocol(tmp_path / "a.toml")


def test_a_file_that_is_included_may_include_another(tmp_path: Path, protocol: Protocol) -> None:
    (tmp_path / "school.toml").write_text('include = ["woorden.toml"]\non_top_of = "x"\n', encoding="utf-8")
    (tmp_path / "woorden.toml").write_text('include = ["namen.toml"]\n', encoding="utf-8")
    (tmp_path / "namen.toml").write_text('[allow]\nnames = ["Fokke"]\n', encoding="utf-8")

    assert load_protocol(tmp_path / "school.toml").version == f"schoolbestand+{protocol.version}"


# -- the protocol that comes of it


def test_c2_a_school_composes_its_protocol(protocol: Protocol) -> None:
    mine = composed(RICH, protocol)

    assert mine.version == f"2026-1+{protocol.version}"
    assert mine.name == "Zo doen wij het"
    assert mine.articles["A7"].child.startswith("Wees aardig.")
    assert mine.articles["A7"].adult == protocol.articles["A7"].adult
    assert mine.rule("reclame") is None
    changed = mine.rule("scheldwoord")
    assert changed is not None
    assert (changed.outcome, changed.severity, changed.tips) == (Outcome.ADVISE, 1, ("Zeg het anders.", "Of niet."))
    verdict = said("wat mij betreft, plastic is prima op school", mine, AuthorRole.STAFF)
    assert [(one.article, one.outcome) for one in verdict.findings] == [("C2", Outcome.ADVISE)]
    assert "‘Groen’" in verdict.findings[0].reason_child
    assert said("plastic is prima", mine).findings == ()


def test_the_words_of_a_school_are_found_and_explained(protocol: Protocol) -> None:
    mine = composed(RICH, protocol)

    finding = next(one for one in said("hee Slangenkop!", mine).findings if one.rule == "school-slang")
    assert finding.tip == "Noem iemand bij de naam."
    assert "hee Slangenkop!"[finding.start : finding.end] == "Slangenkop"
    assert "school-slang" in rules_of(said("we gaan naar pleintje twee", mine))
    assert said("slangenkop", mine, AuthorRole.GUARDIAN).findings == ()
    assert said("hij noemt mij steeds 'slangenkop', dat vind ik niet fijn", mine).findings == ()
    assert "school-kaarten" in rules_of(said("wie wil een voetbalplaatje", mine))


def test_an_allowed_word_touches_no_rule_but_hides_no_other_word(protocol: Protocol) -> None:
    mine = composed(RICH, protocol)

    assert said("jij bent een heks", protocol).findings
    assert said("jij bent een heks", mine).findings == ()
    assert rules_of(said("jij bent een heks en een trut", mine)) == {"scheldwoord"}


def test_safety_and_care_rules_see_allowed_words(protocol: Protocol) -> None:
    safe = {rule.id for rule in protocol.rules if is_safety(rule)}
    texts = [one.message.text for one in examples_in(ROOT) if one.touches and one.rule in {"dreigement", "nood"}][:40]
    words = {word for text in texts for word in re.findall(r"[a-z]{3,}", text.lower())} - set(protocol.lexicon.spelling)
    mine = composed(SchoolChanges(allowed=Allowed(words=tuple(sorted(words)))), protocol)

    for text in texts:
        assert rules_of(said(text, mine)) & safe == rules_of(said(text, protocol)) & safe


def test_an_allowed_name_is_read_as_a_name(protocol: Protocol) -> None:
    mine = composed(SchoolChanges(allowed=Allowed(names=("Varken", "Fokke"))), protocol)

    assert said("jij bent een varken", mine).findings == ()
    assert said("Fokke is dom", protocol).findings == ()
    assert said("Fokke is dom", mine).findings


def test_a_whole_file_can_be_judged_by(protocol: Protocol) -> None:
    assert load_protocol(write_school_file(RICH)).rule("school-slang") is not None
    with pytest.raises(FaultyInput, match="kan niet uit"):
        load_protocol('on_top_of = "x"\n[[rules]]\nid = "nood"\noff_because = "liever niet"\n')


# -- what a school may not do


def own(**changes: object) -> SchoolChanges:
    values = {name: getattr(SNAKE, name) for name in SNAKE.__dataclass_fields__}
    return SchoolChanges(own={"school-slang": OwnRule(**(values | changes))})


@pytest.mark.parametrize(
    ("changes", "said_about_it"),
    [
        (SchoolChanges(articles={"Z9": ArticleChange(child="Ja.")}), "Afspraak Z9: Dit artikel bestaat niet"),
        (SchoolChanges(articles={"A7": ArticleChange(child="x" * (LONGEST_TEXT + 1))}), "is te lang"),
        (SchoolChanges(rules={"weg": RuleChange(severity=1)}), "Regel weg: Deze regel bestaat niet in de standaard"),
        (SchoolChanges(rules={"nood": RuleChange(off_because="liever niet")}), "Regel nood: Deze regel beschermt"),
        (SchoolChanges(rules={"nood": RuleChange(outcome=Outcome.ADVISE)}), "Kies uit: hold. Deze regel besch"),
        (SchoolChanges(rules={"nood": RuleChange(severity=1)}), "De ernst kan niet 1 zijn. Kies uit: 3."),
        (SchoolChanges(rules={"scheldwoord": RuleChange(outcome=Outcome.PUBLISH)}), "Zet hem dan uit"),
        (own(words=()), "Zet er minstens één woord in"),
        (own(words=("🐍",)), "staat geen woord"),
        (own(words=("x",)), "is te kort"),
        (own(words=("st*",)), "is te kort"),
        (own(words=("a" * 61,)), "is te lang"),
        (own(words=("школа",)), "een teken dat de computer niet kent"),
        (own(words=tuple(f"woord{n}" for n in range(MOST_WORDS + 1))), f"Houd er hooguit {MOST_WORDS} over"),
        (own(label="zorgsignaal"), "is van de zorg"),
        (own(label="weg"), "Het label 'weg' bestaat niet"),
        (own(article="Z9"), "Artikel 'Z9' staat niet in dit protocol"),
        (own(outcome=Outcome.PUBLISH), "De uitkomst kan niet 'publish' zijn"),
        (own(reasons_child=()), "`reason_child` ontbreekt"),
        (own(more={"detector": "toverspreuk"}), "De detector 'toverspreuk' bestaat niet"),
        (own(more={"with": 3}), "Schrijf `with` als een tabel"),
        (own(more={"with": {"lists": "weg"}}), "De woordenlijst 'weg' bestaat niet"),
        (SchoolChanges(lists={"scheld_sterk": "oen"}), "Zo heet al een woordenlijst van de standaard"),
        (SchoolChanges(allowed=Allowed(words=("heks*",))), "een sterretje kan hier niet"),
        (SchoolChanges(allowed=Allowed(names=("De Wit",))), "is geen losse naam"),
        (SchoolChanges(allowed=Allowed(words=("slangenkop",)), own=own().own), "staat ook bij de woorden waarop"),
        (SchoolChanges(values=(CoreValue("Groen", "Ja.", ("!",)),)), "Kernwaarde Groen: In ‘!’ staat geen woord"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_what_to_do(protocol: Protocol, changes: SchoolChanges, said_about_it: str) -> None:
    assert said_about_it in told(changes, protocol)


def test_a_word_that_is_read_as_another_cannot_be_watched_but_can_be_allowed(protocol: Protocol) -> None:
    short, meant = next(pair for pair in protocol.lexicon.spelling.items() if pair[0].isalpha() and len(pair[0]) > 1)

    assert f"leest de computer als ‘{' '.join(meant)}’" in told(own(words=(short,)), protocol)
    composed(SchoolChanges(allowed=Allowed(words=(short,))), protocol)


def test_all_faults_are_told_together(protocol: Protocol) -> None:
    wrong = SchoolChanges(
        articles={"Z9": ArticleChange(child="Ja.")},
        rules={"nood": RuleChange(off_because="liever niet")},
        own=own(words=("🐍",), label="weg").own,
        allowed=Allowed(names=("De Wit",)),
    )

    text = told(wrong, protocol)
    assert all(place in text for place in ("Afspraak Z9", "Regel nood", "Eigen regel school-slang", "Wat hier mag"))
    assert {item.kind for item, _ in check(wrong, protocol)} == {Kind.ARTICLE, Kind.RULE, Kind.OWN, Kind.ALLOWED}


def test_a_safety_rule_only_gets_stricter(protocol: Protocol) -> None:
    nood, phone, scheldwoord = (protocol.rule(name) for name in ("nood", "telefoonnummer", "scheldwoord"))
    assert nood is not None
    assert phone is not None
    assert scheldwoord is not None

    assert is_safety(nood)
    assert not is_safety(scheldwoord)
    assert (outcomes_for(nood), severities_for(nood)) == ((Outcome.HOLD,), (3,))
    assert (outcomes_for(phone), severities_for(phone)) == ((Outcome.HOLD, Outcome.REFUSE), (2, 3))
    assert (outcomes_for(scheldwoord), severities_for(scheldwoord)) == (
        (Outcome.ADVISE, Outcome.HOLD, Outcome.REFUSE),
        (1, 2, 3),
    )


def test_what_is_in_force_goes_on_when_the_standard_has_changed(protocol: Protocol) -> None:
    old = SchoolChanges(
        articles={"Z9": ArticleChange(child="Ja.")},
        rules={"weg": RuleChange(severity=1), "reclame": RuleChange(off_because="Rommelmarkt.")},
    )

    mine = compose_what_fits(old, protocol, label="2026-1")
    assert mine.rule("reclame") is None
    assert mine.articles == protocol.articles


def test_an_own_rule_that_no_longer_fits_is_left_out_and_the_rest_holds(protocol: Protocol) -> None:
    old = SchoolChanges(rules={"reclame": RuleChange(off_because="Rommelmarkt.")}, own=own(article="Z9").own)

    mine = compose_what_fits(old, protocol, label="2026-1")

    assert mine.rule("school-slang") is None
    assert mine.rule("reclame") is None


# -- one thing at a time


def test_a_change_is_put_in_and_taken_out() -> None:
    everything = SchoolChanges()
    for item in RICH.items():
        everything = everything.with_value(item, RICH.value(item))

    assert {item: everything.value(item) for item in RICH.items()} == {item: RICH.value(item) for item in RICH.items()}
    for item in RICH.items():
        everything = everything.with_value(item, None)
        assert everything.value(item) is None
    assert everything == SchoolChanges()
    assert [str(item) for item in RICH.items()] == [
        "name", "article:A7", "rule:scheldwoord", "rule:reclame", "own:school-slang", "own:school-kaarten", "allowed",
        "values",
    ]  # fmt: skip


def test_the_mark_of_an_item_follows_that_item_alone() -> None:
    a7, u1 = Item(Kind.ARTICLE, "A7"), Item(Kind.ARTICLE, "U1")
    other = RICH.with_value(u1, ArticleChange(title="Anders"))

    assert other.mark(a7) == RICH.mark(a7)
    assert other.mark(u1) != RICH.mark(u1)
    assert other.mark() != RICH.mark()


def test_what_is_the_same_as_the_standard_is_no_change(protocol: Protocol) -> None:
    rule, article = protocol.rule("scheldwoord"), protocol.articles["A7"]
    assert rule is not None

    assert trimmed_rule(rule_now(None, rule), rule) is None
    assert trimmed_rule(rule_now(RuleChange(severity=1), rule), rule) == RuleChange(severity=1)
    assert trimmed_article(article_now(None, article), article) is None
    assert trimmed_article(ArticleChange("Fatsoen!", article.adult, ""), article) == ArticleChange("Fatsoen!")


# -- what is different


def test_every_difference_is_named_once(protocol: Protocol) -> None:
    found = [(str(one.item), one.what) for one in differences(SchoolChanges(), RICH, protocol)]

    assert found == [
        ("name", What.NAME),
        ("article:A7", What.CHILD),
        ("rule:scheldwoord", What.OUTCOME),
        ("rule:scheldwoord", What.SEVERITY),
        ("rule:scheldwoord", What.TIPS),
        ("rule:reclame", What.OFF),
        ("own:school-slang", What.ADDED),
        ("own:school-kaarten", What.ADDED),
        ("own", What.MORE),
        ("allowed", What.WORDS),
        ("allowed", What.NAMES),
        ("values:Groen", What.ADDED),
        ("values:Samen", What.ADDED),
    ]
    assert differences(RICH, RICH, protocol) == ()
    together = by_item(differences(SchoolChanges(), RICH, protocol))
    assert [one.what for one in together[Item(Kind.RULE, "scheldwoord")]] == [What.OUTCOME, What.SEVERITY, What.TIPS]
    assert len(together) == len({name for name, _ in found})


def test_what_is_taken_back_is_a_difference_too(protocol: Protocol) -> None:
    less = SchoolChanges(
        own={"school-slang": OwnRule(**{**fields(SNAKE), "words": ("slang",)})}, values=(CoreValue("Samen", "Wij."),)
    )

    found = {(str(one.item), one.what) for one in differences(RICH, less, protocol)}

    assert ("rule:reclame", What.ON) in found
    assert ("own:school-slang", What.WORDS) in found
    assert ("own:school-kaarten", What.REMOVED) in found
    assert ("values:Groen", What.REMOVED) in found
    assert ("values:Samen", What.TEXT) in found


def fields(rule: OwnRule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in rule.__dataclass_fields__}


# -- versions


def test_mr_a_version_goes_from_draft_by_the_mr_into_force_and_is_replaced() -> None:
    state = VersionState.DRAFT

    for move in (VersionMove.CHANGE, VersionMove.AGREE, VersionMove.START, VersionMove.REPLACE):
        state = version_after(state, move)

    assert state is VersionState.REPLACED


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (VersionState.DRAFT, VersionMove.START),
        (VersionState.AGREED, VersionMove.CHANGE),
        (VersionState.IN_FORCE, VersionMove.CHANGE),
        (VersionState.IN_FORCE, VersionMove.DROP),
        (VersionState.REPLACED, VersionMove.START),
    ],
)
def test_mr_what_is_not_in_the_table_cannot_happen(state: VersionState, move: VersionMove) -> None:
    with pytest.raises(IllegalMove):
        version_after(state, move)


# -- the trial


def test_a_trial_counts_what_would_change_and_lets_others_have_a_turn(protocol: Protocol) -> None:
    turns: list[int] = []
    texts = ("hoi", "wie heeft de slangenkop gezien", "ik ga naar plein zeven", "hoi")
    changes = SchoolChanges(own={"school-slang": SNAKE})

    seen = compare(map(Message, texts), protocol, composed(changes, protocol), pause=lambda: turns.append(1))

    assert (seen.total, seen.moved, len(turns)) == (4, 2, 1)
    assert seen.moves == {(Outcome.PUBLISH, Outcome.ADVISE): 2}
    assert [one.number for one in seen.changed] == [1, 2]
    assert {(one.rule, one.before, one.after) for one in seen.rules} == {("school-slang", 0, 2)}


def test_the_collection_of_this_installation_is_found_and_the_same_by_the_standard(protocol: Protocol) -> None:
    examples = examples_in(ROOT)

    assert "scheldwoord" in {example.rule for example in examples} <= {rule.id for rule in protocol.rules}
    assert {example.touches for example in examples} == {True, False}
    few = examples[:40]
    assert compare([one.message for one in few], protocol, protocol).changed == ()


def test_an_installation_without_a_collection_has_no_examples(tmp_path: Path) -> None:
    assert examples_in(tmp_path) == ()


def test_a_sentence_that_is_no_longer_protected_stands_out(protocol: Protocol) -> None:
    examples = [
        Example("nood", touches, Message(text)) for touches, text in ((True, "ik wil niet meer leven"), (False, "hoi"))
    ]
    blind = load_protocol(
        'version = "1"\nname = "Blind"\ninclude = ["standaard-artikelen.toml"]\n'
        'labels = [{ id = "taal", name = "taal", tone = "neutral" }]\n'
        '[[rules]]\nid = "x"\narticle = "A7"\nlabel = "taal"\ndetector = "phrases"\nseverity = 1\noutcome = "advise"\n'
        'scope = "school"\nreason_child = "a"\nreason_adult = "b"\ntip = "c"\n'
        'with = { lists = ["x"] }\n[lists]\nx = "oen"\n'
        '[[ladders]]\naudience = "staff"\narticle = "A7"\n'
        'measures = [{ id = "w", name = "w", severity = 1, child = "w", adult = "w" }]\n'
        '[[ladders]]\naudience = "community"\narticle = "A7"\n'
        'measures = [{ id = "w", name = "w", severity = 1, child = "w", adult = "w" }]\n'
    )  # fmt: skip

    seen = compare([one.message for one in examples], protocol, blind)

    assert [one.number for one in lost_protection(examples, seen, protocol)] == [0]
