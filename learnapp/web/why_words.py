"""The Dutch words for what the engine says about itself: why a rule was not touched, and what was read otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from learnapp.moderation.explain import Exemption
from learnapp.moderation.mentions import Who
from learnapp.moderation.nearly import Place, Reason, WhyNot
from learnapp.moderation.rewriting import RewriteKind
from learnapp.web.forms.why import CONTEXTS, ROLES

#: What the word lists are about that calm a rule, or that it wants beside its own. Others are called as they are in
#: the protocol.
LISTS: dict[str, LazyString] = {
    "tegenspraak": _l("iemand gaat er juist tegenin"),
    "tegen_haat": _l("iemand gaat in tegen haat"),
    "hulpvraag": _l("iemand vraagt om hulp"),
    "les": _l("het gaat over een les of uitleg"),
    "les_wachtwoord": _l("het gaat over een les of een tip over wachtwoorden"),
    "over_woord": _l("het gaat over het woord zelf"),
    "over_dier_of_ding": _l("het gaat over een dier of een ding"),
    "over_huisdier": _l("het gaat over een huisdier"),
    "lief_plagen": _l("het is plagen met een knipoog"),
    "lief_bedoeld": _l("het is lief bedoeld"),
    "spel": _l("het gaat over een spel of een wedstrijd"),
    "ik_doe_niks": _l("de schrijver zegt zelf dat hij niets doet"),
    "echt_ziek": _l("het gaat over iemand die echt ziek is"),
    "samen_aardig": _l("samen doen ze iets aardigs"),
    "praktische_reden": _l("er staat een gewone reden bij"),
    "antwoord_vriendelijk_nee": _l("het is een vriendelijk nee"),
    "toestemming": _l("er staat dat het mag"),
    "samen_met_klas": _l("het is met de hele klas"),
    "voorbij": _l("het is al voorbij"),
    "zorg_niet_echt": _l("het is een uitdrukking of een grapje"),
    "goed_doel": _l("het is voor een goed doel"),
    "bekend_persoon": _l("het gaat over een bekend persoon"),
    "geil_ding": _l("het gaat over een ding, niet over iemand"),
    "vreemde_geweigerd_les": _l("iemand vertelt dat hij nee zei"),
    "algemene_uitleg": _l("het is algemene uitleg"),
    "groepsbericht": _l("het is een bericht aan een hele groep"),
    "geen_vrienden": _l("er staat juist dat het niet kan"),
    "openbaar_nummer": _l("het is een nummer dat iedereen mag weten"),
    "openbare_plek": _l("het is een plek die iedereen kent"),
    "goede_site": _l("het is een vertrouwde site"),
    "vraagvorm": _l("het is een vraag"),
    "zet_recht": _l("iemand zet iets recht"),
    "eigen_mening": _l("er staat al dat het een eigen mening is"),
    "namens_school": _l("er staat al dat het namens de school is"),
    "ik_werk_hier": _l("er staat dat de schrijver hier werkt"),
    "op_grapje": _l("een grapje"),
    "op_verdriet": _l("iets verdrietigs"),
    "op_maaksel": _l("iets wat iemand maakte"),
    "op_trots": _l("iets waar iemand trots op is"),
    "op_foto_van_mij": _l("een foto van iemand zelf"),
    "op_vraag_mee": _l("de vraag of iemand mee mag doen"),
    "link": _l("een link"),
    "lokwoord": _l("een woord dat lokt"),
}

WHO: dict[Who, LazyString] = {
    Who.PUPIL: _l("een leerling van de lijst"),
    Who.STAFF: _l("een medewerker van school"),
    Who.PERSON: _l("iemand met een voornaam die niet op de lijst staat"),
    Who.GROUP: _l("een groep mensen"),
    Who.YOU: _l("wie het leest"),
    Who.ONESELF: _l("de schrijver zelf"),
    Who.UNKNOWN: _l("iemand, maar er staat niet bij wie: onbekend"),
    Who.THING: _l("een dier of een ding"),
    Who.NOBODY: _l("niemand: er staat geen persoon in"),
}

REWRITTEN: dict[RewriteKind, LazyString] = {
    RewriteKind.LOOK_ALIKE: _l("letters die op andere lijken"),
    RewriteKind.INVISIBLE: _l("onzichtbare tekens ertussen"),
    RewriteKind.JOINED: _l("spaties of puntjes tussen de letters"),
    RewriteKind.LEET: _l("cijfers of tekens in plaats van letters"),
    RewriteKind.STRETCHED: _l("uitgerekte letters"),
    RewriteKind.SPELLING: _l("zoals kinderen het ook schrijven"),
    RewriteKind.EMOJI: _l("een emoji telt als woord"),
    RewriteKind.LINK: _l("een adres van een site"),
}

_USED: dict[str, LazyString] = {
    "negated": _l("er staat een ontkenning bij"),
    "self": _l("de schrijver zegt het over zichzelf"),
    "quoted": _l("iemand wordt aangehaald, het staat tussen aanhalingstekens"),
}
#: Conditions that a message has or has not, as (what the rule wanted was no, what it wanted was yes).
_FLAGS: dict[str, tuple[LazyString, LazyString]] = {
    "known": (_l("de schrijver is een bekende"), _l("de schrijver is een onbekende")),
    "official": (_l("het staat op het account van de school"), _l("het staat niet op het account van de school")),
    "consent": (_l("er is toestemming"), _l("er staat niets over toestemming")),
    "capacity": (_l("de schrijver koos al een hoedanigheid"), _l("de schrijver koos geen hoedanigheid")),
}


def list_name(list_id: str) -> str:
    """Give the words for a word list of the protocol."""
    return str(LISTS[list_id]) if list_id in LISTS else list_id.replace("_", " ")


#: Reasons that are words in the text (or in what it answers), which are then shown.
_IN_WORDS = frozenset({WhyNot.EXCEPT, WhyNot.UNLESS_NEAR, WhyNot.PUBLIC, "unless", "unless_answers"})


def because(reason: Reason, text: str, answered: str, rule_names: Iterable[str] = ()) -> str:
    """Give why a rule was not touched, as what comes after "want"; `rule_names` are those that went before it."""
    said = _said(reason, rule_names)
    words = quotes(answered if reason.in_answered else text, reason.places) if reason.kind in _IN_WORDS else ""
    return f"{said}: {words}" if words else said


def _said(reason: Reason, rule_names: Iterable[str]) -> str:
    kind, values = reason.kind, reason.values
    if kind in _FLAGS:
        return str(_FLAGS[kind][values == ("true",)])
    if kind == WhyNot.EXCEPT:
        return str(_USED.get(values[0], values[0]))
    if kind in {"unless", WhyNot.UNLESS_NEAR}:
        return "; ".join(map(list_name, values))
    if kind == "max_words":
        return _short(int(values[0]))
    made = {
        WhyNot.PUBLIC: _l("het is een openbaar nummer"),
        "supported": _l("de tweede mening zag er te weinig in"),
        "unless_answers": _l("het antwoordt op %(what)s", what=_or(map(list_name, values))),
        "answers": _l("deze regel let alleen op antwoorden op %(what)s", what=_or(map(list_name, values))),
        "given": _l("dit is er niet bij gevonden: %(what)s", what=_or(map(list_name, values))),
        WhyNot.MISSING: _l("dit is er niet bij gevonden: %(what)s", what=_or(map(list_name, values))),
        WhyNot.SAME: _l("een andere regel over hetzelfde ging voor: %(names)s", names=", ".join(rule_names)),
        WhyNot.ROLE: _l("deze regel let alleen op wat %(roles)s schrijft", roles=_named(ROLES, values)),
        "recipients": _l("deze regel let alleen op berichten aan %(roles)s", roles=_named(ROLES, values)),
        "contexts": _l("deze regel kijkt alleen %(where)s", where=_named(CONTEXTS, values)),
    }
    return str(made.get(kind) or _l("een voorwaarde van deze regel klopt hier niet (%(name)s)", name=kind))


def _short(most: int) -> str:
    return str(
        ngettext(
            "deze regel let op berichten van één woord",
            "deze regel let op korte berichten, tot %(num)s woorden",
            most,
        )
    )


def _named(names: Mapping[Any, LazyString], values: Iterable[str]) -> str:
    """Give the words for roles or places; the keys are words that equal their values."""
    return _or(str(names[value]) for value in values if value in names)


def eased(exemption: Exemption, text: str) -> str:
    """Give what takes the sting out, with its words."""
    said = list_name(exemption.list_id) if exemption.list_id else str(_USED.get(exemption.kind, exemption.kind))
    return f"{said}: {quotes(text, [exemption.place])}"


def quotes(text: str, places: Iterable[Place]) -> str:
    """Give the words at some places between quotation marks; what lies within another is not said twice."""
    kept: list[Place] = []
    for start, end in sorted(set(places), key=lambda place: place[0] - place[1]):
        if not any(first <= start and end <= last for first, last in kept):
            kept.append((start, end))
    return ", ".join(dict.fromkeys(f"“{text[start:end].strip()}”" for start, end in sorted(kept)))


def _or(words: Iterable[str]) -> str:
    """Give words as people say them: "a, b of c"."""
    *first, last = [*words] or [""]
    return str(_("%(first)s of %(last)s", first=", ".join(first), last=last)) if first else last
