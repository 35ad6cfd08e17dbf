"""Every setting, its default and its check. Read by the entrances (app and cli) only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from learnapp.errors import Fault, FaultyInput

#: How often an account may be tried from one address.
SIGN_IN_LIMIT = "10 per minute; 60 per hour"
#: A whole class shares one address and comes in within two minutes, with four taps each where scripts are off.
PICTURE_CODE_LIMIT = "240 per minute"


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. See `docs/OPERATIONS.md` for the meaning of each variable."""

    database_url: str
    secret_key: str
    data_dir: Path
    content_root: Path
    product_name: str = "Oefenplein"
    https: bool = False
    proxies: int = 0
    sign_in_limit: str = SIGN_IN_LIMIT
    picture_code_limit: str = PICTURE_CODE_LIMIT


def data_root() -> Path:
    """Find the folder with lessons, quizzes and templates: inside the package first, else the checkout around it."""
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def read_settings(environ: Mapping[str, str] | None = None, *, data_dir: Path | None = None) -> Settings:
    """Read the settings from the environment (`LEARNAPP_…`) and tell all faults together.

    `data_dir` overrides the folder for the SQLite file and the secret key (default: `data` in the current folder). The
    folder and the key are made at the first start. Raises `FaultyInput`.
    """
    env = os.environ if environ is None else environ  # noqa: TID251 - this is the one reader
    faults: list[Fault] = []
    folder = data_dir or Path(env.get("LEARNAPP_DATA_DIR", "data"))
    https = _yes_or_no(env, "LEARNAPP_HTTPS", faults)
    proxies = _number(env, "LEARNAPP_PROXIES", faults)
    if faults:
        raise FaultyInput(faults)
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=env.get("LEARNAPP_DATABASE_URL") or f"sqlite:///{folder / 'oefenplein.sqlite3'}",
        secret_key=env.get("LEARNAPP_SECRET_KEY") or _kept_key(folder / "secret.key"),
        data_dir=folder,
        content_root=Path(env.get("LEARNAPP_CONTENT_ROOT") or data_root()),
        product_name=env.get("LEARNAPP_PRODUCT_NAME") or "Oefenplein",
        https=https,
        proxies=proxies,
        sign_in_limit=env.get("LEARNAPP_SIGN_IN_LIMIT") or SIGN_IN_LIMIT,
        picture_code_limit=env.get("LEARNAPP_PICTURE_CODE_LIMIT") or PICTURE_CODE_LIMIT,
    )


def _yes_or_no(env: Mapping[str, str], name: str, faults: list[Fault]) -> bool:
    value = env.get(name, "0").strip().lower()
    if value not in {"0", "1", "yes", "no", "true", "false"}:
        faults.append(Fault(name, f"'{value}' is geen ja of nee. Gebruik 1 of 0."))
    return value in {"1", "yes", "true"}


def _number(env: Mapping[str, str], name: str, faults: list[Fault]) -> int:
    value = env.get(name, "0").strip()
    if not value.isdecimal():
        faults.append(Fault(name, f"'{value}' is geen getal. Gebruik 0, 1, 2, …"))
        return 0
    return int(value)


def _kept_key(file: Path) -> str:
    """Read the secret key from its file, or make one that only the owner of the process can read."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        key = secrets.token_hex(32)
        handle.write(key)
    return key
