"""What the server does beside answering: giving everybody a turn, cleaning up SQLite's log in a thread."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import gevent
from gevent import get_hub

from learnapp.moderation.advisor import standard_advisor
from learnapp.store.database import Database

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds between two times. A class of 30 writes some hundreds of pages in that time.
EVERY = 20
#: The weights of the advisor take a tenth of a second to read: after the first page, before the first child types.
AFTER_START = 1.0

log = logging.getLogger(__name__)


def in_turn(site: WSGIApplication) -> WSGIApplication:
    """Let the others go first before a request is answered.

    A browser that asks again at once on a kept connection would else be served on and on: gevent only changes turns
    when somebody has to wait. Of eight tablets that save answers some would wait long for the others.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        gevent.sleep(0)
        return site(environ, start_response)

    return answer


def start(database: Database) -> None:
    """Start to clean up every now and then, for as long as this process lives; and read what is needed later on."""
    gevent.spawn(_keep, database)
    gevent.spawn_later(AFTER_START, standard_advisor)


def _keep(database: Database) -> None:
    while True:
        gevent.sleep(EVERY)
        try:
            get_hub().threadpool.apply(database.checkpoint)
        except sqlite3.Error as failed:
            # The log stays longer and the next time will do it.
            log.warning("checkpoint failed", extra={"error": type(failed).__name__})
