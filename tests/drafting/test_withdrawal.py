"""An advisory that no longer stands: withdrawn, or replaced by another one; never in silence (87)."""

from __future__ import annotations

import json

import pytest

from medcord.advisories import queries as advisories
from medcord.cases import queries as case_queries
from medcord.core.advisory.in_force import standing_of
from medcord.core.advisory.revising import RevisionKind
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft
from medcord.formats.csaf import validate
from medcord.ledger import worker
from medcord.matching.queries import Cut
from medcord.remediation import actions as remediation
from medcord.remediation import queries as work
from tests.api.programs import program_of
from tests.cases.road import approved, drafted, joined, released, second_reader, stated
from tests.cast import Cast, browser_of, make_cast
from tests.inventory.ward import advisory_id, device_of, imported, table

pytestmark = pytest.mark.django_db

WHY = "The device was not in the test: another one was taken for it."
ADVICE = "Nothing has to be done under this advisory. Ask the maker when in doubt."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def out(cast: Cast) -> tuple[str, Draft]:
    """A case whose advisory is out."""
    case = drafted(cast)
    draft = released(cast, case)
    worker.drain()
    return case, draft


def another(cast: Cast) -> Draft:
    """The advisory of another case, which is out too."""
    case = joined(cast, description="Another flaw.")
    stated(cast, case, versions="< 5.0")
    words = {"title": "Breva V2: the newer word", "summary": "s", "device": "Breva V2.", "what_could_happen": "h"}
    actions.save_draft(
        case, words | {"what_to_do": "Install 5.0.", "cve": "CVE-2026-90534"}, actor=cast.coordinator.viewer
    )
    draft = released(cast, case)
    worker.drain()
    return draft


def go_out(cast: Cast, case: str) -> Draft:
    draft = actions.publish(approved(cast, case), actor=cast.coordinator.viewer)
    worker.drain()
    return draft


def withdrawn(cast: Cast) -> Draft:
    case, _draft = out(cast)
    actions.withdraw(case, WHY, ADVICE, actor=cast.coordinator.viewer)
    return go_out(cast, case)


def test_a_withdrawal_needs_four_eyes_and_leaves_nothing_but_its_reason(cast: Cast) -> None:
    case, first = out(cast)
    lead = cast.coordinator.viewer
    actions.withdraw(case, WHY, ADVICE, actor=lead)
    assert advisories.advisory_for(lead, first.tracking_id).current.number == 1
    with pytest.raises(RuleRefusal, match="Nobody but its writer"):
        actions.publish(case, actor=lead)
    draft = go_out(cast, case)
    value = advisories.value_of(advisories.advisory_for(lead, draft.tracking_id).current)
    assert value.title == "Withdrawn: Karst Breva V2: alarms can be silenced"
    assert (value.products, value.vulnerabilities, value.summary) == ((), (), WHY)
    standing = standing_of(value)
    assert standing is not None
    assert (standing.kind, standing.reason, standing.advice) == (RevisionKind.WITHDRAWAL, WHY, ADVICE)
    assert [one.summary for one in value.revisions] == ["Initial publication", f"Withdrawn: {WHY}"]


def test_everybody_reads_why_and_what_to_do_and_what_it_said_before(cast: Cast) -> None:
    draft, reader = withdrawn(cast), browser_of(None)
    page = f"/advisories/{draft.tracking_id}"
    shown = reader.get(page).content.decode()
    for words in (
        "This advisory was withdrawn",
        WHY,
        ADVICE,
        "does not mean that a device is safe",
        "Breva V2, a ventilator",
    ):
        assert words in shown
    assert "An alarm may stay silent." not in shown
    assert "An alarm may stay silent." in reader.get(f"{page}/revisions/1").content.decode()
    for feed in ("/advisories/feed.atom", "/advisories/feed.json", "/advisories"):
        assert "Withdrawn: Karst Breva V2" in reader.get(feed).content.decode()
    assert WHY in reader.get("/advisories/feed.json").json()["items"][0]["content_text"]
    told = reader.get(f"/api/v1/advisories/{draft.tracking_id}").json()["standing"]
    assert told == {"kind": "withdrawal", "reason": WHY, "advice": ADVICE, "successor": ""}


def test_both_editions_of_csaf_say_it_and_are_valid(cast: Cast) -> None:
    draft, reader = withdrawn(cast), browser_of(None)
    categories = {}
    for path in ("csaf.json", "files/csaf-2.1.json"):
        document = reader.get(f"/advisories/{draft.tracking_id}/{path}").content
        read = json.loads(document)
        categories[path] = read["document"]["category"]
        assert [one for one in validate(document) if one.level == "error"] == []
        assert ("product_tree" in read, "vulnerabilities" in read) == (False, False)
        assert {"category": "description", "text": WHY, "title": "Reasoning for Withdrawal"} in read["document"][
            "notes"
        ]
    assert categories == {"csaf.json": "csaf_base", "files/csaf-2.1.json": "csaf_withdrawn"}
    for form in ("vex", "cve"):
        assert reader.get(f"/advisories/{draft.tracking_id}/files/{form}.json").status_code == 404


