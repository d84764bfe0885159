"""Readers of declarations: the maker's own, and the agencies' of its case. An ISAO reads the text it was given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from medcord.cases import queries as cases
from medcord.core.access import (
    CaseItem,
    DeclarationItem,
    InventoryItem,
    MatrixItem,
    Permission,
    TextItem,
    Viewer,
    may,
)
from medcord.core.clocks.scope import Question
from medcord.core.declarations.disclosure import OPENS, DisclosureOutcome, Offer, Taken, offer
from medcord.core.declarations.discretion import NOT_CHOSEN, Handed, zone_of
from medcord.core.declarations.facility import Addressee, route, year_of
from medcord.core.declarations.forms import Counted, Declared, Form, Trace, counts
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.declarations.models import (
    ConsigneeList,
    Declaration,
    DisclosureDecision,
    FacilityEvent,
    FacilityYear,
    IsaoText,
    LearnedDecision,
    RecallClassification,
    RiskMatrix,
    ScopeAnswer,
)
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.products import queries as products

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.products.models import Product

OF_ANOTHER = "a product of another manufacturer"


@dataclass(frozen=True, slots=True)
class Side:
    """What one manufacturer declared in a case, oldest first, and what was decided about it."""

    party: UUID
    name: str
    rows: list[Declaration]
    decisions: list[LearnedDecision]
    texts: list[IsaoText]
    zone: ZoneInfo

    @property
    def declared(self) -> list[Declared]:
        """As the rules read it."""
        return [plain(row) for row in self.rows]

    @property
    def counted(self) -> Counted | None:
        """Which declared time counts."""
        last = next(reversed(self.decisions), None)
        return counts(self.declared, last.declaration_id if last else None)


def plain(row: Declaration) -> Declared:
    """A declaration as the rules read it."""
    return Declared(
        id=row.pk,
        form=Form(row.form),
        number=row.number,
        signed_at=row.signed_at,
        signed_name=row.signed_name,
        at=row.at,
        about=row.about_id,
        uncontrolled=row.uncontrolled,
        answers=row.answers,
        ends=row.ends,
        days=row.days,
    )


def sides(viewer: Viewer, case: Case) -> list[Side]:
    """Each manufacturer that declared anything the viewer may read, by name."""
    item = cases.item(case)
    rows, decisions = defaultdict[UUID, list[Declaration]](list), defaultdict[UUID, list[LearnedDecision]](list)
    for row in Declaration.objects.filter(case=case).select_related("party").order_by("party_id", "number"):
        if _reads(viewer, item, row):
            rows[row.party_id].append(row)
    for decision in LearnedDecision.objects.filter(case=case).order_by("signed_at"):
        if _reads(viewer, item, decision):
            decisions[decision.party_id].append(decision)
    seen = [row.pk for each in rows.values() for row in each if row.form == Form.CUSTOMERS.value]
    texts = defaultdict[UUID, list[IsaoText]](list)
    for text in IsaoText.objects.filter(declaration__in=seen).select_related("isao", "declaration"):
        texts[text.declaration.party_id].append(text)
    makers = {one: mine[0].party for one, mine in rows.items()}
    found = [
        Side(one, maker.name, rows[one], decisions[one], texts[one], zone_of(maker.time_zone))
        for one, maker in makers.items()
    ]
    return sorted(found, key=lambda side: side.name)


def _reads(viewer: Viewer, item: CaseItem, row: Declaration | LearnedDecision) -> bool:
    what = DeclarationItem(case=item, maker_party=row.party_id, created_at=row.signed_at)
    return may(viewer, Permission.DECLARATION_READ, what).allowed


def handed(side: Side) -> list[Handed]:
    """The texts in ISAOs' hands, as the rules read them."""
    return [Handed(one.declaration_id, one.isao.name, one.sent_at, one.acknowledged_at) for one in side.texts]


def of_party(viewer: Viewer, case: Case, party: UUID) -> Side:
    """What one manufacturer declared, as far as the viewer may read it; empty while there is nothing."""
    found = next((side for side in sides(viewer, case) if side.party == party), None)
    return found or Side(party, parties.names([party]).get(party, ""), [], [], [], zone_of(NOT_CHOSEN))


def declaration_for(viewer: Viewer, case: Case, declaration: UUID, form: Form) -> Declaration:
    """One declaration of this form that the viewer may read. Raises NotFound."""
    row = Declaration.objects.filter(case=case, pk=declaration, form=form.value).first()
    if row is None or not _reads(viewer, cases.item(case), row):
        raise NotFound("declaration")
    return row


