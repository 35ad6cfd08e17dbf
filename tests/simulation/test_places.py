"""Where something stands in a TOML file."""

from __future__ import annotations

from learnapp.simulation.places import Places

TEXT = '''\
title = "Hoi"
"intro" = """
actor = "niet echt"
"""

[[lines]]
id = "a"
cue = { event = "post" }

[[lines]]
[[ lines.question.options ]]
text = 'x'
[[lines.question.options]]
'''


def test_a_key_is_found_in_its_own_table() -> None:
    places = Places(TEXT)

    assert places.line(("title",)) == 1
    assert places.line(("intro",)) == 2
    assert places.line(("lines", 0, "id")) == 7
    assert places.line(("lines", 1)) == 10
    assert places.line(("lines", 1, "question", "options", 0, "text")) == 12
    assert places.line(("lines", 1, "question", "options", 1)) == 13


def test_what_has_no_line_of_its_own_is_found_at_what_stands_around_it() -> None:
    places = Places(TEXT)

    assert places.line(("lines", 0, "cue", "event")) == 8
    assert places.line(("lines", 1, "question", "text")) == 11
    assert places.line(("actor",)) == 1
    assert places.line(()) == 1
