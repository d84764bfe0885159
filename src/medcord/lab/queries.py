"""Readers of independent tests: the agencies of the case read all of one, a supplier its own hand-overs, and others the
result when it was released to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from medcord.cases import queries as cases
from medcord.core import lab as rules
from medcord.core.access import CaseItem, LabItem, Permission, Viewer, may
from medcord.core.confidentiality import rule_of
from medcord.core.lab import Custody, CustodyGap, Hand, LabAudience
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import ConfidentialityClass, Role
from medcord.lab.models import HandOver, LabDocument, LabTest, Specimen
from medcord.opinions import queries as opinions

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.parties.models import Organisation


def item(row: LabTest, case: CaseItem) -> LabItem:
    """What the policy needs to know of a test."""
    audience = LabAudience(row.audience) if row.audience else None
    return LabItem(case, row.party_id, row.supplier_id, audience, row.asked_at, row.released_at)


def reads_request(viewer: Viewer, case: Case, row: LabTest) -> bool:
    """Whether the viewer reads the request and its answer: an agency, the party that asked, the one that supplies."""
    bare = LabItem(cases.item(case), created_at=row.asked_at)
    return may(viewer, Permission.LAB_READ, bare).allowed or viewer.party_id in (row.party_id, row.supplier_id)


def of_case(viewer: Viewer, case: Case) -> list[LabTest]:
    """Tests of a case that exist for the viewer, oldest first."""
    of_case = cases.item(case)
    here = Specimen.objects.filter(test=OuterRef("pk")).exclude(state=Custody.EXPECTED.value)
    found = LabTest.objects.filter(case=case).select_related("party", "supplier", "laboratory_party")
    found = found.annotate(has_specimen=Exists(here))
    return [row for row in found.order_by("asked_at") if may(viewer, Permission.LAB_READ, item(row, of_case)).allowed]


def has_specimen(row: LabTest) -> bool:
    """Whether something to test has arrived, of a test that was read for the viewer."""
    return bool(getattr(row, "has_specimen", False))


def reads_result(viewer: Viewer, case: Case, row: LabTest) -> bool:
    """Whether the viewer may see what the laboratory found."""
    return bool(row.outcome) and may(viewer, Permission.LAB_RESULT_READ, item(row, cases.item(case))).allowed


def results(viewer: Viewer, case: Case) -> list[LabTest]:
    """Results that are evidence for the viewer, oldest first."""
    return [row for row in of_case(viewer, case) if reads_result(viewer, case, row)]


def test_for(viewer: Viewer, case: Case, reference: str) -> LabTest:
    """One test of a case the viewer reads. Raises NotFound for hidden and absent alike."""
    found = next((row for row in of_case(viewer, case) if row.reference == reference), None)
    if found is None:
        raise NotFound("test")
    return found


@dataclass(frozen=True, slots=True)
class Paper:
    """The laboratory's document to a result. ``kept`` is the file, one that was destroyed too; None where it stays with
    the laboratory. ``klass`` is its class by its item; ``limit`` what the class says of its use."""

    told: str
    sha256: str
    kept: LabDocument | None
    item: UUID | None
    klass: ConfidentialityClass
    words: str
    limit: str

    @property
    def name(self) -> str:
        """What a copy is called; the limit of its purpose goes along (C7)."""
        name = self.kept.name if self.kept else ""
        return cases.limited_name(name, self.klass)


NO_PAPER = Paper("", "", None, None, ConfidentialityClass.NONE, "", "")


def paper_of(viewer: Viewer, case: Case, row: LabTest) -> Paper:
    """The laboratory's document as far as it exists for a viewer who reads the result: where it has a class, for whom
    the rules of that class let its item exist (66). What is hidden looks as if there were none."""
    if not row.document or (row.item_id and not cases.knows_item(viewer, case, row.item_id)):
        return NO_PAPER
    klass = ConfidentialityClass(row.item.confidentiality) if row.item else ConfidentialityClass.NONE
    rule = rule_of(klass)
    kept = LabDocument.objects.filter(test=row).first()
    return Paper(row.document, row.document_sha256, kept, row.item_id, klass, rule.words, rule.limit)


def document_of(row: LabTest) -> LabDocument | None:
    """The file that is kept of a test which the caller runs."""
    return LabDocument.objects.filter(test=row).first()


def document_for(viewer: Viewer, case: Case, reference: str) -> tuple[str, LabDocument]:
    """The document, to be fetched under this name: for whoever may read the result and its item at this moment. Raises
    NotFound for hidden, destroyed and absent alike."""
    row = test_for(viewer, case, reference)
    paper = paper_of(viewer, case, row) if reads_result(viewer, case, row) else NO_PAPER
    if paper.kept is None or paper.kept.purged_at is not None:
        raise NotFound("file")
    return paper.name, paper.kept


def specimen_for(viewer: Viewer, test: LabTest, specimen: UUID) -> Specimen:
    """One specimen of a test the viewer reads, to write its next hand-over. Raises NotFound."""
    row = Specimen.objects.filter(test=test, pk=specimen).first()
    if row is None or not may(viewer, Permission.LAB_HAND, item(test, cases.item(test.case))).allowed:
        raise NotFound("specimen")
    return row


@dataclass(frozen=True, slots=True)
class Link:
    """A hand-over, and what does not fit to the one before it."""

    row: HandOver
    gaps: frozenset[CustodyGap]


@dataclass(frozen=True, slots=True)
class Chain:
    """A specimen with its chain of custody, as far as the viewer may see it. ``whole``: no gap in what is shown, and
    all of it is shown."""

    specimen: Specimen
    links: list[Link]
    whole: bool


def custody(viewer: Viewer, test: LabTest) -> list[Chain]:
    """Specimens with their chains: for the agencies of the case whole, for the party that supplies them its own lines;
    for others none."""
    agency = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    if not agency and viewer.party_id != test.supplier_id:
        return []
    found: dict[UUID, list[HandOver]] = {}
    for row in HandOver.objects.filter(specimen__test=test).select_related("party").order_by("number"):
        found.setdefault(row.specimen_id, []).append(row)
    every = Specimen.objects.filter(test=test).order_by("kind", "model", "pk")
    return [_chain(row, found.get(row.pk, []), None if agency else viewer.party_id) for row in every]


def _chain(specimen: Specimen, rows: list[HandOver], only: UUID | None) -> Chain:
    found = rules.gaps(Hand(row.giver, row.taker, row.at, row.seal, row.new_seal) for row in rows)
    if only is not None:
        return Chain(specimen, [Link(row, frozenset()) for row in rows if row.party_id == only], whole=False)
    return Chain(specimen, [Link(*pair) for pair in zip(rows, found, strict=True)], whole=not any(found))


def next_number(specimen: Specimen) -> int:
    """The number of the next hand-over of a specimen that the caller may read."""
    return HandOver.objects.filter(specimen=specimen).count() + 1


def cited(viewer: Viewer, case: Case, tests: Iterable[LabTest]) -> dict[UUID, list[int]]:
    """For each of these tests the numbers of the opinions that name it as evidence and that the viewer may read."""
    whole = opinions.of_case(viewer, case)
    return {row.pk: [one.number for one in whole if row.reference in one.evidence] for row in tests}


def suppliers(viewer: Viewer, case: Case) -> list[Organisation]:
    """Parties of a case that may be asked to supply a specimen: those that read its content."""
    return [row.party for row in cases.content_readers(viewer, case)]
