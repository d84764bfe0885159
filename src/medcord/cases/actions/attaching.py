"""Files of messages: put down first, then sent with a message and read by whoever reads that message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from medcord import ledger
from medcord.cases import policy, queries
from medcord.cases.models import CaseFile, Message, StagedFile
from medcord.core.access import Permission, Viewer
from medcord.core.facts import Fact, FileAttached, FileUploaded, UploadDropped
from medcord.core.refusals import InputRefusal, NotFound
from medcord.formats import evidence
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.ledger import files
from medcord.ledger.rows import Row

MOST_FILES = 10
_COLUMNS = ("name", "kind", "size", "blob", "clean_blob", "stripped", "hints")


def attach(
    reference: str,
    given: files.Given,
    *,
    as_it_is: bool = False,
    patient_data_seen: bool = False,
    actor: Viewer,
) -> StagedFile:
    """Put a file down for the actor's next message in a case.

    The others get a copy without author, place and time. Where that cannot be made (archives, captures, programs) they
    get nothing, unless the author says ``as_it_is``: pass it on with all it holds. Raises InputRefusal for a file that
    is empty, too large, one too many, or looks like patient data and its author has not yet seen that it does.
    """
    case = queries.case_for(actor, reference)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    evidence.check_size(given[0], files.size_of(given))
    looked_at = files.look([given])
    patient_data.require_seen(looked_at[0].found.hints, seen=patient_data_seen)
    with files.sealed(looked_at) as kept:
        return _put_down(reference, kept[0], as_it_is=as_it_is, actor=actor)


@ledger.action
def _put_down(reference: str, kept: files.Kept, *, as_it_is: bool, actor: Viewer) -> StagedFile:
    case = queries.case_for(actor, reference, lock=True)
    policy.require(actor, Permission.CASE_MESSAGE_SEND, case)
    if len(queries.staged(actor, case)) >= MOST_FILES:
        raise InputRefusal(f"A message takes {MOST_FILES} files. Send these, or take one away.", code="many-files")
    if actor.member_id is None or actor.party_id is None:
        raise NotFound("case")
    columns = (kept.passed_on() if as_it_is else kept).columns()
    row = StagedFile(case=case, member=actor.member_id, party_id=actor.party_id, at=clock.now(), **columns)
    ledger.commit(rows=[row], facts=[FileUploaded(case.id, row.id, row.size, len(row.hints))], actor=actor)
    return row


@ledger.action
def drop_upload(reference: str, file: UUID, *, actor: Viewer) -> None:
    """Take a file away again before a message took it."""
    case = queries.case_for(actor, reference, lock=True)
    row = next((row for row in queries.staged(actor, case) if row.pk == file), None)
    if row is None:
        raise NotFound("file")
    _drop([row], actor=actor)


@ledger.action
def sweep_uploads(rows: Sequence[StagedFile], *, actor: Viewer) -> None:
    """Take away files that no message took within a day."""
    _drop(rows, actor=actor)


def _drop(rows: Sequence[StagedFile], *, actor: Viewer) -> None:
    facts = [UploadDropped(row.case_id, row.id, row.blob, row.clean_blob) for row in rows]
    gone = StagedFile.objects.filter(pk__in=[row.pk for row in rows])
    ledger.commit(gone=[gone], facts=facts, actor=actor)


@dataclass(frozen=True, slots=True)
class Taken:
    """What hangs put-down files on a message: for the commit that sends it."""

    rows: list[Row] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    gone: list[QuerySet[Row]] = field(default_factory=list)


def take(message: Message, wanted: Sequence[UUID], *, actor: Viewer) -> Taken:
    """Hang the actor's put-down files on a message of the same case. Raises InputRefusal for one that is gone."""
    taken = Taken()
    if not wanted:
        return taken
    mine = {row.pk: row for row in queries.staged(actor, message.case)}
    if not mine.keys() >= set(wanted):
        raise InputRefusal(
            "A file of this message is not there any more: it was sent already, or put down more than a day ago. "
            "Choose it again.",
            code="upload-gone",
            fields={"field": "file"},
        )
    for one in dict.fromkeys(wanted):
        file, fact = hung(message, {name: getattr(mine[one], name) for name in _COLUMNS})
        taken.facts.append(fact)
        taken.rows.append(file)
    taken.gone.append(StagedFile.objects.filter(pk__in=list(wanted)))
    return taken


def hung(message: Message, columns: Mapping[str, object]) -> tuple[CaseFile, FileAttached]:
    """A file on a message, and its fact: for the commit that sends it."""
    file = CaseFile(message=message, salt=ledger.new_salt(), **columns)
    digest = ledger.seal(file.salt, file.name, str(file.size), file.kind)
    return file, FileAttached(message.case_id, message.id, file.id, file.size, digest)
