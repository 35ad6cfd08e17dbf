"""Addresses of static files with a hash of their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def register(app: Flask) -> None:
    """Give templates `asset(name)`."""
    folder = Path(app.static_folder or "")

    @cache
    def version(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:10]

    @cache
    def prefix() -> str:
        return url_for("static", filename="")

    @cache
    def asset(name: str) -> str:
        """Give the address of a static file."""
        return f"{prefix()}{name}?v={version(name)}"

    app.jinja_env.globals["asset"] = asset
