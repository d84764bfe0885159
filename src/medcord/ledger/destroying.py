"""Destroying content: the hold that forbids it, the reason that is asked for, the row and the fact that stay."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.access import Viewer
from medcord.core.facts import Code, ContentPurged, Digest, HoldLifted, HoldPlaced
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.gateways import clock
from medcord.ledger import blobs
from medcord.ledger.models import Destruction, FactRow, LegalHold
from medcord.ledger.roads import Road
from medcord.ledger.rows import Row
from medcord.ledger.sealing import new_salt, seal

LONGEST_REASON = 4000
LACK = (
    "Say why the content is destroyed. The words are kept sealed, for you and your auditor; the chain keeps a digest."
)

_ALSO_UNDER: list[Callable[[str], Iterable[str]]] = []


def also_under(reader: Callable[[str], Iterable[str]]) -> Callable[[str], Iterable[str]]:
    """Register who knows under which other streams a stream lies: a hold on a case holds its reports."""
    _ALSO_UNDER.append(reader)
    return reader


def holds_on(stream: str) -> list[LegalHold]:
    """Holds that stand over a stream now, the newest first."""
    streams = {stream, *(other for reader in _ALSO_UNDER for other in reader(stream))}
    return list(LegalHold.objects.filter(stream__in=streams, lifted_at=None).order_by("-placed_at"))


def require_not_held(stream: str, *, name_of: Callable[[UUID | None], str]) -> None:
    """Raise RuleRefusal, saying who placed the hold and when, while one stands."""
    hold = next(iter(holds_on(stream)), None)
    if hold is not None:
        raise RuleRefusal(
            f"A legal hold stands: {name_of(hold.placed_by)} placed it on {hold.placed_at:%-d %B %Y, %H:%M} UTC. "
            "Nothing here may be destroyed until the coordinator of the case lifts it.",
            code="legal-hold",
        )


def require_acts_not_held(member: UUID) -> None:
    """Raise RuleRefusal while a hold stands over anything in which a member acted: who did it is held too.

    Names neither the case nor who placed the hold: the administrator who asks may not see that case.
    """
    if not LegalHold.objects.filter(lifted_at=None).exists():
        return
    streams = FactRow.objects.filter(actor=member).order_by().values_list("stream", flat=True).distinct()
    if any(holds_on(one) for one in streams):
        raise RuleRefusal(
            "A legal hold stands on something this person took part in, and who took part is held with it. Nobody was "
            "erased. Deactivate the member now, and erase when the coordinator of that case has lifted the hold.",
            code="legal-hold",
        )


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its words sealed as a file, and its digest for the chain."""

    blob: UUID
    salt: str
    digest: Digest


def why(reason: str, lack: str, *, field: str = "reason") -> Why:
    """Seal the words of a reason. Raises InputRefusal with ``lack`` where there are none.

    Sealed within the transaction: should that fail, a sealed sentence without a row is left, which nobody can find.
    """
    words = reason.strip()
    if not words:
        raise InputRefusal(lack, fields={"field": field})
    if len(words) > LONGEST_REASON:
        raise InputRefusal(f"A reason holds {LONGEST_REASON:,} characters. Shorten it.", fields={"field": field})
    blob, salt = uuid.uuid4(), new_salt()
    blobs.store().put(blob, words.encode())
    return Why(blob, salt, seal(salt, words))


def require_typed_again(reference: str, typed: str, *, called: str = "reference") -> None:
    """What cannot be undone is not done by one press of a button."""
    if typed.strip().casefold() != reference.casefold():
        raise InputRefusal(
            f"Type the {called} {reference} to show that this is the right one. Nothing was destroyed.",
            code="type-again",
            fields={"field": "typed"},
        )


Found = tuple[Road, Row]
"""A row that is to go, and its road."""


def emptied(
    found: Sequence[Found], *, stream: str, reason: Why, actor: Viewer
) -> tuple[list[Row], list[ContentPurged]]:
    """The emptied rows with the entries of the book, and the facts, for ``ledger.commit``."""
    now, rows = clock.now(), list[Row]()
    for one, row in found:
        entry = _entry(one.what, row.pk, stream=stream, reason=reason, actor=actor)
        rows += [one.empty(row, now), entry]
    return rows, [ContentPurged(Code(stream), Code(one.what), row.pk, reason.digest) for one, row in found]


def _entry(what: str, item: UUID, *, stream: str, reason: Why, actor: Viewer) -> Destruction:
    return Destruction(
        stream=stream, what=what, item=item, at=clock.now(), by=actor.member_id, party=actor.party_id,
        reason=reason.blob, salt=reason.salt,
    )  # fmt: skip


def noted(what: str, item: UUID, *, stream: str, reason: Why, actor: Viewer) -> tuple[Destruction, ContentPurged]:
    """The entry and the fact of something destroyed that is no whole row: a person's identity."""
    entry = _entry(what, item, stream=stream, reason=reason, actor=actor)
    return entry, ContentPurged(Code(stream), Code(what), item, reason.digest)


def placed(*, stream: str, reason: Why, actor: Viewer) -> tuple[LegalHold, HoldPlaced]:
    """A new hold and its fact."""
    if LegalHold.objects.filter(stream=stream, lifted_at=None).exists():
        raise RuleRefusal("A legal hold stands already. Lift it before another is placed.", code="legal-hold")
    hold = LegalHold(
        stream=stream, placed_at=clock.now(), placed_by=actor.member_id, party=actor.party_id,
        reason=reason.blob, salt=reason.salt,
    )  # fmt: skip
    return hold, HoldPlaced(Code(stream), hold.pk, reason.digest)


def lifted(*, stream: str, reason: Why, actor: Viewer) -> tuple[LegalHold, HoldLifted]:
    """The hold that stands, lifted, and the fact of it."""
    hold = LegalHold.objects.select_for_update().filter(stream=stream, lifted_at=None).first()
    if hold is None:
        raise RuleRefusal("No legal hold stands here, so there is none to lift.", code="no-hold")
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = clock.now(), actor.member_id, reason.blob
    return hold, HoldLifted(Code(stream), hold.pk, reason.digest)


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of the book of what was destroyed and held: for the owner and its auditor."""

    at: datetime
    what: str
    by: UUID | None
    reason: str


def book_of(stream: str) -> list[Said]:
    """What was destroyed of a stream and when it was held, with the words why, newest first. The caller asks first
    whether the viewer may read it."""
    gone = [Said(one.at, one.what, one.by, _words(one.reason)) for one in Destruction.objects.filter(stream=stream)]
    holds = list(LegalHold.objects.filter(stream=stream))
    on = [Said(one.placed_at, "hold-placed", one.placed_by, _words(one.reason)) for one in holds]
    off = [
        Said(one.lifted_at, "hold-lifted", one.lifted_by, _words(one.lifted_reason)) for one in holds if one.lifted_at
    ]
    return sorted([*gone, *on, *off], key=lambda one: one.at, reverse=True)


def reasons_for(stream: str, what: str) -> dict[UUID, str]:
    """Why each thing of one kind was destroyed in a stream, by its id. The caller asks first who may read it."""
    return {one.item: _words(one.reason) for one in Destruction.objects.filter(stream=stream, what=what)}


def _words(blob: UUID | None) -> str:
    try:
        return blobs.store().get(blob).decode() if blob else ""
    except KeyError:
        return "(the words are gone)"
