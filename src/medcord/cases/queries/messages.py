"""What is said in a case, and by whom it is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from medcord.cases.items import message_item
from medcord.cases.models import Case, Message, MessageVersion
from medcord.cases.queries.cases import item
from medcord.cases.queries.sight import Seen, Sight, said, sight
from medcord.core.access import Permission, Viewer, may, require
from medcord.core.refusals import NotFound

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
CODE_LENGTH = 6


def messages(viewer: Viewer, case: Case) -> list[Message]:
    """Messages of a case that exist for the viewer, oldest first."""
    view = sight(viewer, case)
    return with_words(view, said(view))


def with_words(view: Sight, rows: Iterable[Seen]) -> list[Message]:
    """These messages whole, in their order, with the words the viewer may know."""
    order = {row.pk: place for place, row in enumerate(rows)}
    found = Message.objects.filter(pk__in=list(order)).select_related("party")
    whole = sorted(found, key=lambda row: order[row.pk])
    for row in whole:
        row.room = view.every_room.get(row.room_id) if row.room_id else None
    return _as_of(whole, view.answer.until)


def _as_of(rows: list[Message], until: datetime | None) -> list[Message]:
    """For a lapsed participant, what was edited since says what it said then (13). For showing, never saved."""
    later = [row for row in rows if until is not None and row.edited_at is not None and row.edited_at > until]
    before: dict[UUID, MessageVersion] = {}
    for version in MessageVersion.objects.filter(message__in=later, at__lte=until).order_by("at") if later else ():
        before[version.message_id] = version
    for row in later:
        then = before.get(row.pk)
        row.body = then.body if then else ""
        row.edited_at = then.at if then and then.at > row.at else None
    return rows


def message_for(viewer: Viewer, case: Case, message: UUID) -> Message:
    """One message that exists for the viewer. Raises NotFound."""
    row = Message.objects.filter(case=case, pk=message).select_related("party", "room__product").first()
    if row is None or not may(viewer, Permission.CASE_MESSAGE_READ, message_item(row, item(case))).allowed:
        raise NotFound("message")
    return _as_of([row], may(viewer, Permission.CASE_READ, item(case)).until)[0]


def message_to_change(viewer: Viewer, case: Case, message: UUID, permission: Permission) -> Message:
    """One message as it is stored, for an action. NotFound for the unseen, NotAllowed with the reason for the rest."""
    found = Message.objects.filter(case=case, pk=message).select_related("party", "room__product")
    row = found.first()
    require(viewer, permission, message_item(row, item(case)) if row is not None else None, "message")
    if row is None:
        raise NotFound("message")
    return row


def versions(viewer: Viewer, case: Case, message: Message) -> list[MessageVersion]:
    """What a message said before, oldest first, as far as the viewer may know it."""
    answer = may(viewer, Permission.CASE_READ, item(case))
    if not answer.allowed:
        return []
    shown = message.edited_at or message.at
    return [row for row in MessageVersion.objects.filter(message=message).order_by("at") if row.at < shown]


def saying(view: Sight, rows: Collection[Seen], q: str) -> set[UUID]:
    """Which of these messages hold every word of ``q``, as far as the viewer may know their words."""
    words = q.lower().split()
    if not words or not rows:
        return set()
    asked = Q()
    for word in words:
        asked &= Q(body__icontains=word)
    known = {row.pk for row in rows}
    found = Message.objects.filter(case=view.case)
    until = view.answer.until
    if until is None:
        return known & set(found.filter(asked).values_list("pk", flat=True))
    # A search must not tell what an edit after the lapse says: those are sought in the words of then.
    old = Q(edited_at=None) | Q(edited_at__lte=until)
    hit = set(found.filter(asked).filter(old).values_list("pk", flat=True))
    edited = _as_of(list(found.filter(edited_at__gt=until, pk__in=known)), until)
    hit |= {row.pk for row in edited if all(word in row.body.lower() for word in words)}
    return known & hit


def mentioning(view: Sight, rows: Collection[Seen]) -> set[UUID]:
    """Which of these messages name the viewer or the viewer's party."""
    me = {str(one) for one in (view.viewer.member_id, view.viewer.party_id) if one}
    found = Message.objects.filter(case=view.case).exclude(mentions=[]).values_list("pk", "mentions")
    return {pk for pk, named in found if me & set(named)} & {row.pk for row in rows}


def with_files(view: Sight, rows: Collection[Seen]) -> set[UUID]:
    """Which of these messages have a file."""
    found = Message.objects.filter(case=view.case, files__isnull=False).values_list("pk", flat=True)
    return set(found) & {row.pk for row in rows}


def code_of(message: UUID) -> str:
    """The short name people quote a message by, "#7k3mzq".

    Made from its random id and not from its number: a gap between two numbers would tell of a message one may not read.
    """
    value, code = message.int >> (128 - 5 * CODE_LENGTH), ""
    for _digit in range(CODE_LENGTH):
        value, rest = divmod(value, len(ALPHABET))
        code = ALPHABET[rest] + code
    return code
