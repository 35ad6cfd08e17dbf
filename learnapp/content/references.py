"""What files may refer to: people of the cast, pictures, goals and articles; and the posts that are made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from learnapp.content.model import CastMember, Picture, ShownPost
from learnapp.content.source import nearest
from learnapp.content.table import Table


@dataclass(frozen=True, slots=True)
class Known:
    """What exists. None means that it could not be read, so that nothing can be said about references to it."""

    cast: Mapping[str, CastMember] | None = None
    pictures: Mapping[str, Picture] | None = None
    articles: Collection[str] | None = None
    goals: Collection[str] | None = None
    #: Whether the edition has a scenario and a quiz that a step can open.
    scenario: bool = True
    quiz: bool = True


def read_actor(table: Table, known: Known, *, key: str = "actor") -> str:
    """Read who speaks; it must be a member of the cast."""
    slug = table.text(key)
    if slug and known.cast is not None and slug not in known.cast:
        table.fault(f"`{slug}` staat niet in cast.toml.{nearest(slug, known.cast)}", key)
    return slug


def read_mood(table: Table, known: Known, actor: str | None) -> str:
    """Read how the actor looks; there must be a portrait for it."""
    mood = table.text("mood", "calm")
    member = (known.cast or {}).get(actor or "")
    if member is not None and mood and mood not in member.moods:
        table.fault(f"{member.name} heeft geen gezicht `{mood}`.{nearest(mood, member.moods)}", "mood")
    return mood


def read_picture(table: Table, known: Known) -> str | None:
    """Read the id of a picture, when there is one."""
    if not table.has("picture"):
        return None
    picture = table.text("picture")
    if picture and known.pictures is not None and picture not in known.pictures:
        table.fault(f"`{picture}` staat niet in pictures.toml.{nearest(picture, known.pictures)}", "picture")
    return picture


def read_goal(table: Table, known: Known) -> str | None:
    """Read the id of a goal of this module, when there is one."""
    if not table.has("goal"):
        return None
    goal = table.text("goal")
    if goal and known.goals is not None and goal not in known.goals:
        table.fault(f"`{goal}` is geen doel van deze module op dit niveau.{nearest(goal, known.goals)}", "goal")
    return goal


def check_article(table: Table, known: Known, article: str, key: str, *, place: int | None = None) -> None:
    """Note a fault when the protocol has no such article."""
    if known.articles is not None and article not in known.articles:
        table.fault(
            f"`{article}` is geen artikel van het protocol.{nearest(article, known.articles)}", key, place=place
        )


def read_post(table: Table | None, known: Known) -> ShownPost | None:
    """Read a post with its replies, when there is one."""
    if table is None:
        return None
    replies = tuple(_read_words(reply, known, replies=()) for reply in table.tables("replies"))
    return _read_words(table, known, replies=replies)


def _read_words(table: Table, known: Known, *, replies: tuple[ShownPost, ...]) -> ShownPost:
    actor = read_actor(table, known)
    post = ShownPost(
        actor=actor,
        text=table.text("text"),
        mood=read_mood(table, known, actor),
        picture=read_picture(table, known),
        replies=replies,
    )
    table.close()
    return post


def note_doubles(tables: list[Table], values: list[str], key: str) -> None:
    """Note a fault for each value that stood there before."""
    seen: set[str] = set()
    for table, value in zip(tables, values, strict=True):
        if value and value in seen:
            table.fault(f"`{value}` staat er al. Elke `{key}` mag maar een keer voorkomen.", key)
        seen.add(value)
