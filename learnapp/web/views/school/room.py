"""What the views of the administrator's room share."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from learnapp.services.roster import NewLink

room = Blueprint("school", __name__)


def links_page(links: Sequence[NewLink], *, said: str, back: str) -> ResponseReturnValue:
    """Answer with new links to set a password, to print: this is the only time that they can be shown."""
    shown = [
        (link.name, link.email, url_for("account.show_password_link", token=link.token, _external=True))
        for link in links
    ]
    return render_template("school/links.html", links=shown, said=said, back=back)
