"""An author makes a mistake; the school is told in which file, on which line, and what to do."""

from __future__ import annotations

import shutil

import pytest

from learnapp.errors import FaultyInput

CAST = "lessons/cast.toml"
PICTURES = "lessons/pictures.toml"
MODULE = "lessons/04-grapje/module.toml"
STORY = "lessons/04-grapje/a/01-verhaal.md"
PRACTICE = "lessons/04-grapje/a/02-plein.md"
QUIZ = "quizzes/04-grapje-a.toml"

#: file, what stands there, what the author makes of it, the line that is named, words of the sentence.
MISTAKES = {
    "a key that does not exist": (
        MODULE,
        "summary =",
        "sumary =",
        3,
        "`sumary` ken ik hier niet. Bedoelde je `summary`?",
    ),
    "a key that is missing": (
        MODULE,
        'title = "Grapje of gemeen?"\n',
        "",
        1,
        'ontbreekt `title`. Voeg toe: title = "..."',
    ),
    "a number without its quotes": (MODULE, 'number = "4"', "number = 4", 1, "`number` moet een tekst zijn"),
    "a blank title": (MODULE, '"Grapje of gemeen?"', '"  "', 2, "`title` is leeg. Vul de tekst in."),
    "an audience that does not exist": (MODULE, '"pupil"', '"pupils"', 4, "Bedoelde je `pupil`?"),
    "a pillar far from all": (MODULE, '"P-L"', '"zuil"', 5, "Kies uit: P-C, P-L, P-P."),
    "an unknown article": (MODULE, '"A7", "U3"', '"U3", "A77"', 6, "`A77` is geen artikel van het protocol."),
    "no article": (MODULE, '["A7", "U3"]', "[]", 6, "`articles` heeft minstens 1 tekst nodig."),
    "articles that are no list": (MODULE, '["A7", "U3"]', '"A7"', 6, "`articles` moet een lijst van teksten zijn"),
    "articles left out": (MODULE, 'articles = ["A7", "U3"]\n', "", 1, 'Voeg toe: articles = ["..."]'),
    "an unknown curriculum goal": (MODULE, "DG-zelf-ander", "DG-zelfander", 7, "Bedoelde je `DG-zelf-ander`?"),
    "an unknown picture": (MODULE, '"module-04"', '"module-4"', 8, "`module-4` staat niet in pictures.toml."),
    "a goal on no level": (MODULE, 'levels = ["A"]', 'levels = ["C"]', 14, "`C` kan niet bij `levels`."),
    "a goal on another's level": (
        MODULE,
        'levels = ["A"]',
        'levels = ["A", "V"]',
        14,
        "Niveau V heeft deze module niet.",
    ),
    "a goal whose id has a space": (MODULE, '"4.1"', '"4 1"', 12, "`id` mag alleen letters"),
    "minutes that are a text": (MODULE, "minutes = 20", 'minutes = "20"', 17, "een heel getal van 5 tot en met 240"),
    "minutes left out": (MODULE, "minutes = 20\n", "", 16, "ontbreekt `minutes`"),
    "too many minutes of steps": (MODULE, "minutes = 20", "minutes = 19", 17, "De stappen duren samen 20 minuten"),
    "a level for adults": (MODULE, "[level.A]", "[level.V]\nminutes = 9\n[level.A]", 16, "`V` ken ik hier niet."),
    "only a level that cannot be": (MODULE, "[level.A]", "[level.C]", 1, "Hier ontbreekt een niveau."),
    "goals as one table": (MODULE, "[[goals]]", "[goals]", 11, "`goals` moet uit blokken bestaan: [[goals]]."),
    "an unclosed text": (MODULE, "gemeen?", 'gemeen?\nsummary = "', 2, "Zet er een aanhalingsteken achter."),
    "a step of an unknown kind": (
        STORY,
        '"story"',
        '"storey"',
        3,
        "`storey` kan niet bij `kind`. Bedoelde je `story`?",
    ),
    "a step with an unknown goal": (STORY, '"4.1"', '"4.2"', 5, "`4.2` is geen doel van deze module op dit niveau."),
    "a step of zero minutes": (STORY, "minutes = 5", "minutes = 0", 4, "een heel getal van 1 tot en met 90"),
    "a step without its first line": (STORY, "+++\ntitle", "title", 1, "Begin het bestand met een regel +++"),
    "a front matter that goes on": (PRACTICE, "10\n+++", "10\n", 1, "Sluit de gegevens bovenaan af"),
    "a front matter that is no TOML": (
        STORY,
        'kind = "story"',
        "kind: story",
        3,
        "Na een sleutel hoort een = te staan.",
    ),
    "a picture in the text": (STORY, "Noor heeft", "![x](https://x.nl/a.png)", 8, "Een plaatje kan niet in de tekst."),
    "a link that is none": (STORY, "Noor heeft", "[x](javascript:a)", 8, "Een link begint met https://."),
    "an actor nobody knows": (STORY, 'actor = "noor"', 'actor = "nora"', 12, "Bedoelde je `noor`?"),
    "a mood without a portrait": (STORY, 'mood = "sad"', 'mood = "sat"', 13, "Noor heeft geen gezicht `sat`."),
    "a picture in a story": (STORY, 'picture = "paard"', 'picture = "koe"', 14, "`koe` staat niet in pictures.toml."),
    "a picture that is blank": (STORY, 'picture = "paard"', 'picture = ""', 14, "`picture` is leeg."),
    "a story without its dashes": (STORY, "---\n", "", 11, "Zet een regel --- tussen"),
    "a story without words": (STORY, "Noor tekent een **paard**.", "", 11, "Schrijf er het verhaal in."),
    "a story with faulty data": (STORY, 'title = "Op', "title = Op", 11, "Zet tekst tussen aanhalingstekens"),
    "a tip without words": (STORY, "Kijk naar haar gezicht.", "", 20, "Schrijf er de tip van Merel in."),
    "a talk with an unknown who": (STORY, '"pair"', '"pairs"', 26, "Bedoelde je `pair`?"),
    "a talk with an empty prompt": (
        STORY,
        '["Wie ziet het?"]',
        '[\n"Wie?",\n" "]',
        27,
        "In `prompts` staat een lege tekst.",
    ),
    "a card in no bin": (
        STORY,
        'bin = "Gemeen"',
        'bin = "Gemen"',
        35,
        "`Gemen` kan niet bij `bin`. Bedoelde je `Gemeen`?",
    ),
    "a card twice": (STORY, "Wat een gekke pet!", "Haha, jij kunt goed vallen!", 38, "staat er al. Elke `text`"),
    "a bin twice": (
        STORY,
        '["Grapje", "Gemeen"]',
        '["Gemeen", "Grapje", "Gemeen"]',
        32,
        "De bak `Gemeen` staat er al.",
    ),
    "one bin": (STORY, '["Grapje", "Gemeen"]', '["Gemeen"]', 32, "`bins` heeft minstens 2 teksten nodig."),
    "a choice without a reason": (STORY, 'why = "Noor is niet alleen."\n', "", 50, "Hier ontbreekt `why`."),
    "a choice with an unknown effect": (STORY, '"hurts"', '"bad"', 56, "`bad` kan niet bij `effect`."),
    "the same id in one step": (STORY, 'id = "reageren"', 'id = "bakken"', 44, "`bakken` staat al in deze stap."),
    "a post that is no table": (
        STORY,
        '[post]\nactor = "noor"\nmood = "sad"\n',
        'post = "x"\n',
        46,
        "een blok zijn: [post]",
    ),
    "a reply of a stranger": (
        STORY,
        '[[post.replies]]\nactor = "noor"',
        '[[post.replies]]\nactor = "jan"',
        69,
        "cast.toml",
    ),
    "an unknown key in a post": (STORY, 'picture = "paard"\n[[', "likes = 3\n[[", 67, "`likes` ken ik hier niet."),
    "a block that does not exist": (STORY, "::: talk", "::: praat", 23, "Het blok ::: praat bestaat niet."),
    "a block that looks like another": (STORY, "::: talk", "::: talks", 23, "Bedoelde je `talk`?"),
    "a block in a block": (STORY, ":::\n\n::: talk", "\n\n::: talk", 23, "Sluit eerst het blok ::: tip"),
    "a block that stays open": (STORY, 'meer."\n:::', 'meer."', 74, "Het blok ::: board is niet gesloten."),
    "an end without a block": (STORY, "Noor heeft", ":::\nNoor heeft", 8, "sluit ::: een blok dat niet open is"),
    "a fence that is indented": (STORY, "::: tip", "  ::: tip", 19, "Zet ::: aan het begin van de regel."),
    "a block with faulty TOML": (STORY, 'who = "pair"', "who = pair", 26, "Zet tekst tussen aanhalingstekens"),
    "a board with faulty TOML": (STORY, 'talk = ["Wie', "talk = [Wie", 77, "Deze waarde kan niet."),
    "a board page full of words": (STORY, "Wat voelt Noor?", "ja " * 38, 76, "hebben samen 41 woorden"),
    "a board post full of words": (STORY, "Ik teken niet meer.", "ja " * 31, 78, "Het bericht heeft 31 woorden"),
    "a talk page full of words": (
        STORY,
        "Wie heeft dit wel eens gezien?",
        "ja " * 41,
        77,
        "praatvragen hebben samen 41",
    ),
    "a quiz of another module": (QUIZ, '"04-grapje"', '"04-grap"', 1, "Bedoelde je `04-grapje`?"),
    "a quiz of another level": (QUIZ, 'level = "A"', 'level = "B"', 2, "`B` kan niet bij `level`."),
    "a question id twice": (QUIZ, 'id = "helpt"', 'id = "lachen"', 31, "`lachen` staat er al."),
    "a question of no kind": (QUIZ, '"multiple"', '"many"', 32, "`many` kan niet bij `kind`."),
    "a question with an odd use": (QUIZ, '"exit"]', '"exam"]', 8, "`exam` kan niet bij `uses`."),
    "a question on an unknown article": (QUIZ, 'article = "A7"', 'article = "A8"', 10, "geen artikel van het protocol"),
    "a question without explanation": (
        QUIZ,
        'explanation = "Samen helpen helpt."\n',
        "",
        30,
        "ontbreekt `explanation`",
    ),
    "an option without a reason": (QUIZ, 'why = "Kijk nog eens."\n', "", 17, "Hier ontbreekt `why`."),
    "an option with an odd key": (QUIZ, "correct = false", "corect = false", 19, "Bedoelde je `correct`?"),
    "a right or wrong in words": (QUIZ, "correct = false", 'correct = "nee"', 19, "`correct` moet true of false zijn"),
    "a single with two right": (
        QUIZ,
        "correct = false",
        "correct = true",
        5,
        "precies een antwoord goed; hier zijn het er 2",
    ),
    "a single with none right": (QUIZ, "correct = true", "correct = false", 5, "hier zijn het er 0"),
    "an option twice": (QUIZ, '"Ze slaapt."', '"Ze lacht."', 26, "`Ze lacht.` staat er al."),
    "a match with one right twice": (
        QUIZ,
        'right = "blij"',
        'right = "verdrietig"',
        83,
        "Elke `right` mag maar een keer",
    ),
    "a sort card in no bin": (QUIZ, 'bin = "Grapje"', 'bin = "Grap"', 94, "`Grap` kan niet bij `bin`."),
    "a spot by an unknown actor": (QUIZ, 'actor = "noor"\nmood = "happy"', 'actor = "noo"', 106, "Bedoelde je `noor`?"),
    "a spot with a mood": (QUIZ, 'mood = "happy"', 'mood = "boos"', 107, "Kies uit: calm, happy, sad."),
    "nothing to spot": (
        QUIZ,
        'jij."\ncorrect = true',
        'jij."\ncorrect = false',
        101,
        "In dit bericht is niets te vinden.",
    ),
    "an unknown picture in a question": (QUIZ, 'picture = "paard"', 'picture = "pard"', 123, "Bedoelde je `paard`?"),
    "a name with a capital": (CAST, "[bram]", "[Bram]", 7, "De naam [Bram] mag alleen kleine letters"),
    "a person without calm": (CAST, 'moods = ["calm"]', 'moods = ["sad"]', 11, "Zet `calm` bij `moods`"),
    "a person of no kind": (CAST, '"child"', '"kind"', 4, "`kind` kan niet bij `kind`."),
    "a picture without words": (PICTURES, 'alt = "Een bruin paard in een wei."\n', "", 1, "Hier ontbreekt `alt`."),
    "a picture that is no table": (PICTURES, "[paard]", "los = 1\n[paard]", 1, "`los` moet een blok zijn: [los]."),
}


