"""Who is in a case and from when on: leaving, removal, coming back, late joiners, and where a maker stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.cvd.report import ReportState
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ProductStatus
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from tests.cases.road import joined, opened, product_of, stated
from tests.cases.test_embargo_terms import ACCEPT, answer, bodies, party, propose, say, stands
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db


def test_a_removed_party_sees_nothing_from_then_on_and_its_proposal_leaves_the_table(cast: Cast) -> None:
    reference = joined(cast)
    propose(reference, 60, cast.manufacturer)
    owner = browser_of(cast.coordinator)
    path = f"/cases/{reference}/parties/{cast.manufacturer.organisation_id}/remove"
    assert "will see nothing of this case" in owner.get(path).content.decode()
    assert owner.post(path, {"reason": ""}).status_code == 422
    worker.drain()
    OutgoingLetter.objects.all().delete()
    assert owner.post(path, {"reason": "It spoke to the press."}).status_code == 302
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.proposals) == ("active", [])
    maker = browser_of(cast.manufacturer)
    absent = maker.get("/cases/MC-2222-2222/terms")
    for tail in ("", "/terms", "/state", "/statements", "/facts"):
        assert maker.get(f"/cases/{reference}{tail}").content == absent.content
    worker.drain()
    (letter,) = OutgoingLetter.objects.filter(to="ostrava@karst.example")
    assert ("takes part in" in letter.body, "Breva" in letter.body) == (True, False)
    assert "the coordinator removed it" in owner.get(f"/cases/{reference}").content.decode()


def test_a_removed_party_is_invited_again_signs_and_is_back(cast: Cast) -> None:
    reference = joined(cast)
    say(reference, "First.", cast.coordinator)
    actions.remove(reference, cast.manufacturer.organisation_id, reason="By mistake.", actor=cast.coordinator.viewer)
    assert stands(cast, reference)["Karst"] == "out"
    actions.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    with pytest.raises(NotFound):
        queries.case_for(cast.manufacturer.viewer, reference)
    answer(reference, ACCEPT, cast.manufacturer)
    assert bodies(cast.manufacturer, reference) == ["First."]


def test_who_declined_is_invited_again_and_who_is_inside_is_not(cast: Cast) -> None:
    reference = opened(cast)
    maker = cast.manufacturer.organisation_id
    actions.invite(reference, maker, actor=cast.coordinator.viewer)
    actions.answer_terms(reference, TermsAnswer.DECLINE, reason="Not our part.", actor=cast.manufacturer.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    notes = {one.row.party.short_name: one.note for one in queries.standings(cast.coordinator.viewer, case)}
    assert notes["Karst"] == "Not our part."
    actions.invite(reference, maker, actor=cast.coordinator.viewer)
    assert stands(cast, reference)["Karst"] == "invited"
    with pytest.raises(RuleRefusal) as refused:
        actions.invite(reference, maker, actor=cast.coordinator.viewer)
    assert refused.value.code == "already-in-case"


def test_a_party_leaves_by_itself_and_the_owner_stays(cast: Cast) -> None:
    reference = joined(cast)
    maker = browser_of(cast.manufacturer)
    assert maker.post(f"/cases/{reference}/leave", {"reason": "Sold."}).status_code == 422  # it must tick the box
    assert maker.post(f"/cases/{reference}/leave", {"reason": "Sold.", "sure": "on"}).status_code == 302
    assert maker.get(f"/cases/{reference}").status_code == 404
    with pytest.raises(NotAllowed):
        actions.leave(reference, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal) as refused:
        actions.remove(reference, cast.coordinator.organisation_id, reason="x", actor=cast.coordinator.viewer)
    assert refused.value.code == "owner"
    with pytest.raises(NotFound):
        actions.leave(reference, actor=cast.eve.viewer)
    with pytest.raises(NotFound):
        actions.remove(reference, cast.eve.organisation_id, reason="x", actor=cast.coordinator.viewer)


def test_only_the_owner_removes(cast: Cast) -> None:
    reference = joined(cast)
    for who in (cast.regulator, cast.manufacturer):
        with pytest.raises(NotAllowed):
            actions.remove(reference, cast.manufacturer.organisation_id, reason="x", actor=who.viewer)
    with pytest.raises(NotFound):
        actions.remove(reference, cast.manufacturer.organisation_id, reason="x", actor=cast.eve.viewer)


def test_a_late_joiner_sees_from_the_chosen_point_on(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = joined(cast)
    say(reference, "Before.", cast.coordinator)
    form = {"party": str(tarn.organisation_id), "channel": "mail", "sees": "now"}
    assert browser_of(cast.coordinator).post(f"/cases/{reference}/invite", form).status_code == 302
    answer(reference, ACCEPT, tarn)
    say(reference, "After.", cast.coordinator)
    assert bodies(tarn, reference) == ["After."]
    page = browser_of(tarn).get(f"/cases/{reference}").content.decode()
    assert "After." in page
    assert "Before." not in page


def test_a_point_that_is_missing_to_come_or_for_a_regulator_is_refused(cast: Cast) -> None:
    tarn, agency = party("Tarn"), party("Sedge", role=cast.regulator.viewer.role)
    reference = joined(cast)
    browser = browser_of(cast.coordinator)
    form = {"party": str(tarn.organisation_id), "channel": "mail", "sees": "from", "zone": "UTC"}
    missing = browser.post(f"/cases/{reference}/invite", form)
    assert (missing.status_code, "Give the day and the time from which" in missing.content.decode()) == (422, True)
    later = f"{clock.now() + timedelta(days=2):%Y-%m-%dT10:00}"
    assert (
        "lies in the future" in browser.post(f"/cases/{reference}/invite", form | {"sees_at": later}).content.decode()
    )
    with pytest.raises(RuleRefusal):
        actions.invite(reference, agency.organisation_id, sees_from=clock.now(), actor=cast.coordinator.viewer)
    earlier = f"{clock.now() - timedelta(days=2):%Y-%m-%dT10:00}"
    assert browser.post(f"/cases/{reference}/invite", form | {"sees_at": earlier}).status_code == 302


def test_an_observer_reads_after_signing_and_does_not_act(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = joined(cast)
    say(reference, "To all.", cast.coordinator)
    form = {"party": str(tarn.organisation_id), "channel": "mail", "sees": "all", "observer": "on"}
    browser_of(cast.coordinator).post(f"/cases/{reference}/invite", form)
    answer(reference, ACCEPT, tarn)
    assert bodies(tarn, reference) == ["To all."]
    with pytest.raises(NotAllowed):
        say(reference, "Me too.", tarn)
    with pytest.raises(NotAllowed):
        propose(reference, 60, tarn)
    actions.claim(reference, CaseEvent.PUBLIC_AWARE, evidence="It is on a list.", actor=tarn.viewer)


# --- where a maker stands with the report ---------------------------------------------------------------------------


def stand(cast: Cast, reference: str) -> tuple[str, bool, bool]:
    """State, acknowledged, aware."""
    case = queries.case_for(cast.coordinator.viewer, reference)
    row = next(row for row in case.participants.all() if row.party_id == cast.manufacturer.organisation_id)
    return row.report_state, row.acknowledged_at is not None, row.maker_aware_at is not None


def tell(cast: Cast, reference: str, state: ReportState) -> None:
    actions.answer_report(reference, state, actor=cast.manufacturer.viewer)


def test_a_maker_says_step_by_step_where_it_stands_and_never_back(cast: Cast) -> None:
    reference = joined(cast)
    assert stand(cast, reference) == ("start", False, False)
    tell(cast, reference, ReportState.RECEIVED)
    assert stand(cast, reference) == ("received", True, True)
    tell(cast, reference, ReportState.ACCEPTED)  # it found it real by itself
    with pytest.raises(RuleRefusal) as refused:
        tell(cast, reference, ReportState.RECEIVED)
    assert refused.value.code == "report-regression"
    tell(cast, reference, ReportState.DEFERRED)
    with pytest.raises(RuleRefusal) as refused:
        tell(cast, reference, ReportState.CLOSED)
    assert refused.value.code == "report-close-under-embargo"
    actions.end_embargo(reference, reason="All agree.", actor=cast.coordinator.viewer)
    tell(cast, reference, ReportState.CLOSED)
    assert stand(cast, reference)[0] == "closed"


def test_the_page_offers_only_what_may_follow(cast: Cast) -> None:
    reference = joined(cast)
    tell(cast, reference, ReportState.VALID)
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}/state").content.decode()
    offered = [value for value in ReportState if f'name="report-state" value="{value.value}"' in page]
    assert offered == [ReportState.DEFERRED, ReportState.ACCEPTED]
    form = {"act": "report", "report-state": "accepted"}
    assert browser_of(cast.manufacturer).post(f"/cases/{reference}/state", form).status_code == 302
    assert "we work on it" in browser_of(cast.regulator).get(f"/cases/{reference}").content.decode()


def test_only_the_maker_itself_says_it(cast: Cast) -> None:
    reference = joined(cast)
    for who in (cast.coordinator, cast.regulator):
        with pytest.raises(NotAllowed):
            actions.answer_report(reference, ReportState.RECEIVED, actor=who.viewer)
    with pytest.raises(NotFound):
        actions.answer_report(reference, ReportState.RECEIVED, actor=cast.eve.viewer)


def test_a_fix_that_is_ready_shows_that_the_report_was_accepted(cast: Cast) -> None:
    reference = joined(cast)
    stated(cast, reference, status=ProductStatus.AFFECTED)
    actions.mark(reference, CaseEvent.FIX_READY, evidence="4.2.1", actor=cast.manufacturer.viewer)
    assert stand(cast, reference)[0] == "accepted"


def test_who_said_not_ours_says_first_that_it_is_before_its_fix_counts(cast: Cast) -> None:
    reference = joined(cast)
    tell(cast, reference, ReportState.RECEIVED)
    tell(cast, reference, ReportState.INVALID)
    with pytest.raises(RuleRefusal) as refused:
        actions.mark(reference, CaseEvent.FIX_READY, evidence="4.2.1", actor=cast.manufacturer.viewer)
    assert refused.value.code == "invariant"
    assert "A manufacturer has a fix although its report is only “invalid”" in refused.value.sentence
    tell(cast, reference, ReportState.VALID)
    actions.mark(reference, CaseEvent.FIX_READY, evidence="4.2.1", actor=cast.manufacturer.viewer)


def test_a_removal_without_a_reason_is_refused(cast: Cast) -> None:
    reference = joined(cast)
    with pytest.raises(InputRefusal):
        actions.remove(reference, cast.manufacturer.organisation_id, reason=" ", actor=cast.coordinator.viewer)


def test_two_members_of_a_maker_state_at_once_one_wins_and_the_other_keeps_what_was_typed(cast: Cast) -> None:
    reference = joined(cast)
    product = product_of(cast)
    maker = browser_of(cast.manufacturer)
    page = maker.get(f"/cases/{reference}/statements").content.decode()
    assert 'name="version" value="0"' in page
    stated(cast, reference)
    form = {"product": str(product.pk), "versions": "< 4.9", "status": "fixed", "version": "0"}
    late = maker.post(f"/cases/{reference}/statements", form)
    text = late.content.decode()
    assert (late.status_code, "while you were typing" in text, "&lt; 4.9" in text) == (422, True, True)
    assert 'name="version" value="1"' in text
    assert maker.post(f"/cases/{reference}/statements", form | {"version": "1"}).status_code == 302
