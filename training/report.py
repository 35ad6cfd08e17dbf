"""Tell how well the engine judges, beside two simple baselines: `make moderation-report`.

On the held-out world (nothing was learned from it), and with `--sample FILE --names FILE` on other cases in JSON lines.
`--worlds` also learns anew without each world in turn and judges that world: slower, but over all lines.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from learnapp.cli.moderate import message_of, names_of
from learnapp.moderation.engine import judge
from learnapp.moderation.message import Finding
from learnapp.moderation.protocol import standard_protocol
from learnapp.moderation.reading import read
from training.corpus import HELD_OUT, Line, read_all
from training.scoring import Score, score

#: The classes of the protocol that hold plain words of abuse: what a simple word list would have.
WORD_LIST = ("scheld", "naarwoord", "dierscheld", "lelijkdik", "vieswoord", "ziekte")


def flag_all(_line: Line) -> list[str]:
    """Flag everything."""
    return ["kwetsen"]


def word_list(line: Line) -> list[str]:
    """Flag a message with a word of abuse in it."""
    lexicon = standard_protocol().lexicon
    mask = sum(lexicon.classes.bits.get(name, 0) for name in WORD_LIST)
    return ["kwetsen"] if any(classes & mask for classes in read(line.message, lexicon).classes) else []


def by_engine(lines: Iterable[Line]) -> tuple[Score, float]:
    """Give the score of the engine, and how many microseconds a message took."""
    protocol = standard_protocol()
    lines = list(lines)
    for line in lines[:50]:
        judge(line.message, protocol)
    started = time.perf_counter()
    judged: list[tuple[Line, Sequence[Finding]]] = [(line, judge(line.message, protocol).findings) for line in lines]
    return score(judged), (time.perf_counter() - started) / max(1, len(lines)) * 1e6


def by_baseline(lines: Iterable[Line], baseline: Callable[[Line], list[str]]) -> Score:
    """Give the score of a baseline."""
    total = Score()
    for line in lines:
        total.add(line, baseline(line))
    return total


def cases_of(file: Path, names: Path | None) -> list[Line]:
    """Read cases in JSON lines, as `learnapp moderate` reads them, with what is expected of them."""
    known = names_of(names)
    lines = []
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        spans = tuple((span["start"], span["end"]) for span in row.get("spans", ()))
        labels = (frozenset(row["expected"]), frozenset(row["allowed"]))
        lines.append(Line(row["id"], message_of(row, known), *labels, row["functionality"], row["severity"], spans))
    return lines


def without_each_world() -> tuple[Score, int]:
    """Learn anew without each world and judge it; give the score over all of them, and how many messages."""
    from training.train import learn

    worlds = read_all()
    judged: list[tuple[Line, Sequence[Finding]]] = []
    protocol = standard_protocol()
    for name, lines in worlds.items():
        others = [line for other, rest in worlds.items() if other not in {name, HELD_OUT} for line in rest]
        own = learn(others, runs=1).advisor()
        judged += [(line, judge(line.message, protocol, advisor=own).findings) for line in lines]
    return score(judged), len(judged)


def table(title: str, rows: Iterable[tuple[str, Score]]) -> None:
    """Print the main figures of some judges, one line each."""
    print(f"\n{title}\n{'':26}macro-F1  recall  specificity  grave  micro-F1  overlap   TP/FN/FP/TN")
    for name, one in rows:
        counts = f"{one.harmful_found}/{one.harmful_missed}/{one.harmless_flagged}/{one.harmless_left}"
        print(
            f"{name:26}{one.macro_f1:8.3f}{one.recall:8.3f}{one.specificity:13.3f}{one.grave_recall:7.3f}"
            f"{one.micro.f1:10.3f}{one.overlap:9.3f}   {counts}"
        )


def details(one: Score) -> None:
    """Print the figures per label and per functionality."""
    print(f"\n{'label':28}precision  recall    F1    n")
    for label, ratio in one.per_label.items():
        size = ratio.right + ratio.missed
        print(f"{label:28}{ratio.precision:9.2f}{ratio.recall:8.2f}{ratio.f1:6.2f}{size:5}")
    print(f"\n{'functionality':32}right    n")
    for name, (share, size) in sorted(one.per_functionality.items(), key=lambda item: item[1]):
        print(f"{name:32}{share:5.2f}{size:5}")


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=Path, help="other cases, in JSON lines")
    parser.add_argument("--names", type=Path, help="the names file of these cases")
    parser.add_argument("--worlds", action="store_true", help="also without each world in turn (needs numpy and scipy)")
    given = parser.parse_args()
    sets = {f"The held-out world ({HELD_OUT})": read_all()[HELD_OUT]}
    if given.sample:
        sets[f"Other cases ({given.sample.name})"] = cases_of(given.sample, given.names)
    for title, lines in sets.items():
        engine, cost = by_engine(lines)
        rows = [("engine", engine)]
        rows += [(name, by_baseline(lines, one)) for name, one in (("flag all", flag_all), ("word list", word_list))]
        table(f"{title}: {len(lines)} messages, {cost:.0f} µs each", rows)
        details(engine)
    if given.worlds:
        total, size = without_each_world()
        table(f"Each world, judged without having learned from it: {size} messages", [("engine", total)])
        details(total)
    return 0


if __name__ == "__main__":
    sys.exit(main())
