"""An embargo is agreed, binds, changes and ends by cvd-protocol 3.3."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.cvd import embargo
from medcord.core.cvd.casestate import CaseEvent, CaseState
from medcord.core.cvd.consent import Consent
from medcord.core.cvd.embargo import Embargo, EmbargoState, EmbargoTrigger, Ending, step
from medcord.core.cvd.events import record
from medcord.core.cvd.invariants import CaseView, all_broken
from medcord.core.cvd.terms import EmbargoPolicy, PartyConsent, Proposal, Terms, viability
from medcord.core.refusals import InputRefusal, Refusal, RuleRefusal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COORDINATOR, MAKER, OTHER_MAKER, REGULATOR = (UUID(int=n) for n in range(1, 5))
QUIET = CaseState.parse("Vfdpxa")
POLICY = EmbargoPolicy(timedelta(days=45), timedelta(days=14), timedelta(days=180))


def terms(days: int) -> Terms:
    return Terms(NOW + timedelta(days=days), "America/New_York")


def proposed(*offers: tuple[UUID, int]) -> Embargo:
    now = Embargo(standing=frozenset({COORDINATOR, REGULATOR}))
    for party in (MAKER, OTHER_MAKER):
        now = embargo.invite(now, party=party, now=NOW)
    for party, days in offers:
        now = embargo.propose(now, terms(days), by=party, case=QUIET, now=NOW)
    return now


def active(days: int = 45) -> Embargo:
    """Both makers have signed the coordinator's terms."""
    now = embargo.accept(proposed((COORDINATOR, days)), party=MAKER, case=QUIET, now=NOW)
    return embargo.accept(now, party=OTHER_MAKER, case=QUIET, now=NOW)


# --- the table ----------------------------------------------------------------------------------------------------

# By hand from cvd-protocol 3.3: state, trigger, state.
BY_HAND = {
    ("none", "propose"): "proposed",
    ("proposed", "propose"): "proposed",
    ("proposed", "reject"): "none",
    ("proposed", "accept"): "active",
    ("active", "propose_revision"): "revise",
    ("revise", "propose_revision"): "revise",
    ("revise", "reject_revision"): "active",
    ("revise", "accept_revision"): "active",
    ("active", "terminate"): "exited",
    ("revise", "terminate"): "exited",
}


@pytest.mark.parametrize(("state", "trigger"), list(product(EmbargoState, EmbargoTrigger)))
def test_every_pair_is_as_written(state: EmbargoState, trigger: EmbargoTrigger) -> None:
    expected = BY_HAND.get((state.value, trigger.value))
    if expected:
        assert expected == step(state, trigger).value
    else:
        with pytest.raises(RuleRefusal) as refused:
            step(state, trigger)
        assert refused.value.code == "embargo-step"


def test_an_embargo_once_in_force_has_no_way_back_in_the_table() -> None:
    reached, waiting = set(), [EmbargoState.ACTIVE]
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting += [after for (at, _), after in embargo.TRANSITIONS.items() if at is state and after not in reached]
    assert reached == {EmbargoState.ACTIVE, EmbargoState.REVISE, EmbargoState.EXITED}


# --- agreeing -----------------------------------------------------------------------------------------------------


def test_the_manufacturer_signs_what_the_coordinator_proposed() -> None:
    now = embargo.accept(proposed((COORDINATOR, 45)), party=MAKER, case=QUIET, now=NOW)
    assert now.state is EmbargoState.ACTIVE
    assert now.terms == terms(45)
    assert now.consent_of(MAKER) is Consent.SIGNATORY
    assert now.consent_of(OTHER_MAKER) is Consent.INVITED


def test_the_shortest_wins_and_the_longer_becomes_a_revision() -> None:
    now = embargo.accept(proposed((COORDINATOR, 45), (MAKER, 90)), party=MAKER, case=QUIET, now=NOW)
    assert now.state is EmbargoState.REVISE
    assert now.terms == terms(45)
    assert now.proposals == (Proposal(terms(90), MAKER),)
    assert now.in_force


def test_nobody_accepts_only_what_they_proposed_themselves() -> None:
    with pytest.raises(RuleRefusal) as refused:
        embargo.accept(proposed((MAKER, 90)), party=MAKER, case=QUIET, now=NOW)
    assert refused.value.code == "own-proposal"