def test_a_question_with_one_option_is_named(tree):
    text = (tree.root / QUIZ).read_text(encoding="utf-8")
    start = text.index('[[questions.options]]\ntext = "De juf roepen"')

    tree.write(QUIZ, text[:start] + text[text.index('[[questions]]\nid = "waar"') :])

    assert tree.faults() == [f"{QUIZ}, regel 30: Hier zijn minstens 2 blokken [[questions.options]] nodig."]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_file_its_line_and_what_to_do(tree, mistake):
    file, old, new, line, words = MISTAKES[mistake]

    tree.change(file, old, new)

    found = tree.faults()
    assert any(fault.startswith(f"{file}, regel {line}: ") and words in fault for fault in found), "\n".join(found)


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_mistake_is_not_told_in_more_than_a_few_sentences(tree, mistake):
    file, old, new, *_ = MISTAKES[mistake]

    tree.change(file, old, new)

    assert 1 <= len(tree.faults()) <= 4


NO_TEXT = {
    "a picture instead of a text": (b"\x89PNG\0\0", "Dit is geen tekstbestand."),
    "an empty file": (b"", "Dit bestand is leeg."),
    "a file of blank lines": (b"\n \n", "Dit bestand is leeg."),
    "a file far too large": (b"a" * 500_000, "Dit bestand is veel te groot voor een les."),
}


