"""Files of messages. Each is read under the policy of the very message it hangs on: author, audience, class, TLP,
lapse and late joining are asked again at every download. Knowing a file's id opens nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from medcord.cases.items import message_item
from medcord.cases.models import Case, CaseFile, Message, StagedFile
from medcord.cases.queries.cases import item
from medcord.core.access import CaseItem, Permission, Viewer, ViewerKind, may
from medcord.core.confidentiality import rule_of
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass
from medcord.formats import evidence
from medcord.gateways import clock

UPLOAD_LIVES = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as one viewer may have it. ``blob`` is what this viewer gets: None when there is no copy to pass on.
    ``whole``: it is the file as it was sent. ``remark`` is what to be careful about."""

    row: CaseFile
    blob: UUID | None
    whole: bool

    @property
    def sent(self) -> UUID:
        """The bytes to send. Raises NotFound where there is no copy for this viewer."""
        if self.blob is None:
            raise NotFound("file")
        return self.blob

    @property
    def name(self) -> str:
        """What the copy is called; the limit of its purpose goes along (C7)."""
        return limited_name(self.row.name, ConfidentialityClass(self.row.message.confidentiality))

    @property
    def remark(self) -> str:
        """What is said beside it."""
        return evidence.remark(self.row.kind, self.row.name)


def limited_name(name: str, klass: ConfidentialityClass) -> str:
    """What a copy of a file of this class is called."""
    return f"NOT FOR REGULATORY USE {name}" if rule_of(klass).limit else name


def file_for(viewer: Viewer, case: Case, file: UUID) -> FileSeen:
    """One file of a case for this viewer. Raises NotFound for hidden, destroyed and absent alike."""
    row = _rows().filter(pk=file, message__case=case, purged_at=None).first()
    if row is None:
        raise NotFound("file")
    seen = _seen(viewer, row, item(case))
    if seen is None:
        raise NotFound("file")
    return seen


def files_of(viewer: Viewer, case: Case, messages: Iterable[Message]) -> dict[UUID, list[FileSeen]]:
    """Files by message, for the messages given, as far as the viewer may read them; destroyed ones are shown as such.
    One query, whatever their number."""
    of_case, found = item(case), dict[UUID, list[FileSeen]]()
    for row in _rows().filter(message__in=[one.pk for one in messages], message__case=case):
        seen = _seen(viewer, row, of_case)
        if seen is not None:
            found.setdefault(row.message_id, []).append(seen)
    return found


def _rows() -> QuerySet[CaseFile]:
    return CaseFile.objects.select_related("message", "message__room")


def _seen(viewer: Viewer, row: CaseFile, of_case: CaseItem) -> FileSeen | None:
    if not may(viewer, Permission.CASE_MESSAGE_READ, message_item(row.message, of_case)).allowed:
        return None
    whole = _is_author_or_owner(viewer, row.message, of_case)
    blob = None if row.purged_at else row.blob if whole else row.clean_blob
    return FileSeen(row, blob, whole or row.clean_blob == row.blob)


def _is_author_or_owner(viewer: Viewer, message: Message, of_case: CaseItem) -> bool:
    if viewer.kind is ViewerKind.FINDER:
        return viewer.report_id is not None and viewer.report_id == message.report_id
    return viewer.kind is ViewerKind.MEMBER and viewer.party_id in (message.party_id, of_case.owner_party)


def staged(viewer: Viewer, case: Case) -> list[StagedFile]:
    """Files the viewer put down for the next message, oldest first. Nobody else sees them."""
    if viewer.member_id is None or not may(viewer, Permission.CASE_MESSAGE_SEND, item(case)).allowed:
        return []
    since = clock.now() - UPLOAD_LIVES
    return list(StagedFile.objects.filter(case=case, member=viewer.member_id, party=viewer.party_id, at__gte=since))


def stale_uploads() -> list[StagedFile]:
    """What no message took within a day, for the worker."""
    return list(StagedFile.objects.filter(at__lt=clock.now() - UPLOAD_LIVES)[:100])