def test_a_party_that_thinks_again_replaces_its_own_proposal() -> None:
    now = proposed((COORDINATOR, 45), (MAKER, 30), (MAKER, 60))
    assert now.proposals == (Proposal(terms(45), COORDINATOR), Proposal(terms(60), MAKER))


def test_terms_below_the_floor_are_refused_so_that_shortest_wins_cannot_force_a_release() -> None:
    with pytest.raises(RuleRefusal) as refused:
        POLICY.check(terms(13), opened_at=NOW, starting=True)
    assert refused.value.code == "embargo-below-floor"
    assert "2026-03-16T09:00+00:00" in refused.value.sentence
    POLICY.check(terms(14), opened_at=NOW, starting=True)
    POLICY.check(terms(13), opened_at=NOW, starting=False)  # a revision must be accepted, so it forces nobody


@pytest.mark.parametrize("starting", [True, False])
def test_no_embargo_is_without_an_end(starting: bool) -> None:
    POLICY.check(terms(180), opened_at=NOW, starting=starting)
    with pytest.raises(RuleRefusal) as refused:
        POLICY.check(terms(181), opened_at=NOW, starting=starting)
    assert refused.value.code == "embargo-above-most"


@pytest.mark.parametrize("days", [(0, 45, 90), (50, 45, 90), (14, 100, 90)])
def test_a_policy_that_contradicts_itself_cannot_be_made(days: tuple[int, int, int]) -> None:
    floor, default, most = (timedelta(days=each) for each in days)
    with pytest.raises(ValueError, match="floor"):
        EmbargoPolicy(default, floor, most)


def test_a_proposal_whose_end_has_passed_is_not_taken_up() -> None:
    later = NOW + timedelta(days=10)
    two = proposed((COORDINATOR, 5), (MAKER, 45))
    now = embargo.accept(two, party=OTHER_MAKER, case=QUIET, now=later)
    assert now.terms == terms(45)
    assert now.state is EmbargoState.ACTIVE
    with pytest.raises(RuleRefusal) as refused:
        embargo.accept(proposed((COORDINATOR, 5)), party=MAKER, case=QUIET, now=later)
    assert refused.value.code == "no-such-proposal"


def test_who_offered_a_shorter_time_that_has_run_out_did_not_agree_to_a_longer_one() -> None:
    two = proposed((MAKER, 5), (COORDINATOR, 45))
    now = embargo.accept(two, party=OTHER_MAKER, case=QUIET, now=NOW + timedelta(days=10))
    assert now.terms == terms(45)
    assert (now.consent_of(MAKER), now.consent_of(OTHER_MAKER)) == (Consent.INVITED, Consent.SIGNATORY)


def test_an_end_in_the_past_is_not_proposed() -> None:
    with pytest.raises(RuleRefusal) as refused:
        embargo.propose(proposed(), terms(0), by=COORDINATOR, case=QUIET, now=NOW)
    assert refused.value.code == "embargo-end-past"


def test_an_end_without_a_zone_is_refused() -> None:
    for ends_at, zone in ((datetime(2026, 4, 1), "UTC"), (NOW, "")):
        with pytest.raises(InputRefusal) as refused:
            Terms(ends_at, zone)
        assert refused.value.code == "embargo-end-without-zone"


def test_rejecting_returns_to_none_and_leaves_the_invitation() -> None:
    now = embargo.reject(proposed((COORDINATOR, 45)))
    assert (now.state, now.proposals, now.terms) == (EmbargoState.NONE, (), None)
    assert now.consent_of(MAKER) is Consent.INVITED


def test_who_declines_takes_its_proposal_along_and_says_no_more() -> None:
    now = embargo.decline(proposed((MAKER, 45)), party=MAKER, now=NOW)
    assert now.state is EmbargoState.NONE
    assert now.consent_of(MAKER) is Consent.DECLINED
    with pytest.raises(RuleRefusal) as refused:
        embargo.propose(now, terms(45), by=MAKER, case=QUIET, now=NOW)
    assert refused.value.code == "declined"


def test_one_party_declining_leaves_the_others_proposals_on_the_table() -> None:
    now = embargo.decline(proposed((COORDINATOR, 45), (MAKER, 60)), party=MAKER, now=NOW)
    assert now.proposals == (Proposal(terms(45), COORDINATOR),)


