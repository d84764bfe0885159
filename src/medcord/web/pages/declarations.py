"""The page of declarations: what is signed, what is missing and by when it matters, the four conditions, the forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, may
from medcord.core.declarations.discretion import NAME, SOURCE, Condition, applies, conditions
from medcord.core.declarations.forms import ABOUT, QUESTIONS, Counted, Form, of_form
from medcord.core.declarations.missing import Missing, missing
from medcord.core.safety.matrix import Exploitability, read_cells
from medcord.core.vocabulary import Role, Severity
from medcord.declarations import queries
from medcord.declarations.models import Declaration, RiskMatrix
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.web.forms.declarations import (
    Choices,
    ConsigneesForm,
    DeclarationForm,
    GiveForm,
    LearnedDecisionForm,
    preset,
)
from medcord.web.pages import room as room_page

NAMES: Final[Mapping[Form, str]] = {
    Form.LEARNED: "Learned of",
    Form.RISK: "Controlled or uncontrolled",
    Form.CORRECTION: "Correction or removal initiated",
    Form.REPORTED: "Correction or removal reported",
    Form.NOT_REPORTED: "Correction or removal not reported, and why",
    Form.CUSTOMERS: "Customers told",
    Form.FIX: "Fix distributed",
    Form.NO_HARM: "No serious adverse event known",
    Form.HARM: "Reportable event",
    Form.HARM_REPORTED: "Reportable event reported",
    Form.MEMBERSHIP: "Active member of an ISAO",
    Form.LIFE: "Expected end of the device's life",
    Form.CYCLE: "Regular update cycle",
    Form.RELEASE: "Regular update released",
    Form.OUT_OF_CYCLE: "Update released out of cycle",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One signature as the page shows it. ``answers``: questions with yes or no, and why not."""

    row: Declaration
    name: str
    answers: list[tuple[str, bool, str]]
    complete: bool
    given: list[Any]
    about: int = 0


@dataclass(frozen=True, slots=True)
class SideView:
    """What one manufacturer declared."""

    party: UUID
    name: str
    signed: list[Shown]
    counted: Counted | None
    times: list[Declaration]
    decisions: list[Any]
    applies: bool | None
    conditions: tuple[Condition, ...]
    missing: list[tuple[str, Missing]]
    newer: bool
    """A time was declared after the last decision between them."""
    decide: LearnedDecisionForm | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All of it for one viewer."""

    sides: list[SideView]
    own: bool
    signs: bool
    decides: bool
    menu: list[tuple[str, str, int]] = field(default_factory=list)
    matrix: RiskMatrix | None = None
    name: str = NAME
    source: str = SOURCE


def build(
    viewer: Viewer,
    reference: str,
    *,
    form: DeclarationForm | None,
    decide: LearnedDecisionForm | None = None,
    give: GiveForm | None = None,
    list_form: ConsigneesForm | None = None,
) -> dict[str, Any]:
    """The context of the page."""
    room = room_page.build(viewer, reference)
    item = cases.item(room.case)
    own = viewer.role is Role.MANUFACTURER
    signs = may(viewer, Permission.DECLARATION_SIGN, item).allowed
    decides = may(viewer, Permission.DECLARATION_DECIDE, item).allowed
    found = queries.sides(viewer, room.case)
    if signs and not found and viewer.party_id is not None:
        found = [queries.of_party(viewer, room.case, viewer.party_id)]
    lists = queries.consignees(viewer, room.case)
    sides = [side_view(one, decide if decides else None, decides=decides) for one in found]
    counted = {one: sum(row.form == one.value for side in found for row in side.rows) for one in Form}
    page = Page(
        sides=sides,
        own=own,
        signs=signs,
        decides=decides,
        menu=[(one.value, NAMES[one], counted[one]) for one in Form] if signs else [],
        matrix=next(iter(queries.matrices(viewer)), None) if signs else None,
    )
    give = give or (give_form_of(viewer, found[0]) if signs else None)
    return {
        "room": room,
        "case": room.case,
        "tab": "declarations",
        "page": page,
        "form": form,
        "heading": NAMES[form.kind] if form else "",
        "matrix_lines": _lines(page.matrix) if form and page.matrix and form.kind is Form.RISK else [],
        "give": give,
        "lists": lists,
        "list_form": list_form or (_list_form(found[0]) if signs else None),
    }


def _lines(matrix: RiskMatrix) -> list[tuple[str, list[tuple[str, str]]]]:
    """The firm's own matrix in words, a line for each exploitability."""
    cells = read_cells(matrix.cells)
    return [(one.value, [(bad.value, cells[one, bad].words) for bad in Severity]) for one in Exploitability]


def side_view(side: queries.Side, decide: LearnedDecisionForm | None, *, decides: bool) -> SideView:
    """One manufacturer's declarations with what the rules read from them."""
    declared, counted = side.declared, side.counted
    handed = queries.handed(side)
    numbers = {row.pk: row.number for row in side.rows}
    times = [row for row in side.rows if row.form == Form.LEARNED.value]
    last = next(reversed(side.decisions), None)
    mine = decide if decide is not None and decide.data.get("party") == str(side.party) else None
    return SideView(
        party=side.party,
        name=side.name,
        signed=[_shown(side, row, numbers) for row in reversed(side.rows)],
        counted=counted,
        times=times,
        decisions=side.decisions,
        applies=applies(declared),
        conditions=conditions(declared, counted, handed, now=clock.now(), zone=side.zone),
        missing=[(_called(one), one) for one in missing(declared, counted, handed, zone=side.zone)],
        newer=last is not None and any(row.signed_at > last.signed_at for row in times),
        decide=mine or (decision_form(side) if decides and len(times) > 1 else None),
    )


