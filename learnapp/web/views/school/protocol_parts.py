"""Changing the articles and the rules of the standard, one at a time."""

from __future__ import annotations

from collections import defaultdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from learnapp.errors import NotFound
from learnapp.moderation.examples import examples_in
from learnapp.moderation.rules import Article, Protocol, Rule
from learnapp.moderation.school_changes import Item, Kind, RuleChange, article_now, is_safety, rule_now
from learnapp.services import protocol
from learnapp.services.protocol import Desk, Edit
from learnapp.terms import Role
from learnapp.web.access import allow
from learnapp.web.forms.protocol import ArticleForm, RuleForm
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.protocol_desk import Trouble, base, keep
from learnapp.web.views.school.room import room

#: Sentences of the collection that stand with a rule.
MOST_EXAMPLES = 3


@room.get("/beheer/protocol/afspraken")
@allow(Role.ADMINISTRATOR)
def show_articles() -> ResponseReturnValue:
    """Show all articles as they are in the draft."""
    changes = protocol.desk(db()).drafted
    sections: dict[str, list[tuple[str, object, bool]]] = defaultdict(list)
    for ref, article in base().articles.items():
        sections[article.section].append(
            (ref, article_now(changes.articles.get(ref), article), ref in changes.articles)
        )
    return render_template("protocol/articles.html", sections=dict(sections))


@room.get("/beheer/protocol/afspraken/<ref>")
@allow(Role.ADMINISTRATOR)
def show_article(ref: str) -> ResponseReturnValue:
    """Show one article to change."""
    desk, article = protocol.desk(db()), _article(ref)
    item = Item(Kind.ARTICLE, ref)
    form = ArticleForm.of(desk.drafted.value(item), article, seen=desk.drafted.mark(item))
    return _article_page(desk, article, form)


@room.post("/beheer/protocol/afspraken/<ref>")
@allow(Role.ADMINISTRATOR)
def save_article(ref: str) -> ResponseReturnValue:
    """Keep other words for an article in the draft."""
    form, article = ArticleForm(), _article(ref)
    standard = "standard" in request.form
    if not standard and not form.validate_on_submit():
        return _article_page(protocol.desk(db()), article, form, status=422)
    item = Item(Kind.ARTICLE, ref)
    trouble = keep(Edit(item, None if standard else form.change(article), form.seen.data or ""))
    if trouble:
        desk = protocol.desk(db())
        form.seen.data = desk.drafted.mark(item)
        return _article_page(desk, article, form, trouble=trouble, status=trouble.status)
    flash(_("Bewaard in het concept: afspraak %(ref)s.", ref=ref), "good")
    return redirect(url_for("school.show_articles", _anchor=f"afspraak-{ref}"))


@room.get("/beheer/protocol/regels")
@allow(Role.ADMINISTRATOR)
def show_rules() -> ResponseReturnValue:
    """Show all rules of the standard as they are in the draft, by what they are about."""
    desk, standard = protocol.desk(db()), base()
    return render_template("protocol/rules.html", sections=rules_by_label(standard, desk), safety=_safety(standard))


@room.get("/beheer/protocol/regels/<rule_id>")
@allow(Role.ADMINISTRATOR)
def show_rule(rule_id: str) -> ResponseReturnValue:
    """Show one rule to change."""
    desk, rule = protocol.desk(db()), _rule(rule_id)
    item = Item(Kind.RULE, rule_id)
    form = RuleForm.of(desk.drafted.value(item), rule, seen=desk.drafted.mark(item))
    return _rule_page(desk, rule, form)


@room.post("/beheer/protocol/regels/<rule_id>")
@allow(Role.ADMINISTRATOR)
def save_rule(rule_id: str) -> ResponseReturnValue:
    """Keep what a rule does and says in the draft."""
    rule = _rule(rule_id)
    form = RuleForm().with_choices(rule)
    standard = "standard" in request.form
    if not standard and not form.validate_on_submit():
        return _rule_page(protocol.desk(db()), rule, form, status=422)
    item = Item(Kind.RULE, rule_id)
    trouble = keep(Edit(item, None if standard else form.change(rule), form.seen.data or ""))
    if trouble:
        desk = protocol.desk(db())
        form.seen.data = desk.drafted.mark(item)
        return _rule_page(desk, rule, form, trouble=trouble, status=trouble.status)
    flash(_("Bewaard in het concept."), "good")
    return redirect(url_for("school.show_rules", _anchor=f"regel-{rule_id}"))


def rules_by_label(standard: Protocol, desk: Desk) -> dict[str, list[tuple[Rule, RuleChange, bool]]]:
    """Give the rules of the standard with how they are in the draft and whether that is different, by label."""
    found: dict[str, list[tuple[Rule, RuleChange, bool]]] = {label: [] for label in standard.labels}
    for rule in standard.rules:
        change = desk.drafted.rules.get(rule.id)
        found[rule.label].append((rule, rule_now(change, rule), change is not None))
    return {label: rules for label, rules in found.items() if rules}


def _safety(standard: Protocol) -> frozenset[str]:
    return frozenset(rule.id for rule in standard.rules if is_safety(rule))


def _article(ref: str) -> Article:
    if ref not in base().articles:
        raise NotFound("article")
    return base().articles[ref]


def _rule(rule_id: str) -> Rule:
    rule = base().rule(rule_id)
    if rule is None:
        raise NotFound("rule")
    return rule


def _article_page(
    desk: Desk, article: Article, form: ArticleForm, *, trouble: Trouble | None = None, status: int = 200
) -> ResponseReturnValue:
    change = desk.drafted.articles.get(article.ref)
    page = render_template(
        "protocol/article.html",
        article=article,
        now=article_now(change, article),
        changed=change is not None,
        form=form,
        desk=desk,
        trouble=trouble,
    )
    return page, status


def _rule_page(
    desk: Desk, rule: Rule, form: RuleForm, *, trouble: Trouble | None = None, status: int = 200
) -> ResponseReturnValue:
    change = desk.drafted.rules.get(rule.id)
    examples = [one for one in examples_in(house().settings.content_root) if one.rule == rule.id]
    page = render_template(
        "protocol/rule.html",
        rule=rule,
        article=base().articles[rule.article],
        now=rule_now(change, rule),
        changed=change is not None,
        is_safety=is_safety(rule),
        others=[
            (other, rule_now(desk.drafted.rules.get(other.id), other))
            for other in base().rules
            if other.label == rule.label and other.id != rule.id
        ],
        hits=[one.message.text for one in examples if one.touches][:MOST_EXAMPLES],
        misses=[one.message.text for one in examples if not one.touches][:MOST_EXAMPLES],
        form=form,
        desk=desk,
        trouble=trouble,
    )
    return page, status
