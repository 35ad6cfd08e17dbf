"""What a verdict says: outcome, tone, scope, compliments, and the words that were touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.moderation.engine import judge
from learnapp.moderation.message import Message, Verdict
from learnapp.moderation.protocol import Protocol, standard_protocol
from learnapp.terms import AuthorRole, Capacity, Context, Outcome, Tone
from tests.moderation.collection import PUPILS, STAFF


def said(text: str, **more: object) -> Verdict:
    values = {"roster": PUPILS, "staff": STAFF, "school": "De Lindeboom", **more}
    return judge(Message(text, **values), standard_protocol())  # type: ignore[arg-type]


def words(text: str, verdict: Verdict) -> list[str]:
    return [text[finding.start : finding.end] for finding in verdict.findings]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(AuthorRole), st.sampled_from(Context), st.none() | st.text(max_size=80))
def test_any_text_gets_the_same_verdict_twice_with_places_inside_it(
    text: str, role: AuthorRole, context: Context, reply_to: str | None
) -> None:
    verdict = said(text, author_role=role, context=context, reply_to=reply_to)

    assert verdict == said(text, author_role=role, context=context, reply_to=reply_to)
    for part in (*verdict.findings, *verdict.compliments):
        assert 0 <= part.start < part.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from("jij bent dom 06 12345678 niet 'oen' 💩 k*t s u k . , ! \u200b wachtwoord is é".split(" "))
    )
)
def test_any_row_of_loaded_words_gets_places_inside_the_text(parts: list[str]) -> None:
    text = " ".join(parts)

    for finding in said(text).findings:
        assert 0 <= finding.start < finding.end <= len(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\u200b" * 50, "😀" * 300, "مرحبا كيف حالك", "<script>alert(1)</script>"]
)
def test_strange_texts_are_simply_fine(text: str) -> None:
    assert said(text).outcome is Outcome.PUBLISH


def test_a_post_with_a_phone_number_waits_for_the_teacher() -> None:
    text = "Bel me op 06-87 65 43 21 na school"

    verdict = said(text)

    assert verdict.outcome is Outcome.HOLD
    assert verdict.tone is Tone.PRIVATE
    assert words(text, verdict) == ["06-87 65 43 21"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("jij s\u200bu\u200bkkel", "s\u200bu\u200bkkel"),
        ("echt een ｓｕｋｋｅｌ hoor", "ｓｕｋｋｅｌ"),
        ("wat een s.u.k.k.e.l zeg", "s.u.k.k.e.l"),
        ("hee suuuukkel", "suuuukkel"),
        ("jij ѕukkel", "ѕukkel"),
        ("ﷺ sukkel", "sukkel"),
    ],
)
def test_the_words_are_marked_in_the_text_as_it_was_written(text: str, marked: str) -> None:
    assert marked in " ".join(words(text, said(text)))


def test_a_password_is_handed_back_and_never_kept() -> None:
    assert said("mijn wachtwoord is zonnebloem").outcome is Outcome.REFUSE


def test_a_cry_for_help_asks_for_care_whatever_else_is_said() -> None:
    verdict = said("ik wil niet meer leven, jij sukkel")

    assert verdict.needs_care
    assert verdict.severity == 3


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("ik ga je slaan na school", Tone.UNSAFE),
        ("jij bent zo dom", Tone.HURTFUL),
        ("ik woon op Kerkstraat 12", Tone.PRIVATE),
        ("sorry dat ik zo boos was", Tone.SORRY),
        ("wat heb jij mooi getekend zeg, knap gedaan!", Tone.KIND),
        ("morgen is het dinsdag", Tone.NEUTRAL),
        ("kut mijn band is lek", Tone.NEUTRAL),
    ],
)
def test_the_tone_is_that_of_the_strongest_thing_that_a_message_does(text: str, tone: Tone) -> None:
    assert said(text).tone is tone


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ik ben zo trots op onze klas", "trots"),
        ("jij kan echt goed zingen", "compliment"),
        ("zal ik je helpen met rekenen?", "hulp"),
        ("dankjewel juf voor de leuke les", "dank"),
        ("sorry van gisteren", "sorry"),
    ],
)
def test_something_good_is_seen_and_said(text: str, kind: str) -> None:
    assert kind in [compliment.kind for compliment in said(text).compliments]


def test_a_kind_word_does_not_make_up_for_an_insult() -> None:
    assert said("dankjewel sukkel").compliments == ()


def test_the_same_answer_means_something_else_under_another_message() -> None:
    hurt = said("gelukkig", reply_to="Ik ben ziek en kan niet komen")
    fine = said("gelukkig", reply_to="De toets gaat niet door")

    assert hurt.labels == ("kwetsen",)
    assert fine.outcome is Outcome.PUBLISH


def test_a_father_is_only_advised_when_it_has_nothing_to_do_with_school() -> None:
    outside = said("kut mijn auto is kapot", author_role=AuthorRole.GUARDIAN)
    insult = said("wat een sukkel is die man", author_role=AuthorRole.GUARDIAN)
    school = said("wat een sukkel is de juf van mijn dochter", author_role=AuthorRole.GUARDIAN)

    assert not outside.in_scope
    assert insult.outcome is Outcome.ADVISE
    assert school.in_scope
    assert school.outcome is Outcome.HOLD


def test_a_threat_counts_everywhere() -> None:
    verdict = said("ik ga je slaan", author_role=AuthorRole.GUARDIAN)

    assert not verdict.in_scope
    assert verdict.outcome is Outcome.HOLD


def test_a_private_message_between_classmates_is_school_too_but_not_from_a_stranger() -> None:
    private = {"context": Context.PRIVATE_MESSAGE}

    assert said("hoi", **private).in_scope
    assert not said("hoi", **private, author_known=False).in_scope
    assert said("hoi, ik ken jouw school", **private, author_known=False).in_scope


def test_an_adult_answering_a_message_about_school_speaks_about_school() -> None:
    verdict = said(
        "daar ben ik het mee eens", author_role=AuthorRole.GUARDIAN, reply_to="De juf geeft te veel huiswerk"
    )

    assert verdict.in_scope


def test_a_capacity_that_is_shown_needs_no_further_word() -> None:
    text = "De Lindeboom is de beste school van de stad!"

    hidden = said(text, author_role=AuthorRole.STAFF)
    shown = said(text, author_role=AuthorRole.STAFF, capacity=Capacity.SCHOOL)

    assert hidden.labels == ("medewerker_bekendmaking",)
    assert shown.labels == ()


def test_people_who_were_not_asked_hold_a_picture_back() -> None:
    text = "kijk ons eens"

    verdict = said(text, context=Context.PHOTO_CAPTION, people_without_consent=("Noor", "Sem"))

    assert verdict.labels == ("beeld_zonder_toestemming",)
    assert words(text, verdict) == [text]
    assert "Noor" in verdict.findings[0].tip
    assert "Sem" in verdict.findings[0].tip


def test_a_verdict_keeps_the_version_it_was_judged_by(protocol: Protocol) -> None:
    assert said("hoi").protocol_version == protocol.version


def test_one_label_on_the_same_words_is_told_once() -> None:
    verdict = said("jij bent een sukkel")

    assert len(verdict.findings) == 1


def test_a_rule_says_the_same_to_the_same_text_and_varies_between_texts() -> None:
    reasons = {said(f"jij bent dom {number}").findings[0].reason_child for number in range(12)}

    assert len(reasons) > 1


def test_a_polite_opinion_is_never_a_violation() -> None:
    assert said("ik ben het niet eens met de nieuwe regel", author_role=AuthorRole.GUARDIAN).labels == ()


BIAS = [
    "{} kinderen spelen graag buiten",
    "in onze straat wonen {} gezinnen",
    "mijn vriendin heeft {} ouders",
    "{} mensen vieren ook feest",
]


@pytest.mark.parametrize(
    "group", ["Turkse", "Joodse", "zwarte", "dove", "Poolse", "islamitische", "lesbische", "dikke"]
)
@pytest.mark.parametrize("sentence", BIAS)
def test_a_harmless_sentence_stays_harmless_whichever_group_it_names(sentence: str, group: str) -> None:
    assert said(sentence.format(group)).labels == ()
