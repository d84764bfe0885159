"""Signing the forms of a manufacturer, its matrix, and what follows from a text for customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import MatrixItem, Permission, TextItem, Viewer, require
from medcord.core.declarations.discretion import zone_of
from medcord.core.declarations.forms import (
    Declared,
    Form,
    Given,
    check,
    check_beside_matrix,
    of_form,
)
from medcord.core.facts import (
    CorrectionDeclared,
    CorrectionNotReported,
    CorrectionReported,
    CustomersTold,
    Digest,
    ExpectedLifeDeclared,
    Fact,
    FixDeclared,
    HarmEventDeclared,
    HarmEventReported,
    IsaoAcknowledged,
    IsaoMembershipDeclared,
    IsaoTold,
    LearnedOfDecided,
    LearnedOfDeclared,
    NoHarmDeclared,
    OutOfCycleReleased,
    RegularReleaseDeclared,
    RiskDeclared,
    RiskMatrixSigned,
    UpdateCycleDeclared,
)
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.core.safety.matrix import Cell, read_cells
from medcord.core.vocabulary import Role
from medcord.declarations import queries
from medcord.declarations.models import Declaration, IsaoText, LearnedDecision, RiskMatrix
from medcord.declarations.policy import signer
from medcord.formats.evidence import patient_data
from medcord.gateways import clock
from medcord.parties import queries as parties

if TYPE_CHECKING:
    from medcord.cases.models import Case

LONGEST_NAME, LONGEST_PROCESS = 60, 160


@ledger.action
def sign(
    reference: str, given: Given, *, isao: UUID | None = None, patient_data_seen: bool = False, actor: Viewer
) -> Declaration:
    """Sign a form for the actor's party. A text for customers goes to ``isao`` in the same act (CLK-4).

    Customers who are told just now need no time. A second learned-of corrects the one before; a second decision on risk
    is a new version. All stay as they are.
    """
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_SIGN, cases.item(case), "case")
    member, name, party = signer(actor)
    before = queries.of_party(actor, case, party).declared
    learned = of_form(before, Form.LEARNED)
    if given.form is Form.LEARNED and learned and given.about is None:
        given = replace(given, about=learned[-1].id)
    given = _to_its_first(given, before)
    now = clock.now()
    if given.form is Form.CUSTOMERS and given.at is None:
        given = replace(given, at=now)  # told at the moment of signing: the ISAO gets it at the same one
    check(given, before, now=now, trace=queries.trace_of(actor, case))
    whys = "\n".join(given.whys.values())
    said = (
        (given.text, "Text"), (given.reason, "Reason"), (given.controls, "Controls"), (given.scope, "Scope"),
        (whys, "Why not"),
    )  # fmt: skip
    hints = [hint for words, where in said for hint in patient_data.in_text(words, where)]
    patient_data.require_seen(hints, seen=patient_data_seen)
    row = _row(given, case=case, party=party, number=len(before) + 1, now=now)
    row.signed_by, row.signed_name = member, name
    if given.form is Form.RISK:
        _beside_matrix(row, given, actor)
    facts: list[Fact] = [_fact(row, queries.plain(row))]
    if given.form is Form.NOT_REPORTED and row.ends is not None:
        facts.append(_life(row))
    rows: list[Declaration | IsaoText] = [row]
    if isao is not None:
        handed, told = _hand(row, isao, now, actor)
        rows.append(handed)
        facts.append(told)
    ledger.commit(rows=rows, facts=facts, actor=actor)
    return row


def _to_its_first(given: Given, before: list[Declared]) -> Given:
    """A change of a cycle, and a release in it, speak of the first declaration of that cycle."""
    if given.form not in (Form.CYCLE, Form.RELEASE):
        return given
    changed = next((one.about for one in of_form(before, Form.CYCLE) if one.id == given.about), None)
    return replace(given, about=changed or given.about)


def _row(given: Given, *, case: Case, party: UUID, number: int, now: datetime) -> Declaration:
    return Declaration(
        case=case,
        party_id=party,
        form=given.form.value,
        number=number,
        at=given.at,
        about_id=given.about,
        text=given.text.strip(),
        reason=given.reason.strip(),
        controls=given.controls.strip(),
        scope=given.scope.strip(),
        removal=given.removal if given.form is Form.CORRECTION else None,
        uncontrolled=given.uncontrolled if given.form is Form.RISK else None,
        exploitability=given.exploitability.value if given.exploitability and given.form is Form.RISK else "",
        severity=given.severity.value if given.severity and given.form is Form.RISK else "",
        ends=given.ends,
        days=given.days,
        answers=dict(given.answers),
        whys={key: why.strip() for key, why in given.whys.items()},
        signed_at=now,
        salt=ledger.new_salt(),
    )


def _beside_matrix(row: Declaration, given: Given, actor: Viewer) -> None:
    """Keep what the firm's own matrix says beside the decision; it decides nothing."""
    matrix = next(iter(queries.matrices(actor)), None)
    if matrix is None:
        return
    says = Cell(matrix.cells[f"{row.exploitability}:{row.severity}"])
    check_beside_matrix(given, says)
    row.matrix, row.matrix_says = matrix, says.value


