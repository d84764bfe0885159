"""Which fact tells whom, in which words, and when: nobody learns by mail what the policy keeps from them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from medcord.cases import actions as cases
from medcord.cases.actions.embargo import TermsAnswer
from medcord.cases.models import Message, Participant
from medcord.core import facts as kinds
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts.base import OfCase, OfReport
from medcord.core.refusals import NotAllowed, NotFound
from medcord.core.vocabulary import ConfidentialityClass, MemberRole, Role, Tlp
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.ledger.rows import writing
from medcord.notices import actions, policy, queries
from medcord.notices.models import Notice
from medcord.notices.policy import How, Way, Weight
from medcord.parties import actions as parties
from medcord.parties.models import Member, Organisation
from tests.cases.road import joined, opened, reported
from tests.cast import PASSWORD, SYSTEM, Cast
from tests.notices.people import administrator, forget_letters, letters_to, plain, say, told


def test_of_every_fact_of_a_case_or_report_it_is_decided_whom_it_tells() -> None:
    shapes = [one for one in (getattr(kinds, name) for name in kinds.__all__) if isinstance(one, type)]
    every = {one.__name__ for one in shapes if issubclass(one, OfCase | OfReport)}
    assert every - policy.TOLD.keys() - policy.NOBODY == set(), "decide in notices/policy.py"
    assert policy.TOLD.keys() & policy.NOBODY == set()
    assert (policy.TOLD.keys() | policy.NOBODY) - every == set()


def test_an_unknown_fact_tells_nobody() -> None:
    assert policy.told("SomethingNew", {}) is None


@pytest.mark.parametrize(
    ("how", "ways"),
    [
        # news, asks, duty, always
        (How.AT_ONCE, "now now now now"),
        (How.DAILY, "digest digest now now"),
        (How.WEEKLY, "digest now now now"),
        (How.ASKS, "- now now now"),
        (How.DUTIES, "- - now now"),
    ],
)
def test_what_a_mailbox_chose_decides_when_it_hears(how: How, ways: str) -> None:
    words = {"now": Way.AT_ONCE, "digest": Way.DIGEST, "-": Way.NEVER}
    assert [policy.way(how, weight) for weight in Weight] == [words[one] for one in ways.split()]


def test_a_letter_says_that_there_is_news_and_never_what(cast: Cast) -> None:
    reference = joined(cast)
    forget_letters()
    say(reference, cast.coordinator)
    assert told() == ["ostrava@karst.example", "sennick@dsa.example"]
    for letter in letters_to():
        assert "5011" not in letter.subject + letter.body
        assert "Breva" not in letter.subject + letter.body
        assert "Karst" not in letter.subject + letter.body
        assert reference in letter.body
        assert reference not in letter.subject


def test_eve_is_told_nothing(cast: Cast) -> None:
    reference = joined(cast)
    say(reference, cast.coordinator)
    cases.propose_terms(reference, ends_at=clock.now() + timedelta(days=60), zone="UTC", actor=cast.manufacturer.viewer)
    cases.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    assert cast.eve.email not in told()
    assert not Notice.objects.filter(party=cast.eve.organisation_id).exists()


def test_a_message_between_maker_and_coordinator_tells_no_one_else(cast: Cast) -> None:
    reference = joined(cast)
    forget_letters()
    say(reference, cast.manufacturer, confidentiality=ConfidentialityClass.TRADE_SECRET)
    assert told() == ["tarrow@ncc.example"]


def test_an_invited_party_is_led_to_the_terms_and_hears_of_nothing_else(cast: Cast) -> None:
    reference = opened(cast)
    forget_letters()
    cases.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    say(reference, cast.coordinator)
    worker.drain()
    (letter,) = letters_to(cast.manufacturer)
    assert f"/cases/{reference}/terms" in letter.body
    assert letter.subject == "medcord: something is asked of you"


def test_a_party_that_declined_is_told_no_more(cast: Cast) -> None:
    reference = opened(cast)
    cases.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(reference, TermsAnswer.DECLINE, actor=cast.manufacturer.viewer)
    worker.drain()
    forget_letters()
    say(reference, cast.coordinator)
    cases.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    assert cast.manufacturer.email not in told()


def test_a_lapsed_party_hears_of_terms_and_of_nothing_newer(cast: Cast) -> None:
    reference = joined(cast)
    row = Participant.objects.filter(party=cast.manufacturer.organisation_id)
    with writing():
        row.update(consent="lapsed", lapsed_at=clock.now())
    forget_letters()
    say(reference, cast.coordinator)
    worker.drain()
    assert letters_to(cast.manufacturer) == []
    cases.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    worker.drain()
    assert len(letters_to(cast.manufacturer)) == 1


def test_the_end_of_an_embargo_reaches_everybody_at_once_whatever_they_chose(cast: Cast) -> None:
    reference = joined(cast)
    actions.choose_for_me(How.DUTIES, actor=cast.manufacturer.viewer)
    actions.choose_for_me(How.WEEKLY, actor=cast.regulator.viewer)
    forget_letters()
    say(reference, cast.coordinator)
    assert told() == []
    cases.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    assert told() == ["ostrava@karst.example", "sennick@dsa.example"]
    assert {one.subject for one in letters_to()} == {"medcord: please look now"}
    assert not any("embargo" in one.subject.lower() for one in letters_to())


def test_only_what_asks_something(cast: Cast) -> None:
    reference = joined(cast)
    actions.choose_for_me(How.ASKS, actor=cast.manufacturer.viewer)
    forget_letters()
    say(reference, cast.coordinator)
    worker.drain()
    assert letters_to(cast.manufacturer) == []
    cases.propose_terms(reference, ends_at=clock.now() + timedelta(days=60), zone="UTC", actor=cast.coordinator.viewer)
    worker.drain()
    assert len(letters_to(cast.manufacturer)) == 1


def _give_mailbox(cast: Cast) -> None:
    with writing():
        Organisation.objects.filter(pk=cast.manufacturer.organisation_id).update(address="psirt@karst.example")


def _second_at(organisation: Organisation, name: str) -> Member:
    return parties.add_member(
        organisation, email=f"{name.lower()}@karst.example", name=name, password=PASSWORD, actor=SYSTEM
    )


def test_a_mailbox_stands_for_the_party_and_a_member_may_choose_to_be_told_too(cast: Cast) -> None:
    reference = joined(cast)
    _give_mailbox(cast)
    engineer = _second_at(cast.manufacturer.organisation, "Engineer")
    forget_letters()
    say(reference, cast.coordinator)
    assert told() == ["psirt@karst.example", "sennick@dsa.example"]
    actions.choose_for_me(How.AT_ONCE, actor=engineer.viewer)
    forget_letters()
    say(reference, cast.coordinator)
    assert told() == ["engineer@karst.example", "psirt@karst.example", "sennick@dsa.example"]


def test_a_member_limited_to_other_cases_is_not_told_of_this_one(cast: Cast) -> None:
    reference = joined(cast)
    engineer = _second_at(cast.manufacturer.organisation, "Engineer")
    Member.objects.filter(pk=engineer.pk).update(every_case=False, cases=[str(uuid4())])
    forget_letters()
    say(reference, cast.coordinator)
    assert told() == ["ostrava@karst.example", "sennick@dsa.example"]


def test_a_member_who_is_named_in_a_message_is_told_in_person(cast: Cast) -> None:
    reference = joined(cast)
    _give_mailbox(cast)
    forget_letters()
    say(reference, cast.coordinator)
    with writing():
        Message.objects.update(mentions=[str(cast.manufacturer.pk), str(cast.eve.pk)])
    worker.drain()
    (letter,) = letters_to(cast.manufacturer)
    assert letter.body.startswith("You were named in a message")
    assert letters_to(cast.eve) == []


def test_the_coordinator_hears_of_a_report_and_of_what_its_finder_writes(cast: Cast) -> None:
    reference = reported()
    assert told() == ["tarrow@ncc.example"]
    (letter,) = letters_to(cast.coordinator)
    assert f"/reports/{reference}" in letter.body
    assert "Breva" not in letter.body


def test_the_mailbox_is_the_administrators_to_choose_for(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        actions.choose_for_mailbox(How.DUTIES, actor=plain(cast.manufacturer))
    actions.choose_for_mailbox(How.WEEKLY, actor=administrator(cast.manufacturer))
    assert queries.choice_of(cast.manufacturer.viewer, own=False) is How.WEEKLY
    assert queries.choice_of(cast.manufacturer.viewer, own=True) is None
    assert queries.choice_of(cast.eve.viewer, own=False) is None


def test_a_reader_chooses_for_itself_and_a_stranger_for_nobody(cast: Cast) -> None:
    Member.objects.filter(pk=cast.manufacturer.pk).update(level=MemberRole.READER.value)
    cast.manufacturer.refresh_from_db()
    actions.choose_for_me(How.DAILY, actor=cast.manufacturer.viewer)
    with pytest.raises(NotFound):
        actions.choose_for_me(How.DAILY, actor=Viewer(kind=ViewerKind.ANONYMOUS))


def test_no_word_that_is_sent_out_could_hold_content() -> None:
    said = [entry.words for entry in policy.TOLD.values()]
    assert all(len(words) <= 80 and "{" not in words for words in said)
    assert not any(word in " ".join(said).lower() for word in ("exploit", "attack", "patient", "affected", "harm"))


def test_tlp_red_stays_between_its_author_and_the_coordinator_by_mail_too(cast: Cast) -> None:
    reference = joined(cast)
    forget_letters()
    say(reference, cast.manufacturer, tlp=Tlp.RED)
    assert told() == ["tarrow@ncc.example"]
    assert OutgoingLetter.objects.count() == 1


def test_a_webhook_is_offered_what_can_reach_its_party() -> None:
    assert set(policy.heard_by(Role.COORDINATOR)) == {*policy.TOLD, *policy.CALLS, "AdvisoryPublished"} - {"FinderTold"}
    assert "OpinionSigned" not in policy.heard_by(Role.MANUFACTURER)
    assert "OpinionSigned" in policy.heard_by(Role.REGULATOR)
    assert "ReportReceived" not in policy.heard_by(Role.REGULATOR)
    # 15 and 31: they see no case, and what is published they read
    assert policy.heard_by(Role.HOSPITAL) == policy.heard_by(Role.ISAO) == ["AdvisoryPublished"]
    assert policy.heard_by(None) == []