@pytest.mark.parametrize("file", [CAST, PICTURES, MODULE, STORY, QUIZ, "lessons/04-grapje/a/guide.md"])
@pytest.mark.parametrize("case", NO_TEXT)
def test_a_file_that_is_no_text_is_named(tree, file, case):
    content, words = NO_TEXT[case]

    tree.write(file, content)

    assert any(fault.startswith(f"{file}: {words}") for fault in tree.faults())


def test_a_file_in_another_encoding_is_named_with_the_line_of_the_odd_letter(tree):
    text = (tree.root / STORY).read_text(encoding="utf-8").replace("Kijk naar", "Kijk één keer naar")

    tree.write(STORY, text.encode("windows-1252"))

    assert tree.faults() == [
        f"{STORY}, regel 20: Hier staat een teken dat geen UTF-8 is. Sla het bestand op als UTF-8."
    ]


def test_a_folder_in_the_place_of_a_file_is_named(tree):
    tree.remove(STORY)
    (tree.root / STORY).mkdir()

    assert any(fault.startswith(f"{STORY}: Dit bestand kan niet gelezen worden.") for fault in tree.faults())


@pytest.mark.parametrize("file", [CAST, PICTURES, MODULE])
def test_a_file_that_must_be_there_is_missed(tree, file):
    tree.remove(file)

    assert tree.faults() == [f"{file}: Dit bestand ontbreekt. Maak het aan."]


