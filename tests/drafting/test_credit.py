"""Whom an advisory thanks: each finder by what it chose, nobody who chose nothing; and the decision that goes out."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import orjson
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.models import Case
from medcord.core.access import Viewer, ViewerKind
from medcord.core.advisory import Acknowledgment, Advisory
from medcord.core.credit import Thanks, Wish, acknowledged
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.decisions import actions as decisions
from medcord.decisions import queries as decision_queries
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft
from medcord.formats.csaf import read_advisory, validate, write_csaf
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from medcord.formats.cve import write_cve_records
from medcord.intake import actions as intake
from medcord.intake.actions import FinderIdentity
from medcord.intake.models import Report
from tests.api.programs import finder_with, program_of
from tests.cases.road import DRAFT, WORDS, drafted, released
from tests.cast import STRANGER, Cast, browser_of
from tests.decisions.test_decisions import PUBLISH

pytestmark = pytest.mark.django_db

URL = "https://advisories.example/mca.json"


def finder(report: Report) -> Viewer:
    return Viewer(kind=ViewerKind.FINDER, report_id=report.pk)


def row_of(cast: Cast, case: str) -> Case:
    return case_queries.case_for(cast.coordinator.viewer, case)


def joined_by(cast: Cast, case: str) -> tuple[Report, str]:
    """One more finder who reported the same."""
    return _joined(cast, case, *intake.submit(WORDS, actor=STRANGER))


def _joined(cast: Cast, case: str, report: Report, code: str) -> tuple[Report, str]:
    yes, accept, owner = intake.MedicalDevice.YES, intake.Outcome.ACCEPT, cast.coordinator.viewer
    intake.triage(report.reference, medical_device=yes, outcome=accept, actor=owner)
    cases.join_report(case, report.reference, reason="the same flaw", actor=owner)
    report.refresh_from_db()
    return report, code


def preview(cast: Cast, case: str) -> Advisory:
    row, viewer = row_of(cast, case), cast.coordinator.viewer
    draft = queries.draft_for(viewer, row)
    assert draft is not None
    return queries.preview(row, draft, queries.material(viewer, row))


def draft_of(cast: Cast, case: str) -> Draft:
    found = queries.draft_for(cast.coordinator.viewer, row_of(cast, case))
    assert found is not None
    return found


def test_every_finder_of_a_case_is_thanked_as_it_chose(cast: Cast) -> None:
    case = drafted(cast)
    first = row_of(cast, case).report
    assert first is not None
    chosen = [
        (first, Wish(Thanks.BOTH, "R. Holt", "Lanternway")),
        (joined_by(cast, case)[0], Wish(Thanks.ORGANISATION, "Nobody Sees", "Quiet Lab")),
        (joined_by(cast, case)[0], Wish(Thanks.ANONYMOUS)),
        (joined_by(cast, case)[0], Wish(Thanks.NAME, "Kestrel Nine")),
        (joined_by(cast, case)[0], Wish(Thanks.NONE)),
    ]
    for report, wish in chosen:
        intake.choose_credit(wish, actor=finder(report))
    shown = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    for words in ("R. Holt, Lanternway", "Quiet Lab", "A finder who is not named", "Kestrel Nine"):
        assert words in shown
    tracking = released(cast, case).tracking_id
    value = next(one.value for one in advisories.current_values() if one.value.id == tracking)
    text = write_csaf(value, canonical_url=URL, engine_version="1")
    assert b"Nobody Sees" not in text
    thanked = orjson.loads(text)["document"]["acknowledgments"]
    assert [(one.get("names"), one.get("organization")) for one in thanked] == [
        (["R. Holt"], "Lanternway"),
        (None, "Quiet Lab"),
        (None, None),
        (["Kestrel Nine"], None),
    ]
    public = Client().get(f"/advisories/{tracking}").content.decode()
    assert "Kestrel Nine" in public
    assert "Nobody Sees" not in public
    assert [one for one in validate(text) if one.level == "error"] == []


def test_a_finder_who_takes_it_back_before_the_release_leaves_no_trace(cast: Cast) -> None:
    case = drafted(cast)
    report, code = joined_by(cast, case)
    program = finder_with(code)
    assert program.post("/my-report/credit", {"thanks": "both", "name": "Wren", "organisation": "Wren Lab"})
    assert any("Wren" in one.names for one in preview(cast, case).acknowledgments)
    shown = program.post("/my-report/credit", {"thanks": "none"})
    assert (shown["thanks"], shown["thanks_organisation"]) == ("none", "")
    assert "Wren" not in repr(preview(cast, case))
    released(cast, case)
    assert "Wren" not in repr([one.value for one in advisories.current_values()])
    report.refresh_from_db()
    assert report.credit is False


def test_a_finder_chooses_on_its_page_and_a_choice_without_words_is_refused(cast: Cast) -> None:
    case = drafted(cast)
    _report, code = joined_by(cast, case)
    browser = Client()
    browser.post("/my-report", {"code": code})
    refused = browser.post("/my-report/credit", {"credit-thanks": "organisation"})
    assert refused.status_code == 422
    assert "Give the organisation to thank" in refused.content.decode()
    sent = {"credit-thanks": "organisation", "credit-organisation": "Quiet Lab"}
    assert browser.post("/my-report/credit", sent).status_code == 302
    assert "You are thanked as <b>Quiet Lab</b>" in browser.get("/my-report").content.decode()


def test_a_name_that_may_not_go_on_is_not_shown_to_the_others_before_it_is_out(cast: Cast) -> None:
    case = drafted(cast)
    quiet = replace(WORDS, identity=FinderIdentity.NAMED, finder_name="Ilse Marrow", credit=True)
    _joined(cast, case, *intake.submit(quiet, actor=STRANGER))
    actions.circulate(case, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    assert "Ilse Marrow" not in browser_of(cast.manufacturer).get(f"/cases/{case}/draft").content.decode()
    told = program_of(cast.manufacturer).get(f"/cases/{case}/draft/preview")
    assert "Ilse Marrow" not in str(told)
    assert "Ilse Marrow" in browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert browser_of(cast.eve).get(f"/cases/{case}/draft").status_code == 404


@given(st.sampled_from(Thanks), st.text(max_size=20), st.text(max_size=20))
def test_nothing_is_said_that_was_not_chosen(thanks: Thanks, name: str, organisation: str) -> None:
    said = Wish(thanks, name, organisation).says or Acknowledgment()
    assert said.names in ((), (name,))
    assert not said.names or thanks in (Thanks.NAME, Thanks.BOTH)
    assert said.organization in ("", organisation)
    assert not said.organization or thanks in (Thanks.ORGANISATION, Thanks.BOTH)
    assert thanks is not Thanks.NONE or said == Acknowledgment()


def test_two_finders_who_wish_not_to_be_named_are_thanked_once() -> None:
    assert len(acknowledged([Wish(Thanks.ANONYMOUS), Wish(Thanks.ANONYMOUS), Wish(Thanks.NONE)])) == 1


# The decision by SSVC.


def decided(cast: Cast, case: str) -> str:
    return str(decisions.take(case, PUBLISH, actor=cast.coordinator.viewer).pk)


def test_no_decision_goes_out_unless_somebody_chose_it(cast: Cast) -> None:
    case = drafted(cast)
    decided(cast, case)
    assert preview(cast, case).vulnerabilities[0].ssvc == ()


def test_a_chosen_decision_goes_out_in_every_form_and_says_neither_who_nor_why(cast: Cast) -> None:
    case = drafted(cast)
    chosen = decided(cast, case)
    browser = browser_of(cast.coordinator)
    version = draft_of(cast, case).version
    sent = {"decision": chosen, "version": version}
    assert browser.post(f"/cases/{case}/draft/ssvc", sent).status_code == 302
    assert "goes out with the advisory" in browser.get(f"/cases/{case}/draft/flaws").content.decode()
    tracking = released(cast, case).tracking_id
    value = next(one.value for one in advisories.current_values() if one.value.id == tracking)
    old = write_csaf(value, canonical_url=URL, engine_version="1")
    new = write_csaf_2_1(value, canonical_url=URL, engine_version="1")
    for document in (old, new):
        assert [one for one in validate(document) if one.level == "error"] == []
        assert b"Hospitals can put the pumps" not in document
        assert b"Tarrow" not in document
        (told,) = read_advisory(document).advisory.vulnerabilities[0].ssvc
        assert told.selection_list == value.vulnerabilities[0].ssvc[0].selection_list
    assert read_advisory(old).advisory.vulnerabilities[0].ssvc == value.vulnerabilities[0].ssvc
    contents = [one["content"] for one in orjson.loads(new)["vulnerabilities"][0]["metrics"]]
    assert contents[-1]["ssvc_v2"]["schemaVersion"] == "2.0.0"
    notes = orjson.loads(old)["vulnerabilities"][0]["notes"]
    assert "Exploitation: Public proof" in next(one["text"] for one in notes if one["title"] == "Decision by SSVC")
    record = orjson.loads(write_cve_records(value, cve=DRAFT["cve"], url=URL, engine_version="1"))
    assert record["containers"]["cna"]["metrics"][-1]["other"]["type"] == "ssvc"
    assert "How the coordinator decided" in Client().get(f"/advisories/{tracking}").content.decode()


def test_choosing_is_content_of_the_draft_and_asks_for_a_new_approval(cast: Cast) -> None:
    case = drafted(cast)
    chosen = decided(cast, case)
    program = program_of(cast.coordinator)
    before = draft_of(cast, case)
    shown = program.post(f"/cases/{case}/draft/ssvc", {"expected_version": before.version, "decision": chosen})
    assert (shown["ssvc"], shown["number"]) == (chosen, before.number + 1)
    saved = draft_of(cast, case).versions.order_by("number").last()
    assert saved is not None
    assert saved.words["ssvc"].endswith(": Publish")
    again = program.post(f"/cases/{case}/draft/ssvc", {"expected_version": shown["version"], "decision": None})
    assert again["ssvc"] is None


def test_only_the_owners_own_decision_goes_out_and_only_by_the_owner(cast: Cast) -> None:
    case = drafted(cast)
    chosen = decided(cast, case)
    row = row_of(cast, case)
    for member in (cast.regulator, cast.manufacturer):
        with pytest.raises(NotFound):
            decision_queries.published(member.viewer, row, UUID(chosen))
    for member in (cast.eve, cast.manufacturer, cast.regulator):
        sent = {"decision": chosen, "version": 1}
        assert browser_of(member).post(f"/cases/{case}/draft/ssvc", sent).status_code == 404
    browser = browser_of(cast.coordinator)
    unknown = {"decision": "00000000-0000-0000-0000-000000000000", "version": draft_of(cast, case).version}
    assert browser.post(f"/cases/{case}/draft/ssvc", unknown).status_code == 422


def test_a_published_draft_takes_no_other_decision(cast: Cast) -> None:
    case = drafted(cast)
    released(cast, case)
    with pytest.raises(RuleRefusal, match="published"):
        actions.choose_ssvc(case, None, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal, match="name"):
        intake.choose_credit(Wish(Thanks.NAME, ""), actor=finder(row_of(cast, case).report))
