"""What was supplied under a rule and how far it may be passed on: the list, one item, and the forms that fit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.models import Case, SupplierConsultation
from medcord.cases.queries import NearSeen, Supply
from medcord.core.access import Viewer
from medcord.core.confidentiality import PROTECTED, Answered, Claim, Giver, Lifts, Needs
from medcord.core.vocabulary import Role
from medcord.parties import queries as parties
from medcord.web.forms.supplies import ACTS, DECISIONS, AskForm, SupplyForm


@dataclass(frozen=True, slots=True)
class Line:
    """One item as the list and its page show it. ``must`` is what the viewer has to do, empty for nothing."""

    supply: Supply
    code: str
    supplier: str
    must: str
    limit: str

    @property
    def state(self) -> str:
        """Where it stands, in two words."""
        if self.supply.rule.needs is Needs.NOTHING:
            return "no rule"
        return "open to the regulator" if self.supply.regulator.met else "closed to the regulator"


def lines(viewer: Viewer, case: Case) -> list[Line]:
    """Every item the viewer may know of; what the viewer must act on first."""
    found = [line_of(viewer, case, one) for one in cases.supplies(viewer, case)]
    return sorted(found, key=lambda one: not one.must)


def line_of(viewer: Viewer, case: Case, supply: Supply) -> Line:
    """One item, in words."""
    names = {row.party_id: row.party.name for row in case.participants.all()}
    supplier = names.get(supply.supplier, "") if supply.supplier else ""
    uses = [one.use for one in supply.standing_consents.values()]
    limit = supply.rule.limit
    if limit and supply.regulator.met:
        limit = f"{limit} Both written consents are for this use alone: {'; '.join(dict.fromkeys(uses))}"
    return Line(supply, cases.code_of(supply.row.pk), supplier, _must(viewer, case, supply), limit)


def _must(viewer: Viewer, case: Case, supply: Supply) -> str:
    mine = [one for one in supply.asked if one.party_id == viewer.party_id and one.state == Answered.ASKED.value]
    if mine and "answer" in supply.can:
        return "Answer the coordinator"
    if viewer.party_id != case.owner_id or supply.regulator.met:
        return ""
    if supply.protection is not None and supply.protection.pending:
        return "" if supply.protection.pending_by == viewer.member_id else "Confirm the programme's decision"
    if supply.rule.needs is Needs.CONSENTS:
        if Giver.PROGRAMME not in supply.standing_consents:
            return "Record the programme's consent"
        return "" if supply.row.readers else "Name the authorised readers"
    if any(one.state == Answered.OBJECTED.value for one in supply.asked) and supply.rule.lifts is Lifts.OWNER:
        return "Answer the objection"
    return "" if any(one.purpose == "regulator" for one in supply.asked) else "Ask the supplier"


def forms_for(viewer: Viewer, case: Case, supply: Supply, sent: SupplyForm | None = None) -> dict[str, SupplyForm]:
    """The forms that fit the item as it stands, by act; the one that was sent stands where it was."""
    found = {act: bare(act, case, supply) for act in _acts(viewer, supply)}
    if sent is not None and sent.prefix:
        found[sent.prefix] = sent
    return found


def bare(act: str, case: Case, supply: Supply, data: Mapping[str, object] | None = None) -> SupplyForm:
    """A form of one act. A supplier is chosen only where it is not known; what was asked is not asked again."""
    if act != "ask":
        return ACTS[act](data, prefix=act)
    makers = [
        (str(row.party_id), row.party.name)
        for row in case.participants.all()
        if row.role == Role.MANUFACTURER.value and row.removed_at is None
    ]
    asked = {one.purpose for one in supply.asked} | ({"regulator"} if supply.rule.needs is Needs.NOTHING else set())
    return AskForm(data, prefix=act, parties=[] if supply.supplier else makers, without=asked)


def _acts(viewer: Viewer, supply: Supply) -> list[str]:
    claim = Claim(supply.protection.state) if supply.protection else Claim.NONE
    stands, given = claim in PROTECTED, supply.standing_consents
    found = []
    if "ask" in supply.can:
        found += [] if stands or len({one.purpose for one in supply.asked}) > 1 else ["ask"]
        found += ["basis"]
        if stands:
            found += ["confirm"] if _second(viewer, supply) else ["programme"]
            found += ["readers"] + ([] if Giver.PROGRAMME in given else ["consent"])
        if _objected(supply) is not None and supply.rule.lifts is Lifts.OWNER:
            found += ["confer"]
    if viewer.party_id not in (None, supply.row.party_id, supply.supplier):
        found += ["near"]
    if "answer" in supply.can and question_for(viewer, supply) is not None:
        found += ["answer"]
    if "claim" in supply.can:
        found += ["withdraw"] if stands else ["claim"]
        found += ["own"] if stands and Giver.SUBMITTER not in given else []
    return found


def _second(viewer: Viewer, supply: Supply) -> bool:
    held = supply.protection
    return held is not None and bool(held.pending) and held.pending_by != viewer.member_id


def _objected(supply: Supply) -> SupplierConsultation | None:
    found = [one for one in supply.asked if one.purpose == "regulator"]
    return found[-1] if found and found[-1].state == Answered.OBJECTED.value else None


def question_for(viewer: Viewer, supply: Supply) -> SupplierConsultation | None:
    """The question the viewer's party may answer now, or answer otherwise than before."""
    mine = [one for one in supply.asked if one.party_id == viewer.party_id]
    return next((one for one in reversed(mine) if one.state == Answered.ASKED.value), mine[-1] if mine else None)


@dataclass(frozen=True, slots=True)
class Page:
    """One item with everything around it."""

    line: Line
    forms: Mapping[str, SupplyForm]
    question: SupplierConsultation | None
    objection: SupplierConsultation | None
    people: dict[UUID, str]
    readers: list[str]
    near: list[NearSeen]

    @property
    def pending(self) -> str:
        """What the programme decided, in words, while a second person has not confirmed it."""
        held = self.line.supply.protection
        return DECISIONS.get(held.pending, held.pending) if held else ""


def build(viewer: Viewer, case: Case, supply: Supply, sent: SupplyForm | None = None) -> Page:
    """The page of one item."""
    wanted = {one for row in supply.asked for one in (row.asked_by, row.conferred_by) if one}
    wanted |= {one.by for one in supply.consents if one.by}
    named = parties.member_names(UUID(one) for one in supply.row.readers or ())
    return Page(
        line=line_of(viewer, case, supply),
        forms=forms_for(viewer, case, supply, sent),
        question=question_for(viewer, supply),
        objection=_objected(supply),
        people=parties.member_names(wanted),
        readers=sorted(named.values()),
        near=cases.near_to(viewer, case, supply.row),
    )
