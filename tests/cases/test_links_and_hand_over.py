"""Organisations that are asked in by a link, and cases that change hands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from medcord.cases import actions, queries
from medcord.cases.actions import LinkWords
from medcord.cases.actions.embargo import TermsAnswer
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass, Role, Tlp
from medcord.gateways import clock
from medcord.intake import queries as intake
from medcord.intake.actions import write_to
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.parties import actions as parties
from medcord.parties import queries as directory
from medcord.parties.models import Member
from tests.cases.road import joined, opened
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of

pytestmark = pytest.mark.django_db
NEW = LinkWords("Oddment Pumps", Role.MANUFACTURER, "psirt@oddment.example")
JOINING = {"organisation": "Oddment Pumps", "name": "N. Ewer", "password": "a long enough phrase"}
MARKING = {"tlp": Tlp.AMBER, "confidentiality": ConfidentialityClass.NONE}


def link_in_mail() -> str:
    letter = OutgoingLetter.objects.get(to=NEW.email, subject__contains="invited")
    worker.drain()  # the letter is sent, and what is kept of it is emptied
    found = re.search(r"/join/\S+", letter.body)
    assert found is not None
    return found.group()


def test_a_link_shows_nothing_of_the_case_and_brings_the_organisation_to_the_terms(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite_by_link(reference, NEW, actor=cast.coordinator.viewer)
    path = link_in_mail()
    page = Client().get(path).content.decode()
    assert "Oddment Pumps" in page
    assert reference not in page
    assert "Breva" not in page
    assert Client().post(path, JOINING).status_code == 302
    member = Member.objects.get(email=NEW.email)
    assert member.level == "administrator"
    assert member.organisation.listed
    browser = browser_of(member)
    assert browser.get(f"/cases/{reference}").status_code == 404
    assert browser.get(f"/cases/{reference}/terms").status_code == 200
    actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=member.viewer)
    assert browser.get(f"/cases/{reference}").status_code == 200


def test_the_mail_with_the_link_says_nothing_of_the_case(cast: Cast) -> None:
    reference = opened(cast)
    actions.invite_by_link(reference, NEW, actor=cast.coordinator.viewer)
    letter = OutgoingLetter.objects.get(to=NEW.email)
    assert reference not in letter.subject + letter.body
    assert "Breva" not in letter.body


def test_used_withdrawn_old_and_invented_links_look_the_same(cast: Cast) -> None:
    reference = opened(cast)
    owner = cast.coordinator.viewer
    invented = Client().get("/join/nothing-of-the-kind")
    row, secret = actions.invite_by_link(reference, NEW, actor=owner)
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        old = Client().get(f"/join/{secret}")
    actions.withdraw_link(reference, row.pk, actor=owner)
    withdrawn = Client().get(f"/join/{secret}")
    other = LinkWords("Sundry Monitors", Role.MANUFACTURER, "psirt@sundry.example")
    _, second = actions.invite_by_link(reference, other, actor=owner)
    assert Client().post(f"/join/{second}", JOINING).status_code == 302
    used = Client().get(f"/join/{second}")
    for answer in (invented, old, withdrawn, used):
        assert (answer.status_code, answer.content) == (404, invented.content)
    with pytest.raises(NotFound):
        actions.accept_link(second, name="Again", password="a long enough phrase")


def test_a_withdrawn_organisation_is_in_no_directory_and_no_case(cast: Cast) -> None:
    reference = opened(cast)
    row, _ = actions.invite_by_link(reference, NEW, actor=cast.coordinator.viewer)
    actions.withdraw_link(reference, row.pk, actor=cast.coordinator.viewer)
    case = queries.case_for(cast.coordinator.viewer, reference)
    assert row.party_id not in {one.party_id for one in queries.participants(cast.coordinator.viewer, case)}
    page = browser_of(cast.eve).get("/directory").content.decode()
    assert "Oddment" not in page
    with pytest.raises(RuleRefusal, match="accepted or taken back"):
        actions.withdraw_link(reference, row.pk, actor=cast.coordinator.viewer)


def test_an_organisation_that_has_not_accepted_yet_stands_in_no_directory(cast: Cast) -> None:
    actions.invite_by_link(opened(cast), NEW, actor=cast.coordinator.viewer)
    for member in (cast.eve, cast.hospital, cast.manufacturer):
        assert "Oddment" not in browser_of(member).get("/directory").content.decode()
        assert "Oddment" not in {one.name for one in directory.directory(member.viewer)}


def test_a_weak_password_or_a_missing_name_keeps_what_was_typed(cast: Cast) -> None:
    _, secret = actions.invite_by_link(opened(cast), NEW, actor=cast.coordinator.viewer)
    answer = Client().post(f"/join/{secret}", {**JOINING, "password": "short"})
    assert answer.status_code == 422
    assert "N. Ewer" in answer.content.decode()
    assert Client().get(f"/join/{secret}").status_code == 200


def test_an_address_that_is_here_already_gets_no_second_account(cast: Cast) -> None:
    words = LinkWords("Karst again", Role.MANUFACTURER, cast.manufacturer.email)
    _, secret = actions.invite_by_link(opened(cast), words, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="member with this mail address"):
        actions.accept_link(secret, name="Somebody", password="a long enough phrase")


def test_only_the_owner_asks_organisations_in(cast: Cast) -> None:
    reference = joined(cast)
    for member, expected in ((cast.manufacturer, NotAllowed), (cast.regulator, NotAllowed), (cast.eve, NotFound)):
        with pytest.raises(expected):
            actions.invite_by_link(reference, NEW, actor=member.viewer)


def second_coordinator() -> Member:
    party = parties.register_organisation(name="Second Centre", short_name="SC", role=Role.COORDINATOR, actor=SYSTEM)
    return parties.add_member(party, email="s@sc.example", name="S. Econd", password=PASSWORD, actor=SYSTEM)


def handed(cast: Cast) -> tuple[str, Member]:
    """A case that a second coordinator has signed and was offered."""
    reference, other = joined(cast), second_coordinator()
    owner = cast.coordinator.viewer
    actions.send_message(reference, "Said before.", actor=owner, **MARKING)  # type: ignore[arg-type]
    actions.invite(reference, other.organisation_id, actor=owner)
    actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=other.viewer)
    actions.offer_case(reference, other.organisation_id, reason="It is in their country.", actor=owner)
    return reference, other


def test_a_case_goes_to_another_coordinator_with_its_history_and_its_report(cast: Cast) -> None:
    reference, other = handed(cast)
    page = browser_of(other).get(f"/cases/{reference}/hand-over").content.decode()
    assert "It is in their country." in page
    assert browser_of(other).post(f"/cases/{reference}/hand-over", {"act": "take"}).status_code == 302
    worker.drain()
    case = queries.case_for(other.viewer, reference)
    assert case.owner_id == other.organisation_id
    assert [row.body for row in queries.messages(other.viewer, case)] == ["Said before."]
    assert case.report is not None
    report = intake.report_for(other.viewer, case.report.reference)
    write_to(report.reference, "I look after this now.", actor=other.viewer)
    with pytest.raises(NotFound):
        intake.report_for(cast.coordinator.viewer, report.reference)
    # The one before stays as a signed coordinator: it reads, and no longer decides.
    assert queries.messages(cast.coordinator.viewer, queries.case_for(cast.coordinator.viewer, reference))
    with pytest.raises(NotAllowed):
        actions.invite(reference, cast.eve.organisation_id, actor=cast.coordinator.viewer)


def test_an_offer_can_be_declined_and_taken_back(cast: Cast) -> None:
    reference, other = handed(cast)
    actions.decline_case(reference, actor=other.viewer)
    with pytest.raises(RuleRefusal, match="not offered"):
        actions.take_over(reference, actor=other.viewer)
    actions.offer_case(reference, other.organisation_id, reason="Please.", actor=cast.coordinator.viewer)
    actions.decline_case(reference, actor=cast.coordinator.viewer)
    with pytest.raises(RuleRefusal, match="not offered"):
        actions.take_over(reference, actor=other.viewer)


def test_a_case_is_offered_only_to_a_coordinator_that_has_signed(cast: Cast) -> None:
    reference, other = joined(cast), second_coordinator()
    owner = cast.coordinator.viewer
    with pytest.raises(RuleRefusal, match="takes part"):
        actions.offer_case(reference, other.organisation_id, reason="x", actor=owner)
    with pytest.raises(RuleRefusal, match="takes part"):
        actions.offer_case(reference, cast.manufacturer.organisation_id, reason="x", actor=owner)
    actions.invite(reference, other.organisation_id, actor=owner)
    with pytest.raises(RuleRefusal, match="not signed"):
        actions.offer_case(reference, other.organisation_id, reason="x", actor=owner)
    actions.answer_terms(reference, TermsAnswer.ACCEPT, actor=other.viewer)
    with pytest.raises(InputRefusal):
        actions.offer_case(reference, other.organisation_id, reason=" ", actor=owner)


def test_the_parties_are_told_nothing_of_an_offer_and_all_of_a_hand_over(cast: Cast) -> None:
    reference, other = handed(cast)
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}").content.decode()
    assert "offered the case" not in page
    actions.take_over(reference, actor=other.viewer)
    page = browser_of(cast.manufacturer).get(f"/cases/{reference}").content.decode()
    assert "Second Centre took the case over" in page
    assert browser_of(cast.eve).get(f"/cases/{reference}").status_code == 404


def test_nobody_else_takes_a_case_that_is_offered(cast: Cast) -> None:
    reference, _ = handed(cast)
    with pytest.raises((RuleRefusal, NotAllowed)):
        actions.take_over(reference, actor=cast.manufacturer.viewer)
    with pytest.raises(NotFound):
        actions.take_over(reference, actor=cast.eve.viewer)
