"""Markdown to safe HTML. The one place in the house that makes `Markup`.

Two locks on one door: HTML in the Markdown is never read as HTML (it shows up as the characters the author typed),
and what comes out is still sanitised, so that only the plain tags below remain: no script, style, class, image or
frame, and links only to http(s).
"""

from __future__ import annotations

import html
import re
from functools import cache
from threading import Lock

import nh3
from markdown import Markdown
from markupsafe import Markup

SafeHtml = Markup

_TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "a"),
    *("h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)
_LOCK = Lock()

_MARKER = r"(?:[-*+]|\d+\.)[ ]"
#: Nested lists ask for four spaces; authors type two or three.
_SHALLOW_LIST = re.compile(rf"^ {{2,3}}(?={_MARKER})", re.MULTILINE)
#: A list straight after a line of text asks for an empty line between; authors forget it.
_GLUED_LIST = re.compile(rf"^(?!\s*{_MARKER})(\S.*)\n(?=(?:[-*+]|1\.)[ ])", re.MULTILINE)
_TITLE_TAG = re.compile(r"(</?)h1>")

#: Paragraphs without a single character that means something in Markdown: most of what children read.
_PLAIN = re.compile(r"(?:[^\W_]|[- \n.,!?'’‘“”…–():;\"])*")
_PLAIN_BUT_FOR_ITS_PLACE = re.compile(r"^(?:[ :-]|\d+\.)|[ ]\n", re.MULTILINE)

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|tr|blockquote|pre)>|<br>|<hr>|<ul>|<ol[^>]*>")
_CELL_END = re.compile(r"</t[hd]>")
_TAG = re.compile(r"<[^>]*>")


def to_html(text: str) -> SafeHtml:
    """Render Markdown to HTML that is safe to put on a page."""
    text = text.strip()
    if _PLAIN.fullmatch(text) and not _PLAIN_BUT_FOR_ITS_PLACE.search(text):
        return _plain_paragraphs(text)
    text = _GLUED_LIST.sub(r"\1\n\n", _SHALLOW_LIST.sub("    ", text))
    with _LOCK:
        rendered = _renderer().reset().convert(text)
    # The page already has its one title.
    rendered = _TITLE_TAG.sub(r"\1h2>", rendered)
    return Markup(_CLEANER.clean(rendered))


def to_words(text: str) -> str:
    """Give what is read aloud: the words of safe HTML or of Markdown, one line per paragraph, list item or row."""
    page = str(text if isinstance(text, Markup) else to_html(text)).replace("\n", " ")
    page = _TAG.sub("", _CELL_END.sub(" ", _BLOCK_END.sub("\n", page)))
    lines = (" ".join(line.split()) for line in html.unescape(page).split("\n"))
    return "\n".join(line for line in lines if line)


def _plain_paragraphs(text: str) -> SafeHtml:
    """Render text in which nothing is marked up, without the machinery."""
    if not text:
        return Markup("")
    paragraphs = re.split(r"\n{2,}", html.escape(text, quote=False))
    return Markup("\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


@cache
def _renderer() -> Markdown:
    """Make the renderer, without what our texts do not use: each part costs time at every text."""
    renderer = Markdown(extensions=["tables", "sane_lists"])
    renderer.preprocessors.deregister("html_block")
    # A line of dashes below a line of text, or an indented line, is no heading or code in a children's text.
    for unused in ("setextheader", "code", "reference"):
        renderer.parser.blockprocessors.deregister(unused)
    for unused in ("html", "automail", "reference", "short_reference"):
        renderer.inlinePatterns.deregister(unused)
    for unused in ("image_link", "image_reference", "short_image_ref"):
        renderer.inlinePatterns.deregister(unused)
    return renderer