def test_the_late_invited_sign_the_terms_in_force() -> None:
    now = embargo.accept(proposed((COORDINATOR, 45)), party=MAKER, case=QUIET, now=NOW)
    joined = embargo.accept(now, party=OTHER_MAKER, case=QUIET, now=NOW)
    assert joined.consent_of(OTHER_MAKER) is Consent.SIGNATORY
    assert (joined.state, joined.terms) == (now.state, now.terms)


def test_a_case_that_is_public_already_is_joined_without_an_embargo() -> None:
    public = CaseState.parse("vfdPxa")
    now = embargo.accept(Embargo(), party=MAKER, case=public, now=NOW)
    assert (now.state, now.consent_of(MAKER)) == (EmbargoState.NONE, Consent.SIGNATORY)


@pytest.mark.parametrize("party", [MAKER, COORDINATOR, REGULATOR])
def test_nobody_signs_twice_and_the_standing_parties_have_nothing_to_sign(party: UUID) -> None:
    with pytest.raises(RuleRefusal) as refused:
        embargo.accept(active(), party=party, case=QUIET, now=NOW)
    assert refused.value.code == "signed"


def test_standing_parties_are_neither_invited_nor_declined_out() -> None:
    for act in (embargo.invite, embargo.decline):
        with pytest.raises(RuleRefusal) as refused:
            act(active(), party=REGULATOR, now=NOW)
        assert refused.value.code == "standing"


# --- when it makes sense --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "may_start", "may_continue", "with_care"),
    [
        ("vfdpxa", True, True, False),
        ("Vfdpxa", True, True, False),
        ("VFdpxa", True, True, True),
        ("VFDpxa", False, True, True),
        ("VfdPxa", False, False, False),
        ("VfdpXa", False, False, False),
        ("VfdpxA", False, True, True),
        ("VFDPXA", False, False, False),
    ],
)
def test_viability(code: str, may_start: bool, may_continue: bool, with_care: bool) -> None:
    verdict = viability(CaseState.parse(code))
    assert (verdict.may_start, verdict.may_continue, verdict.with_care) == (may_start, may_continue, with_care)
    assert verdict.because.endswith(".")


@pytest.mark.parametrize("code", ["VfdPxa", "VfdpXa", "VfdpxA", "VFDpxa"])
def test_no_embargo_starts_where_silence_protects_nobody(code: str) -> None:
    case = CaseState.parse(code)
    with pytest.raises(RuleRefusal) as refused:
        embargo.propose(proposed(), terms(45), by=COORDINATOR, case=case, now=NOW)
    assert refused.value.code == "embargo-not-viable"
    with pytest.raises(RuleRefusal) as refused:
        embargo.accept(proposed((COORDINATOR, 45)), party=MAKER, case=case, now=NOW)
    assert refused.value.code == "embargo-not-viable"


def test_a_running_embargo_may_be_revised_when_the_fix_is_deployed_but_not_when_the_case_is_public() -> None:
    deployed, public = CaseState.parse("VFDpxa"), CaseState.parse("VFDPxa")
    now = embargo.revise(active(), terms(50), by=MAKER, case=deployed, now=NOW)
    assert now.state is EmbargoState.REVISE
    with pytest.raises(RuleRefusal):
        embargo.revise(active(), terms(50), by=MAKER, case=public, now=NOW)
    with pytest.raises(RuleRefusal):
        embargo.accept_revision(now, party=COORDINATOR, case=public, now=NOW)


# --- revising -----------------------------------------------------------------------------------------------------


def test_the_old_terms_bind_while_a_revision_is_open() -> None:
    now = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    assert (now.state, now.terms, now.in_force) == (EmbargoState.REVISE, terms(45), True)


def test_an_accepted_revision_lapses_those_who_did_not_agree_to_it() -> None:
    later = NOW + timedelta(days=3)
    now = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    now = embargo.accept_revision(now, party=COORDINATOR, case=QUIET, now=later)
    assert (now.state, now.terms, now.proposals) == (EmbargoState.ACTIVE, terms(60), ())
    assert now.consent_of(MAKER) is Consent.SIGNATORY
    assert now.record_of(OTHER_MAKER) == PartyConsent(OTHER_MAKER, Consent.LAPSED, later)
    assert now.consent_of(COORDINATOR) is now.consent_of(REGULATOR) is Consent.SIGNATORY