@pytest.mark.parametrize("file", [CAST, PICTURES])
def test_a_cast_or_picture_list_that_cannot_be_read_is_one_fault_and_not_a_hundred(tree, file):
    tree.write(file, "[noor\n")

    assert len(tree.faults()) == 1


def test_a_pupil_module_has_a_quiz_on_each_level(tree):
    tree.remove(QUIZ)

    faults = tree.faults()

    assert f"{QUIZ}: Deze quiz ontbreekt. Een module voor leerlingen heeft er een op elk niveau." in faults
    assert any(fault.startswith("lessons/04-grapje/a/03-quiz.md, regel 3: Deze stap opent de quiz") for fault in faults)


def test_ad_a1_a_pupil_module_has_a_teacher_guide(tree):
    tree.remove("lessons/04-grapje/a/guide.md")

    (fault,) = tree.faults()
    assert fault.startswith("lessons/04-grapje/a/guide.md: Deze handleiding ontbreekt.")


def test_a_practice_step_needs_a_scenario(tree):
    tree.remove("lessons/04-grapje/scenario-a.toml")

    assert [fault.split(".")[0] for fault in tree.faults()] == [f"{PRACTICE[:-3]}"]


def test_a_scenario_needs_a_step_that_opens_it(tree):
    tree.change(PRACTICE, '"practice"', '"explain"')

    assert tree.faults() == [
        'lessons/04-grapje/scenario-a.toml: Geen stap opent dit scenario. Maak een stap met kind = "practice".'
    ]


def test_a_step_needs_a_page_for_the_board(tree):
    tree.change(PRACTICE, '::: board\ntitle = "Nu jij"\n:::', "")

    assert tree.faults() == [
        f"{PRACTICE}, regel 1: Deze stap heeft geen pagina voor het bord. Voeg een blok ::: board toe."
    ]


def test_a_step_needs_a_text_for_the_tablet(tree):
    tree.change(PRACTICE, "Kijk rond op het plein.", "")

    assert tree.faults() == [
        f"{PRACTICE}, regel 1: Deze stap heeft geen tekst voor op de tablet. Schrijf wat de leerling gaat doen."
    ]


def test_a_look_block_needs_a_post(tree):
    text = (tree.root / STORY).read_text(encoding="utf-8")
    start = text.index('[post]\nactor = "bram"')

    tree.write(STORY, text[:start] + text[text.index("::: board") - 6 :])

    assert any("Voeg een blok [post] toe" in fault for fault in tree.faults())


def test_a_level_without_its_folder_is_named(tree):
    tree.change(MODULE, "[level.A]", '[level.B]\nminutes = 10\ntake_home = "x"\n[level.A]')

    assert "lessons/04-grapje/b: Deze map ontbreekt. Zet er de stappen van dit niveau in." in tree.faults()