def consignees(viewer: Viewer, case: Case) -> list[ConsigneeList]:
    """Lists of consignees that the viewer may read, newest first: the maker's own and the regulator's (82)."""
    item, rows = cases.item(case), ConsigneeList.objects.filter(declaration__case=case, purged_at=None)
    if viewer.role not in (Role.REGULATOR, Role.MANUFACTURER):
        return []
    return [
        row
        for row in rows.select_related("declaration").order_by("-signed_at")
        if may(
            viewer,
            Permission.DECLARATION_CONSIGNEES_READ,
            DeclarationItem(case=item, maker_party=row.declaration.party_id, created_at=row.signed_at),
        ).allowed
    ]


def consignees_for(viewer: Viewer, case: Case, declaration: UUID) -> ConsigneeList:
    """The newest list of one correction or removal. Raises NotFound for hidden, destroyed and absent alike."""
    for row in consignees(viewer, case):
        if row.declaration_id == declaration:
            return row
    raise NotFound("file")


def trace_of(viewer: Viewer, case: Case) -> Trace | None:
    """When the viewer's own party first showed in this case that it knew: it said that it has the report, or signed the
    terms and could read the case."""
    own = cases.participant_of(viewer, case)
    if own is None:
        return None
    seen = (
        Trace(at, what)
        for at, what in (
            (own.acknowledged_at, "it said that it has the report"),
            (own.signed_at, "it signed the terms"),
        )
        if at is not None
    )
    return min(seen, key=lambda one: one.at, default=None)


def matrices(viewer: Viewer) -> list[RiskMatrix]:
    """The versions of the viewer's own party's matrix, newest first. Raises NotFound for who has none."""
    if viewer.party_id is None or not may(viewer, Permission.MATRIX_READ, MatrixItem(viewer.party_id)).allowed:
        raise NotFound("page")
    return list(RiskMatrix.objects.filter(party=viewer.party_id).order_by("-number"))


def texts(viewer: Viewer) -> list[IsaoText]:
    """Texts for customers that were given to the viewer's ISAO, newest first; what waits for a receipt before the
    others."""
    if viewer.party_id is None or not may(viewer, Permission.TEXT_READ, TextItem(viewer.party_id)).allowed:
        return []
    found = IsaoText.objects.filter(isao=viewer.party_id).select_related("declaration__party").order_by("-sent_at")
    return sorted(found, key=lambda row: row.acknowledged_at is not None)


def text_for(viewer: Viewer, text: UUID, *, lock: bool = False) -> IsaoText:
    """One text that was given to the viewer's ISAO. Raises NotFound."""
    found = IsaoText.objects.filter(pk=text, isao=viewer.party_id).select_related("declaration__party")
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None or not may(viewer, Permission.TEXT_READ, TextItem(row.isao_id)).allowed:
        raise NotFound("text")
    return row


def scope_answers(viewer: Viewer, case: Case, question: Question | None = None) -> list[ScopeAnswer]:
    """Answers whether laws apply, oldest first: for whoever reads the content of the case, within its bounds (75)."""
    answer = may(viewer, Permission.CASE_READ, cases.item(case))
    if not answer.allowed:
        return []
    rows = ScopeAnswer.objects.filter(case=case, **({"question": question.value} if question else {}))
    return [row for row in rows.select_related("party").order_by("signed_at") if answer.spans(row.signed_at)]


def products_of(viewer: Viewer, case: Case) -> list[Product]:
    """Products about which the viewer may answer by themselves: those of the makers in the case, a maker's own."""
    return [row for row in cases.products_to_discuss(viewer, case) if row.retired_at is None]


def product_of(viewer: Viewer, case: Case, product: UUID) -> Product:
    """One of them. Raises NotFound."""
    for row in products_of(viewer, case):
        if row.pk == product:
            return row
    raise NotFound("product")