def test_who_lapsed_signs_the_new_terms_and_is_back() -> None:
    now = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    now = embargo.accept_revision(now, party=COORDINATOR, case=QUIET, now=NOW)
    assert embargo.accept(now, party=OTHER_MAKER, case=QUIET, now=NOW).consent_of(OTHER_MAKER) is Consent.SIGNATORY


def test_a_rejected_revision_leaves_terms_and_signatures() -> None:
    before = active(45)
    now = embargo.reject_revision(embargo.revise(before, terms(60), by=MAKER, case=QUIET, now=NOW))
    assert now == before


def test_of_two_revisions_the_one_named_is_accepted_else_the_shorter() -> None:
    two = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    two = embargo.revise(two, terms(50), by=OTHER_MAKER, case=QUIET, now=NOW)
    assert embargo.accept_revision(two, party=COORDINATOR, case=QUIET, now=NOW).terms == terms(50)
    named = embargo.accept_revision(two, party=COORDINATOR, case=QUIET, now=NOW, named=Proposal(terms(60), MAKER))
    assert named.terms == terms(60)
    assert named.consent_of(OTHER_MAKER) is Consent.LAPSED
    with pytest.raises(RuleRefusal) as refused:
        embargo.accept_revision(two, party=MAKER, case=QUIET, now=NOW, named=Proposal(terms(60), MAKER))
    assert refused.value.code == "own-proposal"


# --- ending -------------------------------------------------------------------------------------------------------


def test_ending_needs_a_reason_and_keeps_who_signed() -> None:
    with pytest.raises(InputRefusal):
        embargo.terminate(active(), because=" ")
    now = embargo.terminate(active(), because="the advisory is out")
    assert (now.state, now.ended_because) == (EmbargoState.EXITED, "the advisory is out")
    assert now.consent_of(MAKER) is Consent.SIGNATORY
    assert now.terms == terms(45)


def test_an_embargo_is_due_when_its_end_is_reached_and_not_before() -> None:
    end = NOW + timedelta(days=45)
    assert [active(45).due(at) for at in (end - timedelta(seconds=1), end)] == [False, True]
    assert not proposed((COORDINATOR, 45)).due(end)
    assert not embargo.terminate(active(45), because="published").due(end)


@pytest.mark.parametrize("event", [CaseEvent.PUBLIC_AWARE, CaseEvent.EXPLOIT_PUBLIC])
def test_what_becomes_public_ends_the_embargo_and_drops_proposals(event: CaseEvent) -> None:
    assert record(QUIET, active(), event)[1].state is EmbargoState.EXITED
    assert record(QUIET, proposed((COORDINATOR, 45)), event)[1].state is EmbargoState.NONE
    assert record(QUIET, Embargo(), event)[1] == Embargo()


def test_attacks_propose_to_end_the_embargo_and_the_terms_bind_until_it_is_ended() -> None:
    case, now = record(QUIET, active(45), CaseEvent.ATTACKS_OBSERVED)
    assert (str(case), now.state, now.terms, now.ending) == ("VfdpxA", EmbargoState.ACTIVE, terms(45), Ending.PROPOSED)
    ended = embargo.terminate(now, because="hospitals are attacked")
    assert (ended.state, ended.ending) == (EmbargoState.EXITED, Ending.NONE)


def test_attacks_drop_open_proposals_and_dates_that_would_be_later() -> None:
    assert record(QUIET, proposed((COORDINATOR, 45)), CaseEvent.ATTACKS_OBSERVED)[1].state is EmbargoState.NONE
    open_dates = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    assert record(QUIET, open_dates, CaseEvent.ATTACKS_OBSERVED)[1].state is EmbargoState.ACTIVE
    open_dates = embargo.revise(open_dates, terms(20), by=OTHER_MAKER, case=QUIET, now=NOW)
    after = record(QUIET, open_dates, CaseEvent.ATTACKS_OBSERVED)[1]
    assert (after.state, after.proposals) == (EmbargoState.REVISE, (Proposal(terms(20), OTHER_MAKER),))


