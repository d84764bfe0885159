"""What a manufacturer signs: captured once, corrected in sight, decided by named people, and read by few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from medcord.cases import actions as case_actions
from medcord.cases import queries as cases
from medcord.cases.actions import Chosen
from medcord.cases.actions.embargo import TermsAnswer
from medcord.clocks import queries as clocks
from medcord.core.declarations.forms import Form
from medcord.core.declarations.missing import Missing, missing
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.declarations import actions, queries
from medcord.declarations.queries import Side
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.parties.models import Member
from tests.cases.road import joined, stated
from tests.cast import Cast, browser_of
from tests.declarations.signed import CELLS, TEXT, ago, given, sign, yes

pytestmark = pytest.mark.django_db


def side(viewer: Member, case: str) -> Side:
    return queries.sides(viewer.viewer, cases.case_for(viewer.viewer, case))[0]


def kinds(*wanted: str) -> list[str]:
    return [row.kind for row in FactRow.objects.order_by("seq") if row.kind in wanted]


def test_a_second_learned_of_needs_a_reason_and_leaves_the_first_in_sight(cast: Cast) -> None:
    case = joined(cast)
    first = sign(cast, case, Form.LEARNED, 10)
    with pytest.raises(InputRefusal, match="A correction needs a reason"):
        sign(cast, case, Form.LEARNED, 12)
    second = sign(cast, case, Form.LEARNED, 12, reason="The service desk was called two days before.")
    seen = side(cast.regulator, case)
    assert [(row.number, row.about_id) for row in seen.rows] == [(1, None), (2, first.pk)]
    assert seen.counted is not None
    assert seen.counted.one.id == second.pk  # the earlier time, not the newer signature
    facts = FactRow.objects.filter(kind="LearnedOfDeclared").order_by("seq")
    assert [row.data["corrects"] for row in facts] == [None, str(first.pk)]


def test_a_named_person_of_the_regulator_decides_between_the_two_and_nobody_else(cast: Cast) -> None:
    case = joined(cast)
    first = sign(cast, case, Form.LEARNED, 10)
    with pytest.raises(RuleRefusal, match="nothing to decide between"):
        actions.decide_learned(case, first.pk, "why not", actor=cast.regulator.viewer)
    sign(cast, case, Form.LEARNED, 12, reason="A call to the service desk.")
    for member in (cast.coordinator, cast.manufacturer):
        with pytest.raises(NotAllowed):
            actions.decide_learned(case, first.pk, "it is ours", actor=member.viewer)
    with pytest.raises(NotFound):
        actions.decide_learned(case, first.pk, "mine", actor=cast.eve.viewer)
    actions.decide_learned(case, first.pk, "The call was about another device.", actor=cast.regulator.viewer)
    seen = side(cast.manufacturer, case)
    assert seen.counted is not None
    assert (seen.counted.one.id, seen.counted.decided) == (first.pk, True)
    assert [(row.signed_name, row.reason) for row in seen.decisions] == [
        ("Dr. A. Sennick", "The call was about another device.")
    ]


def test_what_any_employee_knew_counts(cast: Cast) -> None:
    """The party signed the terms and could read the case: a later time cannot be when it learned of it."""
    case = joined(cast)
    with pytest.raises(InputRefusal, match="any employee") as refused:
        actions.sign(
            case,
            given(Form.LEARNED, 0),
            actor=cast.manufacturer.viewer,
        )
    assert refused.value.code == "knew-before"
    with pytest.raises(InputRefusal) as refused:
        sign(cast, case, Form.LEARNED, -1)
    assert refused.value.code == "in-the-future"


def test_a_decision_on_risk_is_a_persons_also_against_the_own_matrix(cast: Cast) -> None:
    case = joined(cast)
    actions.sign_matrix("7.1", "QP-114", CELLS, actor=cast.manufacturer.viewer)
    with pytest.raises(InputRefusal) as refused:
        sign(cast, case, Form.RISK, uncontrolled=False)
    assert refused.value.code == "differs-from-matrix"
    sign(cast, case, Form.RISK, uncontrolled=False, reason="The port is sealed in every unit sold.")
    with pytest.raises(InputRefusal, match="which new facts"):
        sign(cast, case, Form.RISK)
    sign(cast, case, Form.RISK, reason="Units with an open port were found.")
    rows = side(cast.coordinator, case).rows
    assert [(row.uncontrolled, row.matrix_says, row.signed_name) for row in rows] == [
        (False, "uncontrolled", "L. Ostrava"),
        (True, "uncontrolled", "L. Ostrava"),
    ]
    told = FactRow.objects.filter(kind="RiskDeclared").order_by("seq")
    assert [row.data["uncontrolled"] for row in told] == [False, True]


def test_a_matrix_is_whole_and_the_firms_own(cast: Cast) -> None:
    with pytest.raises(InputRefusal, match="No cell is filled in for you"):
        actions.sign_matrix("1", "QP-1", CELLS | {"low:minor": ""}, actor=cast.manufacturer.viewer)
    actions.sign_matrix("1", "QP-1", CELLS, actor=cast.manufacturer.viewer)
    assert queries.matrices(cast.eve.viewer) == []
    for member in (cast.regulator, cast.coordinator, cast.isao):
        with pytest.raises(NotFound):
            queries.matrices(member.viewer)
        with pytest.raises(NotFound):
            actions.sign_matrix("1", "QP-1", CELLS, actor=member.viewer)


def test_a_correction_is_extended_reported_or_justified(cast: Cast) -> None:
    case = joined(cast)
    sign(cast, case, Form.LEARNED, 20)
    one = sign(cast, case, Form.CORRECTION, 15)
    more = sign(cast, case, Form.CORRECTION, 9, about=one.pk, scope="lots 10 and 11", reason="Same board.")
    sign(cast, case, Form.REPORTED, 8, about=one.pk)
    with pytest.raises(RuleRefusal, match="A report of this correction"):
        sign(cast, case, Form.NOT_REPORTED, about=one.pk)
    sign(cast, case, Form.NOT_REPORTED, about=more.pk)
    facts = {row.kind: row.data for row in FactRow.objects.filter(kind__startswith="Correction").order_by("seq")}
    assert facts["CorrectionDeclared"]["extends"] == str(one.pk)
    assert facts["CorrectionReported"]["declaration"] == str(one.pk)
    assert facts["CorrectionNotReported"]["declaration"] == str(more.pk)


def test_the_isao_reads_the_text_and_never_the_case(cast: Cast) -> None:
    case = joined(cast)
    sign(cast, case, Form.LEARNED, 20)
    told = sign(cast, case, Form.CUSTOMERS, 0, isao=cast.isao.organisation_id)
    isao = browser_of(cast.isao)
    page = isao.get("/isao-texts").content.decode()
    assert TEXT in page
    assert "Karst Respiratory" in page
    assert [word for word in (case, "alarms can be silenced</h1>", "NCC", "DSA") if word in page] == []
    assert isao.get(f"/cases/{case}").status_code == 404
    assert isao.get(f"/cases/{case}/declarations").status_code == 404
    row = queries.texts(cast.isao.viewer)[0]
    assert browser_of(cast.eve).post(f"/isao-texts/{row.pk}/acknowledge").status_code == 404
    assert isao.post(f"/isao-texts/{row.pk}/acknowledge").status_code == 302
    with pytest.raises(RuleRefusal, match="already"):
        actions.acknowledge_text(row.pk, actor=cast.isao.viewer)
    receipt = side(cast.manufacturer, case).texts[0]
    assert (receipt.declaration_id, receipt.acknowledged_name) == (told.pk, "R. Holt")
    facts = {row.kind: row.data for row in FactRow.objects.filter(kind__startswith="Isao")}
    assert facts["IsaoTold"]["digest"] == facts["IsaoAcknowledged"]["digest"] == receipt.digest
    assert kinds("CustomersTold", "IsaoTold", "IsaoAcknowledged") == ["CustomersTold", "IsaoTold", "IsaoAcknowledged"]


def test_customers_told_just_now_and_the_isao_are_told_at_one_moment_by_a_letter_that_names_no_case(cast: Cast) -> None:
    case = joined(cast)
    told = sign(cast, case, Form.CUSTOMERS, isao=cast.isao.organisation_id)
    worker.drain()
    moments = {row.data["told"] for row in FactRow.objects.filter(kind__in=("CustomersTold", "IsaoTold"))}
    assert len(moments) == 1
    letter = OutgoingLetter.objects.get(to=cast.isao.email)
    assert "/isao-texts" in letter.body
    assert [word for word in (case, str(told.case_id), "Karst", "Breva") if word in letter.body + letter.subject] == []
    with pytest.raises(RuleRefusal, match="has the text already"):
        actions.give_to_isao(case, told.pk, cast.isao.organisation_id, actor=cast.manufacturer.viewer)
    with pytest.raises(InputRefusal, match="Choose an ISAO"):
        actions.give_to_isao(case, told.pk, cast.hospital.organisation_id, actor=cast.manufacturer.viewer)


def test_after_a_spill_the_words_are_gone_for_the_isao_too(cast: Cast) -> None:
    case = joined(cast)
    told = sign(cast, case, Form.CUSTOMERS, isao=cast.isao.organisation_id)
    chosen = [Chosen("declaration", told.pk)]
    case_actions.purge(case, chosen, reason="A patient was named.", typed=case, actor=cast.coordinator.viewer)
    page = browser_of(cast.isao).get("/isao-texts").content.decode()
    assert TEXT not in page
    assert "The words were destroyed" in page
    assert TEXT not in browser_of(cast.manufacturer).get(f"/cases/{case}/declarations").content.decode()
    with pytest.raises(RuleRefusal, match="destroyed"):
        actions.give_to_isao(case, told.pk, cast.isao.organisation_id, actor=cast.manufacturer.viewer)


def test_programs_sign_read_and_acknowledge(cast: Cast) -> None:
    case = joined(cast)
    here = f"/api/v1/cases/{case}/declarations"

    def send(member: Member, path: str, **body: object) -> Any:
        return browser_of(member).post(path, body, content_type="application/json")

    learned = send(cast.manufacturer, here, form="learned", at="2026-01-05T10:00:00Z", text="A call.")
    assert (learned.status_code, learned.json()["number"]) == (201, 1)
    lacking = send(cast.manufacturer, here, form="risk", text="So.", controls="None.")
    assert (lacking.status_code, lacking.json()["code"]) == (422, "not-answered")
    matrix = send(cast.manufacturer, "/api/v1/risk-matrices", name="1", process="QP-1", cells=CELLS)
    assert (matrix.status_code, matrix.json()["number"]) == (201, 1)
    risk = {"exploitability": "high", "severity": "critical", "uncontrolled": True, "controls": "None.", "text": "So."}
    decided = send(cast.manufacturer, here, form="risk", **risk)
    assert (decided.json()["matrix_says"], decided.json()["uncontrolled"]) == ("uncontrolled", True)
    told = send(
        cast.manufacturer, here, form="customers", text=TEXT, answers=yes(Form.CUSTOMERS),
        isao=str(cast.isao.organisation_id),
    )  # fmt: skip
    assert told.status_code == 201
    text = browser_of(cast.isao).get("/api/v1/isao-texts").json()["items"][0]
    assert (text["text"], text["manufacturer"], "case" in text) == (TEXT, "Karst Respiratory", False)
    assert send(cast.isao, f"/api/v1/isao-texts/{text['id']}/acknowledgement").json()["acknowledged_name"] == "R. Holt"
    seen = browser_of(cast.regulator).get(here).json()[0]
    assert [one["stand"] for one in seen["conditions"]] == ["not known yet", "not met", "not met", "not known yet"]
    assert seen["conditions_are"] == "condition of enforcement discretion"
    assert seen["declarations"][2]["receipts"][0]["name"] == "Lanternway ISAO"
    assert browser_of(cast.eve).get(here).status_code == 404


def test_a_text_without_a_way_to_lower_the_risk_is_incomplete(cast: Cast) -> None:
    case = joined(cast)
    sign(cast, case, Form.LEARNED, 20)
    answers = given(Form.CUSTOMERS).answers
    sign(cast, case, Form.CUSTOMERS, 1, answers={**answers, "strategy": False})
    assert [row.data["complete"] for row in FactRow.objects.filter(kind="CustomersTold")] == [False]
    page = browser_of(cast.regulator).get(f"/cases/{case}/declarations").content.decode()
    assert "Remediation incomplete" in page
    assert "breach" not in page.lower()


def test_eve_and_the_hospital_see_no_declaration(cast: Cast) -> None:
    case = joined(cast)
    sign(cast, case, Form.LEARNED, 20)
    for member in (cast.eve, cast.hospital, cast.isao):
        assert browser_of(member).get(f"/cases/{case}/declarations").status_code == 404
    case_actions.invite(case, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    assert queries.sides(cast.eve.viewer, cases.case_for(cast.eve.viewer, case)) == []
    page = browser_of(cast.eve).get(f"/cases/{case}/declarations").content.decode()
    assert "What you have not signed yet" in page
    assert "L. Ostrava" not in page
    ours = browser_of(cast.manufacturer).get(f"/cases/{case}/declarations").content.decode()
    assert "L. Ostrava" in ours


def test_what_looks_like_a_patient_is_shown_before_it_is_signed(cast: Cast) -> None:
    case = joined(cast)
    maker, here = browser_of(cast.manufacturer), f"/cases/{case}/declarations"
    typed = {"form": "harm", "at": f"{ago(2):%Y-%m-%dT%H:%M}", "zone": "UTC", "serious": "no", "urgent": "no"}
    typed["text"] = "Patient name: John Smith, born 04/05/1961. The alarm stayed silent."
    asked = maker.post(here, typed)
    assert asked.status_code == 422
    assert "looks like patient data" in asked.content.decode()
    assert queries.sides(cast.manufacturer.viewer, cases.case_for(cast.manufacturer.viewer, case)) == []
    assert maker.post(here, {**typed, "patient_data_seen": "on"}).status_code == 302


def test_a_maker_is_asked_on_the_case_when_it_learned_of_it_until_it_signed(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    maker = browser_of(cast.manufacturer)
    assert "Sign when you learned of it" in maker.get(f"/cases/{case}").content.decode()
    sign(cast, case, Form.LEARNED, 20)
    assert "Sign when you learned of it" not in maker.get(f"/cases/{case}").content.decode()


def test_the_maker_signs_on_the_page_and_what_is_wrong_is_kept_and_said(cast: Cast) -> None:
    case = joined(cast)
    maker, here = browser_of(cast.manufacturer), f"/cases/{case}/declarations"
    page = maker.get(f"{here}?form=risk").content.decode()
    assert " checked" not in page  # no answer is chosen beforehand
    typed = {
        "form": "risk",
        "exploitability": "high",
        "severity": "critical",
        "controls": "A sealed port.",
        "text": "So.",
    }
    wrong = maker.post(here, typed)
    assert wrong.status_code == 422
    assert "Decide: controlled, or uncontrolled." in wrong.content.decode()
    assert "A sealed port." in wrong.content.decode()
    assert maker.post(here, {**typed, "uncontrolled": "yes"}).status_code == 302
    at = f"{ago(30):%Y-%m-%dT%H:%M}"
    learned = {"form": "learned", "at": at, "zone": "UTC", "text": "A call to the service desk."}
    assert maker.post(here, learned).status_code == 302
    shown = browser_of(cast.regulator).get(here).content.decode()
    assert "A call to the service desk." in shown
    assert "Uncontrolled" in shown


def test_eve_in_the_same_case_learns_of_no_declaration_from_the_timeline(cast: Cast) -> None:
    case = joined(cast)
    case_actions.invite(case, cast.eve.organisation_id, actor=cast.coordinator.viewer)
    case_actions.answer_terms(case, TermsAnswer.ACCEPT, actor=cast.eve.viewer)
    sign(cast, case, Form.LEARNED, 20)
    sign(cast, case, Form.NO_HARM)
    sign(cast, case, Form.MEMBERSHIP)
    signed = {"LearnedOfDeclared", "NoHarmDeclared", "IsaoMembershipDeclared"}
    for member, meant in ((cast.manufacturer, signed), (cast.regulator, signed), (cast.eve, set())):
        timeline = cases.timeline(member.viewer, cases.case_for(member.viewer, case))
        assert {row.kind for row in timeline} & signed == meant


def not_signed(case: str, cast: Cast) -> list[Missing]:
    mine = side(cast.manufacturer, case)
    return [one for one in missing(mine.declared, mine.counted, [], zone=mine.zone) if one.form is Form.LIFE]


def test_the_record_of_a_correction_not_reported_is_kept_beyond_the_life_that_the_maker_expects(cast: Cast) -> None:
    case = joined(cast)
    first, second = sign(cast, case, Form.CORRECTION, 5), sign(cast, case, Form.CORRECTION, 4)
    sign(cast, case, Form.NOT_REPORTED, about=first.pk, ends=date(2035, 6, 30))
    sign(cast, case, Form.NOT_REPORTED, about=second.pk)
    assert [one.about and one.about.id for one in not_signed(case, cast)] == [second.pk]
    sign(cast, case, Form.LIFE, about=second.pk, ends=date(2031, 12, 31))
    worker.drain()
    for member in (cast.manufacturer, cast.regulator, cast.coordinator):
        found = clocks.of_case(member.viewer, cases.case_for(member.viewer, case))
        assert sorted(one.due.year for one in found if one.rule == "CLK-13") == [2034, 2037]  # New Year in UTC
    assert not_signed(case, cast) == []


def test_a_regular_cycle_is_declared_with_its_reasons_and_each_release_starts_the_next(cast: Cast) -> None:
    case = joined(cast)
    cycle = replace(given(Form.CYCLE, scope="Breva V2"), days=90)
    first = actions.sign(case, cycle, actor=cast.manufacturer.viewer)
    again = replace(cycle, days=60, about=first.pk, reason="Exploited ones come sooner.")
    changed = actions.sign(case, again, actor=cast.manufacturer.viewer)
    sign(cast, case, Form.RELEASE, 3, about=changed.pk)
    facts = FactRow.objects.filter(kind__in=("UpdateCycleDeclared", "RegularReleaseDeclared")).order_by("seq")
    assert {row.data["cycle"] for row in facts} == {str(first.pk)}
    (clock_,) = (
        one
        for one in clocks.of_case(cast.regulator.viewer, cases.case_for(cast.regulator.viewer, case))
        if one.rule == "CLK-14"
    )
    assert (clock_.due - clock_.started).days in (60, 61)
    with pytest.raises(NotFound):
        actions.sign(case, cycle, actor=cast.eve.viewer)
    shown = browser_of(cast.manufacturer).get(f"/cases/{case}/declarations?form=update_cycle").content.decode()
    assert "Every 60 days" in shown
    assert "Changes an earlier cycle" in shown
    sent = {"form": "regular_release", "about": str(first.pk), "text": "V4.2", "at": "2020-01-01T10:00", "zone": "UTC"}
    assert browser_of(cast.manufacturer).post(f"/cases/{case}/declarations", sent).status_code == 302
