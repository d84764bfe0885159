"""What is published is not the end of it: updates and corrections, each with a history that everybody reads (P5)."""

from __future__ import annotations

import json

import pytest

from medcord.advisories import queries as advisories
from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.core.access import Viewer
from medcord.core.advisory.readiness import Missing
from medcord.core.advisory.release import ReleaseFactor
from medcord.core.advisory.revising import FOLLOWS, RevisionKind, kind_of, line
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting import actions, queries
from medcord.drafting.models import Draft, DraftAsking, DraftRevision
from medcord.formats.csaf import validate
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.products import actions as products
from medcord.products.actions import ProductWords
from tests.api.programs import program_of
from tests.cases.road import DRAFT, approved, drafted, joined, released, second_reader
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db

NEWS = "The maker found that 4.2.0 is affected too."
UPDATE, CORRECTION = RevisionKind.UPDATE, RevisionKind.CORRECTION


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def draft_of(cast: Cast, case: str) -> Draft:
    found = queries.draft_for(cast.coordinator.viewer, case_queries.case_for(cast.coordinator.viewer, case))
    assert found is not None
    return found


def out(cast: Cast) -> str:
    """A case whose advisory is out."""
    case = drafted(cast)
    released(cast, case)
    worker.drain()
    return case


def opened(cast: Cast, kind: RevisionKind = UPDATE) -> str:
    """A case whose published advisory is open for a revision."""
    case = out(cast)
    actions.open_for_revision(case, kind, NEWS, actor=cast.coordinator.viewer)
    return case


def go_out(cast: Cast, case: str) -> Draft:
    return actions.publish(approved(cast, case), actor=cast.coordinator.viewer)


def test_a_revision_is_written_approved_anew_and_replaces_what_is_out(cast: Cast) -> None:
    case = opened(cast)
    lead, first = cast.coordinator.viewer, draft_of(cast, case)
    actions.save_draft(case, {"summary": "Alarms of 4.2.0 can be silenced too."}, actor=lead)
    with pytest.raises(RuleRefusal, match="Nobody but its writer") as refused:
        actions.publish(case, actor=lead)
    assert refused.value.code == "not-approved"
    draft = go_out(cast, case)
    worker.drain()
    assert (draft.tracking_id, draft.advisory) == (first.tracking_id, first.advisory)
    value = advisories.value_of(advisories.advisory_for(lead, draft.tracking_id).current)
    assert value.summary == "Alarms of 4.2.0 can be silenced too."
    assert [(one.number, one.summary) for one in value.revisions] == [
        ("1", "Initial publication"),
        ("2", f"Update: {NEWS}"),
    ]
    [row] = queries.revisions_of(draft)
    assert (row.kind, row.number, row.news, row.given_up_at) == ("update", 2, NEWS, None)
    kinds = ("RevisionOpened", "DraftReleased")
    assert [(one.kind, one.data.get("revision")) for one in ledger.facts_of_kinds(kinds)] == [
        ("DraftReleased", 1),
        ("RevisionOpened", None),
        ("DraftReleased", 2),
    ]


def test_everybody_reads_the_history_and_machines_do_too(cast: Cast) -> None:
    case = opened(cast, CORRECTION)
    draft = go_out(cast, case)
    worker.drain()
    reader, page = browser_of(None), f"/advisories/{draft.tracking_id}"
    shown = reader.get(page).content.decode()
    assert f"Correction: {NEWS}" in shown
    assert "Revision 1" in shown
    assert "not in force" in reader.get(f"{page}/revisions/1").content.decode()
    for path in ("csaf.json", "files/csaf-2.1.json"):
        document = reader.get(f"{page}/{path}").content
        history = json.loads(document)["document"]["tracking"]["revision_history"]
        assert [one["number"] for one in history] == ["1", "2"]
        assert history[1]["summary"] == f"Correction: {NEWS}"
        assert [one for one in validate(document) if one.level == "error"] == []
    record = reader.get(f"{page}/files/cve.json")
    assert record.status_code == 200
    assert cast.coordinator.organisation.name in reader.get("/advisories/feed.atom").content.decode()


def test_nothing_of_a_coming_revision_shows_before_it_is_out(cast: Cast) -> None:
    case = out(cast)
    tracking = draft_of(cast, case).tracking_id
    pages = [f"/advisories/{tracking}", f"/api/v1/advisories/{tracking}", "/advisories/feed.json", "/search?q=Breva"]
    actions.open_for_revision(case, CORRECTION, NEWS, actor=cast.coordinator.viewer)
    actions.save_draft(case, {"summary": "zq-coming"}, actor=cast.coordinator.viewer)
    worker.drain()
    shown = str([browser_of(None).get(one).content for one in pages])
    assert ("zq-coming" in shown, NEWS in shown) == (False, False)
    assert advisories.advisory_for(cast.coordinator.viewer, tracking).current.number == 1
    with pytest.raises(NotFound):
        case_queries.case_for(cast.eve.viewer, case)


