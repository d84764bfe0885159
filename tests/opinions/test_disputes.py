"""The potential impact is disputed: positions side by side, a named answer with reasons, dissent that stays, and a
panel that advises. Nobody learns of another's position before the regulator opens it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from medcord.cases import actions as cases
from medcord.cases import queries as case_queries
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Severity
from medcord.ledger import worker
from medcord.opinions import actions, queries
from medcord.opinions.actions import DissentWords, PositionWords, Seat, Vote, VoteWords
from medcord.opinions.queries import DisputeSeen
from medcord.parties import actions as parties
from medcord.parties.models import Member
from tests.cases.road import joined
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.opinions.test_harm_opinions import words

pytestmark = pytest.mark.django_db

SECRET = ConfidentialityClass.TRADE_SECRET


def second_maker(case: str, cast: Cast, name: str = "Quell") -> Member:
    """Another manufacturer that has signed the terms of the case."""
    party = parties.register_organisation(name=f"{name} Pumps", short_name=name, role=Role.MANUFACTURER, actor=SYSTEM)
    email = f"q@{name.lower()}.example"
    member = parties.add_member(party, email=email, name="Q. Uell", password=PASSWORD, actor=SYSTEM)
    cases.invite(case, party.pk, actor=cast.coordinator.viewer)
    cases.answer_terms(case, TermsAnswer.ACCEPT, actor=member.viewer)
    return member


def seen_by(member: Member, case: str) -> list[DisputeSeen]:
    return queries.disputes(member.viewer, case_queries.case_for(member.viewer, case))


def said_to(member: Member, case: str) -> list[str]:
    """The newest words of each column that the member reads."""
    return [column.newest.words for one in seen_by(member, case) for column in one.columns]


def test_a_dispute_from_the_first_position_to_a_dissent_that_stays(cast: Cast) -> None:
    case = joined(cast)
    maker, owner, regulator = cast.manufacturer.viewer, cast.coordinator.viewer, cast.regulator.viewer
    first = actions.state_position(case, PositionWords("It stops at a limit.", Severity.MINOR), actor=maker)
    actions.state_position(case, PositionWords("It stops at a hard limit.", Severity.SERIOUS), actor=maker)
    actions.state_position(case, PositionWords("We reached 4 l/h.", Severity.CRITICAL, for_finder=True), actor=owner)
    dispute = first.dispute_id
    with pytest.raises(NotFound):
        actions.assess(case, dispute, opinion=1, reasons="Tests.", actor=regulator)  # there is no opinion to rest on
    actions.sign(case, words(), actor=regulator)  # type: ignore[arg-type]
    with pytest.raises(RuleRefusal, match="not assessed"):
        actions.dissent(case, dispute, DissentWords("We do not agree."), actor=maker)
    actions.assess(case, dispute, opinion=1, reasons="The limit is in software.", actor=regulator)
    actions.dissent(case, dispute, DissentWords("It is in hardware."), actor=maker)
    actions.assess(case, dispute, opinion=1, reasons="The drawing shows software.", actor=regulator)

    [one] = seen_by(cast.regulator, case)
    columns = [(each.name, each.for_finder, [version.number for version in each.versions]) for each in one.columns]
    assert columns == [("Karst Respiratory", False, [2, 1]), ("National Coordination Centre", True, [1])]
    assert [(each.row.number, each.row.reasons, each.row.opinion.number) for each in one.assessments] == [
        (2, "The drawing shows software.", 1),
        (1, "The limit is in software.", 1),
    ]
    assert [each.words for each in one.assessments[1].dissents] == ["It is in hardware."]
    assert {each.row.signed_name for each in one.assessments} == {"Dr. A. Sennick"}
    # assessed: what comes now is another dispute, and the old one stays as it is
    later = actions.state_position(case, PositionWords("A new drawing."), actor=maker)
    assert later.dispute_id != dispute


def test_a_party_reads_its_own_position_until_the_regulator_opens_them_and_never_anothers_secret(cast: Cast) -> None:
    case = joined(cast)
    other = second_maker(case, cast)
    one = actions.state_position(case, PositionWords("Ours stops."), actor=cast.manufacturer.viewer)
    assert seen_by(other, case) == []  # nothing says that there is a dispute
    two = actions.state_position(case, PositionWords("Ours does not."), actor=other.viewer)
    actions.state_position(case, PositionWords("We use part 7."), actor=cast.coordinator.viewer)
    assert one.dispute_id == two.dispute_id
    assert said_to(cast.manufacturer, case) == ["Ours stops."]
    assert said_to(other, case) == ["Ours does not."]
    secret = PositionWords("Ours stops by our valve.", confidentiality=SECRET)
    actions.state_position(case, secret, actor=cast.manufacturer.viewer)
    actions.open_positions(case, one.dispute_id, actor=cast.regulator.viewer)
    assert said_to(other, case) == ["Ours stops.", "Ours does not.", "We use part 7."]
    assert said_to(cast.manufacturer, case) == ["Ours stops by our valve.", "Ours does not.", "We use part 7."]
    assert said_to(cast.regulator, case)[0] == "Ours stops by our valve."
    with pytest.raises(RuleRefusal, match="already"):
        actions.open_positions(case, one.dispute_id, actor=cast.regulator.viewer)
    # who joins now reads its own until they are opened anew
    third = second_maker(case, cast, "Third")
    actions.state_position(case, PositionWords("Nor ours."), actor=third.viewer)
    assert said_to(third, case) == ["Nor ours."]
    actions.open_positions(case, one.dispute_id, actor=cast.regulator.viewer)
    assert said_to(third, case) == ["Ours stops.", "Ours does not.", "We use part 7.", "Nor ours."]


def test_the_panel_advises_and_each_seat_votes_once_on_an_assessment(cast: Cast) -> None:
    case = joined(cast)
    regulator = cast.regulator.viewer
    dispute = actions.state_position(case, PositionWords("No."), actor=cast.manufacturer.viewer).dispute_id
    seats = actions.ask_panel(
        case,
        dispute,
        [Seat("Dr. Wren", "ventilation"), Seat("Prof. Lark", "software", "advises Karst")],
        actor=regulator,
    )
    votes = {seats[0].pk: VoteWords(Vote.WITH, "It follows."), seats[1].pk: VoteWords(Vote.AGAINST, "No.", "Too high.")}
    with pytest.raises(RuleRefusal, match="not assessed"):
        actions.note_votes(case, dispute, votes, actor=regulator)
    actions.sign(case, words(), actor=regulator)  # type: ignore[arg-type]
    actions.assess(case, dispute, opinion=1, reasons="Tests.", actor=regulator)
    actions.note_votes(case, dispute, votes, actor=regulator)
    with pytest.raises(RuleRefusal, match="has voted"):
        actions.note_votes(case, dispute, {seats[0].pk: VoteWords(Vote.AGAINST, "I change it.")}, actor=regulator)
    [one] = seen_by(cast.manufacturer, case)
    assert one.assessments[0].tally == {"with": 1, "against": 1, "abstain": 0}
    assert [vote.dissent for vote in one.assessments[0].votes] == ["", "Too high."]
    # votes change nothing: the opinion and the assessment stand as they were signed
    assert one.assessments[0].row.reasons == "Tests."
    facts = [row.kind for row in case_queries.timeline(cast.regulator.viewer, one.row.case)]
    assert facts.count("PanelVoted") == facts.count("PanelAsked") == 1


def test_who_may_say_what(cast: Cast) -> None:
    case = joined(cast)
    maker, owner, regulator = cast.manufacturer.viewer, cast.coordinator.viewer, cast.regulator.viewer
    with pytest.raises(NotAllowed):
        actions.state_position(case, PositionWords("We assess."), actor=regulator)
    with pytest.raises(NotAllowed, match="coordinator"):
        actions.state_position(case, PositionWords("They say.", for_finder=True), actor=maker)
    with pytest.raises(InputRefusal, match="confidence"):
        actions.state_position(case, PositionWords("Part 7.", confidentiality=SECRET), actor=owner)
    with pytest.raises(InputRefusal):
        actions.state_position(case, PositionWords(" "), actor=maker)
    dispute = actions.state_position(case, PositionWords("No."), actor=maker).dispute_id
    for act in (
        lambda: actions.assess(case, dispute, opinion=1, reasons="x", actor=owner),
        lambda: actions.open_positions(case, dispute, actor=maker),
        lambda: actions.ask_panel(case, dispute, [Seat("A", "b")], actor=owner),
        lambda: actions.dissent(case, dispute, DissentWords("x"), actor=owner),  # it stated no position
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        actions.state_position(case, PositionWords("Let me in."), actor=cast.eve.viewer)


def test_the_maker_is_told_of_the_assessment_and_other_makers_of_nothing(cast: Cast) -> None:
    case = joined(cast)
    other = second_maker(case, cast)
    dispute = actions.state_position(case, PositionWords("No."), actor=cast.manufacturer.viewer).dispute_id
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    actions.assess(case, dispute, opinion=1, reasons="Tests.", actor=cast.regulator.viewer)
    worker.drain()

    def known(member: Member) -> set[str]:
        row = case_queries.case_for(member.viewer, case)
        kinds = {fact.kind for fact in case_queries.timeline(member.viewer, row)}
        return kinds & {"HarmDisputed", "PositionStated", "DisputeAssessed", "AssessmentShared", "OpinionSigned"}

    assert known(cast.manufacturer) == {"HarmDisputed", "PositionStated", "AssessmentShared"}
    assert known(other) == set()
    assert known(cast.coordinator) == {
        "HarmDisputed", "PositionStated", "DisputeAssessed", "AssessmentShared", "OpinionSigned",
    }  # fmt: skip


def test_the_page_carries_a_dispute_from_the_maker_to_the_regulator_and_back(cast: Cast) -> None:
    case = joined(cast)
    url = f"/cases/{case}/dispute"
    maker, regulator = browser_of(cast.manufacturer), browser_of(cast.regulator)
    empty = maker.post(url, {"act": "state", "words": " ", "severity": "minor"})
    assert empty.status_code == 422
    assert "Say what you hold to be right" in empty.content.decode()
    maker.post(url, {"act": "state", "words": "It stops at a limit.", "severity": "minor", "confidentiality": "none"})
    queue = regulator.get("/consultations").content.decode()
    assert "Assess harm when the impact is disputed" in queue.split("Disputes that wait")[1]
    coordinator = browser_of(cast.coordinator).get(url).content.decode()
    assert ("State your position anew" in coordinator, "held by the regulator" in coordinator) == (False, True)
    assert "State your position anew" in maker.get(url).content.decode()
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    [one] = seen_by(cast.regulator, case)
    named = {"dispute": str(one.row.pk)}
    worker.drain()  # the consultation is answered by the opinion, and then
    assert "Assess the dispute" in regulator.get(f"/cases/{case}").content.decode()
    assert "Assess the dispute" not in maker.get(f"/cases/{case}").content.decode()
    page = regulator.get(url).content.decode()
    assert "It stops at a limit." in page
    assert "Open the positions" in page
    for act, data in (
        ("open", {}),
        ("assess", {"opinion": "1", "reasons": "The limit is in software."}),
        ("seat", {"name": "Dr. Wren", "expertise": "ventilation"}),
    ):
        assert regulator.post(url, {"act": act, **named, **data}).status_code == 302
    seat = seen_by(cast.regulator, case)[0].seats[0]
    voted = {"act": "vote", "seat": str(seat.pk), "vote": "against", "reason": "Too high.", "dissent": "A minority."}
    assert regulator.post(url, {**voted, **named}).status_code == 302
    again = regulator.post(url, {"act": "open", **named})
    assert (again.status_code, "already" in again.content.decode()) == (422, True)
    assert maker.post(url, {"act": "dissent", "words": "In hardware.", **named}).status_code == 302
    page = maker.get(url).content.decode()
    found = ["The limit is in software.", "Too high.", "A minority.", "In hardware.", "Dr. Wren"]
    assert [text for text in found if text not in page] == []
    assert "Pressure falls" not in page  # the opinion stays deliberative
    assert "was due" in regulator.get(url).content.decode()
    assert "Disputes that wait" not in regulator.get("/consultations").content.decode()
    assert maker.post(url, {"act": "decide", **named}).status_code == 404
    for member in (cast.eve, cast.hospital, cast.isao):
        assert browser_of(member).get(url).status_code == 404


def test_a_program_reads_of_a_dispute_what_the_page_of_its_party_shows(cast: Cast) -> None:
    case = joined(cast)
    maker, owner, regulator = map(browser_of, (cast.manufacturer, cast.coordinator, cast.regulator))
    url = f"/api/v1/cases/{case}/disputes"

    def send(who: Client, path: str, **body: object) -> dict[str, Any]:
        answer = who.post(f"{url}{path}", body, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        found: dict[str, Any] = answer.json()
        return found

    one = f"/{send(maker, '', words='It stops.', severity='minor')['id']}"
    shown = send(owner, "", words="It did not in our test.", for_finder=True)
    assert [(each["words"], each["for_finder"]) for each in shown["positions"]] == [
        ("It stops.", False),
        ("It did not in our test.", True),
    ]
    assert [each["words"] for each in maker.get(url).json()[0]["positions"]] == ["It stops."]
    send(regulator, f"{one}/opening")
    actions.sign(case, words(), actor=cast.regulator.viewer)  # type: ignore[arg-type]
    seat = send(regulator, f"{one}/panel", seats=[{"name": "Dr. Wren", "expertise": "ventilation"}])["panel"][0]["id"]
    send(regulator, f"{one}/assessments", opinion=1, reasons="Tests.")
    send(regulator, f"{one}/votes", votes=[{"seat": seat, "vote": "abstain", "reason": "No data."}])
    send(maker, f"{one}/dissents", words="We do not agree.")
    [told] = maker.get(url).json()
    assert len(told["positions"]) == 2
    [assessed] = told["assessments"]
    assert (assessed["opinion"], assessed["reasons"], assessed["signed_name"]) == (1, "Tests.", "Dr. A. Sennick")
    assert [each["vote"] for each in assessed["votes"]] == ["abstain"]
    assert [each["words"] for each in assessed["dissents"]] == ["We do not agree."]
    assert browser_of(cast.eve).get(url).status_code == 404
