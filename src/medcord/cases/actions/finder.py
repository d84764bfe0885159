"""What a finder says in a room of the case that was opened for the finder too."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from medcord import ledger
from medcord.cases import queries
from medcord.cases.actions.attaching import MOST_FILES, hung
from medcord.cases.actions.messages import checked_text
from medcord.cases.models import Case, Message, Room
from medcord.core.access import Viewer
from medcord.core.facts import Code, Fact, MessageSent
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Tlp
from medcord.formats import evidence
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.ledger import files
from medcord.ledger.rows import Row


def write_as_finder(
    room: UUID,
    body: str,
    given: Sequence[files.Given] = (),
    *,
    as_it_is: bool = False,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> Message:
    """The finder answers in a room, with files. The owner gets them as they were sent, the others the copy without
    author, place and time, or the file itself where the finder says ``as_it_is``.

    Files are sealed before the transaction and destroyed when it fails. Raises NotFound for a room that was not opened
    for this finder, RuleRefusal for a closed one, and InputRefusal for words or files that cannot be taken.
    """
    _room(room, actor)
    text = checked_text(body, seen=patient_data_seen)
    if len(given) > MOST_FILES:
        raise InputRefusal(f"A message takes {MOST_FILES} files. Send the others with the next.", code="many-files")
    for one in given:
        evidence.check_size(one[0], files.size_of(one))
    looked_at = files.look(given)
    hints = [hint for one in looked_at for hint in one.found.hints]
    patient_data.require_seen(hints, seen=patient_data_seen)
    with files.sealed(looked_at) as kept:
        return _say(room, text, [one.passed_on() for one in kept] if as_it_is else kept, actor=actor)


def _room(room: UUID, actor: Viewer, *, lock: bool = False) -> tuple[Case, Room]:
    case = queries.case_of_room(actor, room, lock=lock)
    row = queries.as_finder(actor, case).every_room.get(room) if case is not None else None
    if case is None or row is None:
        raise NotFound("room")
    if row.closed_at is not None or case.closed_at is not None:
        raise RuleRefusal("This room is closed. Write below your report instead; it is read there.", code="room-closed")
    return case, row


@ledger.action
def _say(room: UUID, text: str, kept: Sequence[files.Kept], *, actor: Viewer) -> Message:
    case, row = _room(room, actor, lock=True)
    case.said += 1
    message = Message(
        case=case,
        room=row,
        number=case.said,
        report_id=actor.report_id,
        body=text,
        tlp=Tlp.AMBER.value,
        confidentiality=ConfidentialityClass.NONE.value,
        at=clock.now(),
        salt=ledger.new_salt(),
    )
    attached = [hung(message, one.columns()) for one in kept]
    digest = ledger.seal(message.salt, text)
    said = MessageSent(case.id, message.id, Code(message.tlp), Code(message.confidentiality), digest)
    rows: list[Row] = [case, message, *(file for file, _fact in attached)]
    facts: list[Fact] = [said, *(fact for _file, fact in attached)]
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return message
