"""Readers of C9: what machines cannot match of a draft, and the reasons given for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import prefetch_related_objects

from medcord.core.advisory import Advisory, Note
from medcord.core.advisory.readiness import Lack, Missing, Waiver, judged, lacking, public_words, serial_ranges
from medcord.drafting.compose import product_rows
from medcord.drafting.models import Draft, ReleaseWaiver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medcord.cases.models import Statement

NOTE_TITLE = "What machines cannot match"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """One lack of one statement of the case; ``waiver`` is the reason given, if there is one."""

    lack: Lack
    statement: UUID
    waiver: ReleaseWaiver | None


def waivers_of(draft: Draft) -> list[ReleaseWaiver]:
    """The reasons given for what is being written now, oldest first; read once for a draft, and not asked for where it
    was read without any. The caller was allowed to read it."""
    if not getattr(draft, "is_waived", True):
        return []
    prefetch_related_objects([draft], "waivers")
    return [row for row in draft.waivers.all() if row.number >= draft.since]


def given(draft: Draft) -> dict[tuple[UUID, str], ReleaseWaiver]:
    """The reason that counts for each statement and what it lacks: the newest. The caller was allowed to read it."""
    return {(row.statement_id, row.what): row for row in waivers_of(draft)}


def unmatched(draft: Draft, value: Advisory, statements: Sequence[Statement]) -> list[Unmatched]:
    """What the affected products of ``value`` lack. Its products are those of ``statements``, in order.

    The caller was allowed to read the draft."""
    lacks = (*lacking(value), *serial_ranges(value))
    if not lacks:
        return []
    of = {product.id: row.pk for product, row in zip(value.products, product_rows(statements), strict=True)}
    reasons = given(draft)
    ids = [(lack, of[lack.product_id]) for lack in lacks]
    return [Unmatched(lack, statement, reasons.get((statement, lack.what.value))) for lack, statement in ids]


def told(value: Advisory, found: Sequence[Unmatched]) -> Advisory:
    """The advisory with a note that says what goes out unmatched, and why."""
    waivers = [Waiver(one.lack.product_id, Missing(one.lack.what), one.waiver.reason) for one in found if one.waiver]
    words = public_words(judged([one.lack for one in found], waivers))
    return replace(value, notes=(*value.notes, Note("general", words, title=NOTE_TITLE))) if words else value
