"""The protocol in our own words, for everybody (protocol U1): for adults, and for a child of nine."""

from __future__ import annotations

from collections import defaultdict

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from learnapp.moderation.rules import Article, Audience, Protocol
from learnapp.services import people, school
from learnapp.services import protocol as versions
from learnapp.terms import STAFF_ROLES, Outcome, Role
from learnapp.web.access import LEARNERS, allow, person
from learnapp.web.surroundings import house
from learnapp.web.transaction import db
from learnapp.web.views.school.room import room

#: What the sections are called for a child, in the order in which they matter to one; others keep their place and name.
FOR_CHILDREN = {
    "A. Voor iedereen": _l("Dit spreken we allemaal af"),
    "Uitgangspunten": _l("Wat wij belangrijk vinden"),
    "Ad C. Profileren": _l("Laten zien wat goed gaat"),
    "Ad B. Communiceren": _l("Met elkaar praten"),
    "Ad A. Leren": _l("Samen leren"),
    "Pijlers": _l("Waar het om draait"),
    "Voor wie en wanneer": _l("Voor wie en wanneer"),
    "Gevolgen": _l("Als het misgaat"),
    "B. Medewerkers aan het werk": _l("Wat juffen en meesters op school afspreken"),
    "C. Medewerkers in eigen tijd": _l("Wat juffen en meesters thuis afspreken"),
    "Vaststelling": _l("Wie er ja tegen zei"),
}


@room.get("/protocol")
@allow(*LEARNERS)
def show_protocol() -> ResponseReturnValue:
    """Show every article with the rules that guard it; a child reads the child's words."""
    protocol, reader = house().protocol, person()
    found, desk = people.school(db()), versions.desk(db())
    return render_template(
        "school/protocol_child.html" if reader.is_pupil else "school/protocol.html",
        school=found,
        protocol=protocol,
        version=school.in_force(db(), protocol_label=protocol.version),
        sections=_for_child(sections_of(protocol)) if reader.is_pupil else sections_of(protocol),
        words=FOR_CHILDREN,
        values=desk.current.values,
        draft=desk.draft,
        is_staff=bool(reader.roles & STAFF_ROLES),
        may_see_desk=bool(reader.roles & {Role.ADMINISTRATOR, Role.COORDINATOR}),
        may_try=bool(reader.roles & {Role.ADMINISTRATOR, Role.COORDINATOR, Role.TEACHER}),
        guards=guards_of(protocol),
        ladders=protocol.ladders,
        community=protocol.ladders.get(Audience.COMMUNITY),
        contacts=people.contacts(found, protocol.contacts.values(), for_children=reader.is_pupil),
    )


def sections_of(protocol: Protocol) -> dict[str, list[Article]]:
    """Give the articles by section, in the order of the protocol."""
    found: dict[str, list[Article]] = defaultdict(list)
    for article in protocol.articles.values():
        found[article.section].append(article)
    return dict(found)


def _for_child(sections: dict[str, list[Article]]) -> dict[str, list[Article]]:
    places = {name: place for place, name in enumerate(FOR_CHILDREN)}
    return dict(sorted(sections.items(), key=lambda pair: places.get(pair[0], len(places))))


def guards_of(protocol: Protocol) -> dict[str, dict[str, Outcome]]:
    """Give by article what the computer looks at: the names of the findings, each with the strictest outcome."""
    found: dict[str, dict[str, Outcome]] = defaultdict(dict)
    for rule in protocol.rules:
        name, mine = protocol.labels[rule.label].name, found[rule.article]
        mine[name] = max(mine.get(name, Outcome.PUBLISH), rule.outcome, key=lambda outcome: outcome.weight)
    return dict(found)
