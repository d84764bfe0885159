"""Words of the agreement that must not be known: an administrator destroys them, and what was counted stays (79)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from medcord.agreements import actions, queries
from medcord.agreements.models import ClauseChange, Exercise
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.ledger.models import FactRow
from tests.agreements.test_agreement import colleague, program
from tests.cast import Cast, browser_of
from tests.formats.scenario.files import REPORT

pytestmark = pytest.mark.django_db

SECRET = "Patient Novak, bed 12"


def spilled_clause(cast: Cast) -> ClauseChange:
    """A version that names a patient, which is in force."""
    clause = queries.clause(cast.regulator.viewer, "R9").clause
    return actions.change_clause(
        replace(clause, trigger=SECRET), because=f"As said about {SECRET}.", expected=1, actor=cast.regulator.viewer
    )


def written_anew(cast: Cast) -> None:
    clause = queries.clause(cast.regulator.viewer, "R9").clause
    actions.change_clause(
        replace(clause, trigger="Comments are asked"), because="Names no one.", expected=2, actor=cast.regulator.viewer
    )


def filed(cast: Cast) -> Exercise:
    return actions.file_exercise(REPORT, learned=f"We rang the ward of {SECRET}.", actor=cast.regulator.viewer)


def why(typed: str) -> dict[str, Any]:
    return {"reason": "It names a patient.", "typed": typed}


def test_a_version_in_force_is_written_anew_first_and_then_destroyed(cast: Cast) -> None:
    row = spilled_clause(cast)
    with pytest.raises(RuleRefusal, match="in force"):
        actions.destroy("clause-change", row.pk, **why("R9"), actor=cast.coordinator.viewer)
    written_anew(cast)
    actions.destroy("clause-change", row.pk, **why("R9"), actor=cast.coordinator.viewer)
    left = ClauseChange.objects.get(pk=row.pk)
    assert (left.words, left.because, left.salt) == ({}, "destroyed", "")
    history = queries.history(cast.regulator.viewer, "R9")
    assert [(one.number, one.gone) for one in history] == [(3, False), (2, True), (1, False)]
    shown = browser_of(cast.regulator).get("/duties/R9").content.decode()
    assert "Its words were destroyed" in shown
    assert "Because: It names a patient." in shown
    assert SECRET not in shown
    fact = FactRow.objects.get(kind="ContentPurged")
    assert (fact.stream, fact.data["what"], fact.data["item"]) == ("node", "clause-change", str(row.pk))
    assert "patient" not in str(fact.data)
    with pytest.raises(InputRefusal, match="destroyed already"):
        actions.destroy("clause-change", row.pk, **why("R9"), actor=cast.coordinator.viewer)


def test_lessons_are_destroyed_alone_and_written_anew_under_a_new_salt(cast: Cast) -> None:
    row = filed(cast)
    actions.destroy("exercise-lessons", row.pk, **why(row.scenario), actor=cast.regulator.viewer)
    left = Exercise.objects.get(pk=row.pk)
    assert (left.learned, left.salt) == ("", "")
    assert left.report == row.report
    noted = actions.note_lessons(row.pk, "Ring nobody.", actor=cast.regulator.viewer)
    assert noted.salt
    assert "Ring nobody." in browser_of(cast.coordinator).get(f"/exercises/{row.pk}").content.decode()


def test_a_whole_report_goes_and_its_counts_stay(cast: Cast) -> None:
    row = filed(cast)
    browser = browser_of(cast.regulator)
    sent = {"act": "destroy", "spill-item": f"exercise:{row.pk}", "spill-reason": "It names a patient."}
    refused = browser.post(f"/exercises/{row.pk}", {**sent, "spill-typed": "another"})
    assert refused.status_code == 422
    assert "Nothing was destroyed." in refused.content.decode()
    assert browser.post(f"/exercises/{row.pk}", {**sent, "spill-typed": row.scenario}).status_code == 302
    left = Exercise.objects.get(pk=row.pk)
    assert (left.title, left.report, left.learned) == ("destroyed", {}, "")
    assert (left.arose, left.met, left.gaps) == (row.arose, row.met, row.gaps)
    shown = browser.get(f"/exercises/{row.pk}").content.decode()
    assert "The words of this report were destroyed." in shown
    assert "Something was written here" not in shown
    with pytest.raises(RuleRefusal, match="filed already"):
        filed(cast)


def test_the_page_of_a_clause_offers_earlier_versions_only(cast: Cast) -> None:
    row = spilled_clause(cast)
    assert b"Something was written here" not in browser_of(cast.regulator).get("/duties/R9").content
    written_anew(cast)
    browser = browser_of(cast.coordinator)
    assert f"clause-change:{row.pk}" in browser.get("/duties/R9").content.decode()
    sent = {"act": "destroy", "spill-item": f"clause-change:{row.pk}", "spill-reason": "A name.", "spill-typed": "r9"}
    assert browser.post("/duties/R9", sent).status_code == 302
    assert queries.history(cast.regulator.viewer, "R9")[1].gone


def test_who_does_not_run_an_agency_destroys_nothing(cast: Cast) -> None:
    row = filed(cast)
    for member in (colleague(cast.regulator), cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        with pytest.raises((NotAllowed, NotFound)):
            actions.destroy("exercise", row.pk, **why(row.scenario), actor=member.viewer)
    assert Exercise.objects.get(pk=row.pk).report


def test_programs_destroy_by_the_ids_that_the_history_gives(cast: Cast) -> None:
    spilled_clause(cast)
    written_anew(cast)
    ours = program(cast.coordinator)
    path = "/agreement/clauses/R9/history"
    item = next(one["change"] for one in ours.get(path)["items"] if one["version"] == 2)
    assert ours.post("/agreement/purge", {"what": "clause-change", "item": item, **why("R9")}) == {"gone": 1}
    gone = next(one for one in ours.get(path)["items"] if one["version"] == 2)
    assert (gone["destroyed"], gone["trigger"]) == (True, "destroyed")
    unknown = {"what": "exercise", "item": str(UUID(int=7)), **why("x")}
    assert ours.send("POST", "/agreement/purge", unknown).status_code == 404
