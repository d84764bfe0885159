"""A newer decision by SSVC than the one that goes out is pointed out to those who may choose, and keeps nothing in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcord.cases import queries as case_queries
from medcord.core.safety.ssvc.judging import Judgement
from medcord.decisions import actions as decisions
from medcord.decisions import queries as decision_queries
from medcord.decisions.cautions import cautions
from medcord.drafting import actions
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from tests.api.programs import program_of
from tests.cases import crowded
from tests.cases.road import drafted, released
from tests.cases.test_crowded_case import MOST_QUERIES
from tests.cast import Cast, browser_of
from tests.decisions.test_decisions import PUBLISH

pytestmark = pytest.mark.django_db

OTHER = Judgement("triage", {"report_public": "no"}, "track", "One report, and nobody else saw it.")
TOLD = "A newer decision by SSVC was taken than the one of the advisory"


def chosen(cast: Cast) -> str:
    """A case whose draft publishes the decision that was taken first."""
    case, owner = drafted(cast), cast.coordinator.viewer
    row = decisions.take(case, PUBLISH, actor=owner)
    choice = decision_queries.published(owner, case_queries.case_for(owner, case), row.pk)
    actions.choose_ssvc(case, choice, actor=owner)
    worker.drain()
    return case


def newer(cast: Cast, case: str) -> None:
    judgement = replace(PUBLISH, because="The fix is out, and nobody was harmed.")
    decisions.take(case, judgement, actor=cast.coordinator.viewer)
    worker.drain()


def draft_of(cast: Cast, case: str) -> Draft:
    viewer = cast.coordinator.viewer
    found = drafts.draft_for(viewer, case_queries.case_for(viewer, case))
    assert found is not None
    return found


def said(cast: Cast, case: str) -> list[str]:
    draft = draft_of(cast, case)
    return cautions(cast.coordinator.viewer, draft.case, draft)


def facts(cast: Cast, case: str) -> list[bool]:
    viewer = cast.coordinator.viewer
    rows = case_queries.timeline(viewer, case_queries.case_for(viewer, case))
    return [row.data["out"] for row in rows if row.kind == "ChosenDecisionOvertaken"]


def letters(cast: Cast) -> list[str]:
    return [row.to for row in OutgoingLetter.objects.all() if row.body.startswith(TOLD)]


def test_nothing_is_said_while_the_chosen_one_is_the_newest(cast: Cast) -> None:
    case = chosen(cast)
    assert said(cast, case) == []
    decisions.take(case, OTHER, actor=cast.coordinator.viewer)  # of another kind
    worker.drain()
    assert (said(cast, case), facts(cast, case)) == ([], [])


def test_a_newer_one_is_said_on_the_page_at_the_release_and_to_programs(cast: Cast) -> None:
    case = chosen(cast)
    newer(cast, case)
    (sentence,) = said(cast, case)
    assert "goes out with the advisory, and M. Tarrow says again on" in sentence
    assert sentence.endswith("chooses which one goes out, under “Vulnerabilities and scores”.")
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert "Look at this; it keeps nothing in" in page
    assert "1 thing to look at first" in page
    assert program_of(cast.coordinator).get(f"/cases/{case}/draft/release")["cautions"] == [sentence]
    assert facts(cast, case) == [False]


def test_it_keeps_nothing_in_and_the_owner_is_told_that_a_revision_may_be_due(cast: Cast) -> None:
    case = chosen(cast)
    newer(cast, case)
    released(cast, case)
    (sentence,) = said(cast, case)
    assert "A revision may be due" in sentence
    newer(cast, case)
    assert facts(cast, case) == [False, True]
    assert cast.coordinator.email in letters(cast)
    assert not {cast.manufacturer.email, cast.regulator.email, cast.eve.email} & set(letters(cast))
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert "A revision may be due" in page


def test_choosing_anew_or_none_ends_it(cast: Cast) -> None:
    case, owner = chosen(cast), cast.coordinator.viewer
    newer(cast, case)
    newest = decision_queries.to_publish(owner, draft_of(cast, case).case)[0]
    choice = decision_queries.published(owner, draft_of(cast, case).case, newest.pk)
    actions.choose_ssvc(case, choice, actor=owner)
    assert said(cast, case) == []
    newer(cast, case)
    assert len(said(cast, case)) == 1
    actions.choose_ssvc(case, None, actor=owner)
    assert said(cast, case) == []


def test_nobody_but_the_owner_hears_of_it(cast: Cast) -> None:
    case = chosen(cast)
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    actions.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    newer(cast, case)
    for member in (cast.manufacturer, cast.regulator):
        assert "M. Tarrow says again" not in browser_of(member).get(f"/cases/{case}/draft").content.decode()
        assert program_of(member).get(f"/cases/{case}/draft/release")["cautions"] == []
        rows = case_queries.timeline(member.viewer, case_queries.case_for(member.viewer, case))
        assert "ChosenDecisionOvertaken" not in [row.kind for row in rows]
    assert browser_of(cast.eve).get(f"/cases/{case}/draft").status_code == 404
    assert program_of(cast.eve).send("GET", f"/cases/{case}/draft/release").status_code == 404


def test_a_discouraged_weakness_stands_beside_it(cast: Cast) -> None:
    case = drafted(cast)
    actions.save_draft(case, {"cwe": "287"}, actor=cast.coordinator.viewer)
    assert [one.partition(":")[0] for one in said(cast, case)] == ["CWE-287 (Improper Authentication)"]


def test_the_page_of_a_crowded_case_stays_within_its_queries_when_it_looks_for_newer_ones() -> None:
    crowd = crowded.build(makers=4, messages=20, threads=2)
    lead, path = crowd.cast.coordinator, f"/cases/{crowd.reference}/draft"
    row = decisions.take(crowd.reference, PUBLISH, actor=lead.viewer)
    case = case_queries.case_for(lead.viewer, crowd.reference)
    actions.choose_ssvc(crowd.reference, decision_queries.published(lead.viewer, case, row.pk), actor=lead.viewer)
    worker.drain()
    assert crowded.look(lead, path, rounds=1)[1] <= MOST_QUERIES
