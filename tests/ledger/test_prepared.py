"""A question that was put into SQL once answers as the query set that it was made of."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from medcord.gateways import clock
from medcord.ledger.prepared import Prepared
from medcord.parties.backends import MemberBackend
from medcord.parties.models import Member, Organisation, WebSession
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

BY_KEY = Prepared(lambda key: Member.objects.select_related("organisation").filter(pk=key), Member._meta.pk)
EITHER = Prepared(
    lambda one, other: Member.objects.filter(Q(email=one) | Q(email=other), is_active=True).order_by("email"),
    *[Member._meta.get_field("email")] * 2,
)


def test_each_asks_with_its_own_values_and_gets_its_own_rows(cast: Cast) -> None:
    for member in (cast.coordinator, cast.eve, cast.coordinator):
        found = BY_KEY.first(member.pk)
        assert found == member
        assert {name: getattr(found, name) for name in ("email", "name", "pk")} == {
            "email": member.email, "name": member.name, "pk": member.pk,
        }  # fmt: skip
        assert BY_KEY.first(str(member.pk)) == member  # as a session names it


def test_two_values_of_one_field_keep_their_places(cast: Cast) -> None:
    one, other = cast.regulator.email, cast.eve.email
    for given in ((one, other), (other, one), (one, one)):
        wanted = list(Member.objects.filter(email__in=given).order_by("email"))
        assert EITHER.rows(*given) == wanted


def test_what_is_joined_comes_along_in_the_one_query(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = BY_KEY.first(cast.hospital.pk)
        assert found is not None
        assert found.organisation == Organisation.objects.get(pk=cast.hospital.organisation_id)
        assert found.organisation.role == cast.hospital.organisation.role
    assert len(asked) == 2  # the second one is the test's own


def test_who_is_not_there_is_none_and_nonsense_is_refused_as_ever(cast: Cast) -> None:
    assert BY_KEY.first(uuid4()) is None
    assert EITHER.rows("", "' OR 1=1 --") == []
    with pytest.raises(Exception, match="is not a valid UUID"):
        BY_KEY.first("nobody")
    with pytest.raises(ValueError, match="argument"):
        BY_KEY.first(cast.eve.pk, cast.eve.pk)


def test_a_question_that_needs_a_second_one_is_not_prepared(cast: Cast) -> None:
    several = Prepared(
        lambda key: Organisation.objects.prefetch_related("members").filter(pk=key), Organisation._meta.pk
    )
    with pytest.raises(ValueError, match="one question"):
        several.rows(cast.eve.organisation_id)


def test_a_member_that_is_shut_out_is_nobody_at_its_next_request(cast: Cast) -> None:
    assert MemberBackend().get_user(cast.eve.pk) == cast.eve
    Member.objects.filter(pk=cast.eve.pk).update(is_active=False)
    assert MemberBackend().get_user(cast.eve.pk) is None


def test_a_session_that_ended_signs_nobody_in(cast: Cast) -> None:
    browser = browser_of(cast.eve)
    assert browser.get("/board").status_code == 200
    WebSession.objects.update(expire_date=clock.of_machine() - timedelta(seconds=1))
    assert browser.get("/board").headers["Location"].startswith("/sign-in")
    assert isinstance(browser.get("/").wsgi_request.user, AnonymousUser)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_by_their_own_lines(cast: Cast) -> None:
    BY_KEY.first(cast.eve.pk)
    heard: list[object] = []

    def ask() -> None:
        heard.append(BY_KEY.first(cast.isao.pk))
        connection.close()

    crowd = [Thread(target=ask) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert heard == [cast.isao] * 4
