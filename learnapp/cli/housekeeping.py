"""What the server does beside answering: giving everybody a turn, cleaning up SQLite's log in a thread."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import gevent
from gevent import get_hub

from learnapp.cli import memory
from learnapp.moderation.advisor import standard_advisor
from learnapp.services import credentials
from learnapp.store.database import Database
from learnapp.web import protocol_in_force
from learnapp.web.surroundings import House

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds between two times. A class of 30 writes some hundreds of pages in that time.
EVERY = 20
#: What takes some tenths of a second to read is read after the first page was served.
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


def start(house: House) -> None:
    """Start to clean up every now and then, for as long as this process lives; and make ready what is needed later."""
    gevent.spawn(_keep, house.database)
    gevent.spawn_later(AFTER_START, _make_ready, house)


def _make_ready(house: House) -> None:
    """Read the hasher, the weights and the protocol in force before the first child types; who is earlier waits."""
    credentials.picture_codes()
    standard_advisor()
    protocol_in_force.make_ready(house)
    memory.settle()


def _keep(database: Database) -> None:
    while True:
        gevent.sleep(EVERY)
        try:
            get_hub().threadpool.apply(database.checkpoint)
        except sqlite3.Error as failed:
            # The log stays longer and the next time will do it.
            log.warning("checkpoint failed", extra={"error": type(failed).__name__})
