"""Pieces and pages that would come out the same again, rendered once and kept.

Twenty posts with their replies are most of the work of a square's page, and twenty-eight children ask for the same
ones. Each is kept under everything that it shows; what differs every time (the token of a form, the number of a form)
is put in at the end.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any

from flask import Flask, g, render_template, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from learnapp.services.squares import ShownPost
from learnapp.web.access import person, standing
from learnapp.web.surroundings import Kept, house

#: Stands for the reader's own token in a kept piece. New at every start: nobody can type it into a post.
TOKEN = f"token-{secrets.token_hex(12)}"
#: Stands for the number that makes a double tap one post.
FORM_KEY = f"form-{secrets.token_hex(12)}"
#: After so many, everything is forgotten and made anew: pieces are some 3 kB each, pages some 80.
MOST_PIECES = 4_000
MOST_PAGES = 200


def piece(template: str, key: Hashable, **words: object) -> str:
    """Render a template, or give what it was for the same key. The key holds everything that the piece shows."""
    return _piece(template, (template, str(get_locale()), key), words).replace(TOKEN, _token())


def page(template: str, key: Hashable, moment: datetime, words: Callable[[], dict[str, Any]]) -> str:
    """Give a whole page for who is signed in; `words` is called only when the page is not kept.

    `key` tells what else the page depends on. How long ago things were is told in minutes, so a page lives a minute at
    most. With a message to show once, the page is made for this once.
    """
    me, now = person(), standing()
    if "_flashes" in session:
        return render_template(template, **words())
    lesson = now.lesson.id if now and now.lesson else None
    full = (template, str(get_locale()), key, me.id, me.name, me.avatar, lesson, now and now.parked)
    kept = _kept_in(moment).pages
    if full not in kept:
        if len(kept) >= MOST_PAGES:
            kept.clear()
        kept[full] = _rendered(template, words())
    return kept[full].replace(TOKEN, _token())


def post_pieces(posts: Iterable[ShownPost], moment: datetime) -> str:
    """Give the posts of a page as HTML, each kept under what it shows."""
    _kept_in(moment)
    language = str(get_locale())
    pieces = [_piece("feed/_post.html", (language, _shows(post)), {"post": post}) for post in posts]
    return "".join(pieces).replace(TOKEN, _token())


def _kept_in(moment: datetime) -> Kept:
    """Give what was kept in this minute; what is older is forgotten, so that no words outlive what was erased."""
    kept, minute = house().kept, int(moment.timestamp()) // 60
    if kept.minute != minute:
        kept.pieces.clear()
        kept.pages.clear()
        kept.minute = minute
    return kept


def _piece(template: str, key: Hashable, words: dict[str, object]) -> str:
    kept = house().kept.pieces
    if key not in kept:
        if len(kept) >= MOST_PIECES:
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


def _token() -> str:
    """Give the token of the reader, or what stands for it while a piece is made."""
    if g.get("token_later"):
        return TOKEN
    if "token" not in g:
        g.token = _signed()
    token: str = g.token
    return token


def _signed() -> str:
    """Give the signed token of this session. Signing takes longer than remembering, and the token does not expire."""
    raw, tokens = session.get("csrf_token"), house().kept.tokens
    if raw in tokens:
        return tokens[raw]
    if len(tokens) >= MOST_PIECES:
        tokens.clear()
    signed: str = generate_csrf()
    tokens[session["csrf_token"]] = signed
    return signed


def register(app: Flask) -> None:
    """Let templates use kept pieces."""
    app.jinja_env.globals.update(csrf_token=_token, post_pieces=post_pieces, piece=piece)