def test_what_was_said_of_the_first_does_not_count_for_the_second(cast: Cast) -> None:
    case = drafted(cast)
    lead, second = cast.coordinator.viewer, second_reader(cast.coordinator).viewer
    actions.circulate(case, cast.manufacturer.organisation_id, actor=lead)
    actions.take_stand(case, number=1, armed=False, reason="Too early.", actor=cast.manufacturer.viewer)
    approved(cast, case)
    actions.override(case, number=1, reason="Attacks.", factors=[ReleaseFactor.ATTACKS], actor=lead)
    actions.second(case, number=1, actor=second)
    actions.publish(case, early_reason="Attacks.", actor=lead)
    worker.drain()
    [asked] = DraftAsking.objects.filter(party=cast.manufacturer.organisation_id)
    assert (asked.answered_at, asked.ended_at) == (None, None)
    draft = actions.open_for_revision(case, UPDATE, NEWS, actor=lead)
    [asked] = DraftAsking.objects.filter(party=cast.manufacturer.organisation_id)
    assert asked.ended_at is not None  # what came out without its comments waits for them no more
    assert queries.owed(draft_seen(cast.manufacturer.viewer, case)) is None
    assert queries.overdue_now() == []
    now = queries.readiness(lead, draft.case, draft)
    assert (now.approvals, now.objecting, [one.value for one in now.lacks]) == ([], [], ["not-approved"])
    actions.take_stand(case, number=2, armed=False, reason="Still.", actor=cast.manufacturer.viewer)
    approved(cast, case)
    with pytest.raises(RuleRefusal, match="A party objects"):
        actions.publish(case, actor=lead)


def draft_seen(viewer: Viewer, case: str) -> Draft:
    found = queries.draft_for(viewer, case_queries.case_for(viewer, case))
    assert found is not None
    return found


def test_giving_it_up_restores_what_is_out_and_leaves_a_trace(cast: Cast) -> None:
    case = opened(cast)
    lead = cast.coordinator.viewer
    before = draft_of(cast, case)
    actions.save_draft(case, {"summary": "Half a thought", "title": "Another"}, actor=lead)
    draft = actions.give_up_revision(case, actor=lead)
    assert draft.released_at is not None
    assert (draft.revising, draft.summary, draft.title) == (
        "",
        DRAFT["summary"],
        before.title,
    )
    assert [row.given_up_at is None for row in queries.revisions_of(draft)] == [False]
    assert "Half a thought" in str([one.words for one in queries.versions_of(lead, draft)])
    with pytest.raises(RuleRefusal, match="No revision is being written") as refused:
        actions.give_up_revision(case, actor=lead)
    assert refused.value.code == "no-revision"
    with pytest.raises(RuleRefusal, match="To change it, open it for a revision"):
        actions.save_draft(case, {"summary": "x"}, actor=lead)
    actions.open_for_revision(case, CORRECTION, "Another try.", actor=lead)
    go_out(cast, case)
    value = advisories.value_of(advisories.advisory_for(lead, draft.tracking_id).current)
    assert [one.summary for one in value.revisions] == ["Initial publication", "Correction: Another try."]


def test_what_is_new_has_to_be_said_and_only_of_what_is_out(cast: Cast) -> None:
    case, lead = drafted(cast), cast.coordinator.viewer
    with pytest.raises(RuleRefusal, match="Nothing is published of this case yet") as refused:
        actions.open_for_revision(case, UPDATE, NEWS, actor=lead)
    assert refused.value.code == "not-out"
    released(cast, case)
    with pytest.raises(InputRefusal, match="Say what is new"):
        actions.open_for_revision(case, UPDATE, " ", actor=lead)
    with pytest.raises(EditedMeanwhile):
        actions.open_for_revision(case, UPDATE, NEWS, expected_version=99, actor=lead)
    actions.open_for_revision(case, UPDATE, NEWS, actor=lead)
    with pytest.raises(RuleRefusal, match="being written already: there are new facts") as twice:
        actions.open_for_revision(case, CORRECTION, NEWS, actor=lead)
    assert twice.value.code == "revising"
    actions.save_draft(case, {"news": ""}, actor=lead)
    approved(cast, case)
    with pytest.raises(InputRefusal, match="What is new in this revision"):
        actions.publish(case, actor=lead)
    assert DraftRevision.objects.count() == 1


def test_what_is_new_holds_no_words_that_may_not_go_out(cast: Cast) -> None:
    case, lead = out(cast), cast.coordinator.viewer
    held = "Our supplier of the pump board stops making it in May and we have no second source."
    secret = ConfidentialityClass.TRADE_SECRET
    cases.send_message(case, held, tlp=Tlp.AMBER, confidentiality=secret, actor=cast.manufacturer.viewer)
    actions.open_for_revision(case, UPDATE, f"It is known now: {held}", actor=lead)
    approved(cast, case)
    with pytest.raises(RuleRefusal, match=r"“What is new”.*words in a row") as refused:
        actions.publish(case, actor=lead)
    assert refused.value.code == "not-to-be-published"


