"""Messages: say something in a case, and destroy its words after a spill."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import Message
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, ContentPurged, MessageSent
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.gateways import clock
from medcord.ledger.rows import Row

LONGEST_MESSAGE = 20_000


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
