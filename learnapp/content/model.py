"""What a module, a lesson step, a quiz and a picture are once they have been read and checked.

Everything here is frozen. The loaders in this package build these values and tell all faults of a file together
(`errors.FaultyInput`); who holds one of these values can trust it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from learnapp.content.markdown import SafeHtml, to_html
from learnapp.terms import Audience, Level, Pillar, QuestionUse


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the curated library: a file below static/img, described in words."""

    id: str
    file: str
    alt: str
    title: str
    #: True when the picture may be chosen for a post (some only illustrate lessons).
    postable: bool
    #: True when people can be recognised on it, so that a post asks who they are (protocol A5).
    shows_people: bool


@dataclass(frozen=True, slots=True)
class CastMember:
    """A person of the story world. Not a real child: always shown as "personage"."""

    slug: str
    name: str
    description: str
    #: Moods for which a portrait exists (static/img/cast/<slug>-<mood>.svg); "calm" always does.
    moods: tuple[str, ...]
    #: One of child, adult, organisation.
    kind: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One "Ik kan ..." sentence of a module, on the levels where it counts."""

    id: str
    text: str
    levels: tuple[Level, ...]


# --- the blocks of a step -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Plain Markdown, rendered to safe HTML. `words` is the same text without markup, for reading aloud."""

    html: SafeHtml
    words: str


@dataclass(frozen=True, slots=True)
class StoryBlock:
    """A piece of the story, with the member of the cast it is about (or None)."""

    html: SafeHtml
    words: str
    title: str
    actor: str | None
    mood: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class TipBlock:
    """A tip by Merel, the blackbird."""

    html: SafeHtml
    words: str


@dataclass(frozen=True, slots=True)
class TalkBlock:
    """Something to talk about, in pairs or with the class."""

    question: str
    prompts: tuple[str, ...]
    #: "pair" or "class".
    who: str


@dataclass(frozen=True, slots=True)
class SortCard:
    """A card that belongs in one of the bins, with the reason."""

    text: str
    bin: str
    why: str


@dataclass(frozen=True, slots=True)
class SortBlock:
    """Sort the cards into the bins; every card explains itself."""

    id: str
    question: str
    bins: tuple[str, ...]
    cards: tuple[SortCard, ...]


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post of a member of the cast as it is shown in a lesson or a question."""

    actor: str
    text: str
    mood: str = "calm"
    picture: str | None = None
    replies: tuple[ShownPost, ...] = ()


@dataclass(frozen=True, slots=True)
class ChooseOption:
    """A possible reaction and what it does."""

    text: str
    why: str
    #: One of good, doubt, hurts: the colour and the word that go with the explanation.
    effect: str


@dataclass(frozen=True, slots=True)
class ChooseBlock:
    """Choose a reaction to a post; each choice shows what it would do."""

    id: str
    question: str
    post: ShownPost | None
    options: tuple[ChooseOption, ...]


@dataclass(frozen=True, slots=True)
class PostBlock:
    """Look at this post: a post, and what to look for."""

    id: str
    post: ShownPost
    question: str
    look_for: tuple[str, ...]


Block = TextBlock | StoryBlock | TipBlock | TalkBlock | SortBlock | ChooseBlock | PostBlock


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One screen for the board: at most 40 words in title and text together.

    `talk` holds the questions of the "praat hierover" screen that follows this page (empty: no such screen).
    """

    title: str
    text: str
    post: ShownPost | None
    picture: str | None
    talk: tuple[str, ...]


class StepKind(StrEnum):
    """What a step is, in the order of the recipe (CURRICULUM)."""

    STORY = "story"
    EXPLAIN = "explain"
    TOGETHER = "together"
    PRACTICE = "practice"
    TALK = "talk"
    QUIZ = "quiz"
    REFLECT = "reflect"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson: a page on the tablet and some pages on the board."""

    slug: str
    title: str
    kind: StepKind
    minutes: int
    goal: str | None
    blocks: tuple[Block, ...]
    board: tuple[BoardPage, ...]


class Guide:
    """What the teacher reads: the guide, the worksheet and the parents' card, as safe HTML ("" when absent).

    Made of Markdown, and rendered when somebody asks: these are the longest texts, and few are read on one day.
    """

    def __init__(self, guide: str, worksheet: str, parents: str) -> None:
        """Keep the Markdown of the three pages."""
        self._texts = (guide, worksheet, parents)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Guide) and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(self._texts)

    @cached_property
    def guide(self) -> SafeHtml:
        """Give the teacher's guide."""
        return to_html(self._texts[0])

    @cached_property
    def worksheet(self) -> SafeHtml:
        """Give the sheet to print."""
        return to_html(self._texts[1])

    @cached_property
    def parents(self) -> SafeHtml:
        """Give the card for parents."""
        return to_html(self._texts[2])


@dataclass(frozen=True, slots=True)
class Edition:
    """A module on one level: its steps, quiz, scenario and guide."""

    level: Level
    steps: tuple[Step, ...]
    quiz: Quiz | None
    #: True when lessons/<module>/scenario-<level>.toml exists (it is loaded by simulation/scenario.py).
    has_scenario: bool
    guide: Guide
    minutes: int
    take_home: str

    def step(self, slug: str) -> Step | None:
        """Give the step with this slug, or None."""
        return next((step for step in self.steps if step.slug == slug), None)


@dataclass(frozen=True, slots=True)
class Module:
    """A module: what it is about, for whom, and its editions per level."""

    slug: str
    number: str
    title: str
    summary: str
    audience: Audience
    pillar: Pillar
    articles: tuple[str, ...]
    curriculum: tuple[str, ...]
    picture: str | None
    goals: tuple[Goal, ...]
    editions: Mapping[Level, Edition]
    version: str

    def goals_on(self, level: Level) -> tuple[Goal, ...]:
        """Give the goals that count on this level."""
        return tuple(goal for goal in self.goals if level in goal.levels)


# --- quizzes --------------------------------------------------------------------------------------------------------


class QuestionKind(StrEnum):
    """The kinds of question."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "truefalse"
    ORDER = "order"
    MATCH = "match"
    SORT = "sort"
    SPOT = "spot"
    REFLECTION = "reflection"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, place or point at, with its explanation.

    `id` is stable ("a", "b", ... in the order of the file). What `answer` means depends on the kind of question:
    single, multiple, truefalse and spot: "yes" or "no"; match: the right-hand text; sort: the name of the bin;
    order: the place in the right order, "1" first.
    """

    id: str
    text: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options. See `grading.py` for what a response looks like per kind."""

    id: str
    kind: QuestionKind
    text: str
    goal: str | None
    article: str | None
    uses: tuple[QuestionUse, ...]
    post: ShownPost | None
    picture: str | None
    options: tuple[Option, ...]
    #: Sort: the bins. Match: the right-hand texts, in the order they are shown.
    targets: tuple[str, ...]
    #: What is said to who answers "weet ik niet" (and after a reflection).
    explanation: str
    #: Reflection: how the sentence could start.
    starter: str = ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of one module on one level."""

    slug: str
    module: str
    level: Level
    title: str
    questions: tuple[Question, ...]

    def used_for(self, use: QuestionUse) -> tuple[Question, ...]:
        """Give the questions that are asked at this moment of the lesson."""
        return tuple(question for question in self.questions if use in question.uses)

    def question(self, question_id: str) -> Question | None:
        """Give the question with this id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that was read from lessons/ and quizzes/, checked."""

    modules: Mapping[str, Module]
    pictures: Mapping[str, Picture]
    cast: Mapping[str, CastMember]
