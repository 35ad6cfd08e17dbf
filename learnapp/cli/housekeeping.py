"""What the server does beside answering: cleaning up SQLite's log in a thread, so that no commit waits for the disk."""

from __future__ import annotations

import logging
import sqlite3

import gevent
from gevent import get_hub

from learnapp.store.database import Database

#: Seconds between two times. A class of 30 writes some hundreds of pages in that time.
EVERY = 20

log = logging.getLogger(__name__)


def start(database: Database) -> None:
    """Start to clean up every now and then, for as long as this process lives."""
    gevent.spawn(_keep, database)


def _keep(database: Database) -> None:
    while True:
        gevent.sleep(EVERY)
        try:
            get_hub().threadpool.apply(database.checkpoint)
        except sqlite3.Error as failed:
            # The log stays longer and the next time will do it.
            log.warning("checkpoint failed", extra={"error": type(failed).__name__})