def test_one_advisory_takes_the_place_of_another_and_both_say_so(cast: Cast) -> None:
    case, old = out(cast)
    new, lead, reader = another(cast), cast.coordinator.viewer, browser_of(None)
    actions.supersede(case, new.tracking_id, "The newer one holds all of it.", ADVICE, actor=lead)
    go_out(cast, case)
    gone = reader.get(f"/advisories/{old.tracking_id}").content.decode()
    assert "Another advisory takes the place of this one" in gone
    assert f"/advisories/{new.tracking_id}" in gone
    there = reader.get(f"/advisories/{new.tracking_id}").content.decode()
    assert "takes the place of an earlier one" in there
    assert f"/advisories/{old.tracking_id}" in there
    document = json.loads(reader.get(f"/advisories/{old.tracking_id}/files/csaf-2.1.json").content)["document"]
    assert document["category"] == "csaf_superseded"
    found = {one["category"]: one["summary"] for one in document["references"]}
    assert found["external"] == f"Superseding Document: {new.tracking_id}"
    assert "self" in found
    for path in ("csaf.json", "files/csaf-2.1.json"):
        for one in (old, new):
            written = reader.get(f"/advisories/{one.tracking_id}/{path}").content
            assert [each for each in validate(written) if each.level == "error"] == []
    value = advisories.value_of(advisories.advisory_for(lead, new.tracking_id).current)
    assert [one.summary for one in value.revisions][-1] == f"Update: It takes the place of {old.tracking_id}."


def test_a_later_revision_of_the_newer_one_still_leads_to_the_older(cast: Cast) -> None:
    case, old = out(cast)
    new, lead = another(cast), cast.coordinator.viewer
    actions.supersede(case, new.tracking_id, WHY, ADVICE, actor=lead)
    go_out(cast, case)
    other = new.case.reference
    actions.open_for_revision(other, RevisionKind.UPDATE, "More is known.", actor=lead)
    go_out(cast, other)
    value = advisories.value_of(advisories.advisory_for(lead, new.tracking_id).current)
    assert [one.summary for one in value.references if old.tracking_id in one.url] == [
        f"Superseded document: {old.tracking_id}"
    ]
    assert value.revisions[-1].number == "3"


def test_what_takes_the_place_is_ours_in_force_and_another_one(cast: Cast) -> None:
    case, old = out(cast)
    lead = cast.coordinator.viewer
    for name in ("", "MCA-2026-9999", old.tracking_id):
        with pytest.raises(InputRefusal, match="Name another published advisory") as refused:
            actions.supersede(case, name, WHY, ADVICE, actor=lead)
        assert refused.value.code == "no-successor"
    new = another(cast)
    actions.withdraw(new.case.reference, WHY, ADVICE, actor=lead)
    go_out(cast, new.case.reference)
    with pytest.raises(InputRefusal, match="no longer stands itself"):
        actions.supersede(case, new.tracking_id, WHY, ADVICE, actor=lead)
    assert advisories.advisory_for(lead, old.tracking_id).current.number == 1


def test_reason_and_advice_are_asked_for_and_only_a_correction_follows(cast: Cast) -> None:
    case, _draft = out(cast)
    lead = cast.coordinator.viewer
    with pytest.raises(InputRefusal, match="Say why the advisory no longer stands"):
        actions.withdraw(case, " ", ADVICE, actor=lead)
    with pytest.raises(InputRefusal, match="Say what readers should do now"):
        actions.withdraw(case, WHY, " ", actor=lead)
    with pytest.raises(InputRefusal, match="in its own way"):
        actions.open_for_revision(case, RevisionKind.WITHDRAWAL, WHY, actor=lead)
    actions.withdraw(case, WHY, ADVICE, actor=lead)
    go_out(cast, case)
    with pytest.raises(RuleRefusal, match="no longer stands") as refused:
        actions.open_for_revision(case, RevisionKind.UPDATE, "More.", actor=lead)
    assert refused.value.code == "no-longer-stands"
    actions.open_for_revision(case, RevisionKind.CORRECTION, "It was withdrawn by mistake.", actor=lead)
    actions.save_draft(case, {"what_to_do": "Install 4.2.1."}, actor=lead)
    draft = go_out(cast, case)
    value = advisories.value_of(advisories.advisory_for(lead, draft.tracking_id).current)
    assert standing_of(value) is None
    assert value.title == "Karst Breva V2: alarms can be silenced"
    assert len(value.products) == 1


def test_giving_a_withdrawal_up_brings_the_words_back(cast: Cast) -> None:
    case, first = out(cast)
    lead = cast.coordinator.viewer
    actions.withdraw(case, WHY, ADVICE, actor=lead)
    draft = actions.give_up_revision(case, actor=lead)
    assert (draft.what_to_do, draft.revising, draft.replaced_by) == (first.what_to_do, "", "")
    assert advisories.advisory_for(lead, first.tracking_id).current.number == 1


