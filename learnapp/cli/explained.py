"""Write an explanation as JSON: what `learnapp moderate --explain` adds to a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from learnapp.moderation.advice_view import AdviceView
from learnapp.moderation.explain import Explanation
from learnapp.moderation.mentions import about
from learnapp.moderation.nearly import NearMiss, Place

#: Labels of the second opinion that are written: the likeliest ones.
_MOST_LABELS = 5


def written(explanation: Explanation) -> dict[str, Any]:
    """Give every layer's view; places are in code points of the original text, as in "spans"."""
    answered = explanation.answered
    return {
        "normalised": {
            "text": explanation.text,
            "changes": [
                {"kind": one.kind.value, "start": one.start, "end": one.end, "written": one.written, "read": one.read}
                for one in explanation.rewrites
            ],
        },
        "words": [
            {
                "start": word.start,
                "end": word.end,
                "word": word.word,
                "classes": list(word.classes),
                "sentence": word.sentence,
                "quoted": word.quoted,
            }
            for word in explanation.words
        ],
        "about": [who.value for who in about(explanation.mentions)],
        "mentions": [{"who": one.who.value, "start": one.start, "end": one.end} for one in explanation.mentions],
        "exemptions": [{"kind": one.kind, "list": one.list_id, **_span(one.place)} for one in explanation.exemptions],
        "answered": None if answered is None else [{"list": one.list_id, **_span(one.place)} for one in answered],
        "scope": {"school": explanation.verdict.in_scope, "words": _spans(explanation.school_words)},
        "fired": [
            {
                "rule": one.finding.rule,
                "start": one.finding.start,
                "end": one.finding.end,
                "outcome": one.finding.outcome.value,
                "lists": list(one.lists),
                "softened": one.softened,
                "learned": one.learned,
            }
            for one in explanation.fired
        ],
        "almost": [_almost(one) for one in explanation.almost],
        "advice": _advice(explanation.advice) if explanation.advice else None,
    }


def _almost(near: NearMiss) -> dict[str, Any]:
    return {
        "rule": near.rule.id,
        "article": near.rule.article,
        "label": near.rule.label,
        "severity": near.rule.severity,
        "spans": _spans(near.places),
        "why": [
            {
                "kind": str(reason.kind),
                "values": list(reason.values),
                "spans": _spans(reason.places),
                "in": "answered" if reason.in_answered else "text",
            }
            for reason in near.reasons
        ],
    }


def _advice(view: AdviceView) -> dict[str, Any]:
    return {
        "anything": round(view.anything, 3),
        "labels": {label: round(likely, 3) for label, likely in view.labels[:_MOST_LABELS]},
        "label": view.label,
        "words": [{"start": one.start, "end": one.end, "weight": round(one.weight, 3)} for one in view.weights],
        "listeners": [
            {
                "rule": one.rule.id,
                "label": one.label,
                "likely": round(one.likely, 3),
                "needs": {"likely": one.needed, "anything": one.anything_needed},
                "fired": one.fired,
            }
            for one in view.listeners
        ],
    }


def _span(place: Place) -> dict[str, int]:
    return {"start": place[0], "end": place[1]}


def _spans(places: Iterable[Place]) -> list[dict[str, int]]:
    return [_span(place) for place in places]