def test_an_attacked_embargo_is_kept_only_with_a_reason_and_is_asked_for_once() -> None:
    case, now = record(QUIET, active(), CaseEvent.ATTACKS_OBSERVED)
    with pytest.raises(InputRefusal):
        embargo.keep(now, because=" ")
    kept = embargo.keep(now, because="the fix ships tomorrow")
    assert kept.ending is Ending.KEPT
    assert record(case, kept, CaseEvent.FIX_READY)[1].ending is Ending.KEPT
    with pytest.raises(RuleRefusal) as refused:
        embargo.keep(kept, because="again")
    assert refused.value.code == "no-end"
    assert record(case, kept, CaseEvent.PUBLIC_AWARE)[1].state is EmbargoState.EXITED


def test_an_attacked_embargo_gets_shorter_but_not_longer() -> None:
    case, now = record(QUIET, active(45), CaseEvent.ATTACKS_OBSERVED)
    with pytest.raises(RuleRefusal) as refused:
        embargo.revise(now, terms(46), by=MAKER, case=case, now=NOW)
    assert refused.value.code == "embargo-longer-under-attack"
    shorter = embargo.revise(now, terms(10), by=MAKER, case=case, now=NOW)
    after = embargo.accept_revision(shorter, party=COORDINATOR, case=case, now=NOW)
    assert (after.terms, after.ending) == (terms(10), Ending.PROPOSED)


def test_ending_what_is_not_in_force_cannot_be_on_the_table() -> None:
    with pytest.raises(ValueError, match="not in force"):
        Embargo(ending=Ending.PROPOSED)


# --- proposals by name ----------------------------------------------------------------------------------------------


def test_one_of_two_proposals_is_turned_down_and_the_other_stays() -> None:
    two = proposed((COORDINATOR, 45), (MAKER, 60))
    left = embargo.reject(two, Proposal(terms(60), MAKER))
    assert (left.state, left.proposals) == (EmbargoState.PROPOSED, (Proposal(terms(45), COORDINATOR),))
    assert embargo.reject(left, Proposal(terms(45), COORDINATOR)).state is EmbargoState.NONE


def test_a_proposal_that_was_replaced_is_not_answered_by_its_old_name() -> None:
    two = proposed((COORDINATOR, 45), (COORDINATOR, 50))
    for act in (
        lambda: embargo.accept(two, party=MAKER, case=QUIET, now=NOW, named=Proposal(terms(45), COORDINATOR)),
        lambda: embargo.reject(two, Proposal(terms(45), COORDINATOR)),
    ):
        with pytest.raises(RuleRefusal) as refused:
            act()
        assert refused.value.code == "no-such-proposal"


def test_who_accepts_the_longer_of_two_gets_the_shorter_now_and_the_longer_as_a_revision() -> None:
    two = proposed((COORDINATOR, 45), (MAKER, 90))
    now = embargo.accept(two, party=OTHER_MAKER, case=QUIET, now=NOW, named=Proposal(terms(90), MAKER))
    assert (now.state, now.terms) == (EmbargoState.REVISE, terms(45))
    assert now.proposals == (Proposal(terms(90), MAKER),)
    assert (now.consent_of(MAKER), now.consent_of(OTHER_MAKER)) == (Consent.SIGNATORY, Consent.SIGNATORY)


def test_a_proposal_is_withdrawn_by_who_made_it() -> None:
    two = proposed((COORDINATOR, 45), (MAKER, 60))
    assert embargo.withdraw(two, by=MAKER).proposals == (Proposal(terms(45), COORDINATOR),)
    revising = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    assert embargo.withdraw(revising, by=MAKER) == active(45)
    with pytest.raises(RuleRefusal):
        embargo.withdraw(revising, by=OTHER_MAKER)


def test_before_a_revision_is_accepted_one_can_see_whose_signature_would_lapse() -> None:
    now = embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW)
    assert embargo.lapsing(now, party=COORDINATOR, case=QUIET, now=NOW) == {OTHER_MAKER}
    assert embargo.lapsing(proposed((COORDINATOR, 45)), party=MAKER, case=QUIET, now=NOW) == frozenset()


FINDER = UUID(int=9)


def test_a_finder_proposes_a_date_and_neither_signs_nor_lapses() -> None:
    case = Embargo(standing=frozenset({COORDINATOR, FINDER}))
    case = embargo.propose(embargo.invite(case, party=MAKER, now=NOW), terms(30), by=FINDER, case=QUIET, now=NOW)
    case = embargo.accept(case, party=MAKER, case=QUIET, now=NOW)
    assert (case.state, case.terms) == (EmbargoState.ACTIVE, terms(30))
    case = embargo.revise(case, terms(20), by=COORDINATOR, case=QUIET, now=NOW)
    case = embargo.accept_revision(case, party=MAKER, case=QUIET, now=NOW)
    assert {each.party for each in case.consents} == {MAKER}
    assert case.consent_of(FINDER) is Consent.SIGNATORY


