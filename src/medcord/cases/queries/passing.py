"""Everything recorded of passing items of a case on, and what follows for all that was made from them.

The columns that readers look at are worked out anew, for an item and for all that was made from it, in the act that
changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable

from medcord.cases.models import (
    Case,
    ItemBasis,
    Message,
    Nearness,
    Protection,
    Quotation,
    SupplierConsultation,
    UseConsent,
)
from medcord.cases.passing import Records, settle
from medcord.cases.queries.bases import versions_named
from medcord.core.confidentiality import ancestors


def records_of(case: Case) -> Records:
    """Everything recorded, in five queries; one more where something rests on a basis that was written here."""
    found = Records(case)
    for asked in SupplierConsultation.objects.filter(case=case).select_related("party").order_by("asked_at"):
        found.asked[asked.message_id].append(asked)
    for held in Protection.objects.filter(message__case=case):
        found.protections[held.message_id] = held
    for consent in UseConsent.objects.filter(message__case=case).order_by("at"):
        found.consents[consent.message_id].append(consent)
    for basis in ItemBasis.objects.filter(message__case=case).order_by("at"):
        found.bases[basis.message_id] = basis
    found.listed = versions_named([(one.basis, one.number) for one in found.bases.values()])
    close = Nearness.objects.filter(case=case, where=Nearness.Where.MESSAGE, gone_at=None, purged_at=None)
    close = close.exclude(verdict=Nearness.Verdict.INDEPENDENT).order_by()
    quoted = Quotation.objects.filter(message__case=case).order_by().values_list("message", "source")
    for message, source in quoted.union(close.values_list("target", "source")):
        found.sources[message].append(source)
    return found


def settled(case: Case, changed: Iterable[Message], records: Records | None = None) -> list[Message]:
    """Messages whose columns are other ones now, after something of ``changed`` was changed; to be written along.

    ``changed`` always stand in it, first and as they were given.
    """
    known = records or records_of(case)
    given = {row.pk: row for row in changed}
    below = {key for key in known.sources if ancestors(key, known.sources) & given.keys()} - given.keys()
    wanted = set(below)
    for key in below | given.keys():
        wanted |= ancestors(key, known.sources)
    rows = {row.pk: row for row in Message.objects.filter(pk__in=wanted - given.keys()).select_related("party")} | given
    for row in given.values():
        settle(row, known, rows)
    return [*given.values(), *(rows[key] for key in below if settle(rows[key], known, rows))]
