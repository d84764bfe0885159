"""The regulator is asked when it joins, has a due time, and an opinion answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from medcord.cases import actions as case_actions
from medcord.consults import actions, queries
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import Severity
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.ledger import worker
from medcord.opinions import actions as opinions
from tests.api.programs import program_of
from tests.cases.road import joined, opened, reported
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def test_the_first_question_is_asked_at_once_and_due_within_two_work_days(cast: Cast) -> None:
    with clock.at(datetime(2026, 11, 25, 15, 0, tzinfo=UTC)):  # the Wednesday before Thanksgiving
        opened(cast)
    (row,) = queries.queue(cast.regulator.viewer)
    # Fri 27 and Mon 30 November, to the end of the day in New York
    assert (row.due_at, row.answered_at) == (datetime(2026, 12, 1, 4, 59, 59, tzinfo=UTC), None)
    assert "How bad could this be for patients" in browser_of(cast.regulator).get("/consultations").content.decode()


def test_a_signed_opinion_answers_what_was_open(cast: Cast) -> None:
    case = opened(cast)
    words = opinions.OpinionWords(Severity.MINOR, "A bruise.", opinions.Certainty.LOW)
    opinion = opinions.sign(case, words, actor=cast.regulator.viewer)
    worker.drain()
    (row,) = queries.queue(cast.regulator.viewer)
    assert abs(row.answered_at - opinion.signed_at) < timedelta(seconds=1)


def test_an_answer_in_words_is_given_once(cast: Cast) -> None:
    opened(cast)
    (row,) = queries.queue(cast.regulator.viewer)
    with pytest.raises(InputRefusal):
        actions.answer(row.pk, "  ", actor=cast.regulator.viewer)
    actions.answer(row.pk, "Not a device in our sense.", actor=cast.regulator.viewer)
    with pytest.raises(RuleRefusal, match="answered already"):
        actions.answer(row.pk, "Again.", actor=cast.regulator.viewer)


def test_asked_again_the_clock_is_a_day_when_attacks_are_known(cast: Cast) -> None:
    reference = joined(cast)
    case_actions.mark(reference, CaseEvent.ATTACKS_OBSERVED, evidence="Two hospitals.", actor=cast.coordinator.viewer)
    row = actions.ask_for_advice(reference, "And now?", actor=cast.coordinator.viewer)
    assert row.due_at - row.asked_at == timedelta(hours=24)


def test_nobody_else_sees_or_answers_a_consultation(cast: Cast) -> None:
    opened(cast)
    (row,) = queries.queue(cast.regulator.viewer)
    for member in (cast.eve, cast.manufacturer, cast.hospital, cast.coordinator):
        assert queries.queue(member.viewer) == []
        with pytest.raises(NotFound):
            actions.answer(row.pk, "Mine.", actor=member.viewer)
        assert browser_of(member).get("/consultations").status_code == 404


def test_the_coordinator_asks_again_and_is_answered_in_words_on_the_page(cast: Cast) -> None:
    reference = opened(cast)
    lead, physician = browser_of(cast.coordinator), browser_of(cast.regulator)
    page = f"/cases/{reference}/opinion"
    assert "Ask the regulator" in lead.get(page).content.decode()
    empty = lead.post(f"{page}/ask", {"question": "  "})
    assert (empty.status_code, "Write what you ask the regulator." in empty.content.decode()) == (422, True)
    assert lead.post(f"{page}/ask", {"question": "Does a home user hear the alarm?"}).status_code == 302
    twice = lead.post(f"{page}/ask", {"question": "Does a home user hear the alarm?"})
    assert (twice.status_code, "asked already" in twice.content.decode()) == (422, True)
    first, second = sorted(queries.queue(cast.regulator.viewer), key=lambda row: row.asked_at)
    shown = physician.get(page).content.decode()
    assert ("Does a home user hear the alarm?" in shown, shown.count("Answer in words</summary>")) == (True, 2)
    refused = physician.post(f"{page}/answer", {"consultation": str(second.pk), "answer": ""})
    assert (refused.status_code, refused.content.decode().count("Type the answer")) == (422, 1)
    told = {"consultation": str(second.pk), "answer": "Not behind a closed door."}
    assert physician.post(f"{page}/answer", told).status_code == 302
    late = physician.post(f"{page}/answer", told | {"answer": "A colleague's other words."})
    said = late.content.decode()
    assert (late.status_code, "This consultation is answered already." in said) == (422, True)
    assert "A colleague&#x27;s other words." in said  # kept for whoever typed them
    read = lead.get(page).content.decode()
    assert ("Not behind a closed door." in read, "Answered in words" in read) == (True, True)
    (left,) = [row for row in queries.queue(cast.regulator.viewer) if row.answered_at is None]
    assert left.pk == first.pk
    worker.drain()
    words = opinions.OpinionWords(Severity.MINOR, "A bruise.", opinions.Certainty.LOW)
    opinions.sign(reference, words, actor=cast.regulator.viewer)
    worker.drain()
    assert "Answered by a harm opinion" in lead.get(page).content.decode()


def test_only_who_coordinates_asks_and_no_other_party_reads_what_was_asked(cast: Cast) -> None:
    reference = joined(cast)
    actions.ask_for_advice(reference, "Is zq-secret plausible?", actor=cast.coordinator.viewer)
    for member in (cast.manufacturer, cast.eve, cast.hospital, cast.isao):
        browser = browser_of(member)
        for path in ("opinion", "opinion/ask", "opinion/answer"):
            assert browser.post(f"/cases/{reference}/{path}", {"question": "Mine?"}).status_code == 404
        with pytest.raises((NotFound, NotAllowed)):
            actions.ask_for_advice(reference, "Mine?", actor=member.viewer)
    with pytest.raises(NotAllowed):
        actions.ask_for_advice(reference, "Mine?", actor=cast.regulator.viewer)
    asked = program_of(cast.manufacturer).get(f"/cases/{reference}/opinions")
    assert (asked["consultations"], "zq-secret" in str(asked)) == ([], False)


def test_without_a_regulator_in_the_case_nobody_is_asked_and_the_sentence_says_what_to_do(cast: Cast) -> None:
    lead = cast.coordinator.viewer
    report = reported()
    left_out = {"medical_device": intake.MedicalDevice.NO, "leave_out_regulator": "It is a toy, sold as one."}
    intake.triage(report, outcome=intake.Outcome.ACCEPT, actor=lead, **left_out)
    reference = case_actions.open_case(report, title="A toy", actor=lead).reference
    worker.drain()
    with pytest.raises(RuleRefusal, match="Ask one in under Parties"):
        actions.ask_for_advice(reference, "How bad?", actor=cast.coordinator.viewer)
    page = browser_of(cast.coordinator).get(f"/cases/{reference}/opinion").content.decode()
    assert "Ask the regulator</h2>" not in page


def test_a_program_asks_and_a_question_that_is_too_long_is_refused(cast: Cast) -> None:
    reference = opened(cast)
    program = program_of(cast.coordinator)
    asked = program.post(f"/cases/{reference}/consultations", {"question": "What would change it?"}, status=201)
    assert asked["question"] == "What would change it?"
    long = program.send("POST", f"/cases/{reference}/consultations", {"question": "why " * 1_001})
    assert (long.status_code, "4,000 fit" in long.content.decode()) == (422, True)
    shown = program.get(f"/cases/{reference}/opinions")["consultations"]
    assert [one["question"] for one in shown] == [actions.FIRST_QUESTION, "What would change it?"]


def test_a_question_of_another_case_is_not_answered_on_this_ones_page(cast: Cast) -> None:
    here, there = opened(cast), opened(cast)
    asked = actions.ask_for_advice(there, "Of the other case?", actor=cast.coordinator.viewer)
    told = {"consultation": str(asked.pk), "answer": "Crossed."}
    assert browser_of(cast.regulator).post(f"/cases/{here}/opinion/answer", told).status_code == 404
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_at) == ("", None)
