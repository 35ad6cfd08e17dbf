from __future__ import annotations

import shutil

from learnapp.content.library import load_library
from learnapp.content.markdown import SafeHtml
from learnapp.content.model import (
    BoardPage,
    ChooseBlock,
    PostBlock,
    QuestionKind,
    ShownPost,
    SortBlock,
    StepKind,
    StoryBlock,
    TalkBlock,
    TextBlock,
    TipBlock,
)
from learnapp.terms import Audience, Level, Pillar, QuestionUse


def test_a_module_is_read_with_its_goals_articles_and_levels(library):
    module = library.modules["04-grapje"]

    assert (module.number, module.audience, module.pillar) == ("4", Audience.PUPIL, Pillar.LEARN)
    assert module.articles == ("A7", "U3")
    assert module.curriculum == ("DG-zelf-ander",)
    assert [goal.id for goal in module.goals_on(Level.A)] == ["4.1"]
    assert module.goals_on(Level.B) == ()
    assert list(module.editions) == [Level.A]


def test_the_steps_stand_in_the_order_of_their_names(library):
    edition = library.modules["04-grapje"].editions[Level.A]

    assert [step.slug for step in edition.steps] == ["01-verhaal", "02-plein", "03-quiz"]
    assert [step.kind for step in edition.steps] == [StepKind.STORY, StepKind.PRACTICE, StepKind.QUIZ]
    assert edition.step("02-plein") is edition.steps[1]
    assert edition.step("09-weg") is None
    assert edition.has_scenario
    assert edition.minutes == 20


def test_a_step_has_every_building_block_in_its_place(library):
    step = library.modules["04-grapje"].editions[Level.A].steps[0]
    text, story, tip, talk, sort, choose, look = step.blocks

    assert text == TextBlock(
        html=SafeHtml("<p>Noor heeft <em>lang</em> getekend.</p>"), words="Noor heeft lang getekend."
    )
    assert isinstance(story, StoryBlock)
    assert (story.title, story.actor, story.mood, story.picture) == ("Op het plein", "noor", "sad", "paard")
    assert story.words == "Noor tekent een paard."
    assert isinstance(tip, TipBlock)
    assert tip.words == "Kijk naar haar gezicht."
    assert talk == TalkBlock(question="Wat zou jij doen?", prompts=("Wie ziet het?",), who="pair")
    assert isinstance(sort, SortBlock)
    assert [card.bin for card in sort.cards] == ["Gemeen", "Grapje"]
    assert isinstance(choose, ChooseBlock)
    assert [option.effect for option in choose.options] == ["good", "hurts"]
    assert choose.post == ShownPost(actor="noor", text="Iemand lacht om mijn tekening.", mood="sad")
    assert isinstance(look, PostBlock)
    assert look.post.replies == (ShownPost(actor="noor", text="Het is een paard.", mood="sad"),)


def test_a_board_page_stands_apart_from_the_blocks(library):
    step = library.modules["04-grapje"].editions[Level.A].steps[0]

    assert step.board == (
        BoardPage(
            title="Grapje of gemeen?",
            text="Wat voelt Noor?",
            post=ShownPost(actor="noor", text="Ik teken niet meer."),
            picture=None,
            talk=("Wie heeft dit wel eens gezien?",),
        ),
    )


def test_a_story_without_data_is_all_markdown(library):
    block = library.modules["04-grapje"].editions[Level.A].steps[2].blocks[0]

    assert isinstance(block, StoryBlock)
    assert (block.title, block.actor, block.mood) == ("", None, "calm")
    assert block.words == "Noor is benieuwd wat jij weet."


def test_the_guide_is_safe_html_and_an_absent_page_is_empty(library):
    guide = library.modules["04-grapje"].editions[Level.A].guide

    assert guide.guide == "<h2>Handleiding</h2>\n<p>Les over <em>grapjes</em>.</p>"
    assert guide.worksheet == ""
    assert guide.parents == "<p>Praat thuis over grapjes.</p>"
    assert all(isinstance(page, SafeHtml) for page in (guide.guide, guide.worksheet, guide.parents))


def test_two_guides_with_the_same_words_are_the_same(tree, library):
    other = tree.load().modules["04-grapje"].editions[Level.A].guide

    assert {other, library.modules["04-grapje"].editions[Level.A].guide} == {other}
    assert other != library.modules["s1-protocol"].editions[Level.ADULT].guide


def test_a_quiz_has_a_question_of_every_kind(library):
    quiz = library.modules["04-grapje"].editions[Level.A].quiz

    assert [question.kind for question in quiz.questions] == list(QuestionKind)
    assert (quiz.slug, quiz.module, quiz.level) == ("04-grapje-a", "04-grapje", Level.A)
    assert [question.id for question in quiz.used_for(QuestionUse.EXIT)] == ["lachen"]
    assert quiz.used_for(QuestionUse.QUIZ) == quiz.questions
    assert quiz.question("waar").options[1].answer == "yes"
    assert quiz.question("zoek") is None


def test_the_right_hand_texts_of_a_match_do_not_stand_in_the_order_of_the_pairs(library):
    question = library.modules["04-grapje"].editions[Level.A].quiz.question("paren")

    assert [option.answer for option in question.options] == ["verdrietig", "blij"]
    assert question.targets == ("blij", "verdrietig")


def test_the_parts_of_a_spot_question_form_the_post(library):
    question = library.modules["04-grapje"].editions[Level.A].quiz.question("speur")

    assert question.post == ShownPost(actor="noor", text="Mooie dag. Behalve jij.", mood="happy")


def test_a_staff_module_needs_no_quiz_and_its_goals_count_on_its_own_level(library):
    module = library.modules["s1-protocol"]

    assert module.editions[Level.ADULT].quiz is None
    assert not module.editions[Level.ADULT].has_scenario
    assert module.goals[0].levels == (Level.ADULT,)


def test_pictures_and_cast_are_read_by_their_id(library):
    assert library.pictures["paard"].file == "img/pictures/paard.svg"
    assert library.pictures["paard"].postable
    assert library.cast["noor"].moods == ("calm", "happy", "sad")


def test_a_file_from_another_computer_reads_the_same(tree, library):
    name = "lessons/04-grapje/a/01-verhaal.md"
    text = (tree.root / name).read_text(encoding="utf-8")
    tree.write(name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert tree.load() == library


def test_hidden_files_are_left_alone(tree, library):
    for folder in ("lessons", "lessons/04-grapje", "lessons/04-grapje/a", "quizzes"):
        tree.write(f"{folder}/.DS_Store", b"\0\1\2")

    assert tree.load() == library


def test_articles_and_files_are_checked_only_when_asked(tree):
    tree.change("lessons/04-grapje/module.toml", '"A7"', '"Z9"')

    assert load_library(tree.root).modules["04-grapje"].articles == ("Z9", "U3")


def test_a_library_without_modules_is_empty(tree):
    shutil.rmtree(tree.root / "quizzes")
    shutil.rmtree(tree.root / "lessons/04-grapje")
    shutil.rmtree(tree.root / "lessons/s1-protocol")

    assert tree.load().modules == {}
