"""Each building block of a step, from its text to its value."""

from __future__ import annotations

import re
from collections.abc import Callable

from learnapp.content.blocks import Piece
from learnapp.content.markdown import to_words
from learnapp.content.model import (
    Block,
    BoardPage,
    ChooseBlock,
    ChooseOption,
    PostBlock,
    ShownPost,
    SortBlock,
    SortCard,
    StoryBlock,
    TalkBlock,
    TextBlock,
    TipBlock,
)
from learnapp.content.prose import read_prose
from learnapp.content.references import Known, note_doubles, read_actor, read_mood, read_picture, read_post
from learnapp.content.source import Source
from learnapp.content.table import Table, read_table
from learnapp.content.words import count_words

#: What fits on the board, readable from the last row.
MOST_WORDS_ON_A_PAGE = 40
MOST_WORDS_IN_A_POST = 30
#: What a choice can do; the word and the colour that go with it are on the page.
EFFECTS = ("good", "doubt", "hurts")

_LOOKS_LIKE_TOML = re.compile(r"\s*(?:title|actor|mood|picture)\s*=")


def read_text(source: Source) -> TextBlock:
    """Read Markdown that stands between the blocks."""
    page = read_prose(source)
    return TextBlock(html=page, words=to_words(page))


def read_block(piece: Piece, known: Known) -> Block | None:
    """Read a block that stands on the pupil's page; None when it cannot be read."""
    if piece.name in ("story", "tip"):
        return (_read_story if piece.name == "story" else _read_tip)(piece.source, known)
    table = read_table(piece.source)
    if table is None:
        return None
    block = _READERS[piece.name](table, known)
    table.close()
    return block


def read_board(source: Source, known: Known) -> BoardPage | None:
    """Read a page for the board; None when it cannot be read."""
    table = read_table(source)
    if table is None:
        return None
    page = BoardPage(
        title=table.text("title"),
        text=table.text("text", ""),
        post=read_post(table.table("post"), known),
        picture=read_picture(table, known),
        talk=table.texts("talk"),
    )
    table.close()
    _check_board_words(page, table)
    return page


def _check_board_words(page: BoardPage, table: Table) -> None:
    shown = count_words(page.title) + count_words(page.text)
    asked = sum(map(count_words, page.talk))
    posted = _words_in(page.post) if page.post else 0
    for key, what, words, most in (
        ("text", "Titel en tekst hebben samen", shown, MOST_WORDS_ON_A_PAGE),
        ("talk", "De praatvragen hebben samen", asked, MOST_WORDS_ON_A_PAGE),
        ("post", "Het bericht heeft", posted, MOST_WORDS_IN_A_POST),
    ):
        if words > most:
            table.fault(f"{what} {words} woorden; op het bord passen er {most}. Maak het korter.", key)


def _words_in(post: ShownPost) -> int:
    return count_words(post.text) + sum(map(_words_in, post.replies))


def _read_tip(source: Source, _known: Known) -> TipBlock:
    if not source.text.strip():
        source.fault("Dit blok is leeg. Schrijf er de tip van Merel in.")
    page = read_prose(source)
    return TipBlock(html=page, words=to_words(page))


def _read_story(source: Source, known: Known) -> StoryBlock | None:
    head, text = _split_story(source)
    table = read_table(head)
    if table is None:
        return None
    actor = read_actor(table, known) if table.has("actor") else None
    page = read_prose(text)
    block = StoryBlock(
        html=page,
        words=to_words(page),
        title=table.text("title", ""),
        actor=actor,
        mood=read_mood(table, known, actor),
        picture=read_picture(table, known),
    )
    table.close()
    return block


def _split_story(source: Source) -> tuple[Source, Source]:
    """Cut a story at its line of dashes: data above, Markdown below. Without that line all is Markdown."""
    lines = source.text.split("\n")
    dashes = next((number for number, line in enumerate(lines) if line.strip() == "---"), None)
    cut = 0 if dashes is None else dashes + 1
    if dashes is None and _LOOKS_LIKE_TOML.match(source.text):
        source.fault("Zet een regel --- tussen de gegevens en de tekst van het verhaal.")
    if not "\n".join(lines[cut:]).strip():
        source.fault("Dit blok is leeg. Schrijf er het verhaal in.")
    head = source.part("\n".join(lines[: max(cut - 1, 0)]), line=1)
    return head, source.part("\n".join(lines[cut:]), line=cut + 1)


def _read_talk(table: Table, _known: Known) -> TalkBlock:
    return TalkBlock(
        question=table.text("question"),
        prompts=table.texts("prompts"),
        who=table.one_of("who", ("class", "pair"), "class"),
    )


def _read_sort(table: Table, _known: Known) -> SortBlock:
    bins = read_bins(table)
    cards = table.tables("cards", least=2)
    block = SortBlock(
        id=table.id(),
        question=table.text("question"),
        bins=bins,
        cards=tuple(read_card(card, bins) for card in cards),
    )
    note_doubles(cards, [card.text for card in block.cards], "text")
    return block


def read_bins(table: Table) -> tuple[str, ...]:
    """Read the names of the bins to sort into."""
    bins = table.texts("bins", least=2)
    for place, name in enumerate(bins):
        if name in bins[:place]:
            table.fault(f"De bak `{name}` staat er al. Elke bak heeft een eigen naam.", "bins", place=place)
    return bins


def read_card(table: Table, bins: tuple[str, ...]) -> SortCard:
    """Read a card; its bin must be one of these."""
    card = SortCard(text=table.text("text"), bin=table.one_of("bin", bins or ("",)), why=table.text("why"))
    table.close()
    return card


def _read_choose(table: Table, known: Known) -> ChooseBlock:
    options = table.tables("options", least=2)
    block = ChooseBlock(
        id=table.id(),
        question=table.text("question"),
        post=read_post(table.table("post"), known),
        options=tuple(_read_choice(option) for option in options),
    )
    note_doubles(options, [option.text for option in block.options], "text")
    return block


def _read_choice(table: Table) -> ChooseOption:
    option = ChooseOption(text=table.text("text"), why=table.text("why"), effect=table.one_of("effect", EFFECTS))
    table.close()
    return option


def _read_look(table: Table, known: Known) -> PostBlock:
    post = read_post(table.table("post"), known)
    if post is None:
        table.fault("Hier ontbreekt het bericht. Voeg een blok [post] toe met actor en text.")
    return PostBlock(
        id=table.id(),
        post=post or ShownPost(actor="", text=""),
        question=table.text("question"),
        look_for=table.texts("look_for", least=1),
    )


_READERS: dict[str, Callable[[Table, Known], Block]] = {
    "talk": _read_talk,
    "sort": _read_sort,
    "choose": _read_choose,
    "post": _read_look,
}
