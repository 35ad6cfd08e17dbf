"""Load a protocol file and check it at the door: every fault is told, with its place and what to do.

A protocol is a TOML file; `include` names further files (beside it, or of those that every school starts with). The
keys are described in `protocols/LEESMIJ.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from learnapp.errors import Fault, FaultyInput
from learnapp.moderation.loading import Loader
from learnapp.moderation.rules import Protocol

__all__ = ["Protocol", "load_protocol", "standard_protocol"]

PROTOCOLS = Path(__file__).parent / "protocols"
STANDARD = PROTOCOLS / "standaard.toml"
_TEXT_PLACE = "protocol"


def load_protocol(path_or_text: Path | str) -> Protocol:
    """Load a protocol from a file, or from the text of one; raise FaultyInput with all that is wrong with it."""
    faults: list[Fault] = []
    data = _read_all(path_or_text, faults)
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


def _read_all(path_or_text: Path | str, faults: list[Fault]) -> dict[str, Any]:
    if isinstance(path_or_text, Path):
        data = _read_file(path_or_text, faults)
        folders = [path_or_text.parent, PROTOCOLS]
    else:
        data = _parse(path_or_text, _TEXT_PLACE, faults)
        folders = [PROTOCOLS]
    includes = data.pop("include", [])
    if not isinstance(includes, list):
        faults.append(Fault(_TEXT_PLACE, 'Schrijf `include` als een lijst van bestandsnamen, zoals ["woorden.toml"].'))
        return data
    for name in includes:
        _merge(data, _read_included(str(name), folders, faults), str(name), faults)
    return data


def _read_included(name: str, folders: Sequence[Path], faults: list[Fault]) -> dict[str, Any]:
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return _read_file(path, faults)
    faults.append(Fault(name, "Dit bestand bestaat niet. Controleer de naam bij `include`."))
    return {}


def _read_file(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        faults.append(Fault(path.name, "Dit bestand kan niet worden gelezen. Controleer de naam en de rechten."))
        return {}
    except UnicodeDecodeError:
        faults.append(Fault(path.name, "Dit is geen tekst in UTF-8. Bewaar het bestand opnieuw als UTF-8."))
        return {}
    return _parse(text, path.name, faults)


def _parse(text: str, place: str, faults: list[Fault]) -> dict[str, Any]:
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        faults.append(Fault(place, f"Dit is geen goede TOML ({error}). Herstel deze plek."))
        return {}
    for rows in data.values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.setdefault("_file", place)
    return data


def _merge(data: dict[str, Any], more: Mapping[str, Any], place: str, faults: list[Fault]) -> None:
    for key, value in more.items():
        mine = data.setdefault(key, type(value)())
        if isinstance(mine, dict) and isinstance(value, dict):
            faults.extend(
                Fault(place, f"{key}.{twice} staat ook al in een ander bestand. Houd er één over.")
                for twice in mine.keys() & value.keys()
            )
            mine.update(value)
        elif isinstance(mine, list) and isinstance(value, list):
            mine.extend(value)
        else:
            faults.append(Fault(place, f"`{key}` staat ook al in een ander bestand. Houd er één over."))
