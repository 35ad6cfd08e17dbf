"""Draw the faces of the cast and the creatures of the pupils, from two CC0 styles of DiceBear.

Run by hand after a change of lessons/cast.toml or of a look below; what it draws is committed, the site needs neither
this script nor its libraries.

    python scripts/make_portraits.py
"""

from __future__ import annotations

import copy
import itertools
import json
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from dicebear import Avatar, Style

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from shrink_svg import shrink_svg, without_words  # noqa: E402

IMAGES = ROOT / "learnapp" / "static" / "img"
LARGEST = 8_600
INK = "#1b2440"

#: The face fills the round frame when we come a little closer than the style does.
CLOSER = ('viewBox="0 0 704 704"', 'viewBox="46 50 630 630"')

#: What a mood looks like. "cheerful" is ours: see `with_cheerful`.
EXPRESSIONS = {
    "calm": "smile",
    "happy": "cheerful",
    "laughing": "smileLOL",
    "sad": "solemn",
    "worried": "concernedFear",
    "angry": "veryAngry",
}
FAIR, LIGHT, TAN, BROWN, DARK = "#ffdbb4", "#edb98a", "#d08b5b", "#ae5d29", "#84583f"
BLACK_HAIR, BROWN_HAIR, AUBURN, BLOND, RED_HAIR, WHITE_HAIR = INK, "#724133", "#a55728", "#d6b370", "#c93305", "#e8e1e1"
BLUE, GREEN, ORANGE, PINK, CORAL, TEAL, YELLOW = (
    "#8fa7df", "#78e185", "#ffcf77", "#e279c7", "#e78276", "#9ddadb", "#fdea6b",
)  # fmt: skip

#: One look per person: head, hair, skin, clothes, and what else belongs to the face.
LOOKS: dict[str, dict[str, str]] = {
    "noor": {"head": "hijab", "hair": BLACK_HAIR, "skin": TAN, "clothes": BLUE},
    "bram": {"head": "grayShort", "hair": BLOND, "skin": FAIR, "clothes": GREEN},
    "yara": {"head": "longCurly", "hair": BLACK_HAIR, "skin": BROWN, "clothes": ORANGE},
    "daan": {"head": "hatBeanie", "hair": CORAL, "skin": FAIR, "clothes": CORAL},
    "mo": {"head": "twists2", "hair": BLACK_HAIR, "skin": DARK, "clothes": YELLOW},
    "lieke": {"head": "bangs", "hair": BLOND, "skin": FAIR, "clothes": PINK},
    "ravi": {"head": "pomp", "hair": BLACK_HAIR, "skin": BROWN, "clothes": TEAL, "glasses": "glasses3"},
    "fenna": {"head": "grayBun", "hair": RED_HAIR, "skin": FAIR, "clothes": TEAL},
    "juf-sanne": {"head": "medium2", "hair": BLACK_HAIR, "skin": LIGHT, "clothes": CORAL, "glasses": "glasses2"},
    "meester-erik": {"head": "noHair1", "hair": BLACK_HAIR, "skin": LIGHT, "clothes": BLUE, "beard": "full"},
    "tim": {"head": "grayShort", "hair": AUBURN, "skin": FAIR, "clothes": BLUE, "beard": "moustache1"},
    "moeder-bram": {"head": "grayMedium", "hair": AUBURN, "skin": FAIR, "clothes": GREEN},
    "vader-mo": {"head": "short5", "hair": BLACK_HAIR, "skin": DARK, "clothes": TEAL, "beard": "chin"},
    "opa-henk": {
        "head": "noHair3", "hair": WHITE_HAIR, "skin": LIGHT, "clothes": ORANGE,
        "beard": "moustache6", "beard_colour": "#f4f1ee", "glasses": "glasses5",
    },
    "buurvrouw-ans": {
        "head": "grayMedium", "hair": WHITE_HAIR, "skin": FAIR, "clothes": PINK, "glasses": "glasses2",
    },
    "stefstunt": {"head": "mohawk", "hair": RED_HAIR, "skin": LIGHT, "clothes": YELLOW},
    "gamer-max12": {"head": "hatHip", "hair": INK, "skin": LIGHT, "clothes": BLUE, "glasses": "sunglasses2"},
}  # fmt: skip

