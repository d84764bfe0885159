"""Messages and statements."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Case, Message, Statement
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.facts import CaseMarked, Code, ContentPurged, Digest, Fact, MessageSent, StatementMade
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Role, Tlp
from medcord.gateways import clock
from medcord.ledger.rows import Row
from medcord.products import queries as products

LONGEST_MESSAGE = 20_000
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)


@ledger.action
def send_message(
    reference: str, body: str, *, tlp: Tlp, confidentiality: ConfidentialityClass, actor: Viewer
) -> Message:
    """Say something in the case room, with its marking and class. Who reads it is ``queries.readers``' answer."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    text = body.strip()
    if not text:
        raise InputRefusal("There is nothing to send yet. Type a message.", fields={"field": "body"})
    if len(text) > LONGEST_MESSAGE:
        raise InputRefusal(
            f"The message has {len(text):,} characters; {LONGEST_MESSAGE:,} fit. Send the rest as a file.",
            code="text-too-long",
            fields={"field": "body"},
        )
    if confidentiality is ConfidentialityClass.PCII and actor.role is Role.COORDINATOR:
        # F1.7 and C7: the mark is the submitter's own claim; a coordinator neither makes nor removes it.
        raise NotAllowed("PCII is its submitter's own claim. A coordinator cannot mark a message as PCII.")
    salt = ledger.new_salt()
    case.said += 1
    message = Message(
        case=case,
        number=case.said,
        author=actor.member_id,
        party_id=actor.party_id,
        body=text,
        tlp=tlp.value,
        confidentiality=confidentiality.value,
        at=clock.now(),
        salt=salt,
    )
    rows: list[Row] = [case, message]
    mine = queries.participant_of(actor, case)
    if mine is not None:
        mine.last_contact_at = message.at
        rows.append(mine)
    fact = MessageSent(case.id, message.id, Code(tlp.value), Code(confidentiality.value), ledger.seal(salt, text))
    ledger.commit(rows=rows, facts=[fact], actor=actor)
    return message


@ledger.action
def purge_message(reference: str, message: UUID, *, reason: str, actor: Viewer) -> Message:
    """Destroy one message's words after a spill; that it was there stays in the ledger."""
    case = queries.case_for(actor, reference, lock=True)
    row = next((row for row in queries.messages(actor, case) if row.pk == message), None)
    if row is None:
        raise NotFound("message")
    if actor.party_id not in (case.owner_id, row.party_id):
        raise NotAllowed("Only the party that wrote it or the coordinator of the case may destroy a message.")
    if not reason.strip():
        raise InputRefusal(
            "Say why the message is destroyed; a digest of the reason stays, its words do not.",
            fields={"field": "reason"},
        )
    row.body, row.salt, row.purged_at = "", "", clock.now()
    where = Code(f"case:{case.id}")
    fact = ContentPurged(Code("message"), row.id, where, ledger.seal(ledger.new_salt(), reason))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@dataclass(frozen=True, slots=True)
class StatementWords:
    """What a party states: ``versions`` is an expression as in the advisory ("< 3.6.2", "vers:all/*")."""

    product: UUID
    versions: str
    status: ProductStatus
    justification: str = ""
    remediation_category: str = ""
    remediation: str = ""


@ledger.action
def make_statement(reference: str, words: StatementWords, *, actor: Viewer) -> Statement:
    """State whether a product and versions are affected. The first statement also shows that the maker knows (V)."""
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_STATEMENT_MAKE, case)
    product = products.product_for(actor, words.product)
    if product.maker_id != actor.party_id:
        raise NotAllowed("You state only what your own products are. Pick one from your registry.")
    _check(words)
    now, salt = clock.now(), ledger.new_salt()
    row = Statement(
        case=case,
        party_id=actor.party_id,
        member=actor.member_id,
        product=product,
        versions=words.versions.strip(),
        status=words.status.value,
        justification=words.justification,
        remediation_category=words.remediation_category if words.remediation.strip() else "",
        remediation=words.remediation.strip(),
        at=now,
        salt=salt,
    )
    digest = ledger.seal(salt, row.versions, row.status, row.justification, row.remediation)
    facts: list[Fact] = [StatementMade(case.id, row.id, product.maker_id, product.id, Code(row.status), digest)]
    rows: list[Row] = [row, *_aware(case, actor, facts)]
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return row


def _check(words: StatementWords) -> None:
    if not words.versions.strip():
        raise InputRefusal(
            "Say which versions, for example “< 3.6.2” or “vers:all/*” for all.", fields={"field": "versions"}
        )
    if words.status is ProductStatus.NOT_AFFECTED and words.justification not in JUSTIFICATIONS:
        raise InputRefusal("“Not affected” needs one of the VEX justifications.", fields={"field": "justification"})


def _aware(case: Case, actor: Viewer, facts: list[Fact]) -> list[Row]:
    mine = queries.participant_of(actor, case)
    if mine is None:
        return []
    mine.last_contact_at = clock.now()
    if mine.maker_aware_at is None:
        mine.maker_aware_at = mine.last_contact_at
        facts.append(CaseMarked(case.id, Code(CaseEvent.MANUFACTURER_AWARE.value), mine.party_id, Digest("")))
    return [mine]
