"""Somebody says that it is public or attacked: a task, until a named coordinator decides (docs/adr/0018)."""

from __future__ import annotations

from uuid import UUID

import pytest

from medcord.cases import actions, queries
from medcord.cases.models import Claim
from medcord.core.access import Viewer, ViewerKind
from medcord.core.cvd.casestate import CaseEvent
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.ledger import queries as ledger
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.parties.models import Member
from tests.cases.road import joined, opened
from tests.cases.test_embargo_terms import ACCEPT, answer, party, propose
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

P, X, A = CaseEvent.PUBLIC_AWARE, CaseEvent.EXPLOIT_PUBLIC, CaseEvent.ATTACKS_OBSERVED
SECRET = "A gist shows the mute command, 5011."


def claimed(reference: str, event: CaseEvent, who: Member) -> UUID:
    return actions.claim(reference, event, evidence=SECRET, actor=who.viewer).pk


def decided(cast: Cast, reference: str, claim: UUID, *, confirmed: bool) -> None:
    actions.decide_claim(reference, claim, confirmed=confirmed, because="We looked.", actor=cast.coordinator.viewer)


def embargo(cast: Cast, reference: str) -> tuple[str, str]:
    case = queries.case_for(cast.coordinator.viewer, reference)
    return case.embargo, case.ending


def test_a_claim_changes_nothing_and_is_a_task_on_the_board_and_in_the_case(cast: Cast) -> None:
    reference = joined(cast)
    claimed(reference, X, cast.manufacturer)
    assert embargo(cast, reference) == ("active", "none")
    coordinator = browser_of(cast.coordinator)
    board = coordinator.get("/board").content.decode()
    assert "Confirm it or turn it down" in board
    assert "An exploit is public" in board
    assert "Decide a claim" in coordinator.get(f"/cases/{reference}").content.decode()
    assert SECRET in coordinator.get(f"/cases/{reference}/state").content.decode()


def test_evidence_is_read_by_its_author_and_the_owner_only(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = joined(cast)
    actions.invite(reference, tarn.organisation_id, actor=cast.coordinator.viewer)
    answer(reference, ACCEPT, tarn)
    claim = claimed(reference, X, cast.manufacturer)
    reads = {
        who.organisation.short_name: SECRET in browser_of(who).get(f"/cases/{reference}/state").content.decode()
        for who in (cast.coordinator, cast.manufacturer, cast.regulator, tarn, cast.eve)
    }
    assert reads == {"NCC": True, "Karst": True, "DSA": False, "Tarn": False, "Eveline": False}
    seen = lambda who: [row.kind for row in queries.timeline(who.viewer, queries.case_for(who.viewer, reference))]  # noqa: E731
    assert "ClaimMade" in seen(cast.manufacturer)
    assert "ClaimMade" not in seen(tarn)
    with pytest.raises(NotFound):
        queries.claim_for(tarn.viewer, queries.case_for(tarn.viewer, reference), claim)
    decided(cast, reference, claim, confirmed=True)
    assert "ClaimDecided" in seen(tarn)  # the outcome is news to all, the evidence is not
    assert SECRET not in browser_of(tarn).get(f"/cases/{reference}/state").content.decode()


@pytest.mark.parametrize("event", [P, X])
def test_a_confirmed_public_issue_or_exploit_ends_the_embargo_and_tells_everybody(cast: Cast, event: CaseEvent) -> None:
    tarn = party("Tarn")
    reference = joined(cast)
    actions.invite(reference, tarn.organisation_id, actor=cast.coordinator.viewer)
    claim = claimed(reference, event, cast.manufacturer)
    worker.drain()
    OutgoingLetter.objects.all().delete()
    decided(cast, reference, claim, confirmed=True)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.public_at is not None) == ("exited", True)
    worker.drain()
    told = {letter.to for letter in OutgoingLetter.objects.all()}
    assert told == {"ostrava@karst.example", "sennick@dsa.example", "psirt@tarn.example"}
    assert not any(SECRET in letter.body or "Breva" in letter.body for letter in OutgoingLetter.objects.all())
    row = Claim.objects.get(pk=claim)
    assert (row.confirmed, row.decided_by) == (True, cast.coordinator.pk)


def test_confirmed_attacks_propose_to_end_it_and_the_coordinator_ends_it(cast: Cast) -> None:
    reference = joined(cast)
    propose(reference, 60, cast.manufacturer)
    decided(cast, reference, claimed(reference, A, cast.regulator), confirmed=True)
    assert embargo(cast, reference) == ("active", "proposed")  # the later date has fallen
    page = browser_of(cast.coordinator).get(f"/cases/{reference}").content.decode()
    assert "End the embargo, or keep it" in page
    assert "its embargo still binds" in browser_of(cast.coordinator).get("/board").content.decode()
    assert (
        "it is proposed to end the embargo"
        in browser_of(cast.manufacturer).get(f"/cases/{reference}/terms").content.decode()
    )
    with pytest.raises(RuleRefusal) as refused:
        propose(reference, 90, cast.manufacturer)
    assert refused.value.code == "embargo-longer-under-attack"
    actions.end_embargo(reference, reason="Two hospitals are attacked.", actor=cast.coordinator.viewer)
    assert embargo(cast, reference) == ("exited", "none")