#: Organisations have a sign instead of a face.
SIGNS = {
    "zonnepret": (
        '<path fill="#cfeaff" d="M0 0h96v96H0z"/><circle cx="48" cy="52" r="20" fill="#ffc93c"/>'
        '<path fill="#f59a23" d="M48 16l5 12H43zM20 28l12 7-8 7zM76 28l-4 14-8-7z"/>'
        '<path fill="#2563d9" d="M0 62c8-6 16-6 24 0s16 6 24 0 16-6 24 0 16 6 24 0v34H0z"/>'
        '<path fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" d="M10 78c6-4 12-4 18 0s12 4 18 0'
        ' 12-4 18 0 12 4 18 0"/>'
    ),
    "schoolnieuws24": (
        '<path fill="#ffe3dc" d="M0 0h96v96H0z"/><rect x="20" y="18" width="56" height="60" rx="6" fill="#fff"'
        ' stroke="#1b2440" stroke-width="4"/><path fill="#c53d25" d="M26 25h44v15H26z"/>'
        '<path stroke="#1b2440" stroke-width="4" stroke-linecap="round" d="M28 50h17M28 59h17M28 68h17M52 50h16v18H52z"'
        ' fill="none"/>'
        '<path fill="#fff" d="M33 37v-3l4-4h-4v-2h7v3l-3 4h3v2zM44 35l5-7h3v6h2v2h-2v2h-3v-2h-5zm5-1v-3l-2 3z"/>'
    ),
}

#: Creatures: friendly faces only, on our own pale tints.
EYES = ("round", "bigPupils", "wide", "dots", "happy", "wink", "sideeye", "uneven", "trio", "mono")
MOUTHS = ("smile", "grin", "tinySmile", "laugh", "catMouth", "tongue")
BODIES = ("dome", "bell", "blob", "round", "tilt", "peak", "squat", "tower", "lean", "wedge", "block", "steps")
TOPS = (
    "antennae", "earsRound", "sprout", "hornsSmall", "bobble", "earsDroop", "spikes", "fin", "earsPointy", "antenna",
    "crown", "nub", "horns",
)  # fmt: skip
PATTERNS = ("belly", "dots", "speckles", "bars", "spot", "stripes", "ring")
COLOURS = (
    "#5aa9f0", "#f79a4e", "#a67bea", "#6cc65a", "#f58ab8", "#f7c02e", "#3cc0b4", "#f47c6c", "#7c8cf0", "#b4d33c",
    "#e58ae0",
)  # fmt: skip
GROUNDS = ("#dbe8ff", "#fff0b8", "#d3f2df", "#e8deff", "#ffdfd5", "#d3f0f2", "#ffe2f0")
CREATURES = 60


def style(name: str) -> dict[str, Any]:
    """Read a style; all are CC0, which is checked here so that a newer one cannot slip in."""
    definition: dict[str, Any] = json.loads(files("dicebear_styles").joinpath(f"{name}.json").read_text("utf-8"))
    if definition["meta"]["license"]["name"] != "CC0 1.0":
        raise SystemExit(f"{name} is no longer CC0: choose another style")
    return definition


def with_cheerful(peeps: dict[str, Any]) -> dict[str, Any]:
    """Add the expression that the style lacks: the eyes of "calm" with an open smile."""
    peeps = copy.deepcopy(peeps)
    variants = peeps["components"]["expression"]["variants"]
    (eyes,) = copy.deepcopy(variants["calm"]["elements"])
    eyes["attributes"]["d"] = "M134.8 117.4" + eyes["attributes"]["d"].partition("m-.2-95.8")[2]
    ink = {"type": "color", "name": "ink"}
    mouth = [
        _path("M84 184c22 9 46 8 68-3 3 28-11 46-33 47-22 1-36-17-35-44z", ink),
        _path("M94 193c17 5 34 5 50-1l-1 11c-15 5-33 5-47 1z", "#ffffff"),
        _path("M104 217c8-7 24-8 32-2-5 6-11 8-18 8-6 0-10-2-14-6z", "#ef7f78"),
    ]
    variants["cheerful"] = {"elements": [eyes, *mouth]}
    return peeps


