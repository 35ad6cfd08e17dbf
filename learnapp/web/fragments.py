"""Pieces of a page that many readers see alike, rendered once and kept.

Twenty posts with their replies are most of the work of a square's page, and twenty-eight children ask for the same
ones. A piece is kept under everything that it shows; the one thing that differs per reader, the token of its forms, is
put in at the end.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask, g, render_template, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from learnapp.services.squares import ShownPost, Timeline
from learnapp.web.access import person
from learnapp.web.composer import Composer
from learnapp.web.surroundings import house

#: Stands for the reader's own token in a kept piece. New at every start: nobody can type it into a post.
TOKEN = f"token-{secrets.token_hex(12)}"
#: Stands for the number that makes a double tap one post.
FORM_KEY = f"form-{secrets.token_hex(12)}"
#: After so many pieces everything is forgotten and made anew: some 3 kB each.
MOST = 4_000


def piece(template: str, key: Hashable, **words: object) -> str:
    """Render a template, or give what it was for the same key. The key holds everything that the piece shows."""
    return _piece(template, (template, str(get_locale()), key), words).replace(TOKEN, _token())


def timeline_piece(key: Hashable, moment: datetime, ask: Callable[[], Timeline]) -> str:
    """Give a page of a square as HTML; `ask` is called only when it is not kept.

    `key` tells which page, which version of the square, and who reads. How long ago a post was is told in minutes, so
    the page lives a minute at most.
    """
    key = ("timeline", str(get_locale()), int(moment.timestamp()) // 60, key)
    kept = house().pieces
    if key not in kept:
        kept[key] = _rendered("feed/_timeline.html", {"timeline": ask()})
    return kept[key].replace(TOKEN, _token())


def post_pieces(posts: Iterable[ShownPost], moment: datetime) -> str:
    """Give the posts of a page as HTML, each kept under what it shows."""
    stamp = (str(get_locale()), int(moment.timestamp()) // 60)
    pieces = [_piece("feed/_post.html", (stamp, _shows(post)), {"post": post}) for post in posts]
    return "".join(pieces).replace(TOKEN, _token())


def _piece(template: str, key: Hashable, words: dict[str, object]) -> str:
    kept = house().pieces
    if key not in kept:
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = _rendered(template, words)
    return kept[key]


def _rendered(template: str, words: dict[str, object]) -> str:
    """Render a template with a placeholder for the token; pieces may stand in pieces."""
    before = g.get("token_later", False)
    g.token_later = True
    try:
        return render_template(template, **words)
    finally:
        g.token_later = before


def _shows(post: ShownPost) -> Hashable:
    """Give everything that a post shows."""
    return (
        post.id,
        post.state,
        post.text,
        post.author_name,
        post.avatar,
        post.by_staff,
        post.picture,
        post.compliment,
        post.question,
        post.mine,
        post.my_reaction,
        post.decision,
        post.created_at,
        tuple(post.reactions.items()),
        tuple(map(_shows, post.replies)),
    )


def composer_piece(shown: Composer, moment: datetime, words: Callable[[], dict[str, Any]]) -> str:
    """Give the composer as HTML. A fresh one is the same for its writer, but for the number of its form.

    `words` gives what the template needs, and is called only when the piece is not kept. A piece lives a minute at
    most: its writer may get another classmate.
    """
    if not shown.is_fresh or "posted" in session:
        return render_template("feed/_composer.html", **words())
    me = person()
    stamp = (str(get_locale()), int(moment.timestamp()) // 60)
    key = ("composer", stamp, me.id, me.avatar, shown.key, shown.must_stand)
    kept = house().pieces
    if key not in kept:
        kept[key] = _rendered("feed/_composer.html", {**words(), "composer": replace(shown, form_key=FORM_KEY)})
    return kept[key].replace(FORM_KEY, shown.form_key).replace(TOKEN, _token())


def _token() -> str:
    """Give the token of the reader, or what stands for it while a piece is made."""
    if g.get("token_later"):
        return TOKEN
    if "token" not in g:
        g.token = generate_csrf()
    token: str = g.token
    return token


def register(app: Flask) -> None:
    """Let templates use kept pieces."""
    app.jinja_env.globals.update(csrf_token=_token, post_pieces=post_pieces, piece=piece)
