"""Terms are proposed, accepted by name, revised, acknowledged and ended (cvd-protocol 3.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from medcord.cases import actions, queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import EditedMeanwhile, InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.gateways import clock
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.cases.road import joined, opened
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db

ACCEPT, REJECT, DECLINE = TermsAnswer.ACCEPT, TermsAnswer.REJECT, TermsAnswer.DECLINE


def party(name: str, role: Role = Role.MANUFACTURER) -> Member:
    organisation = parties.register_organisation(name=f"{name} Works", short_name=name, role=role, actor=SYSTEM)
    return parties.add_member(
        organisation, email=f"psirt@{name.lower()}.example", name=f"Some {name}", password=PASSWORD, actor=SYSTEM
    )


def days(number: float) -> datetime:
    return clock.now() + timedelta(days=number)


def propose(reference: str, number: float, who: Member) -> UUID:
    """Propose an end in so many days; the id of the proposal."""
    actions.propose_terms(reference, ends_at=days(number), zone="Europe/Berlin", actor=who.viewer)
    case = queries.invitation_for(who.viewer, reference)
    return next(one.id for one in queries.open_proposals(who.viewer, case) if one.ours)


def answer(reference: str, word: TermsAnswer, who: Member, proposal: UUID | None = None) -> None:
    actions.answer_terms(reference, word, proposal=proposal, actor=who.viewer)


def stands(cast: Cast, reference: str) -> dict[str, str]:
    case = queries.case_for(cast.coordinator.viewer, reference)
    return {one.row.party.short_name: one.word for one in queries.standings(cast.coordinator.viewer, case)}


def until(cast: Cast, reference: str) -> float:
    """Days from now until the end in force."""
    case = queries.case_for(cast.coordinator.viewer, reference)
    return round((case.embargo_until - clock.now()) / timedelta(days=1)) if case.embargo_until else 0


def without_terms(cast: Cast, *makers: Member) -> str:
    """A case without an embargo so far, with these makers invited."""
    reference = opened(cast, already_public=True)
    for maker in makers:
        actions.invite(reference, maker.organisation_id, actor=cast.coordinator.viewer)
    return reference


def test_an_invited_maker_proposes_counter_terms_before_it_has_signed(cast: Cast) -> None:
    reference = without_terms(cast, cast.manufacturer)
    propose(reference, 60, cast.coordinator)
    counter = propose(reference, 30, cast.manufacturer)
    answer(reference, ACCEPT, cast.coordinator, counter)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, until(cast, reference)) == ("revise", 30)  # the shorter wins, the longer is a revision now
    assert stands(cast, reference)["Karst"] == "signatory"


def test_once_terms_are_in_force_the_invited_signs_first(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    with pytest.raises(NotAllowed):
        propose(reference, 30, cast.manufacturer)
    assert "Propose" not in browser_of(cast.manufacturer).get(f"/cases/{reference}/terms").content.decode()


def test_the_shortest_of_three_wins_whichever_is_accepted(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = without_terms(cast, cast.manufacturer, tarn)
    propose(reference, 40, cast.coordinator)
    propose(reference, 90, cast.manufacturer)
    longest = propose(reference, 120, tarn)
    answer(reference, ACCEPT, cast.manufacturer, longest)
    case = queries.case_for(cast.coordinator.viewer, reference)
    left = [round((one.ends_at - clock.now()) / timedelta(days=1)) for one in _open(cast, reference)]
    assert (until(cast, reference), sorted(left), case.embargo) == (40, [90, 120], "revise")


def _open(cast: Cast, reference: str) -> list[queries.OpenProposal]:
    return queries.open_proposals(cast.coordinator.viewer, queries.case_for(cast.coordinator.viewer, reference))


def test_nobody_forces_a_release_below_the_published_floor_or_keeps_it_for_ever(cast: Cast) -> None:
    reference = without_terms(cast, cast.manufacturer)
    with pytest.raises(RuleRefusal) as refused:
        propose(reference, 13, cast.manufacturer)
    assert refused.value.code == "embargo-below-floor"
    with pytest.raises(RuleRefusal) as refused:
        propose(reference, 366, cast.coordinator)
    assert refused.value.code == "embargo-above-most"
    page = browser_of(None).get("/policy").content.decode()
    assert "day 14" in page
    assert "day 365" in page


def test_one_of_two_proposals_is_turned_down_by_name(cast: Cast) -> None:
    reference = joined(cast)
    longer = propose(reference, 60, cast.manufacturer)
    tarn = party("Tarn", Role.COORDINATOR)
    actions.invite(reference, tarn.organisation_id, actor=cast.coordinator.viewer)
    answer(reference, ACCEPT, tarn)
    propose(reference, 20, tarn)
    answer(reference, REJECT, cast.coordinator, longer)
    assert [one.who for one in _open(cast, reference)] == ["Tarn Works"]
    assert until(cast, reference) == 45


def test_a_date_that_was_replaced_meanwhile_is_not_accepted_unseen(cast: Cast) -> None:
    reference = joined(cast)
    first = propose(reference, 60, cast.manufacturer)
    propose(reference, 200, cast.manufacturer)
    with pytest.raises(RuleRefusal) as refused:
        answer(reference, ACCEPT, cast.coordinator, first)
    assert refused.value.code == "no-such-proposal"
    with pytest.raises(RuleRefusal):
        answer(reference, ACCEPT, cast.coordinator, uuid4())
    assert until(cast, reference) == 45


def test_a_proposer_withdraws(cast: Cast) -> None:
    reference = joined(cast)
    propose(reference, 60, cast.manufacturer)
    with pytest.raises(RuleRefusal):
        answer(reference, TermsAnswer.WITHDRAW, cast.coordinator)
    answer(reference, TermsAnswer.WITHDRAW, cast.manufacturer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert (case.embargo, case.proposals) == ("active", [])


def test_who_proposes_the_same_again_is_told_that_it_is_on_the_table(cast: Cast) -> None:
    reference, end = joined(cast), days(60)
    for first in (True, False):
        if first:
            actions.propose_terms(reference, ends_at=end, zone="Europe/Berlin", actor=cast.manufacturer.viewer)
        else:
            with pytest.raises(RuleRefusal, match="stands so already"):
                actions.propose_terms(reference, ends_at=end, zone="Europe/Berlin", actor=cast.manufacturer.viewer)
        assert len(queries.case_for(cast.coordinator.viewer, reference).proposals) == 1


def test_before_accepting_one_reads_who_will_lapse_and_afterwards_only_new_content_is_withheld(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = joined(cast)
    actions.invite(reference, tarn.organisation_id, actor=cast.coordinator.viewer)
    answer(reference, ACCEPT, tarn)
    say(reference, "Old word.", cast.coordinator)
    date = propose(reference, 60, cast.manufacturer)
    assert [one.lapsing for one in _open(cast, reference)] == [("Tarn Works",)]
    page = browser_of(cast.coordinator).get(f"/cases/{reference}/terms").content.decode()
    assert "1 party will lapse until it signs: Tarn Works" in page
    say(reference, "While it is open.", cast.coordinator)
    assert bodies(tarn, reference) == ["Old word.", "While it is open."]  # under a pending revision the old terms bind
    answer(reference, ACCEPT, cast.coordinator, date)
    say(reference, "New word.", cast.coordinator)
    assert bodies(tarn, reference) == ["Old word.", "While it is open."]
    assert bodies(cast.manufacturer, reference) == ["Old word.", "While it is open.", "New word."]
    assert (
        bodies(cast.regulator, reference) == bodies(cast.coordinator, reference) == bodies(cast.manufacturer, reference)
    )
    assert stands(cast, reference) == {
        "NCC": "standing", "DSA": "statutory", "Karst": "signatory", "Tarn": "lapsed"
    }  # fmt: skip
    answer(reference, ACCEPT, tarn)
    assert bodies(tarn, reference)[-1] == "New word."
    with pytest.raises(NotFound):
        queries.case_for(cast.eve.viewer, reference)


def say(reference: str, body: str, who: Member) -> None:
    actions.send_message(reference, body, tlp=Tlp.AMBER, confidentiality=ConfidentialityClass.NONE, actor=who.viewer)


def bodies(who: Member, reference: str) -> list[str]:
    return [row.body for row in queries.messages(who.viewer, queries.case_for(who.viewer, reference))]


def test_the_history_names_which_signature_covered_which_terms(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = joined(cast)
    actions.invite(reference, tarn.organisation_id, actor=cast.coordinator.viewer)
    answer(reference, ACCEPT, tarn)
    answer(reference, ACCEPT, cast.coordinator, propose(reference, 60, cast.manufacturer))
    answer(reference, ACCEPT, tarn)
    found = queries.terms_history(cast.coordinator.viewer, queries.case_for(cast.coordinator.viewer, reference))
    assert [(one.number, [who for who, _at in one.signed]) for one in found] == [
        (2, ["Karst Respiratory", "Tarn Works"]),
        (1, ["Karst Respiratory", "Tarn Works"]),
    ]
    standing = queries.standings(cast.coordinator.viewer, queries.case_for(cast.coordinator.viewer, reference))
    assert {one.row.party.short_name: one.covers for one in standing} == {"NCC": 2, "DSA": 0, "Karst": 2, "Tarn": 2}


def test_a_statutory_participant_acknowledges_and_is_never_locked_out(cast: Cast) -> None:
    reference = joined(cast)
    browser = browser_of(cast.regulator)
    assert "Acknowledge the terms" in browser.get(f"/cases/{reference}/terms").content.decode()
    actions.acknowledge_terms(reference, actor=cast.regulator.viewer)
    assert stands(cast, reference)["DSA"] == "acknowledged"
    with pytest.raises(RuleRefusal):
        actions.acknowledge_terms(reference, actor=cast.regulator.viewer)
    answer(reference, ACCEPT, cast.coordinator, propose(reference, 60, cast.manufacturer))
    say(reference, "After the change.", cast.coordinator)
    assert bodies(cast.regulator, reference) == ["After the change."]
    assert "have changed since" in browser.get(f"/cases/{reference}/terms").content.decode()
    for other in (cast.coordinator, cast.manufacturer):
        with pytest.raises(NotAllowed):
            actions.acknowledge_terms(reference, actor=other.viewer)
    with pytest.raises(NotFound):
        actions.acknowledge_terms(reference, actor=cast.eve.viewer)


def test_a_finder_proposes_a_date_and_keeps_its_report(cast: Cast) -> None:
    reference = joined(cast)
    case = queries.case_for(cast.coordinator.viewer, reference)
    finder = Viewer(kind=ViewerKind.FINDER, report_id=case.report_id)
    actions.propose_terms(None, ends_at=days(30), zone="UTC", actor=finder)
    (one,) = _open(cast, reference)
    assert (one.who, one.shorter) == ("The finder", True)
    mine = queries.open_proposals(finder, queries.case_of_finder(finder))
    assert [each.ours for each in mine] == [True]
    answer(reference, ACCEPT, cast.coordinator, one.id)
    assert until(cast, reference) == 30
    with pytest.raises(RuleRefusal):
        actions.withdraw_terms(None, actor=finder)
    with pytest.raises(NotFound):
        queries.case_for(finder, reference)  # the status, the date; not the case
    with pytest.raises(NotFound):
        actions.propose_terms(
            None, ends_at=days(30), zone="UTC", actor=Viewer(kind=ViewerKind.FINDER, report_id=uuid4())
        )


def test_who_is_invited_learns_no_name_of_the_others(cast: Cast) -> None:
    tarn = party("Tarn")
    reference = without_terms(cast, cast.manufacturer, tarn)
    propose(reference, 60, tarn)
    propose(reference, 50, cast.coordinator)
    case = queries.invitation_for(cast.manufacturer.viewer, reference)
    found = queries.open_proposals(cast.manufacturer.viewer, case)
    assert sorted(one.who for one in found) == ["Another party", "National Coordination Centre"]
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}/terms").content.decode()
    assert "Tarn" not in page
    assert "DSA" not in page
    assert "Breva" not in page


def test_two_members_at_the_same_table_one_wins_and_the_other_keeps_what_was_typed(cast: Cast) -> None:
    reference = joined(cast)
    seen = queries.case_for(cast.coordinator.viewer, reference).table_number
    actions.propose_terms(reference, ends_at=days(60), zone="UTC", seen=seen, actor=cast.manufacturer.viewer)
    with pytest.raises(EditedMeanwhile):
        actions.propose_terms(reference, ends_at=days(20), zone="UTC", seen=seen, actor=cast.coordinator.viewer)
    browser = browser_of(cast.coordinator)
    typed = {"ends_at": f"{days(20):%Y-%m-%dT10:00}", "zone": "Europe/Prague", "version": str(seen)}
    page = browser.post(f"/cases/{reference}/terms/propose", typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Somebody else changed this set of terms while you were typing" in text
    assert typed["ends_at"] in text
    assert '<option value="Europe/Prague" selected>' in text
    assert f'name="version" value="{seen + 1}"' in text
    again = browser.post(f"/cases/{reference}/terms/propose", typed | {"version": str(seen + 1)})
    assert again.status_code == 302
    late = browser.post(f"/cases/{reference}/terms/answer", {"answer": "accept", "version": str(seen)})
    assert late.status_code == 422
    assert until(cast, reference) == 45


@pytest.mark.parametrize(
    ("local", "zone", "said"),
    [
        ("2027-03-28T02:30", "Europe/Berlin", "02:30 does not exist on 2027-03-28 in Europe/Berlin"),
        ("2027-10-31T02:30", "Europe/Berlin", "02:30 comes twice on 2027-10-31 in Europe/Berlin"),
        ("0001-01-01T00:00", "Europe/Berlin", "Choose a year between 2000 and 2200"),
    ],
)
def test_a_local_time_that_is_no_one_instant_is_asked_about(cast: Cast, local: str, zone: str, said: str) -> None:
    reference = joined(cast)
    page = browser_of(cast.coordinator).post(f"/cases/{reference}/terms/propose", {"ends_at": local, "zone": zone})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert ("Which of the two?" in page.content.decode()) is ("twice" in said)


def test_the_chosen_one_of_two_times_is_kept_to_the_minute(cast: Cast) -> None:
    reference = joined(cast)
    form = {"ends_at": "2027-10-31T02:30", "zone": "Europe/Berlin", "which": "later"}
    assert browser_of(cast.coordinator).post(f"/cases/{reference}/terms/propose", form).status_code == 302
    (one,) = _open(cast, reference)
    assert one.ends_at.isoformat() == "2027-10-31T01:30:00+00:00"
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}/terms").content.decode()
    assert "Sun 31 Oct 2027, 02:30 in Europe/Berlin · 01:30 UTC" in page


def test_ending_lifts_the_embargo_and_nothing_else(cast: Cast) -> None:
    reference = joined(cast)
    for tlp, klass in ((Tlp.RED, ConfidentialityClass.NONE), (Tlp.AMBER, ConfidentialityClass.TRADE_SECRET)):
        actions.send_message(reference, "Kept.", tlp=tlp, confidentiality=klass, actor=cast.coordinator.viewer)
    with pytest.raises(InputRefusal):
        actions.end_embargo(reference, reason=" ", actor=cast.coordinator.viewer)
    actions.end_embargo(reference, reason="All are ready.", actor=cast.coordinator.viewer)
    assert bodies(cast.manufacturer, reference) == bodies(cast.regulator, reference) == []
    assert stands(cast, reference)["Karst"] == "signatory"
    with pytest.raises(NotAllowed):
        propose(reference, 60, cast.coordinator)
