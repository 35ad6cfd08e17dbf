"""Learn the weights of the advisor from the corpus: `make advisor`. The same corpus gives the same file.

Multi-label logistic regression on the features of `learnapp.moderation.advisor`, all labels at once, by Adam with
feature dropout (Srivastava et al. 2014): leaving out a fifth of the features at random keeps rare ones from being
trusted too much. Several runs are averaged, which for a linear model is one linear model.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from learnapp.moderation import advisor
from learnapp.moderation.protocol import standard_protocol
from learnapp.moderation.reading import Reading, read
from training.balance import balanced
from training.corpus import HELD_OUT, TEXTS, Line, read_all

RUNS = 3
EPOCHS = 6
BATCH = 64
RATE = 0.01
DECAY = 1e-6
DROPOUT = 0.2
#: A feature must stand in so many messages, and weigh so much for some label, to be kept.
LEAST_MESSAGES = 2
LEAST_WEIGHT = 0.2
#: The output "anything" counts for so many labels.
ANYTHING_COUNTS = 2.0


@dataclass(frozen=True)
class Learned:
    """Weights before packing: a row per feature, a column per label, and what is added for every message."""

    vocabulary: tuple[str, ...]
    keys: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    labels: tuple[str, ...]

    def advisor(self) -> advisor.Advisor:
        """Give an advisor with these weights, as it would be read from its file."""
        packed, scale = self.packed()
        table = {
            int(key): advisor.pack([int(weight) for weight in row]) for key, row in zip(self.keys, packed, strict=True)
        }
        return advisor.Advisor(advisor.Vocabulary(self.vocabulary), self.labels, self.bias.tolist(), scale, table)

    def packed(self) -> tuple[np.ndarray, float]:
        """Give the weights as whole numbers from -127 to 127, and what one of them counts for."""
        scale = float(np.abs(self.weights).max(initial=1e-6)) / 127
        return np.rint(self.weights / scale).astype(np.int8), scale

    def write(self, path: Path, *, corpus: str) -> None:
        """Write the file that `advisor.read_weights` reads; `corpus` tells from what."""
        packed, scale = self.packed()
        about = {
            "corpus": corpus,
            "labels": self.labels,
            "bias": [round(float(value), 5) for value in self.bias],
            "scale": scale,
            "features": len(self.keys),
            "vocabulary": self.vocabulary,
        }
        raised = (packed.astype(np.int16) + 128).astype(np.uint8)
        body = self.keys.astype("<u8").tobytes() + raised.tobytes()
        head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()
        path.write_bytes(zlib.compress(head + b"\n" + body, 9))


def reading_of(line: Line) -> Reading:
    """Read a line as the engine does."""
    return read(line.message, standard_protocol().lexicon)


def learn(lines: Sequence[Line], *, seed: int = 0, runs: int = RUNS) -> Learned:
    """Learn from the lines of a corpus."""
    lines = list(balanced(lines, seed=seed))
    labels = (advisor.ANYTHING, *sorted({label for line in lines for label in line.expected}))
    growing = advisor.Growing()
    rows = [
        sorted({key for features in advisor.windows(reading_of(line), growing) for key in features}) for line in lines
    ]
    of_line: dict[str, set[int]] = {}
    for line, row in zip(lines, rows, strict=True):
        of_line.setdefault(line.id, set()).update(row)
    counts = Counter(key for row in of_line.values() for key in row)
    keys = [key for key, count in counts.items() if count >= LEAST_MESSAGES]
    place = {key: column for column, key in enumerate(keys)}
    columns = [[place[key] for key in row if key in place] for row in rows]
    wanted, counted = _targets(lines, labels)
    found = [_run(columns, wanted, counted, len(keys), np.random.default_rng(seed + run)) for run in range(runs)]
    weights = np.mean([one[0] for one in found], axis=0)
    bias = np.mean([one[1] for one in found], axis=0)
    kept = np.abs(weights).max(axis=1) >= LEAST_WEIGHT
    words, renumbered = _used_words(growing.words, np.array(keys, dtype=np.uint64)[kept])
    return Learned(words, renumbered, weights[kept], bias, labels)


def _targets(lines: Sequence[Line], labels: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Give what is wanted per line and label, and how much it counts: what is only allowed counts for nothing."""
    wanted = np.array([[bool(line.expected), *(label in line.expected for label in labels[1:])] for line in lines])
    counted = np.array(
        [[True, *(label not in line.allowed or label in line.expected for label in labels[1:])] for line in lines]
    ).astype(np.float32)
    counted[:, 0] *= ANYTHING_COUNTS
    return wanted.astype(np.float32), counted


