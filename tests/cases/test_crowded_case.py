"""A case of many parties and messages: its pages take few queries, and the short way says what the policy says."""

from __future__ import annotations

import pytest

from medcord.cases import queries
from medcord.cases.items import message_item
from medcord.cases.models import Message
from medcord.core.access import Permission, may
from tests.cases import crowded
from tests.cast import browser_of

pytestmark = pytest.mark.django_db

MOST_QUERIES = 30


@pytest.fixture
def crowd() -> crowded.Crowd:
    return crowded.build(makers=24, messages=240, threads=12)


def test_every_page_takes_few_queries_however_many_there_are(crowd: crowded.Crowd) -> None:
    people = (crowd.cast.coordinator, crowd.cast.regulator, crowd.makers[1], crowd.lapsed)
    taken = {
        f"{who.name} {path}": crowded.look(who, path, rounds=1)[1]
        for who in people
        for path in crowded.paths(crowd, who)
        if who is not crowd.lapsed or not path.endswith(("/rooms/new", "/report"))
    }
    assert {path: count for path, count in taken.items() if count > MOST_QUERIES} == {}


def test_what_is_listed_is_what_the_policy_allows_message_by_message(crowd: crowded.Crowd) -> None:
    """The short rows share answers; asked one by one the policy says the same to everybody."""
    for who in (crowd.cast.coordinator, crowd.cast.regulator, *crowd.makers[:4], crowd.lapsed):
        case = queries.case_for(who.viewer, crowd.reference)
        of_case = queries.item(case)
        rows = Message.objects.filter(case=case).select_related("room").order_by("number")
        one_by_one = [
            row.pk for row in rows if may(who.viewer, Permission.CASE_MESSAGE_READ, message_item(row, of_case)).allowed
        ]
        assert [row.pk for row in queries.said(queries.sight(who.viewer, case))] == one_by_one
        assert len(one_by_one) > 0
        assert queries.unread_of(who.viewer, [case])[case.pk] == len(one_by_one) - _own(who.pk, one_by_one)
    assert browser_of(crowd.cast.eve).get(f"/cases/{crowd.reference}").status_code == 404


def _own(member: object, messages: list[object]) -> int:
    return Message.objects.filter(pk__in=messages, author=member).count()


def test_the_page_of_a_spill_lists_a_part_and_finds_the_rest_by_words(crowd: crowded.Crowd) -> None:
    lead, spill = browser_of(crowd.cast.coordinator), f"/cases/{crowd.reference}/spill"
    shown = lead.get(spill).content.decode()
    assert (shown.count('name="item"'), "more are not listed" in shown) == (200, True)
    unlisted = [row for row in Message.objects.all() if f"message:{row.pk}" not in shown]
    assert unlisted
    found = lead.post(spill, {"act": "find", "words": unlisted[-1].body}).content.decode()
    assert f"message:{unlisted[-1].pk}" in found
    # What was ticked stays in the list, wherever it stands.
    kept = lead.post(spill, {"act": "find", "words": "", "item": f"message:{unlisted[-1].pk}"}).content.decode()
    assert f'value="message:{unlisted[-1].pk}" id="i-{unlisted[-1].pk}" checked' in kept
    assert browser_of(crowd.cast.eve).get(spill).status_code == 404
