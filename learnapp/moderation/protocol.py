"""Load a protocol file and check it at the door: every fault is told, with its place and what to do.

A protocol is a TOML file; `include` names further files (beside it, or of those that every school starts with). A
school's own file says only what that school does otherwise. The keys are described in `protocols/LEESMIJ.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from learnapp.errors import Fault, FaultyInput
from learnapp.moderation.composing import compose
from learnapp.moderation.loading import Loader
from learnapp.moderation.protocol_files import PROTOCOLS, STANDARD, read_data
from learnapp.moderation.rules import Protocol
from learnapp.moderation.school_file import BASE, read_school_data

__all__ = ["PROTOCOLS", "STANDARD", "Protocol", "load_protocol", "standard_protocol"]

_TEXT_PLACE = "protocol"


def load_protocol(path_or_text: Path | str) -> Protocol:
    """Load a protocol from a file, or from the text of one; raise FaultyInput with all that is wrong with it."""
    faults: list[Fault] = []
    data = read_data(path_or_text, faults, place=_TEXT_PLACE)
    if BASE in data:
        changes = read_school_data(data, faults)
        protocol, wrong = compose(changes, standard_protocol(), label="schoolbestand")
        faults += wrong
    else:
        protocol = Loader(data, faults).protocol() if data else None
    if faults or protocol is None:
        raise FaultyInput(
            faults or [Fault(_TEXT_PLACE, "Het bestand is leeg. Begin met een kopie van standaard.toml.")]
        )
    return protocol


@cache
def standard_protocol() -> Protocol:
    """Give the protocol that every school starts with, loaded once."""
    return load_protocol(STANDARD)
