"""Asking parties what their products are, and noting each attempt to reach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Case, Contact, Participant, Question
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.silence import Rung
from medcord.core.facts import Code, ContactAttempted, QuestionAsked
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.products import queries as products

CHANNELS = {
    "medcord": "By medcord",
    "mail": "By mail",
    "telephone": "By telephone",
    "letter": "By letter",
    "form": "By a form on its website",
    "meeting": "In person",
    "other": "Another way",
}


def _party_of(case: Case, party: UUID) -> Participant:
    row = next((row for row in case.participants.all() if row.party_id == party and row.removed_at is None), None)
    if row is None:
        raise NotFound("party")
    return row


@ledger.action
def ask(reference: str, party: UUID, *, product: UUID | None = None, versions: str = "", actor: Viewer) -> Question:
    """Ask a manufacturer about one product and versions of it, or about all it makes."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_ASK, case)
    row = _party_of(case, party)
    if row.role != Role.MANUFACTURER.value:
        raise RuleRefusal("Only a manufacturer states what its products are. Write the others a message.")
    if product is not None and products.product_in_use(actor, product).maker_id != party:
        raise InputRefusal("This product is another manufacturer's. Ask its maker.", fields={"field": "product"})
    question = Question(
        case=case,
        party_id=party,
        product_id=product,
        versions=versions.strip()[:120] if product is not None else "",
        asked_at=clock.now(),
        asked_by=actor.member_id,
    )
    same = {"case": case, "party": party, "product": product, "versions": question.versions}
    if Question.objects.filter(**same).exists():
        raise RuleRefusal(f"{row.party.name} has been asked this already. Note another contact instead.", code="asked")
    ledger.commit(rows=[question], facts=[QuestionAsked(case.id, question.id, party, product)], actor=actor)
    return question


@dataclass(frozen=True, slots=True)
class ContactWords:
    """An attempt to reach a party. ``at`` is when it was made (now when empty); ``note`` stays with the coordinator."""

    channel: str
    reached: bool = False
    note: str = ""
    rung: Rung | None = None
    at: datetime | None = None


@ledger.action
def log_contact(reference: str, party: UUID, words: ContactWords, *, actor: Viewer) -> Contact:
    """Note an attempt to reach a party; the first one to a manufacturer starts the 45 days (CLK-10)."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_CONTACT_LOG, case)
    row, now = _party_of(case, party), clock.now()
    at = words.at or now
    if words.channel not in CHANNELS:
        raise InputRefusal("Choose how the party was contacted.", fields={"field": "channel"})
    if at > now:
        raise InputRefusal("A contact is noted after it was made. Give a time that has passed.", fields={"field": "at"})
    salt = ledger.new_salt()
    contact = Contact(
        case=case,
        party_id=party,
        channel=words.channel,
        reached=words.reached,
        note=words.note.strip()[:4000],
        rung=words.rung.value if words.rung else "",
        by=actor.member_id,
        at=at,
        salt=salt,
    )
    if row.role == Role.MANUFACTURER.value and (case.first_contact_at is None or at < case.first_contact_at):
        case.first_contact_at = at
    fact = ContactAttempted(case.id, party, Code(words.channel), words.reached, Code(contact.rung), words.at)
    ledger.commit(rows=[case, contact], facts=[fact], actor=actor)
    return contact