def test_or_keeps_it_with_a_reason_that_stays(cast: Cast) -> None:
    reference = joined(cast)
    with pytest.raises(RuleRefusal):
        actions.keep_embargo(reference, reason="Nobody asks.", actor=cast.coordinator.viewer)
    actions.mark(reference, A, evidence="Two hospitals.", actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal):
        actions.keep_embargo(reference, reason="  ", actor=cast.coordinator.viewer)
    with pytest.raises(NotAllowed):
        actions.keep_embargo(reference, reason="Please.", actor=cast.manufacturer.viewer)
    actions.keep_embargo(reference, reason="The fix ships tomorrow.", actor=cast.coordinator.viewer)
    assert embargo(cast, reference) == ("active", "kept")
    assert "The fix ships tomorrow." in browser_of(cast.manufacturer).get(f"/cases/{reference}/state").content.decode()
    case = queries.case_for(cast.coordinator.viewer, reference)
    kept = [row.data for row in ledger.facts_of([f"case:{case.pk}"], kinds=["EmbargoKept"])]
    assert "tomorrow" not in str(kept)  # the words are in the row, the fact has their digest


def test_a_claim_turned_down_needs_a_reason_and_shows_it_to_its_author(cast: Cast) -> None:
    reference = joined(cast)
    claim = claimed(reference, P, cast.manufacturer)
    browser = browser_of(cast.coordinator)
    form = {"act": "decide", "decide-claim": str(claim), "decide-decision": "turn-down", "decide-because": ""}
    refused = browser.post(f"/cases/{reference}/state", form)
    assert refused.status_code == 422
    assert "Say what shows it, or why it is not so" in refused.content.decode()
    assert browser.post(f"/cases/{reference}/state", form | {"decide-because": "An old bug."}).status_code == 302
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}/state").content.decode()
    assert "Turned down" in page
    assert "M. Tarrow" in page
    assert "An old bug." in page
    assert embargo(cast, reference) == ("active", "none")
    with pytest.raises(RuleRefusal) as again:
        decided(cast, reference, claim, confirmed=True)
    assert again.value.code == "decided"


def test_only_the_owner_decides_and_only_those_inside_claim(cast: Cast) -> None:
    reference = joined(cast)
    claim = claimed(reference, P, cast.manufacturer)
    for who in (cast.manufacturer, cast.regulator):
        with pytest.raises(NotAllowed):
            actions.decide_claim(reference, claim, confirmed=True, because="x", actor=who.viewer)
    for who in (cast.eve, cast.hospital):
        with pytest.raises(NotFound):
            claimed(reference, P, who)
        with pytest.raises(NotFound):
            actions.decide_claim(reference, claim, confirmed=True, because="x", actor=who.viewer)
    with pytest.raises(InputRefusal):
        claimed(reference, CaseEvent.FIX_READY, cast.manufacturer)


def test_what_is_recorded_is_not_claimed_again_and_two_claims_are_decided_each(cast: Cast) -> None:
    reference = joined(cast)
    first, second = claimed(reference, X, cast.manufacturer), claimed(reference, X, cast.regulator)
    decided(cast, reference, first, confirmed=True)
    decided(cast, reference, second, confirmed=True)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert [row.decided_at is not None for row in queries.claims(cast.coordinator.viewer, case)] == [True, True]
    with pytest.raises(RuleRefusal) as refused:
        claimed(reference, P, cast.manufacturer)
    assert refused.value.code == "known"


def test_the_finder_claims_by_its_report_and_reads_the_answer(cast: Cast) -> None:
    reference = opened(cast)
    case = queries.case_for(cast.coordinator.viewer, reference)
    finder = Viewer(kind=ViewerKind.FINDER, report_id=case.report_id)
    claim = actions.claim(None, X, evidence="It is on a list.", actor=finder)
    (row,) = queries.claims(finder, queries.case_of_finder(finder))
    assert (row.pk, row.by_finder, row.party_id) == (claim.pk, True, None)
    claimed(reference, P, cast.regulator)
    assert len(queries.claims(finder, queries.case_of_finder(finder))) == 1  # others' claims are not the finder's
    decided(cast, reference, claim.pk, confirmed=True)
    assert queries.claims(finder, queries.case_of_finder(finder))[0].because == "We looked."
    assert embargo(cast, reference)[0] == "exited"