def _path(line: str, fill: object) -> dict[str, Any]:
    return {"name": "path", "type": "element", "attributes": {"d": line, "fill": fill}}


def with_beard(peeps: dict[str, Any], colour: str) -> dict[str, Any]:
    """Give every beard and moustache this colour instead of ink."""
    text = json.dumps(peeps["components"]["facialHair"])
    peeps = copy.deepcopy(peeps)
    peeps["components"]["facialHair"] = json.loads(text.replace('{"type": "color", "name": "ink"}', f'"{colour}"'))
    return peeps


def portrait(peeps: dict[str, Any], look: dict[str, str], mood: str) -> str:
    """Draw one face: whatever the mood, everything but the expression stays the same."""
    if "beard_colour" in look:
        peeps = with_beard(peeps, look["beard_colour"])
    options = {
        "seed": "oefenplein",
        "headVariant": [look["head"]],
        "headContrastColor": [look["hair"]],
        "skinColor": [look["skin"]],
        "clothingColor": [look["clothes"]],
        "inkColor": [INK],
        "expressionVariant": [EXPRESSIONS[mood]],
        "maskProbability": 0,
        "accessoriesProbability": 100 if "glasses" in look else 0,
        "facialHairProbability": 100 if "beard" in look else 0,
    }
    if "glasses" in look:
        options["accessoriesVariant"] = [look["glasses"]]
    if "beard" in look:
        options["facialHairVariant"] = [look["beard"]]
    return Avatar(Style(peeps), options).to_string().replace('fill="black"', f'fill="{INK}"').replace(*CLOSER)


def creature(critters: Style, number: int) -> str:
    """Draw a creature; neighbours in the list look as different as can be."""
    options = {
        "seed": f"oefenplein-{number}",
        "bodyVariant": [BODIES[number * 5 % len(BODIES)]],
        "topVariant": [TOPS[number * 4 % len(TOPS)]],
        "topProbability": 100,
        "patternVariant": [PATTERNS[number * 3 % len(PATTERNS)]],
        "patternProbability": 100 if number % 2 else 0,
        "cheeksVariant": ["blush"],
        "cheeksProbability": 100,
        "eyesVariant": [EYES[(number * 3 + number // 10) % len(EYES)]],
        "mouthVariant": [MOUTHS[(number + number // 6) % len(MOUTHS)]],
        "animationVariant": ["none"],
        "bodyColor": [COLOURS[number % len(COLOURS)]],
        "accentColor": [COLOURS[(number + 5) % len(COLOURS)]],
        "backgroundColor": [GROUNDS[(number + number // 11) % len(GROUNDS)]],
        "inkColor": [INK],
    }
    return Avatar(critters, options).to_string()


def keep(path: Path, svg: str) -> None:
    """Write a drawing; one that is too heavy for a slow tablet stops the script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if len(svg.encode()) > LARGEST:
        raise SystemExit(f"{path.name} is {len(svg.encode())} bytes, more than {LARGEST}")
    path.write_text(svg + "\n", encoding="utf-8")


def draw_cast() -> int:
    """Draw every person of lessons/cast.toml in every mood; a person without a look is named."""
    cast = tomllib.loads((ROOT / "lessons" / "cast.toml").read_text(encoding="utf-8"))
    if unknown := [slug for slug in cast if slug not in LOOKS and slug not in SIGNS]:
        raise SystemExit(f"no look yet for: {', '.join(unknown)}")
    peeps = with_cheerful(style("open-peeps"))
    for slug, mood in itertools.chain.from_iterable(itertools.product([s], m["moods"]) for s, m in cast.items()):
        if slug in SIGNS:
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">{SIGNS[slug]}</svg>'
        else:
            svg = shrink_svg(portrait(peeps, LOOKS[slug], mood))
        keep(IMAGES / "cast" / f"{slug}-{mood}.svg", svg)
    return len(cast)


def draw_creatures() -> int:
    """Draw the creatures c01 to c60."""
    critters = Style(style("critters"))
    for number in range(1, CREATURES + 1):
        keep(IMAGES / "creatures" / f"c{number:02}.svg", without_words(creature(critters, number)))
    return CREATURES


if __name__ == "__main__":
    print(f"{draw_cast()} people, {draw_creatures()} creatures")
