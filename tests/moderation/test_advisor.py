"""The learned second opinion: what it says of children's messages, which words carry it, and what it may not do."""

from __future__ import annotations

import pytest

from learnapp.moderation import advisor
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message
from learnapp.moderation.protocol import Protocol
from learnapp.moderation.reading import Reading, read
from learnapp.terms import AuthorRole, Outcome
from training.balance import EXCHANGEABLE, balanced
from training.corpus import HELD_OUT, FaultyCorpus, Line, read_all, read_world
from training.scoring import score
from training.train import fingerprint, learn

PUPILS = ("Noor de Vries", "Sem Bakker", "Yara Aziz")
#: What the engine must keep on the world that nothing was learned from. A little below what it reaches.
BARS = {"macro_f1": 0.84, "recall": 0.80, "specificity": 0.86, "grave_recall": 0.85, "overlap": 0.85}


def reading(text: str, protocol: Protocol, **more: object) -> Reading:
    return read(Message(text, roster=PUPILS, **more), protocol.lexicon)  # type: ignore[arg-type]


def opinion(text: str, protocol: Protocol, **more: object) -> advisor.Opinion:
    return advisor.opinion_of(reading(text, protocol, **more))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("zonder jou was ons groepje veel leuker geweest", "kwetsen"),
        ("niemand zit op jou te wachten hoor", "kwetsen"),
        ("wie doet mee om Sem de hele dag te negeren", "pesten"),
        ("ik weet waar je fietst na school, wacht maar", "bedreigen"),
        ("het maakt toch niemand uit als ik er niet meer ben", "zorgsignaal"),
    ],
)
def test_a_sneer_without_a_swear_word_is_seen(text: str, label: str, protocol: Protocol) -> None:
    said = opinion(text, protocol)

    assert said.anything > 0.5
    assert label in said.labels


@pytest.mark.parametrize(
    "text",
    [
        "wie doet er mee met verstoppertje",
        "ik heb vandaag een taart gebakken met oma",
        "mijn hamster is ziek, ik hoop dat hij beter wordt",
        "goed gedaan Yara, wat een mooie tekening",
        "weet iemand welke bladzijde we moeten maken",
    ],
)
def test_an_ordinary_message_is_left_alone(text: str, protocol: Protocol) -> None:
    assert opinion(text, protocol).anything < 0.5


def test_the_post_that_is_answered_changes_what_an_answer_means(protocol: Protocol) -> None:
    grief = opinion("haha net goed", protocol, reply_to="mijn konijn is vannacht doodgegaan")
    game = opinion("haha net goed", protocol, reply_to="we hebben de meester ingemaakt met trefbal")

    assert grief.anything > game.anything


def test_an_opinion_can_be_traced_to_its_words(protocol: Protocol) -> None:
    text = "vandaag was het mooi weer en we gingen naar buiten maar jij stinkt echt naar riool"
    seen = reading(text, protocol)
    said = advisor.opinion_of(seen)
    start, end = seen.span(said.by.place(seen, "kwetsen"))

    assert "stinkt" in text[start:end]
    assert "mooi weer" not in text[start:end]


def test_the_words_before_a_hurtful_sentence_do_not_hide_it(protocol: Protocol) -> None:
    friendly = "Vandaag hebben we in de moestuin gewerkt en dat was leuk. " * 12

    assert opinion(friendly, protocol).anything < 0.5
    assert opinion(f"{friendly} jij bent zo lelijk dat niemand met je wil spelen. {friendly}", protocol).anything > 0.5


@pytest.mark.parametrize("text", ["", " ", "qzxw vlrp", "🦕", "​", "."])
def test_what_says_nothing_gets_no_opinion(text: str, protocol: Protocol) -> None:
    assert judge(Message(text), protocol).labels == ()


def test_it_never_decides_alone(protocol: Protocol) -> None:
    listening = [rule for rule in protocol.rules if rule.detector == "advice"]

    assert listening
    assert {rule.outcome for rule in listening} <= {Outcome.ADVISE, Outcome.HOLD}