def _digest(row: Declaration) -> Digest:
    marks = sorted(f"{key}={value}" for each in (row.answers, row.whys) for key, value in each.items())
    choices = [str(row.removal), str(row.uncontrolled), row.exploitability, row.severity, row.matrix_says]
    choices += [f"{name}={said}" for name, said in (("ends", row.ends), ("days", row.days)) if said is not None]
    return ledger.seal(row.salt, row.form, row.text, row.reason, row.controls, row.scope, *choices, *marks)


def _fact(row: Declaration, one: Declared) -> Fact:
    """The fact of a signature. What reports or justifies a correction, or reports an event, names that one."""
    case, own, party, digest = row.case_id, row.pk, row.party_id, _digest(row)
    at, about = one.at or row.signed_at, one.about or own
    flags = row.answers
    if one.form is Form.LIFE:
        return _life(row)
    made: Mapping[Form, Fact] = {
        Form.LEARNED: LearnedOfDeclared(case, own, party, at, one.about, digest),
        Form.RISK: RiskDeclared(case, own, party, bool(row.uncontrolled), digest),
        Form.CORRECTION: CorrectionDeclared(case, own, party, at, bool(row.removal), one.about, digest),
        Form.REPORTED: CorrectionReported(case, about, party, at, digest),
        Form.NOT_REPORTED: CorrectionNotReported(case, about, party, digest),
        Form.CUSTOMERS: CustomersTold(case, own, party, at, digest, one.complete),
        Form.FIX: FixDeclared(case, own, party, at, digest),
        Form.NO_HARM: NoHarmDeclared(case, own, party, digest),
        Form.HARM: HarmEventDeclared(
            case, own, party, at, flags.get("serious", False), flags.get("urgent", False), digest
        ),
        Form.HARM_REPORTED: HarmEventReported(case, about, party, at, digest),
        Form.MEMBERSHIP: IsaoMembershipDeclared(case, own, party, digest),
        Form.CYCLE: UpdateCycleDeclared(case, own, party, about, row.days or 0, digest),
        Form.OUT_OF_CYCLE: OutOfCycleReleased(case, own, party, at, digest),
        Form.RELEASE: RegularReleaseDeclared(case, own, party, about, at, digest),
    }
    return made[one.form]


def _life(row: Declaration) -> ExpectedLifeDeclared:
    """The fact of an expected end of life: noon of that day where the maker lives, so that it is the same day there
    when the maker moves a few zones."""
    if row.ends is None or row.about_id is None:
        raise TypeError("an expected end of life belongs to a correction and has a day")
    zone = zone_of(row.party.time_zone)
    noon = datetime.combine(row.ends, time(12), zone)
    return ExpectedLifeDeclared(row.case_id, row.about_id, row.party_id, noon, _digest(row))


def _hand(row: Declaration, isao: UUID, now: datetime, actor: Viewer) -> tuple[IsaoText, IsaoTold]:
    if row.form != Form.CUSTOMERS.value:
        raise InputRefusal("Only a text for customers goes to an ISAO.", fields={"field": "isao"})
    if isao not in {one.pk for one in parties.directory(actor, role=Role.ISAO)}:
        raise InputRefusal("Choose an ISAO of the directory.", fields={"field": "isao"})
    digest = ledger.seal(row.salt, row.text)
    handed = IsaoText(declaration=row, isao_id=isao, sent_at=now, digest=digest)
    return handed, IsaoTold(row.case_id, row.pk, row.party_id, isao, now, digest)


