"""What every page can count on: the house (content, protocol, database) and what templates may use."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from learnapp.content.model import Library
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


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is made once, at the start."""

    settings: Settings
    database: Database
    library: Library
    scenarios: Mapping[tuple[str, str], Scenario]
    protocol: Protocol
    kept: Kept = field(default_factory=Kept)

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
