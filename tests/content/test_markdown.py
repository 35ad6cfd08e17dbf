from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.content import markdown
from learnapp.content.markdown import SafeHtml, to_html, to_words
from learnapp.content.words import count_words

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p style='color:red' class='modal' onclick='x()'>hoi</p>",
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    "![plaatje](https://elders.nl/spion.gif)",
    "<iframe src='https://elders.nl'></iframe>",
    "[klik]\n\n[klik]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "| <script>a</script> |\n|---|\n| <svg onload=a> |",
    "<!-- <script>alert(1)</script> -->",
    "<style>body{display:none}</style>",
    "</p><script>alert(1)</script>",
]
ALLOWED_TAG = re.compile(
    r"</?(?:p|strong|em|code|pre|blockquote|ul|li|table|thead|tbody|tr|th|td|h[2-6])>"
    r"|<br>|<hr>|</?ol(?: start=\"\d+\")?>|</a>"
    r"|<a(?: href=\"https?://[^\"<>]*\")?(?: title=\"[^\"<>]*\")? rel=\"noopener noreferrer\">"
)


def is_plain(page: str) -> bool:
    return "<" not in ALLOWED_TAG.sub("", page)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_loads_gets_onto_the_page(attack):
    assert is_plain(to_html(attack))


@given(
    st.lists(
        st.sampled_from([*ATTACKS, "\n", " ", "- ", "> ", "1. ", "**", "_", "`", "|", "hoi", "\\", "&"]), max_size=12
    )
)
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_attacks_gets_onto_the_page(parts):
    assert is_plain(to_html("".join(parts)))


def test_html_shows_up_as_the_author_typed_it():
    assert to_html("Ik <3 jou <b>echt</b>") == "<p>Ik &lt;3 jou &lt;b&gt;echt&lt;/b&gt;</p>"


def test_a_link_goes_out_without_telling_where_it_came_from():
    page = to_html("[Meldknop](https://www.meldknop.nl)")

    assert page == '<p><a href="https://www.meldknop.nl" rel="noopener noreferrer">Meldknop</a></p>'


def test_the_page_keeps_its_one_title():
    assert to_html("# Kop\n\n## Kopje") == "<h2>Kop</h2>\n<h2>Kopje</h2>"


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("Neem mee:\n- pen\n- blad", "<p>Neem mee:</p>\n<ul>\n<li>pen</li>\n<li>blad</li>\n</ul>"),
        ("Doe dit:\n1. stop\n2. denk", "<p>Doe dit:</p>\n<ol>\n<li>stop</li>\n<li>denk</li>\n</ol>"),
        ("- een\n  - binnen\n- twee", "<ul>\n<li>een<ul>\n<li>binnen</li>\n</ul>\n</li>\n<li>twee</li>\n</ul>"),
        ("Naam\n---", "<p>Naam</p>\n<hr>"),
        ("a\n\n    b", "<p>a</p>\n<p>b</p>"),
        ("Kom om\n12. mei", "<p>Kom om\n12. mei</p>"),
    ],
)
def test_markdown_reads_as_authors_mean_it(typed, page):
    assert to_html(typed) == page


@given(st.text(alphabet="ab1é .,!?'\"-:;()…\n", max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_short_way_for_plain_text_gives_the_same_page_as_the_long_way(text):
    never = re.compile(r"(?!)")
    plain, markdown._PLAIN = markdown._PLAIN, never
    try:
        long_way = to_html(text)
    finally:
        markdown._PLAIN = plain

    assert to_html(text) == long_way


def test_safe_html_is_markup_so_that_a_template_needs_no_safe_filter():
    assert isinstance(to_html("hoi"), SafeHtml)
    assert isinstance(to_html(""), SafeHtml)


def test_what_is_read_aloud_has_a_line_per_paragraph_item_and_row():
    page = to_html("# Kop\n\nEen **zin** &\nnog een.\n\n- a\n- b\n  - c\n\n| x | y |\n|---|---|\n| 1 | 2 |")

    assert to_words(page) == "Kop\nEen zin & nog een.\na\nb\nc\nx y\n1 2"


def test_markdown_can_be_read_aloud_as_it_is():
    assert to_words("Kijk naar *haar* gezicht.") == "Kijk naar haar gezicht."


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_rendered_and_read_aloud(text):
    page = to_html(text)

    assert is_plain(page)
    assert to_words(page) == to_words(text)
    assert html.unescape(to_words(page)) is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Wat voelt Noor?", 3),
        ("Zo'n foto's-boek om 18.30 uur", 5),
        ("Ik – denk … 😀 !", 2),
        ("één\ntwee  drie", 3),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text, words):
    assert count_words(text) == words