def test_the_weights_were_learned_from_the_corpus_as_it_is() -> None:
    names = [name for name in read_all() if name != HELD_OUT]

    assert advisor.about()["corpus"] == fingerprint(names), "the texts changed: run `make advisor`"


def test_the_engine_keeps_its_bars_on_a_school_it_never_saw(protocol: Protocol) -> None:
    lines = read_all()[HELD_OUT]
    found = score((line, judge(line.message, protocol).findings) for line in lines)

    short = {name: (getattr(found, name), bar) for name, bar in BARS.items() if getattr(found, name) < bar}
    assert not short


def line(text: str, *labels: str, role: AuthorRole = AuthorRole.PUPIL) -> Line:
    found = frozenset(labels)
    return Line(f"test:{text}", Message(text, author_role=role), found, frozenset(), "test", 2 if found else 0, ())


DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag morgen gisteren straks".split()
HAND = [
    line(f"{day} {text}", "kwetsen") for day in DAYS for text in ("jij bent een blork", "jij bent een snerp")
] * 40 + [line(f"{day} {text}") for day in DAYS for text in ("ik zie een boom", "wij zien een huis")] * 8


def test_the_same_corpus_gives_the_same_weights_and_the_file_gives_them_back(tmp_path, protocol: Protocol) -> None:
    first, second = learn(HAND, runs=1), learn(HAND, runs=1)
    first.write(tmp_path / "one", corpus="x")
    second.write(tmp_path / "two", corpus="x")
    kept = advisor.read_weights(tmp_path / "one")
    seen = reading("jij bent een snerp", protocol)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert kept.opinion(seen).anything == pytest.approx(first.advisor().opinion(seen).anything, abs=1e-4)
    assert kept.opinion(seen).anything > kept.opinion(reading("ik zie een huis", protocol)).anything


def test_a_line_about_one_group_is_learned_from_as_one_about_others() -> None:
    given = line("De moslims in onze klas vieren feest")
    made = [one.message.text for one in balanced([given, line("wij vieren feest")])]
    others = next(row for row in EXCHANGEABLE if "moslims" in row)

    assert made[0] == given.message.text
    assert made[-1] == "wij vieren feest"
    assert len(made) > 3
    assert all(any(f"De {other} in onze klas" in text for other in others) for text in made[:-1])
    assert not any("moslims" in text for text in made[1:-1])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# kwetsen | leerling\nhoi\n", "a block begins with"),
        ("# Kwetsen! | leerling | reply | x | 2\nhoi\n", "a block"),
    ],
)
def test_a_faulty_line_of_the_corpus_is_named(text: str, what: str, tmp_path) -> None:
    file = tmp_path / "school.txt"
    file.write_text(f"school: De Test\nroster: Noor de Vries\n\n{text}", encoding="utf-8")

    with pytest.raises(FaultyCorpus, match=r"school.txt:4: " + what):
        list(read_world(file))


def test_a_line_of_the_corpus_is_read_whole(tmp_path) -> None:
    file = tmp_path / "school.txt"
    file.write_text(
        "school: De Test\nroster: Noor de Vries, Sem Bakker\nstaff: Juf Ans\n\n"
        "# onjuistheid (zwartmaken) | ouder | reply | onjuist | 2 | recipient=medewerker, author_known=false, "
        "facts=De school begint om half negen; Er is een tuin\n"
        "[om negen uur] pas << hoe laat begint het?\n",
        encoding="utf-8",
    )
    (found,) = read_world(file)

    assert found.message.text == "om negen uur pas"
    assert found.message.reply_to == "hoe laat begint het?"
    assert found.message.roster == ("Noor de Vries", "Sem Bakker")
    assert found.message.recipient_role is AuthorRole.STAFF
    assert not found.message.author_known
    assert list(found.message.school_facts.values()) == ["De school begint om half negen", "Er is een tuin"]
    assert (found.expected, found.allowed) == ({"onjuistheid"}, {"zwartmaken"})
    assert found.spans == ((0, 12),)
