"""Recording that a recall was classified: the regulator's own act, which starts the week to the Enforcement Report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.declarations.discretion import zone_of
from medcord.core.facts import Code, RecallClassified, RecallListingStated
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.declarations import policy, queries
from medcord.declarations.models import CLASSES, RecallClassification, RecallListing
from medcord.gateways import clock

_ADDRESS: Final = re.compile(r"https://[^\s/]+\.[^\s]{2,480}")
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{2,59}")


@dataclass(frozen=True, slots=True)
class Classified:
    """What was classified: the number of the recall, its class and the day, where the regulator is."""

    number: str
    recall_class: str
    day: date
    reason: str


@ledger.action
def classify_recall(
    reference: str, said: Classified, *, patient_data_seen: bool = False, actor: Viewer
) -> RecallClassification:
    """Keep that a recall was classified; once for each number."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_CLASSIFY, cases.item(case), "case")
    number = said.number.strip().upper()
    if not _NUMBER.fullmatch(number):
        raise _lack("Give the number of the recall, such as Z-1234-2026.", "number")
    if said.recall_class not in CLASSES:
        raise _lack("Choose the class: I, II or III.", "recall_class")
    member, name, party = policy.signer(actor)
    zone = zone_of(next(row.party.time_zone for row in case.participants.all() if row.party_id == party))
    now = clock.now()
    if not said.day.year >= 2000 or said.day > now.astimezone(zone).date():
        raise _lack("Give the day on which it was classified; it lies in the past.", "day")
    words = policy.reason_of(said.reason, "Say where the decision is kept.", seen=patient_data_seen)
    if any(row.number == number for row in queries.classifications(actor, case)):
        raise RuleRefusal("That this recall was classified is recorded already.", code="declared-already")
    salt = ledger.new_salt()
    row = RecallClassification(
        case=case, party_id=party, number=number, recall_class=said.recall_class, classified=said.day, reason=words,
        signed_by=member, signed_name=name, signed_at=now, salt=salt,
    )  # fmt: skip
    noon = datetime.combine(said.day, time(12), zone)
    fact = RecallClassified(case.pk, row.pk, Code(row.recall_class), noon, ledger.seal(salt, number, words))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def state_listing(reference: str, recall: UUID, published: date, address: str, *, actor: Viewer) -> RecallListing:
    """State on which day the Enforcement Report listed a classified recall, with the address of the record. What was
    read here stays beside it; a correction is a further statement."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.RECALL_LINK, cases.item(case), "case")
    row = next((one for one in queries.classifications(actor, case) if one.pk == recall), None)
    if row is None:
        raise NotFound("recall")
    member, name, party = policy.signer(actor)
    zone = zone_of(next(one.party.time_zone for one in case.participants.all() if one.party_id == party))
    now, where = clock.now(), address.strip()
    if published > now.astimezone(zone).date() or published < row.classified:
        raise _lack("Give the day of the report: not before the classification, and not in the future.", "published")
    if not _ADDRESS.fullmatch(where):
        raise _lack("Give the address of the record. It begins with https://", "address")
    if any((one.published, one.address) == (published, where) for one in row.listings.all()):
        raise RuleRefusal("This day is stated already, with this address.", code="declared-already")
    salt = ledger.new_salt()
    said = RecallListing(
        recall=row, party_id=party, published=published, address=where, signed_by=member, signed_name=name,
        signed_at=now, salt=salt,
    )  # fmt: skip
    # Noon of a day, as the classification has it: on one day the report does not come before it.
    noon = datetime.combine(published, time(12), zone)
    fact = RecallListingStated(case.pk, row.pk, said.pk, noon, ledger.seal(salt, where))
    ledger.commit(rows=[said], facts=[fact], actor=actor)
    return said


def _lack(sentence: str, field: str) -> InputRefusal:
    return InputRefusal(sentence, fields={"field": field})
