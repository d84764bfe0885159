"""What is recorded of passing items on: for the owner, for who supplied an item, and for who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q

from medcord.cases.items import message_item
from medcord.cases.models import Case, ItemBasis, Message, Protection, SupplierConsultation, UseConsent
from medcord.cases.passing import Records, own_class
from medcord.cases.queries.cases import item
from medcord.cases.queries.passing import records_of
from medcord.core.access import CaseItem, Permission, SupplyItem, Viewer, may, require
from medcord.core.confidentiality import (
    ClassRule,
    Giver,
    Holds,
    LegalBasis,
    Lifts,
    Needs,
    Ruling,
    for_publishing,
    for_regulator,
    holding,
    rule_of,
)
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass
from medcord.gateways import clock


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis as one item rests on it, and where it stands now."""

    row: ItemBasis
    basis: LegalBasis
    holds: Holds


@dataclass(frozen=True, slots=True)
class Supply:
    """One item and everything recorded of passing it on. ``inherits``: its class comes from what it quotes.

    ``inside``: the viewer coordinates the case, supplied the item or was asked about it. Who only reads it is not told
    what was said about passing it on.
    """

    row: Message
    rule: ClassRule
    supplier: UUID | None
    regulator: Ruling
    publication: Ruling
    asked: list[SupplierConsultation]
    protection: Protection | None
    consents: list[UseConsent]
    basis: Basis | None
    inherits: bool
    inside: bool
    can: frozenset[str]

    @property
    def waiting(self) -> SupplierConsultation | None:
        """The question that waits for an answer, if one does."""
        return next((row for row in self.asked if row.state == "asked"), None)

    @property
    def standing_consents(self) -> dict[Giver, UseConsent]:
        """The consents that were not withdrawn."""
        return {Giver(row.giver): row for row in self.consents if row.withdrawn_at is None}


_CAN = {
    "ask": Permission.CONSULT_SUPPLY_ASK,
    "answer": Permission.CONSULT_SUPPLY_ANSWER,
    "claim": Permission.CONSULT_SUPPLY_CLAIM,
}


def supply_item(row: Message, of_case: CaseItem, records: Records) -> SupplyItem:
    """What the policy needs to know. The message's party and room are to be fetched with it."""
    asked = frozenset(one.party_id for one in records.asked.get(row.pk, ()))
    return SupplyItem(message_item(row, of_case), records.supplier(row), asked)


def supplies(viewer: Viewer, case: Case) -> list[Supply]:
    """Items under a rule, or about which somebody was asked, that the viewer may know of; newest first."""
    records, of_case = records_of(case), item(case)
    recorded = {*records.asked, *records.protections, *records.bases}
    under = Q(confidentiality__in=_ASKING) | Q(marked__in=_ASKING) | Q(pk__in=recorded)
    rows = Message.objects.filter(under, case=case, purged_at=None).select_related("party", "room__product")
    wanted = [row for row in rows.order_by("-number") if _counts(row, recorded)]
    read = Permission.CONSULT_SUPPLY_READ
    return [
        _supply(viewer, row, of_case, records)
        for row in wanted
        if may(viewer, read, supply_item(row, of_case, records)).allowed
    ]


_ASKING: Final = [klass.value for klass in ConfidentialityClass if rule_of(klass).needs is not Needs.NOTHING]


def _counts(row: Message, recorded: set[UUID]) -> bool:
    """Not what only inherits a class: it opens and closes with what it quotes."""
    return row.pk in recorded or own_class(row).value in _ASKING


def supply_for(viewer: Viewer, case: Case, message: UUID) -> Supply:
    """The same for one message. Raises NotFound for what the viewer may not know of."""
    return supply_to_change(viewer, case, message, Permission.CONSULT_SUPPLY_READ)[0]


def knows_item(viewer: Viewer, case: Case, message: UUID) -> bool:
    """Whether an item exists for the viewer: its readers, and the party that supplied it or was asked about it (47)."""
    row = Message.objects.filter(case=case, pk=message).select_related("party", "room__product").first()
    read = Permission.CONSULT_SUPPLY_READ
    return row is not None and may(viewer, read, supply_item(row, item(case), records_of(case))).allowed


def supply_to_change(
    viewer: Viewer, case: Case, message: UUID, permission: Permission
) -> tuple[Supply, Message, Records]:
    """One item as it is stored, for an action. NotFound for the unseen, NotAllowed with the reason for the rest."""
    row = Message.objects.filter(case=case, pk=message).select_related("party", "room__product").first()
    if row is None:
        raise NotFound("message")
    records, of_case = records_of(case), item(case)
    require(viewer, permission, supply_item(row, of_case, records), "message")
    return _supply(viewer, row, of_case, records), row, records


def _supply(viewer: Viewer, row: Message, of_case: CaseItem, records: Records) -> Supply:
    handling, basis = records.handling(row), records.bases.get(row.pk)
    what = supply_item(row, of_case, records)
    inside = viewer.party_id in {of_case.owner_party, what.supplier, *what.asked}
    return Supply(
        row=row,
        rule=rule_of(handling.klass),
        supplier=records.supplier(row),
        regulator=for_regulator(handling),
        publication=for_publishing(handling),
        asked=list(records.asked.get(row.pk, ())) if inside else [],
        protection=records.protections.get(row.pk),
        consents=list(records.consents.get(row.pk, ())),
        basis=_basis(basis, records) if basis else None,
        inherits=bool(row.roots),
        inside=inside,
        can=frozenset(name for name, permission in _CAN.items() if may(viewer, permission, what).allowed),
    )


def _basis(row: ItemBasis, records: Records) -> Basis:
    return Basis(row, records.rests_on(row), holding(row.valid_from, row.valid_to, clock.now()))


def open_question(viewer: Viewer, case: Case) -> SupplierConsultation | None:
    """What of consultations waits for the viewer in a case: a question to its party, or for the owner an objection that
    the rule of the class leaves to it. The one that is due first."""
    found = SupplierConsultation.objects.filter(case=case, state__in=("asked", "objected")).order_by("due_at")
    rows = found.filter(Q(party=viewer.party_id) | Q(case__owner=viewer.party_id)).select_related("message")
    for row in rows:
        mine = row.party_id == viewer.party_id and row.state == "asked"
        lifts = rule_of(own_class(row.message)).lifts is Lifts.OWNER and row.purpose == "regulator"
        if mine or (row.state == "objected" and viewer.party_id == case.owner_id and lifts):
            return row
    return None


def consultations_run_out() -> list[SupplierConsultation]:
    """Questions to suppliers whose day has passed, for the worker; never for a page."""
    found = SupplierConsultation.objects.filter(state="asked", due_at__lte=clock.now())
    return list(found.select_related("case", "message__party")[:100])


def consultation_of(case: Case, consultation: UUID, viewer: Viewer) -> SupplierConsultation:
    """One question to a supplier that the viewer may know of. Raises NotFound."""
    row = SupplierConsultation.objects.filter(case=case, pk=consultation).first()
    if row is None or viewer.party_id not in (case.owner_id, row.party_id):
        raise NotFound("consultation")
    return row
