"""The agreement of the agencies: duties that facts prove, clauses that administrators change, and who sees neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcord.agreements import actions, queries
from medcord.agreements.models import ClauseChange
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.consults import queries as consults
from medcord.core.agreement import Duty, State
from medcord.core.clocks import Length, Unit
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Severity, Tlp
from medcord.ledger.models import FactRow
from medcord.opinions import actions as opinions
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.api.programs import Program
from tests.cases.road import joined, opened
from tests.cast import SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db


def in_case(member: Member, reference: str, code: str) -> list[Duty]:
    case = case_queries.case_for(member.viewer, reference)
    return [one for one in queries.of_case(member.viewer, case) if one.clause.code == code]


def overall(member: Member, code: str) -> list[Duty]:
    return [one for one in queries.overall(member.viewer) if one.clause.code == code]


def program(member: Member) -> Program:
    _token, secret = parties.issue_token(label="a program", days=1, actor=member.viewer)
    return Program({"Authorization": f"Bearer {secret}"})


def colleague(member: Member) -> Member:
    """Somebody of the same party who does not run it."""
    return parties.add_member(
        member.organisation, email="second@dsa.example", name="N. Second", password="a long enough phrase",
        level=MemberRole.MEMBER, actor=SYSTEM,
    )  # fmt: skip


def test_the_regulator_is_asked_and_its_opinion_does_the_duty(cast: Cast) -> None:
    case = opened(cast)
    [owed] = in_case(cast.regulator, case, "R13")
    assert owed.state is State.DUE
    asked = consults.of_case(cast.regulator.viewer, case_queries.case_for(cast.regulator.viewer, case))
    assert owed.due == asked[0].due_at
    words = opinions.OpinionWords(Severity.SERIOUS, "An alarm stays silent.", opinions.Certainty.HIGH)
    opinions.sign(case, words, actor=cast.regulator.viewer)
    from medcord.ledger import worker

    worker.drain()
    [done] = in_case(cast.coordinator, case, "R13")
    assert done.state is State.DONE
    assert done.done is not None
    assert done.done.kind == "ConsultationAnswered"


def test_what_waits_for_its_supplier_is_no_duty_that_the_regulator_could_learn_of(cast: Cast) -> None:
    case = joined(cast)
    before = browser_of(cast.regulator).get(f"/cases/{case}/duties").content
    cases.send_message(
        case, "Board layout, see drawing 7.", tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.CCI,
        actor=cast.manufacturer.viewer,
    )  # fmt: skip
    [waiting] = in_case(cast.coordinator, case, "C3")
    assert (waiting.state, waiting.due) == (State.DUE, None)
    assert in_case(cast.regulator, case, "C3") == []
    assert overall(cast.regulator, "C3") == []
    assert len(overall(cast.coordinator, "C3")) == 1
    assert plain(browser_of(cast.regulator).get(f"/cases/{case}/duties").content) == plain(before)


def plain(page: bytes) -> list[bytes]:
    """A page without what the time alone changes: countdowns and ages."""
    return [line for line in page.splitlines() if b"Duties in this case" in line or b"<th scope" in line]


def test_a_report_is_a_duty_of_its_coordinator_until_a_person_looks(cast: Cast) -> None:
    opened(cast)
    [answered] = overall(cast.coordinator, "C1")
    assert answered.state is State.DONE
    [seen] = overall(cast.regulator, "C1")
    assert seen.state is State.DONE
    assert seen.started is not None
    assert seen.started.kind == "ReportReceived"


def test_no_exercise_was_ever_held_and_one_is_owed(cast: Cast) -> None:
    opened(cast)
    [owed] = overall(cast.regulator, "B14")
    assert (owed.state, owed.started) == (State.DUE, None)


def test_both_agencies_open_the_page_and_eve_does_not_find_it(cast: Cast) -> None:
    case = opened(cast)
    for member in (cast.coordinator, cast.regulator):
        shown = browser_of(member).get("/duties?period=all").content.decode()
        assert "Consult the supplier before sharing" in shown
        assert "text not verified" in shown
    for outsider in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        for path in ("/duties", "/duties.csv", "/duties/R9", f"/cases/{case}/duties"):
            assert browser_of(outsider).get(path).status_code == 404
        with pytest.raises((NotAllowed, NotFound)):
            queries.clauses(outsider.viewer)
        with pytest.raises((NotAllowed, NotFound)):
            queries.overall(outsider.viewer)


def test_an_administrator_writes_a_clause_anew_and_the_one_before_stays(cast: Cast) -> None:
    shipped = queries.clause(cast.regulator.viewer, "R9")
    new = replace(shipped.clause, limit=Length(3, Unit.WORK_DAYS), source="Section IV.2", verified=True)
    actions.change_clause(new, because="The text was read.", expected=1, actor=cast.regulator.viewer)
    held = queries.clause(cast.coordinator.viewer, "R9")
    assert (held.number, held.clause.verified, held.clause.clock) == (
        2,
        True,
        "3 work days; 4 hours when attacks are known",
    )
    history = queries.history(cast.coordinator.viewer, "R9")
    assert [(one.number, one.clause.limit) for one in history] == [
        (2, Length(3, Unit.WORK_DAYS)),
        (1, shipped.clause.limit),
    ]
    fact = FactRow.objects.get(kind="ClauseChanged")
    assert (fact.data["clause"], fact.data["number"]) == ("R9", 2)
    assert "Section IV.2" not in str(fact.data)


def test_two_administrators_do_not_write_over_each_other(cast: Cast) -> None:
    shipped = queries.clause(cast.regulator.viewer, "R9").clause
    mine = replace(shipped, limit=Length(3, Unit.WORK_DAYS))
    actions.change_clause(mine, because="We agreed.", expected=1, actor=cast.regulator.viewer)
    with pytest.raises(EditedMeanwhile):
        actions.change_clause(shipped, because="We did not.", expected=1, actor=cast.coordinator.viewer)
    assert ClauseChange.objects.count() == 1


@pytest.mark.parametrize("because", ["", "   "])
def test_a_change_says_why(cast: Cast, because: str) -> None:
    shipped = queries.clause(cast.regulator.viewer, "R9").clause
    with pytest.raises(InputRefusal, match="why the clause changes"):
        actions.change_clause(replace(shipped, verified=True), because=because, expected=1, actor=cast.regulator.viewer)


def test_a_member_who_does_not_run_the_party_changes_nothing(cast: Cast) -> None:
    member = colleague(cast.regulator)
    shipped = queries.clause(member.viewer, "R9").clause
    with pytest.raises(NotAllowed, match="administrator"):
        actions.change_clause(replace(shipped, verified=True), because="so", expected=1, actor=member.viewer)
    assert b"Write this clause anew" not in browser_of(member).get("/duties/R9").content
    assert b"Write this clause anew" in browser_of(cast.regulator).get("/duties/R9").content


def test_the_form_keeps_what_was_typed_and_names_what_is_missing(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    sent = {"title": "Answer within a week", "actor": "coordinator", "number": "1"}
    answer = browser.post("/duties/C1", sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Answer within a week" in shown
    assert "Choose at least one fact that starts the duty." in shown
    assert ClauseChange.objects.count() == 0


def test_programs_read_duties_and_add_a_clause(cast: Cast) -> None:
    case = opened(cast)
    ours = program(cast.coordinator)
    found = ours.get(f"/cases/{case}/duties")["items"]
    assert [(one["clause"], one["state"], one["case"]) for one in found if one["clause"] == "R13"] == [
        ("R13", "due", case)
    ]
    clause = {
        "number": 15, "actor": "coordinator", "title": "Close what is over", "trigger": "A case is opened",
        "evidence": "Its end", "source": "Our own rule", "starts": ["case-opened"], "ends": ["case-closed"],
        "limit": {"count": 365, "unit": "days"}, "because": "Agreed on the call of 3 November.", "expected": 0,
    }  # fmt: skip
    assert ours.post("/agreement/clauses/X1", clause, status=201)["version"] == 1
    assert [one["state"] for one in ours.get(f"/cases/{case}/duties")["items"] if one["clause"] == "X1"] == ["due"]
    refused = ours.post("/agreement/clauses/X1", clause, status=409)
    assert refused["code"] == "edited-meanwhile"
    assert program(cast.eve).send("GET", "/duties").status_code == 404


def test_the_list_leaves_as_a_file(cast: Cast) -> None:
    case = opened(cast)
    lines = browser_of(cast.coordinator).get("/duties.csv?period=all").content.decode().splitlines()
    assert lines[0].startswith("clause,duty,owed by,case,started (UTC)")
    assert any(line.startswith("R13,") and case in line and ",due," in line for line in lines)


@pytest.mark.django_db
def test_of_two_who_write_a_clause_in_the_same_instant_the_second_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = queries.clause(cast.regulator.viewer, "C1").clause
    new = replace(shipped, source="Section 2")
    actions.change_clause(new, because="The text was read.", expected=1, actor=cast.regulator.viewer)
    monkeypatch.setattr(queries, "version_of", lambda _code: 1)  # the second looked before the first had written
    with pytest.raises(EditedMeanwhile):
        actions.change_clause(
            replace(new, source="Section 3"), because="So was it by us.", expected=1, actor=cast.coordinator.viewer
        )
    assert queries.clause(cast.regulator.viewer, "C1").clause.source == "Section 2"
