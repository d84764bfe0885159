"""Messages: say something in a case."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.actions.attaching import take
from medcord.cases.models import Message
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Code, MessageSent
from medcord.core.refusals import InputRefusal, NotAllowed
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.ledger.rows import Row

LONGEST_MESSAGE = 20_000


@ledger.action
def send_message(
    reference: str,
    body: str,
    *,
    tlp: Tlp,
    confidentiality: ConfidentialityClass,
    files: Sequence[UUID] = (),
    patient_data_seen: bool = False,
    actor: Viewer,
) -> Message:
    """Say something in the case room, with its marking and class. Who reads it is ``queries.readers``' answer.

    ``files`` were put down by ``attach``; whoever reads the message reads them.
    """
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    text = _words(body, seen=patient_data_seen)
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
    taken = take(message, files, actor=actor)
    fact = MessageSent(case.id, message.id, Code(tlp.value), Code(confidentiality.value), ledger.seal(salt, text))
    ledger.commit(rows=[*rows, *taken.rows], gone=taken.gone, facts=[fact, *taken.facts], actor=actor)
    return message


def _words(body: str, *, seen: bool) -> str:
    text = body.strip()
    if not text:
        raise InputRefusal("There is nothing to send yet. Type a message.", fields={"field": "body"})
    if len(text) > LONGEST_MESSAGE:
        raise InputRefusal(
            f"The message has {len(text):,} characters; {LONGEST_MESSAGE:,} fit. Send the rest as a file.",
            code="text-too-long",
            fields={"field": "body"},
        )
    patient_data.require_seen(patient_data.in_text(text, "Message"), seen=seen)
    return text
