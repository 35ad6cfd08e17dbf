"""The pattern language: what fits where."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from learnapp.moderation.matching import Matcher
from learnapp.moderation.patterns import expand_macros, read_pattern, split_items, split_lines
from learnapp.moderation.word_classes import PatternFault, WordClasses


@dataclass
class Words:
    """A text as the matcher sees it: `/` ends a sentence."""

    words: list[str]
    classes: list[int]
    sentences: list[int]


def found(pattern: str, text: str) -> list[str]:
    classes = WordClasses()
    classes.add("jij", ["jij", "je"])
    classes.add("dier", ["koe+", "aap", "ezel*", "*vogel"])
    classes.add("wezen", ["<dier>", "mens"])
    patterns = read_pattern("lijst", pattern, classes, {})
    classes.close()
    sentence, words, sentences = 0, [], []
    for word in text.split():
        if word == "/":
            sentence += 1
        else:
            words.append(word)
            sentences.append(sentence)
    reading = Words(words, [classes.of(word) for word in words], sentences)
    return [" ".join(words[start:end]) for start, end in Matcher(patterns).find(reading).get("lijst", [])]


@pytest.mark.parametrize(
    ("pattern", "text", "stretches"),
    [
        ("oen", "wat een oen", ["oen"]),
        ("<jij> bent oen+", "jij bent oentjes", ["jij bent oentjes"]),
        ("(rot|ga) op", "ga op", ["ga op"]),
        ("(stuk vreten|oen) ben", "jij stuk vreten ben", ["stuk vreten ben"]),
        ("(stuk vreten|sta op)", "hee stuk vreten sta op", ["stuk vreten", "sta op"]),
        ("wat? een oen", "een oen", ["een oen"]),
        ("wat ... oen", "wat een grote oen", ["wat een grote oen"]),
        ("wat ... oen", "wat een hele grote vieze oen", []),
        ("wat ...... oen", "wat een hele grote vieze oen", ["wat een hele grote vieze oen"]),
        ("wat ... oen", "wat / oen", []),
        ("^ oen", "jij oen", []),
        ("^ oen", "jij / oen", ["oen"]),
        ("oen $", "oen :lach:", ["oen"]),
        ("oen $", "oen ben jij", []),
        ("oen (ben|$)", "oen", ["oen"]),
        ("oen (ben|$)", "oen zegt", []),
        ("oen $", "oen" + " :a: :b:" * 20, ["oen"]),
        ("oen !(hoor|van mij)", "oen hoor", []),
        ("oen !(hoor|van mij)", "oen van mij", []),
        ("oen !(hoor|van mij)", "oen van jou", ["oen"]),
        ("!van oen", "van oen", []),
        ("!van oen", "een oen", ["oen"]),
        ("een !vieze? aap koe", "een vieze koe", []),
        ("een !(aap|zebra) <wezen> uitzonderlijk", "een aap uitzonderlijk", []),
        ("een !(aap|zebra) <wezen> uitzonderlijk", "een koe uitzonderlijk", ["een koe uitzonderlijk"]),
        ("dom <dier>", "dom roofvogel", ["dom roofvogel"]),
        ("dom <wezen>", "dom ezeltje", ["dom ezeltje"]),
        ("dom <wezen>", "dom mens", ["dom mens"]),
        ("super* oen", "superdomme oen", ["superdomme oen"]),
        ("*kop $", "apenkop", ["apenkop"]),
        ("*kop $", "kop", []),
        ("slaan% je", "sla je", ["sla je"]),
        ("<jij> <dier>", "jij koe / je aap", ["jij koe", "je aap"]),
    ],
)
def test_a_pattern_fits(pattern: str, text: str, stretches: list[str]) -> None:
    assert found(pattern, text) == stretches


@pytest.mark.parametrize("pattern", ["...", "(a|)", "(a|(b)", "oen? ...", "<weg>"])
def test_a_pattern_that_cannot_be_read_says_so(pattern: str) -> None:
    with pytest.raises(PatternFault):
        found(pattern, "oen")


def test_pieces_are_written_out() -> None:
    assert expand_macros("wat $ding", {"ding": ["een oen", "$dier"], "dier": ["koe"]}) == ["wat een oen", "wat koe"]


def test_remarks_are_left_out() -> None:
    assert split_items("oen koe # remark\naap") == ["oen", "koe", "aap"]
    assert split_lines("wat een oen # remark\n\n# alleen\nkoe") == ["wat een oen", "koe"]


@pytest.mark.parametrize("text", ["wat een " * 3000, "oen " * 3000, "wat een hele " * 2000 + "oen", ":lach: " * 3000])
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()

    found("wat ... (een|hele) ...... (een|hele) ... oen $", text)

    assert time.process_time() - start < 1


def test_many_different_loaded_words_stop_in_time() -> None:
    text = " ".join(f"wat {number} een oen" for number in range(5000))

    assert found("wat ... oen", text)