# --- leaving --------------------------------------------------------------------------------------------------------


def test_who_is_out_is_forgotten_with_what_it_proposed() -> None:
    now = embargo.leave(embargo.revise(active(45), terms(60), by=MAKER, case=QUIET, now=NOW), party=MAKER)
    assert (now.state, now.proposals, now.record_of(MAKER)) == (EmbargoState.ACTIVE, (), None)
    again = embargo.invite(now, party=MAKER, now=NOW)
    assert again.consent_of(MAKER) is Consent.INVITED


def test_a_fix_does_not_end_the_embargo_by_itself() -> None:
    case, now = record(QUIET, active(), CaseEvent.FIX_READY)
    assert (str(case), now) == ("VFdpxa", active())


def test_an_embargo_whose_parts_contradict_each_other_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="terms"):
        Embargo(state=EmbargoState.ACTIVE)
    with pytest.raises(ValueError, match="proposals"):
        Embargo(state=EmbargoState.PROPOSED)


# --- any order of messages ----------------------------------------------------------------------------------------

PARTY = st.sampled_from([COORDINATOR, MAKER, OTHER_MAKER, REGULATOR])
DAYS = st.integers(min_value=-1, max_value=120)
MESSAGE = st.tuples(
    st.sampled_from(
        [
            "invite",
            "decline",
            "propose",
            "accept",
            "reject",
            "revise",
            "accept_revision",
            "reject_revision",
            "terminate",
            "withdraw",
            "leave",
            "keep",
        ]
        + [event.value for event in CaseEvent]
    ),
    PARTY,
    DAYS,
)


def receive(case: CaseState, now: Embargo, message: tuple[str, UUID, int]) -> tuple[CaseState, Embargo]:
    verb, party, days = message
    if verb in set(CaseEvent):
        return record(case, now, CaseEvent(verb))
    if verb in ("propose", "revise"):
        return case, getattr(embargo, verb)(now, terms(days), by=party, case=case, now=NOW)
    if verb in ("accept", "accept_revision"):
        return case, getattr(embargo, verb)(now, party=party, case=case, now=NOW)
    if verb == "withdraw":
        return case, embargo.withdraw(now, by=party)
    if verb == "keep":
        return case, embargo.keep(now, because="told")
    if verb == "leave":
        return case, embargo.leave(now, party=party) if party in (MAKER, OTHER_MAKER) else now
    if verb in ("invite", "decline"):
        return case, getattr(embargo, verb)(now, party=party, now=NOW)
    return case, embargo.terminate(now, because="told") if verb == "terminate" else getattr(embargo, verb)(now)


@given(st.lists(MESSAGE, max_size=40))
def test_no_order_of_messages_breaks_the_invariants_or_revives_an_embargo(
    messages: list[tuple[str, UUID, int]],
) -> None:
    case, now = CaseState(), Embargo(standing=frozenset({COORDINATOR, REGULATOR}))
    view = CaseView(owner=COORDINATOR)
    was_in_force = False
    for message in messages:
        try:
            case, now = receive(case, now, message)
        except Refusal:
            continue
        view = CaseView(owner=COORDINATOR, embargo=now.state, ending=now.ending, public=case.public, before=view)
        assert all_broken(view) == ()
        assert not (was_in_force and now.state in (EmbargoState.NONE, EmbargoState.PROPOSED))
        was_in_force = was_in_force or now.in_force


@given(st.dictionaries(PARTY, st.integers(min_value=1, max_value=120), min_size=2))
def test_of_any_proposals_the_shortest_becomes_active(offers: dict[UUID, int]) -> None:
    now = proposed(*offers.items())
    now = embargo.accept(now, party=next(iter(offers)), case=QUIET, now=NOW)
    assert now.terms == terms(min(offers.values()))
    longer = sorted(days for days in offers.values() if days > min(offers.values()))
    assert sorted((each.terms.ends_at - NOW).days for each in now.proposals) == longer
    assert now.state is (EmbargoState.REVISE if longer else EmbargoState.ACTIVE)
