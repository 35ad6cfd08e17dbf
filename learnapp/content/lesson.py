"""A step of a lesson: one Markdown file with data on top and building blocks in between."""

from __future__ import annotations

from pathlib import PurePosixPath

from learnapp.content.blocks import Piece, split_step
from learnapp.content.building import read_block, read_board, read_text
from learnapp.content.model import Block, BoardPage, ChooseBlock, PostBlock, SortBlock, Step, StepKind
from learnapp.content.references import Known, read_goal
from learnapp.content.source import Source
from learnapp.content.table import Table, read_table

_WITH_ID = (SortBlock, ChooseBlock, PostBlock)


def read_step(source: Source, known: Known) -> Step | None:
    """Read a step; None when its front matter cannot be read."""
    file = split_step(source)
    if file is None:
        return None
    blocks, board = _read_pieces(file.pieces, known)
    if not any(piece.name == "board" for piece in file.pieces):
        source.fault("Deze stap heeft geen pagina voor het bord. Voeg een blok ::: board toe.")
    if not any(piece.name != "board" for piece in file.pieces):
        source.fault("Deze stap heeft geen tekst voor op de tablet. Schrijf wat de leerling gaat doen.")
    table = read_table(file.front)
    if table is None:
        return None
    step = Step(
        slug=PurePosixPath(source.file).stem,
        title=table.text("title"),
        kind=table.word("kind", StepKind),
        minutes=table.whole("minutes", low=1, high=90),
        goal=read_goal(table, known),
        blocks=blocks,
        board=board,
    )
    table.close()
    if step.kind is StepKind.PRACTICE and not known.scenario:
        table.fault("Deze stap opent het scenario, maar dat is er niet. Maak scenario-a.toml, -b of -v.", "kind")
    if step.kind is StepKind.QUIZ and not known.quiz:
        table.fault("Deze stap opent de quiz, maar die is er niet. Maak hem in de map quizzes.", "kind")
    return step


def _read_pieces(pieces: tuple[Piece, ...], known: Known) -> tuple[tuple[Block, ...], tuple[BoardPage, ...]]:
    blocks: list[Block] = []
    board: list[BoardPage] = []
    ids: set[str] = set()
    for piece in pieces:
        if piece.name == "board":
            page = read_board(piece.source, known)
            board += [page] if page else []
            continue
        block = read_block(piece, known) if piece.name else read_text(piece.source)
        if isinstance(block, _WITH_ID):
            if block.id and block.id in ids:
                Table({}, piece.source).fault(f"`{block.id}` staat al in deze stap. Kies een andere id.", "id")
            ids.add(block.id)
        blocks += [block] if block else []
    return tuple(blocks), tuple(board)