def _called(one: Missing) -> str:
    return "The text for an ISAO" if one.form is Form.CUSTOMERS and one.about else NAMES[one.form]


def _answers(row: Declaration, form: Form) -> list[tuple[str, bool, str]]:
    asked = [(key, words) for key, words in QUESTIONS.get(form, ()) if key in row.answers]
    return [(words, row.answers[key], row.whys.get(key, "")) for key, words in asked]


def _shown(side: queries.Side, row: Declaration, numbers: Mapping[UUID, int]) -> Shown:
    form = Form(row.form)
    return Shown(
        row=row,
        name=NAMES[form],
        answers=_answers(row, form),
        complete=queries.plain(row).complete,
        given=[one for one in side.texts if one.declaration_id == row.pk],
        about=numbers.get(row.about_id, 0) if row.about_id else 0,
    )


def kind_of(asked: Mapping[str, str]) -> Form | None:
    """Which form was asked for, or sent."""
    word = asked.get("form", "")
    return Form(word) if word in set(Form) else None


def form_for(viewer: Viewer, case: Case, asked: Mapping[str, str], zone: str, *, sent: bool) -> DeclarationForm | None:
    """The form that was asked for, empty or with what was typed; None for who does not sign, or asked for none."""
    kind = kind_of(asked)
    if (
        kind is None
        or viewer.party_id is None
        or not may(viewer, Permission.DECLARATION_SIGN, cases.item(case)).allowed
    ):
        return None
    side = queries.of_party(viewer, case, viewer.party_id)
    about = ABOUT.get(kind, Form.CYCLE if kind is Form.CYCLE else Form.CORRECTION)
    abouts = [
        (str(row.pk), f"{NAMES[about]}, {row.signed_at:%-d %B %Y} (number {row.number})")
        for row in side.rows
        if row.form == about.value
    ]
    again = bool(of_form(side.declared, Form.LEARNED))
    return DeclarationForm(
        asked if sent else None,
        initial=preset(kind, zone, asked),
        kind=kind,
        abouts=abouts,
        isaos=isaos(viewer),
        again=again,
    )


def consignees_form(viewer: Viewer, case: Case, sent: tuple[Any, Any]) -> ConsigneesForm | None:
    """The form of a list of consignees as it was sent; None while the own party declared no correction."""
    side = queries.of_party(viewer, case, viewer.party_id) if viewer.party_id else None
    return _list_form(side, *sent) if side else None


def _list_form(side: queries.Side, *sent: Any) -> ConsigneesForm | None:
    rows = [row for row in side.rows if row.form == Form.CORRECTION.value]
    corrections = [(str(row.pk), f"{NAMES[Form.CORRECTION]}, number {row.number}") for row in rows]
    return ConsigneesForm(*sent, corrections=corrections, auto_id="id_list_%s") if rows else None


def isaos(viewer: Viewer) -> Choices:
    """ISAOs of the directory."""
    return [(str(one.pk), one.name) for one in parties.directory(viewer, role=Role.ISAO)]


def give_form(viewer: Viewer, case: Case, sent: Mapping[str, str] | None = None) -> GiveForm | None:
    """The form that gives a signed text to an ISAO; None while there is no text and nothing was sent."""
    side = queries.of_party(viewer, case, viewer.party_id) if viewer.party_id else None
    return give_form_of(viewer, side, sent)


def give_form_of(viewer: Viewer, side: queries.Side | None, sent: Mapping[str, str] | None = None) -> GiveForm | None:
    """The same for what is known to have been declared."""
    rows = [row for row in side.rows if row.form == Form.CUSTOMERS.value] if side else []
    texts = [(str(row.pk), f"Customers told, {row.signed_at:%-d %B %Y} (number {row.number})") for row in rows]
    return GiveForm(sent, texts=texts, isaos=isaos(viewer)) if rows or sent is not None else None


def decision_form(side: queries.Side, sent: Mapping[str, str] | None = None) -> LearnedDecisionForm:
    """The regulator's choice between the times that one manufacturer declared."""
    rows = [row for row in side.rows if row.form == Form.LEARNED.value and row.at]
    times = [(str(row.pk), f"{row.at:%-d %B %Y, %H:%M} UTC (number {row.number})") for row in rows]
    return LearnedDecisionForm(sent, times=times)


def decision_sent(viewer: Viewer, case: Case, sent: Mapping[str, str]) -> LearnedDecisionForm:
    """The same, as it was sent; about a manufacturer that declared nothing it offers nothing."""
    side = next((one for one in queries.sides(viewer, case) if str(one.party) == sent.get("party")), None)
    return decision_form(side, sent) if side else LearnedDecisionForm(sent, times=[])
