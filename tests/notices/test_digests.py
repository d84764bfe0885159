"""The digest comes at eight in the party's morning, says how much happened where, and carries the heads of chains."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from medcord.cases.models import Participant
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import FactRow, OutgoingLetter, StreamHead
from medcord.ledger.rows import writing
from medcord.notices import actions, policy, queries
from medcord.notices.models import Digest, Notice
from medcord.notices.policy import How
from medcord.notices.reactions.digests import write_digests
from medcord.parties.models import Organisation
from tests.cases.road import joined
from tests.cast import SYSTEM, Cast
from tests.notices.people import administrator, forget_letters, letters_to, say

WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def digests_at(now: datetime) -> list[OutgoingLetter]:
    """What the tick writes at this time."""
    before = set(OutgoingLetter.objects.values_list("pk", flat=True))
    with clock.at(now):
        write_digests()
    return list(OutgoingLetter.objects.exclude(pk__in=before).order_by("to"))


def case_on(cast: Cast, now: datetime = WEDNESDAY) -> str:
    with clock.at(now - timedelta(days=1)):
        reference = joined(cast)
    forget_letters()
    return reference


def say_at(now: datetime, reference: str, cast: Cast, times: int = 1) -> None:
    with clock.at(now):
        for _ in range(times):
            say(reference, cast.coordinator)
        worker.drain()


def test_what_waited_comes_in_one_letter_by_case_and_without_content(cast: Cast) -> None:
    reference = case_on(cast)
    actions.choose_for_me(How.DAILY, actor=cast.manufacturer.viewer)
    say_at(WEDNESDAY, reference, cast, times=3)
    assert letters_to(cast.manufacturer) == []
    digests_at(WEDNESDAY)
    (letter,) = letters_to(cast.manufacturer)
    assert "A message was written (3 times)" in letter.body
    assert letter.body.count(f"/cases/{reference}") == 1
    assert "5011" not in letter.body
    assert reference not in letter.subject
    waited = Notice.objects.filter(party=cast.manufacturer.organisation_id, kind="MessageSent")
    assert {one.state for one in waited} == {"posted"}


def test_it_comes_once_a_day_even_if_the_worker_looks_often(cast: Cast) -> None:
    reference = case_on(cast)
    actions.choose_for_me(How.DAILY, actor=cast.manufacturer.viewer)
    say_at(WEDNESDAY, reference, cast)
    digests_at(WEDNESDAY)
    say_at(WEDNESDAY + timedelta(hours=1), reference, cast)
    assert digests_at(WEDNESDAY + timedelta(hours=2)) == []
    assert cast.manufacturer.email in [one.to for one in digests_at(WEDNESDAY + timedelta(days=1))]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Berlin", "2026-11-26T06:59:00+00:00", "2026-11-26T07:00:00+00:00"),
        ("Asia/Tokyo", "2026-11-25T22:59:00+00:00", "2026-11-25T23:00:00+00:00"),
        ("America/Los_Angeles", "2026-11-26T15:59:00+00:00", "2026-11-26T16:00:00+00:00"),
        ("Asia/Kathmandu", "2026-11-26T02:14:00+00:00", "2026-11-26T02:15:00+00:00"),
    ],
)
def test_it_comes_at_eight_in_the_morning_of_the_party(cast: Cast, zone: str, before: str, after: str) -> None:
    reference = case_on(cast, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    with writing():
        Organisation.objects.filter(pk=cast.manufacturer.organisation_id).update(time_zone=zone)
    actions.choose_for_me(How.DAILY, actor=cast.manufacturer.viewer)
    say_at(datetime(2026, 11, 25, 12, 0, tzinfo=UTC), reference, cast)
    assert cast.manufacturer.email not in [one.to for one in digests_at(datetime.fromisoformat(before))]
    assert cast.manufacturer.email in [one.to for one in digests_at(datetime.fromisoformat(after))]


def test_the_weekly_one_comes_on_monday(cast: Cast) -> None:
    reference = case_on(cast)
    actions.choose_for_me(How.WEEKLY, actor=cast.manufacturer.viewer)
    say_at(WEDNESDAY, reference, cast)
    for days in (0, 1, 2, 3, 4):
        digests_at(WEDNESDAY + timedelta(days=days))
    assert letters_to(cast.manufacturer) == []
    digests_at(MONDAY)
    assert len(letters_to(cast.manufacturer)) == 1


def test_the_head_of_each_open_case_goes_along_and_its_number_to_the_owner_only(cast: Cast) -> None:
    reference = case_on(cast)
    (stream,) = [one for one in StreamHead.objects.all() if one.stream.startswith("case:")]
    digests_at(WEDNESDAY)
    for who in (cast.manufacturer, cast.regulator, cast.coordinator):
        (letter,) = letters_to(who)
        assert f"{reference}  {stream.digest}" in letter.body
        assert (f"after fact {stream.seq}" in letter.body) is (who is cast.coordinator)
    assert letters_to(cast.eve, cast.hospital) == []


def test_heads_that_did_not_move_are_not_sent_again(cast: Cast) -> None:
    reference = case_on(cast)
    digests_at(WEDNESDAY)
    assert digests_at(WEDNESDAY + timedelta(days=1)) == []
    say_at(WEDNESDAY + timedelta(days=1, hours=1), reference, cast)
    assert len(digests_at(WEDNESDAY + timedelta(days=2))) == 3


def test_who_wants_nothing_but_duties_gets_no_digest(cast: Cast) -> None:
    case_on(cast)
    actions.choose_for_me(How.DUTIES, actor=cast.manufacturer.viewer)
    assert cast.manufacturer.email not in [one.to for one in digests_at(WEDNESDAY)]


def test_what_the_party_may_no_longer_know_is_left_out(cast: Cast) -> None:
    reference = case_on(cast)
    actions.choose_for_me(How.DAILY, actor=cast.manufacturer.viewer)
    say_at(WEDNESDAY, reference, cast)
    with writing():
        Participant.objects.filter(party=cast.manufacturer.organisation_id).update(removed_at=WEDNESDAY)
    digests_at(WEDNESDAY)
    assert letters_to(cast.manufacturer) == []
    assert Notice.objects.get(party=cast.manufacturer.organisation_id, kind="MessageSent").state == "withheld"


def test_a_lapsed_or_invited_party_gets_no_head(cast: Cast) -> None:
    case_on(cast)
    for consent in ("lapsed", "invited"):
        with writing():
            Participant.objects.filter(party=cast.manufacturer.organisation_id).update(
                consent=consent, lapsed_at=WEDNESDAY
            )
        digests_at(WEDNESDAY + timedelta(days=1))
        assert letters_to(cast.manufacturer) == []


def test_a_digest_is_a_fact_with_the_hash_of_what_it_took_out(cast: Cast) -> None:
    case_on(cast)
    digests_at(WEDNESDAY)
    facts = FactRow.objects.filter(kind="DigestWritten")
    assert {fact.data["heads"] for fact in facts} == {row.heads for row in Digest.objects.all()}
    assert len(facts) == 3
    assert all(fact.data["cases"] == 1 for fact in facts)


def test_two_workers_write_one_digest(cast: Cast) -> None:
    """The second one believes that none was written: it looked before the first had finished."""
    case_on(cast)
    with clock.at(WEDNESDAY):
        due = list(queries.digests_due(WEDNESDAY))
        write_digests()
        late = next(box for box in due if box.address == cast.manufacturer.email)
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.write_digest(
                late, day=WEDNESDAY.date(), subject="s", body="b", notices=[], heads="", cases=0, actor=SYSTEM
            )
    assert len(letters_to(cast.manufacturer)) == 1


def test_the_mailbox_of_a_party_has_its_own_choice(cast: Cast) -> None:
    reference = case_on(cast)
    with writing():
        Organisation.objects.filter(pk=cast.manufacturer.organisation_id).update(address="psirt@karst.example")
    actions.choose_for_mailbox(How.DAILY, actor=administrator(cast.manufacturer))
    say_at(WEDNESDAY, reference, cast)
    assert "psirt@karst.example" in [one.to for one in digests_at(WEDNESDAY)]
    assert letters_to(cast.manufacturer) == []


@given(st.sampled_from(How), st.integers(0, 6))
def test_nobody_gets_a_digest_more_often_than_chosen(how: How, weekday: int) -> None:
    due = policy.says_digest_today(how, weekday)
    assert due is {How.AT_ONCE: True, How.DAILY: True, How.WEEKLY: weekday == 0}.get(how, False)
