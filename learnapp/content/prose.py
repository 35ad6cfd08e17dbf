"""Markdown in a file: rendered, with a fault for what would silently disappear."""

from __future__ import annotations

import re

from learnapp.content.markdown import SafeHtml, to_html
from learnapp.content.source import Source

_PICTURE = re.compile(r"!\[[^\]]*\]\(")
_ODD_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?://)")


def read_prose(source: Source) -> SafeHtml:
    """Check and render the Markdown of a source."""
    return to_html(check_prose(source))


def check_prose(source: Source) -> str:
    """Give the Markdown of a source; pictures and links that rendering would take out are faults."""
    for number, line in enumerate(source.text.split("\n"), start=1):
        if _PICTURE.search(line):
            source.fault("Een plaatje kan niet in de tekst. Gebruik picture in story, post of board.", line=number)
        if _ODD_LINK.search(line):
            source.fault("Een link begint met https://. Verander hem, of maak er gewone tekst van.", line=number)
    return source.text
