"""Whatever happens to a file, the school gets a list of faults or a library: never anything else."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from learnapp.content.library import load_library
from learnapp.content.model import Library
from learnapp.content.toml_lines import line_of
from learnapp.errors import Fault, FaultyInput
from tests.content.conftest import FILES, MODULE, QUIZ, Tree

PIECES = [
    *(
        "\n",
        "+++",
        ":::",
        "::: sort",
        "---",
        "[[",
        "]]",
        "[",
        "]",
        "{",
        "}",
        "=",
        '"',
        '"""',
        "'",
        "''",
        "#",
        ",",
        ".",
        "\\",
    ),
    *(
        "x = 1",
        "true",
        "1979-05-27 07:32:00",
        "1e400",
        "[post]",
        "[[options]]",
        "[[questions]]",
        "a.b.c = [[1], {x = 2}]",
    ),
    *("\0", "\r", "\u2028", "\ud7ff", "é", "😀", "[level]", "level = 3", "id = []", "text = {}", "\x85", "+++\n+++\n"),
]

changes = st.tuples(
    st.sampled_from(sorted(FILES)),
    st.floats(0, 1),
    st.integers(0, 40),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=3).map("".join),
)


@given(st.lists(changes, min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
@example([("quizzes/04-grapje-a.toml", 0.0, 3000, "")])
def test_a_changed_file_gives_faults_or_a_library(tmp_path_factory, edits):
    root = tmp_path_factory.mktemp("school")
    tree = Tree(root)
    for name, where, length, put in edits:
        data = (root / name).read_bytes()
        start = int(where * len(data))
        tree.write(name, data[:start] + put.encode("utf-8", "replace") + data[start + length :])

    faults, library = attempt(root)

    assert bool(faults) is (library is None)
    assert all(fault.place.startswith(("lessons/", "quizzes/")) and fault.message for fault in faults)


def attempt(root: Path) -> tuple[tuple[Fault, ...], Library | None]:
    try:
        return (), load_library(root, articles={"A7", "U1", "U3"})
    except FaultyInput as error:
        return error.faults, None


TOML = '''\
# eerst een opmerking
title = "a = [b"
"een sleutel".diep = 1
lang = """
x = 1
[niet]
"""
lijst = [
  "een", # met ] erin
  {naam = "twee", deel.klein = [1,
    2]},
]
dag = 1979-05-27 07:32:00

[boven.onder]
a = 'c:\\pad'

[[rij]]
a = 1
[[rij]]
a = 2
[rij.binnen]
b = 3
[[rij.kind]]
c = 4
'''


def test_the_line_of_each_key_is_found():
    assert tomllib.loads(TOML)["rij"][1]["kind"][0]["c"] == 4

    places = {
        ("title",): 2,
        ("een sleutel", "diep"): 3,
        ("lang",): 4,
        ("lijst",): 8,
        ("lijst", 0): 9,
        ("lijst", 1, "deel", "klein"): 10,
        ("lijst", 1, "deel", "klein", 1): 11,
        ("dag",): 13,
        ("boven", "onder", "a"): 16,
        ("rij", 0): 18,
        ("rij", 1, "a"): 21,
        ("rij", 1, "binnen", "b"): 23,
        ("rij", 1, "kind", 0, "c"): 25,
        ("rij", 1, "kind", 7, "c"): 20,
        ("weg",): 1,
    }
    assert {path: line_of(TOML, path) for path in places} == places


@given(
    st.sampled_from([MODULE, QUIZ, TOML]),
    st.floats(0, 1),
    st.integers(0, 30),
    st.lists(st.sampled_from(PIECES), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_the_line_is_looked_up_in_any_toml_that_can_be_read(text, where, length, put):
    start = int(where * len(text))
    text = text[:start] + "".join(put) + text[start + length :]
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return

    assert all(1 <= line_of(text, (key,)) <= text.count("\n") + 1 for key in data)