def product_names(viewer: Viewer, case: Case, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these products are called, for whoever may look them up or reads what is stated of them in the case. To
    others each is a product of another manufacturer."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = {row.pk: row.name for row in products.by_ids(viewer, wanted)}
    stated = {row.product_id: row.product.name for row in cases.statements(viewer, case)} if wanted - set(found) else {}
    return {one: found.get(one) or stated.get(one) or OF_ANOTHER for one in wanted}


def disclosures(viewer: Viewer, case: Case) -> list[DisclosureDecision]:
    """What was decided beside the 45 days, oldest first: the agencies' (76)."""
    if not may(viewer, Permission.DECLARATION_DISCLOSURE_READ, cases.item(case)).allowed:
        return []
    return list(DisclosureDecision.objects.filter(case=case).order_by("signed_at"))


def classifications(viewer: Viewer, case: Case) -> list[RecallClassification]:
    """Recalls that were classified, by the word of the regulator; the agencies' (77)."""
    if not may(viewer, Permission.DECLARATION_DISCLOSURE_READ, cases.item(case)).allowed:
        return []
    return list(RecallClassification.objects.filter(case=case).prefetch_related("listings").order_by("signed_at"))


def classified_in(case: UUID) -> dict[str, UUID]:
    """Classified recalls of a case by number, for the worker: scoped to nobody."""
    return dict(RecallClassification.objects.filter(case=case).values_list("number", "pk"))


def offer_in(viewer: Viewer, case: Case) -> Offer | None:
    """Whether a decision about publication is offered to the coordinator now, or due; None for who takes none."""
    return _offers(viewer, [case]).get(case.pk)


def disclosure_due(viewer: Viewer, found: Iterable[Case]) -> list[tuple[Case, str]]:
    """Cases of the coordinator in which that decision is due, with the reason; one query at most."""
    listed = list(found)
    offers = _offers(viewer, listed)
    return [(case, offers[case.pk].because) for case in listed if case.pk in offers and offers[case.pk].due]


def _offers(viewer: Viewer, found: Iterable[Case]) -> dict[UUID, Offer]:
    """By case; of those that are old enough, so that a young case costs no query."""
    now = clock.now()
    old = [
        case
        for case in found
        if case.public_at is None
        and case.first_contact_at is not None
        and now >= case.first_contact_at + OPENS
        and may(viewer, Permission.DECLARATION_DISCLOSE, cases.item(case)).allowed
    ]
    rows = DisclosureDecision.objects.filter(case__in=[case.pk for case in old]).order_by("signed_at") if old else ()
    taken = {row.case_id: Taken(DisclosureOutcome(row.outcome), row.until) for row in rows}
    offers = {case.pk: offer(case.first_contact_at, taken.get(case.pk), published=False, now=now) for case in old}
    return {case: one for case, one in offers.items() if one is not None}


def zone_of_owner(case: Case) -> str:
    """Where the days of the coordinator of a case are counted."""
    return zone_of(case.owner.time_zone).key


def events(viewer: Viewer) -> list[FacilityEvent]:
    """Events of harm that the viewer's own hospital signed, newest first (78). Raises NotFound for who has none."""
    if viewer.party_id is None or not may(viewer, Permission.EVENT_READ, InventoryItem(viewer.party_id)).allowed:
        raise NotFound("page")
    return list(FacilityEvent.objects.filter(party=viewer.party_id).prefetch_related("reports"))


def event_for(viewer: Viewer, event: UUID) -> FacilityEvent:
    """One of them. Raises NotFound."""
    for row in events(viewer):
        if row.pk == event:
            return row
    raise NotFound("event")


def zone_of_party(viewer: Viewer) -> ZoneInfo:
    """Where the days of the viewer's own party are counted."""
    return zone_of(parties.own_organisation(viewer).time_zone)


def years_with_events(viewer: Viewer) -> list[int]:
    """Years in which the viewer's own hospital became aware of an event, newest first (78)."""
    zone = zone_of_party(viewer)
    return sorted({year_of(row.aware, zone) for row in events(viewer)}, reverse=True)


def years_reported(viewer: Viewer) -> list[FacilityYear]:
    """Annual reports that the viewer's own hospital signed, newest first (78). Raises NotFound for who has none."""
    if viewer.party_id is None or not may(viewer, Permission.EVENT_READ, InventoryItem(viewer.party_id)).allowed:
        raise NotFound("page")
    return list(FacilityYear.objects.filter(party=viewer.party_id))


def hold_events(party: UUID) -> None:
    """Hold the events of a hospital, so that of two workers one tells; for the worker."""
    list(FacilityEvent.objects.select_for_update().filter(party=party).values_list("pk", flat=True))


def route_of(row: FacilityEvent) -> frozenset[Addressee]:
    """Where the law routes the report of an event."""
    return route(death=row.death, maker_known=bool(row.maker))