def test_eve_and_every_other_party_open_and_give_up_nothing(cast: Cast) -> None:
    case = out(cast)
    for member in (cast.eve, cast.hospital, cast.isao, cast.manufacturer, cast.regulator):
        with pytest.raises((NotFound, NotAllowed)):
            actions.open_for_revision(case, UPDATE, NEWS, actor=member.viewer)
        with pytest.raises((NotFound, NotAllowed)):
            actions.give_up_revision(case, actor=member.viewer)
        sent = browser_of(member).post(f"/cases/{case}/draft/revision", {"act": "give-up"})
        assert sent.status_code in (403, 404)
    assert DraftRevision.objects.count() == 0


def test_the_page_leads_through_it(cast: Cast) -> None:
    case = out(cast)
    lead, second = browser_of(cast.coordinator), browser_of(second_reader(cast.coordinator))
    path, draft = f"/cases/{case}/draft", draft_of(cast, case)
    assert "Write a revision or a correction" in lead.get(path).content.decode()
    refused = lead.post(f"{path}/revision", {"version": draft.version, "news": "x"})
    assert (refused.status_code, "an error of ours is put right" in refused.content.decode()) == (422, True)
    wanted = {"version": draft.version, "kind": "correction", "news": NEWS}
    assert lead.post(f"{path}/revision", wanted).status_code == 302
    shown = lead.get(path).content.decode()
    assert f"A revision of {draft.tracking_id} is being written" in shown
    assert NEWS in shown
    words = {"version": draft_of(cast, case).version, "title": "Karst Breva V2", "summary": "s", "news": "Other news."}
    words |= {"device": "d", "what_could_happen": "h", "what_to_do": "t"}
    assert lead.post(path, words).status_code == 302
    assert draft_of(cast, case).news == "Other news."
    assert second.post(f"{path}/release", {"number": 3, "act": "approve"}).status_code == 302
    assert lead.post(f"{path}/publish", {"version": draft_of(cast, case).version, "sure": "on"}).status_code == 302
    worker.drain()
    told = browser_of(cast.manufacturer).get(f"/cases/{case}").content.decode()
    assert "published the advisory, revision 2" in told
    assert "Correction" in lead.get(path).content.decode()


def test_programs_open_save_and_give_up(cast: Cast) -> None:
    case, asked = out(cast), program_of(cast.coordinator)
    given = {"kind": "correction", "news": NEWS}
    shown = asked.post(f"/cases/{case}/draft/revision", given)
    assert (shown["revising"], shown["news"], shown["released_at"]) == ("correction", NEWS, None)
    asked.post(f"/cases/{case}/draft/revision", given, status=409)
    shown = asked.post(f"/cases/{case}/draft/revision/giving-up", {})
    assert (shown["revising"], len(shown["revisions"])) == ("", 1)
    asked.post(f"/cases/{case}/draft/revision", {"kind": "withdrawal", "news": NEWS}, status=422)


def test_a_waiver_of_the_first_is_asked_for_again(cast: Cast) -> None:
    case, lead = joined(cast), cast.coordinator.viewer
    words = ProductWords(name="Breva Hub")
    product = products.register(words, maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer)
    said = cases.StatementWords(product.pk, "< 4.2.1", ProductStatus.AFFECTED, "", "vendor_fix", "Install 4.2.1.")
    statement = cases.make_statement(case, said, actor=cast.manufacturer.viewer)
    actions.save_draft(case, DRAFT, actor=lead)
    why = "Its label bears no number."
    actions.waive(case, statement.pk, Missing.IDENTIFIER, reason=why, actor=lead)
    released(cast, case)
    worker.drain()
    actions.open_for_revision(case, UPDATE, NEWS, actor=lead)
    approved(cast, case)
    with pytest.raises(RuleRefusal, match="Machines cannot match every affected product"):
        actions.publish(case, actor=lead)
    actions.waive(case, statement.pk, Missing.IDENTIFIER, reason=why, actor=lead)
    assert go_out(cast, case).revising == ""


@pytest.mark.parametrize("last", [None, *RevisionKind])
def test_after_an_end_only_a_correction_follows(last: RevisionKind | None) -> None:
    ends = last in (RevisionKind.WITHDRAWAL, RevisionKind.SUPERSEDING)
    assert FOLLOWS[last] == (frozenset({CORRECTION}) if ends else frozenset(RevisionKind))


@pytest.mark.parametrize("kind", list(RevisionKind))
def test_the_history_says_of_what_kind_a_revision_is(kind: RevisionKind) -> None:
    assert kind_of(line(kind, " What: is new. ")) is kind
    assert kind_of("Initial publication") is None
    assert kind_of("Updated: by somebody else") is None
