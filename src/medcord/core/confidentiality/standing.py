"""Whether what is recorded of an item meets the rule of its class, for the regulator and for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from medcord.core.confidentiality.consultation import Answered
from medcord.core.confidentiality.protection import PROTECTED, Claim
from medcord.core.confidentiality.rules import Giver, Needs, Publish, rule_of
from medcord.core.vocabulary import ConfidentialityClass, Tlp


@dataclass(frozen=True, slots=True)
class Handling:
    """What is recorded of one item. ``asked`` is the newest consultation about the regulator, ``to_publish`` the newest
    about publication. ``readers`` are the authorised readers of PCII. ``publishers``: the publisher wrote it itself.
    ``stopped``: the legal basis it rests on holds no more and its effect is to stop (``bases``)."""

    klass: ConfidentialityClass
    asked: Answered | None = None
    to_publish: Answered | None = None
    claim: Claim = Claim.NONE
    consents: frozenset[Giver] = frozenset()
    readers: frozenset[UUID] = frozenset()
    tlp: Tlp = Tlp.AMBER
    publishers: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """Yes or no, and the rule in a sentence."""

    met: bool
    because: str


_ASKED_SAYS: Final = {
    None: "Its supplier has not been asked yet.",
    Answered.ASKED: "Its supplier was asked; it has not answered, and its day has not passed.",
    Answered.OBJECTED: "Its supplier objects.",
    Answered.CONFERRED: "Its supplier objects, and only the supplier can lift that.",
    Answered.AGREED: "Its supplier was asked and agreed.",
    Answered.SILENT: "Its supplier was asked, and its day to answer passed.",
}


def for_regulator(item: Handling) -> Ruling:
    """Whether the rule of the class is met, the roots of the item aside (C6, C7)."""
    rule = rule_of(item.klass)
    if rule.needs is Needs.CONSENTS:
        return _consents(item)
    if rule.needs is Needs.NOTHING:
        return Ruling(True, f"Its class ({rule.words}) asks for nothing before the regulator has it.")
    # Who agrees that everybody may read it agrees that the regulator may.
    if item.asked in rule.opens or item.to_publish is Answered.AGREED:
        says = _ASKED_SAYS[item.asked if item.asked in rule.opens else Answered.AGREED]
        return Ruling(True, "Its supplier objected; the coordinator has conferred with it." if _weighed(item) else says)
    return Ruling(False, f"It is {rule.spoken}. {_ASKED_SAYS[item.asked]}")


def _weighed(item: Handling) -> bool:
    return item.asked is Answered.CONFERRED


def _consents(item: Handling) -> Ruling:
    lacks = [
        words
        for there, words in (
            (item.claim in PROTECTED, "a claim that stands"),
            (Giver.SUBMITTER in item.consents, "the submitter's written consent"),
            (Giver.PROGRAMME in item.consents, "the PCII programme manager's written consent"),
            (bool(item.readers), "authorised readers"),
        )
        if not there
    ]
    if lacks:
        return Ruling(False, f"It is PCII, and there is no regulatory use without {' and '.join(lacks)}.")
    return Ruling(True, "Both written consents to this use stand, and its authorised readers are named.")


def for_publishing(item: Handling) -> Ruling:
    """Whether everybody may read its words, the roots of the item aside."""
    rule = rule_of(item.klass)
    if item.stopped:
        return Ruling(False, "The legal basis it rests on holds no more.")
    if rule.publish is Publish.NEVER:
        return Ruling(False, f"It is {rule.spoken}, and that is never published.")
    agreed = item.to_publish is Answered.AGREED
    if rule.publish is Publish.AGREED and not agreed:
        return Ruling(False, f"It is {rule.spoken}: its supplier has not agreed to its publication.")
    if item.tlp is not Tlp.CLEAR and not item.publishers and not agreed:
        return Ruling(False, f"It is marked TLP:{item.tlp.value}: its author has not agreed to its publication.")
    return Ruling(True, "It may be published.")
