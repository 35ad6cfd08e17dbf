"""What every page can count on: the house (content, protocol, database) and what templates may use."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app, g, has_app_context

from learnapp.content.model import Library
from learnapp.errors import Fault
from learnapp.moderation.protocol import Protocol
from learnapp.settings import Settings
from learnapp.simulation.scenario import Scenario
from learnapp.store.database import Database


@dataclass(slots=True)
class Kept:
    """What was made once and may be given again (web/fragments.py): pieces and pages of one minute, and tokens."""

    minute: int = 0
    pieces: dict[Hashable, str] = field(default_factory=dict)
    pages: dict[Hashable, str] = field(default_factory=dict)
    #: Signed form tokens by what a session keeps.
    tokens: dict[str, str] = field(default_factory=dict)
    #: The school's protocols that were made ready (web/protocol_in_force.py), by the id of the version.
    protocols: dict[int, Protocol] = field(default_factory=dict)
    #: What was found to be wrong with changes of the protocol, by their mark.
    faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is made once, at the start. `standard` is the protocol that every school starts with."""

    settings: Settings
    database: Database
    library: Library
    scenarios: Mapping[tuple[str, str], Scenario]
    standard: Protocol
    kept: Kept = field(default_factory=Kept)

    @property
    def protocol(self) -> Protocol:
        """Give the protocol in force, as whoever sent this request found it; outside a request the standard."""
        found: Protocol = g.get("protocol", self.standard) if has_app_context() else self.standard
        return found

    @property
    def pepper(self) -> bytes:
        """Give the secret that picture codes and school keys are hashed with."""
        return self.settings.secret_key.encode()


def house() -> House:
    """Give the house of the running site."""
    return cast("House", current_app.extensions["oefenplein"])


def open_house(app: Flask, made: House) -> None:
    """Give the site its house."""
    app.extensions["oefenplein"] = made