def test_a_folder_without_steps_is_named(tree):
    tree.remove("lessons/s1-protocol/v/01-voor-wie.md")

    assert tree.faults() == ["lessons/s1-protocol/v: Hier staat nog geen stap. Maak 01-naam.md."]


def test_a_folder_whose_level_is_not_in_the_module_is_named(tree):
    tree.write("lessons/04-grapje/b/01-verhaal.md", "x")

    assert tree.faults() == ["lessons/04-grapje/b: Dit hoort bij niveau B. Voeg [level.B] toe aan module.toml."]


def test_a_module_without_levels_is_named(tree):
    text = (tree.root / "lessons/s1-protocol/module.toml").read_text(encoding="utf-8")

    tree.write("lessons/s1-protocol/module.toml", text[: text.index("[level.V]")])

    assert any("Voeg toe: [level.V] met minutes en take_home." in fault for fault in tree.faults())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lessons/04-grapje/kladje.txt", "Dit hoort niet in deze map."),
        ("lessons/04-grapje/a/verhaal.md", "Noem een stap 01-naam.md."),
        ("quizzes/04-grapje-b.toml", "Deze quiz hoort bij geen module."),
        ("quizzes/los.toml", "Deze quiz hoort bij geen module."),
        ("quizzes/04-grapje-a.txt", "Deze quiz hoort bij geen module."),
        ("lessons/Nieuwe Map/module.toml", "mag alleen kleine letters"),
    ],
)
def test_a_file_that_nobody_reads_is_named(tree, name, words):
    tree.write(name, "x")

    assert any(fault.startswith(name.removesuffix("/module.toml")) and words in fault for fault in tree.faults())


def test_the_quiz_of_a_module_that_cannot_be_read_is_not_blamed(tree):
    tree.write(MODULE, "number = \n")

    assert [fault.split(":")[0] for fault in tree.faults()] == [f"{MODULE}, regel 1"]


def test_two_modules_with_the_same_number_and_goal_are_named(tree):
    shutil.copytree(tree.root / "lessons/s1-protocol", tree.root / "lessons/s2-protocol")

    assert tree.faults() == [
        "lessons/s2-protocol/module.toml: Module s1-protocol heeft ook doel S1.1. Kies een ander.",
        "lessons/s2-protocol/module.toml: Module s1-protocol heeft ook nummer S1. Kies een ander.",
    ]


def test_a_question_with_too_many_options_is_named(tree):
    cards = "".join(f'[[questions.cards]]\ntext = "Kaart {n}"\nbin = "Grapje"\nwhy = "x"\n' for n in range(30))
    tree.change(QUIZ, "[[questions.cards]]", f"{cards}[[questions.cards]]")

    assert any("op een scherm passen er 12" in fault for fault in tree.faults())


def test_a_multiple_without_a_right_answer_is_named(tree):
    for text in ("Iets liefs sturen", "De juf roepen"):
        tree.change(QUIZ, f'text = "{text}"\ncorrect = true', f'text = "{text}"\ncorrect = false')

    assert any(fault.startswith(f"{QUIZ}, regel 30: Geen antwoord is goed.") for fault in tree.faults())


def test_pictures_and_portraits_must_exist_when_the_folder_is_given(tree):
    static = tree.root / "static"
    for file in (
        "img/pictures/paard.svg",
        "img/cast/noor-calm.svg",
        "img/cast/noor-happy.svg",
        "img/cast/bram-calm.svg",
    ):
        (static / file).parent.mkdir(parents=True, exist_ok=True)
        (static / file).write_text("<svg/>")

    assert tree.faults(static=static) == [
        f"{CAST}, regel 5: Het portret img/cast/noor-sad.svg ontbreekt. Maak het, of haal `sad` weg.",
        f"{PICTURES}, regel 7: Het plaatje img/pictures/module-04.svg ontbreekt. Maak het, of haal dit blok weg.",
    ]


def test_the_faults_of_all_files_are_told_together_in_the_order_of_files_and_lines(tree):
    tree.change(QUIZ, '"multiple"', '"many"')
    tree.change(QUIZ, 'article = "A7"', 'article = "A8"')
    tree.change(CAST, '"child"', '"kind"')

    with pytest.raises(FaultyInput) as caught:
        tree.load()

    places = [fault.place for fault in caught.value.faults]
    assert places == [f"{CAST}, regel 4", f"{QUIZ}, regel 10", f"{QUIZ}, regel 32"]


def test_toml_with_endless_brackets_is_a_fault_and_no_crash(tree):
    tree.write(CAST, "a = " + "[" * 5000)

    assert tree.faults() == [f"{CAST}, regel 1: Hier zitten te veel haken in elkaar. Maak het eenvoudiger."]
