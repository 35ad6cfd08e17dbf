"""The language of the pages: Dutch is the source, catalogues translate it (Flask-Babel)."""

from __future__ import annotations

from babel import Locale
from flask import Flask, g
from flask_babel import Babel, get_translations

#: The one language so far; parsed once, not at every request.
DUTCH = Locale.parse("nl")


def gettext(text: str) -> str:
    """Translate a text of a template; the catalogue is looked up once a request, not once a text."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    translated: str = g.catalogue.ugettext(text)
    return translated


def ngettext(one: str, more: str, number: int) -> str:
    """Translate a text that depends on a number."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    translated: str = g.catalogue.ungettext(one, more, number)
    return translated


def register(app: Flask) -> None:
    """Start Flask-Babel, and let templates translate without its bookkeeping."""
    Babel(app, locale_selector=lambda: DUTCH)
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