@ledger.action
def give_to_isao(reference: str, declaration: UUID, isao: UUID, *, actor: Viewer) -> IsaoText:
    """Give a signed text for customers to an ISAO, or to a further one, as it is."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_SIGN, cases.item(case), "case")
    row = queries.declaration_for(actor, case, declaration, Form.CUSTOMERS)
    if not row.text:
        raise RuleRefusal("This text was destroyed. There is nothing to give.", code="destroyed")
    if IsaoText.objects.filter(declaration=row, isao=isao).exists():
        raise RuleRefusal("This ISAO has the text already.", code="declared-already")
    handed, fact = _hand(row, isao, clock.now(), actor)
    ledger.commit(rows=[handed], facts=[fact], actor=actor)
    return handed


@ledger.action
def acknowledge_text(text: UUID, *, actor: Viewer) -> IsaoText:
    """An ISAO's receipt for a text (I6): a named member says that the ISAO has it."""
    row = queries.text_for(actor, text, lock=True)
    require(actor, Permission.TEXT_ACKNOWLEDGE, TextItem(row.isao_id), "text")
    if row.acknowledged_at is not None:
        raise RuleRefusal("Your party has acknowledged this text already.", code="declared-already")
    row.acknowledged_by, row.acknowledged_name, _party = signer(actor)
    row.acknowledged_at = clock.now()
    one = row.declaration
    fact = IsaoAcknowledged(one.case_id, one.pk, one.party_id, row.isao_id, Digest(row.digest))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def decide_learned(reference: str, declaration: UUID, reason: str, *, actor: Viewer) -> LearnedDecision:
    """A named person of the regulator decides which declared time the clocks run from (M3). A later one replaces it."""
    case = cases.case_for(actor, reference, lock=True)
    require(actor, Permission.DECLARATION_DECIDE, cases.item(case), "case")
    chosen = queries.declaration_for(actor, case, declaration, Form.LEARNED)
    if not reason.strip():
        raise InputRefusal("Say why this time counts. The manufacturer reads it.", fields={"field": "reason"})
    known = of_form(queries.of_party(actor, case, chosen.party_id).declared, Form.LEARNED)
    if len(known) == 1:
        raise RuleRefusal("Only one time is declared, so there is nothing to decide between.", code="only-one")
    member, name, _party = signer(actor)
    salt = ledger.new_salt()
    row = LearnedDecision(
        case=case, party_id=chosen.party_id, declaration=chosen, reason=reason.strip(), signed_by=member,
        signed_name=name, signed_at=clock.now(), salt=salt,
    )  # fmt: skip
    learned = chosen.at or chosen.signed_at
    fact = LearnedOfDecided(case.pk, chosen.pk, chosen.party_id, learned, ledger.seal(salt, row.reason))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return row


@ledger.action
def sign_matrix(name: str, process: str, cells: Mapping[str, str], *, actor: Viewer) -> RiskMatrix:
    """Sign a version of the own party's risk matrix (F2.4). Earlier versions stay beside what was decided by them."""
    require(actor, Permission.MATRIX_SIGN, MatrixItem(actor.party_id) if actor.party_id else None, "page")
    member, signed_name, party = signer(actor)
    _require_line(name, "name", "Give the version of the matrix, as your firm calls it.", LONGEST_NAME)
    _require_line(process, "process", "Name your document that says how the matrix is used.", LONGEST_PROCESS)
    whole = {f"{row}:{column}": cell.value for (row, column), cell in read_cells(cells).items()}
    last = next(iter(queries.matrices(actor)), None)
    salt = ledger.new_salt()
    row = RiskMatrix(
        party_id=party, number=last.number + 1 if last else 1, name=name.strip(), process=process.strip(), cells=whole,
        signed_by=member, signed_name=signed_name, signed_at=clock.now(), salt=salt,
    )  # fmt: skip
    marks = sorted(f"{key}={value}" for key, value in whole.items())
    digest = ledger.seal(salt, row.name, row.process, *marks)
    ledger.commit(rows=[row], facts=[RiskMatrixSigned(party, row.pk, row.number, digest)], actor=actor)
    return row


def _require_line(given: str, field: str, lack: str, most: int) -> None:
    if not given.strip():
        raise InputRefusal(lack, fields={"field": field})
    if len(given.strip()) > most:
        raise InputRefusal(f"At most {most} characters fit here. Shorten it.", fields={"field": field})