def _run(
    columns: Sequence[Sequence[int]], wanted: np.ndarray, counted: np.ndarray, size: int, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    outputs = wanted.shape[1]
    weights, bias = np.zeros((size, outputs), np.float32), np.full(outputs, -2.0, np.float32)
    moments = [np.zeros_like(part) for part in (weights, weights, bias, bias)]
    order = np.arange(len(columns))
    step = 0
    for epoch in range(EPOCHS):
        chance.shuffle(order)
        rate = RATE * (1 - epoch / EPOCHS)
        for start in range(0, len(order), BATCH):
            step += 1
            lines = order[start : start + BATCH]
            batch = _matrix([columns[line] for line in lines], size, chance)
            likely = 1 / (1 + np.exp(-(batch @ weights + bias)))
            error = (likely - wanted[lines]) * counted[lines] / len(lines)
            _adam(weights, batch.T @ error + DECAY * weights, moments[0], moments[1], rate, step)
            _adam(bias, error.sum(axis=0), moments[2], moments[3], rate, step)
    return weights, bias


def _matrix(rows: Sequence[Sequence[int]], size: int, chance: np.random.Generator) -> sparse.csr_matrix:
    """Give a batch as a matrix, each row divided as the advisor divides it, with some features left out."""
    kept = [[column for column in row if chance.random() >= DROPOUT] or list(row) for row in rows]
    ends = np.cumsum([0, *map(len, kept)])
    values = np.concatenate([np.full(len(row), max(1, len(row)) ** -advisor.DILUTION, np.float32) for row in kept])
    flat = np.array([column for row in kept for column in row], dtype=np.int32)
    return sparse.csr_matrix((values, flat, ends), shape=(len(kept), size))


def _adam(part: np.ndarray, slope: np.ndarray, first: np.ndarray, second: np.ndarray, rate: float, step: int) -> None:
    """Take one step of Adam (Kingma and Ba 2015) in place."""
    first *= 0.9
    first += 0.1 * slope
    second *= 0.999
    second += 0.001 * slope * slope
    part -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)


def _used_words(words: Sequence[str], keys: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """Leave out the words that no kept feature needs, and number the features anew."""
    mask = (1 << 17) - 1
    parts = [(keys >> np.uint64(shift)) & np.uint64(mask) for shift in (0, 17, 34)]
    used = sorted({int(part) for column in parts for part in np.unique(column)} - {0})
    renumber = np.zeros(len(words) + 1, np.uint64)
    renumber[used] = np.arange(1, len(used) + 1)
    kinds = keys >> np.uint64(51) << np.uint64(51)
    anew = kinds | renumber[parts[0]] | renumber[parts[1]] << np.uint64(17) | renumber[parts[2]] << np.uint64(34)
    return tuple(words[number - 1] for number in used), anew


def fingerprint(worlds: Iterable[str]) -> str:
    """Give a short name for the corpus as it is now: the weights carry it, and a test compares."""
    digest = hashlib.sha256()
    for world in sorted(worlds):
        digest.update((TEXTS / f"{world}.txt").read_bytes())
    return digest.hexdigest()[:16]


def main() -> int:
    """Learn from everything but the held-out world, and write the file that is shipped."""
    worlds = read_all()
    learned_from = [name for name in worlds if name != HELD_OUT]
    learned = learn([line for name in learned_from for line in worlds[name]])
    learned.write(advisor.WEIGHTS, corpus=fingerprint(learned_from))
    print(
        f"{len(learned.keys)} features, {len(learned.vocabulary)} words, {advisor.WEIGHTS.stat().st_size / 1000:.0f} kB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