def test_a_hospital_keeps_what_it_works_on_with_a_word_that_it_no_longer_stands(cast: Cast) -> None:
    case, draft = out(cast)
    rows = [
        ("V-1", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "Main", "1"),
        ("V-2", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "Main", "2"),
    ]
    imported(cast.hospital, table(*rows))
    viewer = cast.hospital.viewer
    known = advisory_id(cast.hospital, draft.tracking_id)
    done = {"outcome": "patched", "note": "4.2.1 installed"}
    remediation.close(known, [device_of(cast.hospital, "V-1")], actor=viewer, **done)
    before = work.worklist(viewer, Cut(), state="all")
    actions.withdraw(case, WHY, ADVICE, actor=cast.coordinator.viewer)
    go_out(cast, case)
    after = work.worklist(viewer, Cut(), state="all")
    assert [(one.still_open, one.done) for one in before.groups] == [(1, 1)]
    assert [(one.still_open, one.done) for one in after.groups] == [(1, 1)]
    page = browser_of(cast.hospital).get(f"/worklist/{known}").content.decode()
    for words in ("Withdrawn on", WHY, ADVICE, "Nothing was closed by this"):
        assert words in page
    assert "Withdrawn: Karst Breva V2" in browser_of(cast.hospital).get("/worklist").content.decode()
    assert browser_of(cast.other_hospital).get(f"/worklist/{known}").status_code == 404


def test_a_hospital_that_comes_later_is_not_told_of_devices_by_what_was_withdrawn(cast: Cast) -> None:
    withdrawn(cast)
    row = ("V-1", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "Main", "1")
    imported(cast.hospital, table(row))
    assert work.worklist(cast.hospital.viewer, Cut(), state="all").groups == []


def test_eve_and_every_other_party_withdraw_and_replace_nothing(cast: Cast) -> None:
    case, draft = out(cast)
    for member in (cast.eve, cast.hospital, cast.isao, cast.manufacturer, cast.regulator):
        with pytest.raises((NotFound, NotAllowed)):
            actions.withdraw(case, WHY, ADVICE, actor=member.viewer)
        with pytest.raises((NotFound, NotAllowed)):
            actions.supersede(case, draft.tracking_id, WHY, ADVICE, actor=member.viewer)
        given = {"act": "withdraw", "news": WHY, "advice": ADVICE, "version": 1}
        assert browser_of(member).post(f"/cases/{case}/draft/revision", given).status_code in (403, 404)
    found = queries.draft_for(cast.coordinator.viewer, case_queries.case_for(cast.coordinator.viewer, case))
    assert found is not None
    assert found.revising == ""


def test_page_and_programs_lead_through_it(cast: Cast) -> None:
    case, draft = out(cast)
    new, lead, asked = another(cast), browser_of(cast.coordinator), program_of(cast.coordinator)
    path = f"/cases/{case}/draft"
    page = lead.get(path).content.decode()
    assert "Withdraw it" in page
    assert "Replace it by another advisory" in page
    bad = {"act": "supersede", "by": "nothing", "news": WHY, "advice": ADVICE, "version": draft.version}
    refused = lead.post(f"{path}/revision", bad)
    assert (refused.status_code, "Name another published advisory" in refused.content.decode()) == (422, True)
    assert lead.post(f"{path}/revision", bad | {"by": new.tracking_id}).status_code == 302
    assert f"{draft.tracking_id} is to stand no longer" in lead.get(path).content.decode()
    assert "is to stand no longer" in browser_of(second_reader(cast.coordinator)).get(path).content.decode()
    asked.post(f"/cases/{case}/draft/revision/giving-up", {})
    shown = asked.post(f"/cases/{case}/draft/withdrawal", {"reason": WHY, "advice": ADVICE})
    assert (shown["revising"], shown["missing"]) == ("withdrawal", [])
    asked.post(f"/cases/{case}/draft/revision/giving-up", {})
    wanted = {"reason": WHY, "advice": ADVICE, "by": new.tracking_id}
    assert asked.post(f"/cases/{case}/draft/superseding", wanted)["replaced_by"] == new.tracking_id


def test_the_page_calls_a_withdrawal_by_its_name_up_to_the_button_and_after_it(cast: Cast) -> None:
    case, draft = out(cast)
    actions.withdraw(case, reason=WHY, advice=ADVICE, actor=cast.coordinator.viewer)
    approved(cast, case)
    lead = browser_of(cast.coordinator)
    page = lead.get(f"/cases/{case}/draft").content.decode()
    assert f"<h2>Withdraw {draft.tracking_id}</h2>" in page
    assert "hospitals are told that it no longer stands" in page
    assert "Withdraw it now" in page
    assert "Publish now" not in page
    version = queries.draft_for(cast.coordinator.viewer, case_queries.case_for(cast.coordinator.viewer, case))
    assert version is not None
    sent = {"version": version.version, "sure": "on"}
    answer = lead.post(f"/cases/{case}/draft/publish", sent, follow=True).content.decode()
    assert f"{draft.tracking_id} is withdrawn." in answer
