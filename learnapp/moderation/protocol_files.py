"""Read the files of a protocol into one table of data; files may include each other, but not go round in circles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli

from learnapp.errors import Fault

PROTOCOLS = Path(__file__).parent / "protocols"
STANDARD = PROTOCOLS / "standaard.toml"


def read_data(path_or_text: Path | str, faults: list[Fault], *, place: str = "protocol") -> dict[str, Any]:
    """Read a file, or the text of one that is called `place`, with everything that it includes."""
    if isinstance(path_or_text, Path):
        name, folders = path_or_text.name, [path_or_text.parent, PROTOCOLS]
        data = _read_file(path_or_text, faults)
    else:
        name, folders = place, [PROTOCOLS]
        data = _parse(path_or_text, place, faults)
    return _with_included(data, folders, [name], faults)


def _with_included(
    data: dict[str, Any], folders: Sequence[Path], chain: Sequence[str], faults: list[Fault]
) -> dict[str, Any]:
    """Add what a file includes; `chain` are the files that led to it, this one last."""
    includes = data.pop("include", [])
    if not isinstance(includes, list):
        faults.append(Fault(chain[-1], 'Schrijf `include` als een lijst van bestandsnamen, zoals ["woorden.toml"].'))
        return data
    for name in map(str, includes):
        if name in chain:
            circle = " → ".join([*chain[chain.index(name) :], name])
            faults.append(
                Fault(chain[-1], f"Dit gaat in een kringetje rond: {circle}. Haal {name!r} weg bij `include`.")
            )
            continue
        more = _with_included(_read_included(name, folders, faults), folders, [*chain, name], faults)
        _merge(data, more, name, faults)
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
    except (tomli.TOMLDecodeError, RecursionError) as error:
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
