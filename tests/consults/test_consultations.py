"""The regulator is asked when it joins, has a due time, and an opinion answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from medcord.cases import queries as cases
from medcord.consults import actions, queries
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.core.vocabulary import Severity
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.opinions import actions as opinions
from tests.cases.road import joined, opened
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
    from medcord.cases import actions as case_actions
    from medcord.core.cvd.casestate import CaseEvent

    reference = joined(cast)
    case_actions.mark(reference, CaseEvent.ATTACKS_OBSERVED, evidence="Two hospitals.", actor=cast.coordinator.viewer)
    case = cases.case_for(cast.coordinator.viewer, reference)
    row = actions.ask(case, cast.regulator.organisation_id, "And now?", actor=cast.coordinator.viewer)
    assert row.due_at - row.asked_at == timedelta(hours=24)


def test_nobody_else_sees_or_answers_a_consultation(cast: Cast) -> None:
    opened(cast)
    (row,) = queries.queue(cast.regulator.viewer)
    for member in (cast.eve, cast.manufacturer, cast.hospital, cast.coordinator):
        assert queries.queue(member.viewer) == []
        with pytest.raises(NotFound):
            actions.answer(row.pk, "Mine.", actor=member.viewer)
        assert browser_of(member).get("/consultations").status_code == 404
