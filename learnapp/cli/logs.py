"""Logs for machines: one JSON object a line, with ids and never with words or names."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

#: With this code a worker of gunicorn ends that could not load the site.
APP_LOAD_ERROR = 4
#: What every record has of its own; the rest was given as `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON.

    Words in the arguments of a message are left out (`log.info("… %s", text)` could carry a child's words or the token
    of a link), and of an error only its kind and the places in the code are kept. What is given as `extra` is written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as one line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _OWN}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            frames = traceback.extract_tb(record.exc_info[2])
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def configuration(level: str) -> dict[str, Any]:
    """Give the configuration (`logging.config.dictConfig`) for everything from this level up, to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": JsonLines}},
        "filters": {"not twice": {"()": NotTwice}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["not twice"]}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            # gunicorn puts its own handler on this one; ours takes its place.
            "gunicorn.error": {"level": level, "handlers": ["stderr"], "propagate": False},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
            "alembic": {"level": "WARNING"},
        },
    }


class NotTwice(logging.Filter):
    """Leaves out what gunicorn says about a site that could not be loaded: the reason was already told."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether the record is written."""
        told = ("App failed to load.", "Master", APP_LOAD_ERROR)
        about_loading = record.msg in {"Reason: %s", "Shutting down: %s", "Worker (pid:%s) exited with code %s."}
        return not (about_loading and isinstance(record.args, tuple) and record.args[-1] in told)


def _message(record: logging.LogRecord) -> str:
    """Fill in numbers; and words only in the server's own news ("Listening at …"), which knows no people."""
    if record.name == "gunicorn.error" and record.levelno <= logging.INFO:
        return record.getMessage()
    if not isinstance(record.args, tuple):
        return str(record.msg)
    numbers = tuple(arg if isinstance(arg, (int, float)) else "…" for arg in record.args)
    try:
        return str(record.msg) % numbers if numbers else str(record.msg)
    except (TypeError, ValueError):
        return str(record.msg)
