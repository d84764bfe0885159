"""A way back in for who lost every other one, made by two pairs of eyes where a party has them, used once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from medcord.core.refusals import NotFound, RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.parties import actions
from medcord.parties.models import Member, RecoveryLink, Token, WebSession
from medcord.parties.queries import signin
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.parties.doors import facts, generator_of, is_in, knock
from tests.parties.test_passkeys import Key

NEW = {"password": "four words that fit", "repeated": "four words that fit"}


def colleague(cast: Cast, name: str = "second", *, administers: bool = False) -> Member:
    row = actions.add_member(
        cast.hospital.organisation, email=f"{name}@elowen.example", name=name, password=PASSWORD, actor=SYSTEM
    )
    if administers:
        row = actions.change_role(row.pk, MemberRole.ADMINISTRATOR, actor=SYSTEM)
    return row


def made_by(administrator: Member, member: Member) -> str:
    """The secret of a way back that an administrator makes on the page."""
    page = browser_of(administrator).post(f"/party/members/{member.pk}/way-back", {"reason": "I saw her passport"})
    found = re.search(r"/recover/([\w-]+)<", page.content.decode())
    assert found, page.content.decode()
    return found[1]


def test_an_administrator_lets_a_colleague_back_in_and_everything_older_ends(cast: Cast) -> None:
    lost = colleague(cast)
    generator_of(lost)
    actions.issue_token(label="script", days=9, actor=lost.viewer)
    stolen = browser_of(lost)
    secret = made_by(cast.hospital, lost)
    assert stolen.get("/account").status_code == 302, "open sessions end when the way back is made"
    client = Client()
    assert client.get(f"/recover/{secret}").status_code == 200
    answer = client.post(f"/recover/{secret}", NEW)
    assert (answer.headers["Location"], is_in(client)) == ("/account", True)
    assert knock(lost).status_code == 422
    again = Client()
    knock(lost, NEW["password"], client=again)
    assert is_in(again), "no second factor is left from before"
    assert not Token.objects.filter(member=lost, revoked_at=None).exists()
    used = facts("RecoveryLinkUsed")
    assert [fact.data["member"] for fact in used] == [str(lost.pk)]
    assert [fact.data["method"] for fact in facts("MemberSignedIn")][:1] == ["recovery-link"]


def test_a_way_back_works_once_and_no_longer_than_a_day(cast: Cast) -> None:
    lost = colleague(cast)
    secret = made_by(cast.hospital, lost)
    Client().post(f"/recover/{secret}", NEW)
    client = Client()
    answer = client.post(f"/recover/{secret}", NEW)
    assert (answer.status_code, is_in(client)) == (422, False)
    late = made_by(cast.hospital, lost)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert client.post(f"/recover/{late}", NEW).status_code == 422
    assert not is_in(client)


def test_a_newer_way_back_ends_the_older_one(cast: Cast) -> None:
    lost = colleague(cast)
    first, second = made_by(cast.hospital, lost), made_by(cast.hospital, lost)
    assert Client().post(f"/recover/{first}", NEW).status_code == 422
    assert Client().post(f"/recover/{second}", NEW).status_code == 302


def test_the_page_of_a_link_that_opens_nothing_looks_like_that_of_one_that_does(cast: Cast) -> None:
    secret = made_by(cast.hospital, colleague(cast))
    with time_machine.travel(datetime.now(UTC), tick=False):
        pages = [Client().get(f"/recover/{word}").content.decode().replace(word, "") for word in (secret, "nothing")]
    shorn = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages]
    assert shorn[0] == shorn[1]
    assert "second" not in pages[0].split("<main")[1].split("</main>")[0].replace("second factor", "")


def test_where_there_is_another_administrator_a_way_back_needs_a_second_pair_of_eyes(cast: Cast) -> None:
    lost, other = colleague(cast), colleague(cast, "other", administers=True)
    secret = made_by(cast.hospital, lost)
    link = RecoveryLink.objects.get(member=lost)
    assert Client().post(f"/recover/{secret}", NEW).status_code == 422
    for nobody in (cast.hospital, cast.eve, lost):
        with pytest.raises(NotFound):
            actions.confirm_recovery(link.pk, actor=nobody.viewer)
    assert "Ask both whether that is right" in browser_of(other).get("/party/sign-ins").content.decode()
    assert browser_of(other).post(f"/party/ways-back/{link.pk}/confirm").status_code == 302
    assert Client().post(f"/recover/{secret}", NEW).status_code == 302


def test_the_member_is_told_by_mail_and_can_withdraw_what_it_did_not_ask_for(cast: Cast) -> None:
    lost = colleague(cast)
    secret = made_by(cast.hospital, lost)
    worker.drain()
    letters = list(OutgoingLetter.objects.filter(to=lost.email))
    assert letters
    assert all(secret not in letter.body and cast.hospital.name not in letter.body for letter in letters)
    browser = browser_of(lost)
    assert "Somebody made a way back in for you" in browser.get("/account").content.decode()
    link = RecoveryLink.objects.get(member=lost, ended_at=None)
    assert browser_of(cast.eve).post(f"/account/ways-back/{link.pk}/withdraw").status_code == 404
    browser.post(f"/account/ways-back/{link.pk}/withdraw")
    assert Client().post(f"/recover/{secret}", NEW).status_code == 422


def test_nobody_makes_a_way_back_for_oneself_or_for_another_party(cast: Cast) -> None:
    lost = colleague(cast)
    own = browser_of(cast.hospital).post(f"/party/members/{cast.hospital.pk}/way-back", {"reason": "me"})
    assert (own.status_code, RecoveryLink.objects.count()) == (403, 0)
    assert browser_of(cast.eve).get(f"/party/members/{lost.pk}/way-back").status_code == 404
    plain = browser_of(lost).post(f"/party/members/{cast.hospital.pk}/way-back", {"reason": "x"})
    assert plain.status_code == 403
    assert browser_of(lost).get("/party/sign-ins").status_code == 403


def test_only_the_digest_of_a_link_is_kept(cast: Cast) -> None:
    secret = made_by(cast.hospital, colleague(cast))
    row = RecoveryLink.objects.get()
    assert secret not in str(row.__dict__)
    assert [fact.data["needs_confirmation"] for fact in facts("RecoveryLinkIssued")] == [False]


def test_where_passwords_are_refused_the_way_back_is_a_passkey(cast: Cast, settings: Any) -> None:
    settings.MEDCORD_URL, settings.MEDCORD_SIGN_IN = "https://node.example", "phishing-resistant"
    new = actions.add_member(cast.hospital.organisation, email="new@elowen.example", name="New", actor=SYSTEM)
    _link, secret = actions.issue_recovery(new.pk, reason="first day", actor=SYSTEM)
    client, key = Client(), Key()
    assert client.post(f"/recover/{secret}", NEW).status_code == 422
    made = key.make(client.post(f"/recover/{secret}/begin").json())
    assert client.post(f"/recover/{secret}/passkey", {"credential": made}).headers["Location"] == "/account"
    assert is_in(client)
    again = Client()
    answer = key.answer(again.post("/sign-in/passkey/begin").json())
    again.post("/sign-in/passkey", {"credential": answer})
    assert is_in(again)


def test_a_party_keeps_an_administrator(cast: Cast) -> None:
    with pytest.raises(RuleRefusal) as refused:
        actions.change_role(cast.hospital.pk, MemberRole.MEMBER, actor=cast.hospital.viewer)
    assert refused.value.code == "last-administrator"
    other = colleague(cast, administers=True)
    actions.change_role(cast.hospital.pk, MemberRole.MEMBER, actor=other.viewer)
    assert not signin.is_last_administrator(cast.hospital)


def test_a_party_asks_for_a_second_factor_with_time_to_set_one_up(cast: Cast) -> None:
    admin, member = browser_of(cast.hospital), colleague(cast)
    admin.post("/party/sign-ins/rule", {"required": "on", "days": "14"})
    client = Client()
    knock(member, client=client)
    assert "asks its members for a second factor" in client.get("/worklist").content.decode()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=15)):
        client = Client()
        knock(member, client=client)
        assert client.get("/worklist").headers["Location"] == "/account"
        assert client.get("/api/v1/worklist").status_code == 403
        assert client.get("/worklist", headers={"Authorization": "Bearer x"}).headers["Location"] == "/account"
        generator_of(member)
        assert client.get("/worklist").status_code == 200


def test_sessions_are_listed_by_a_coarse_word_and_ended_one_by_one_or_all(cast: Cast) -> None:
    here, phone, office = browser_of(cast.hospital), browser_of(cast.hospital), browser_of(cast.hospital)
    rows = {row.session_key: row for row in signin.sessions_of(cast.hospital.viewer)}
    theirs = rows[phone.session.session_key]
    assert browser_of(cast.eve).post(f"/account/sessions/{theirs.name}/end").status_code == 404
    here.post(f"/account/sessions/{theirs.name}/end")
    assert (phone.get("/account").status_code, office.get("/account").status_code) == (302, 200)
    here.post("/account/sessions/end-others")
    assert (office.get("/account").status_code, here.get("/account").status_code) == (302, 200)
    assert [fact.data["sessions"] for fact in facts("SessionsEnded")] == [1, 1]


def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    here, elsewhere = browser_of(cast.hospital), browser_of(cast.hospital)
    key = here.session.session_key
    assert here.post("/account/password", NEW).status_code == 302
    assert (here.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 302)
    assert here.cookies["medcord_session"].value != key
    assert WebSession.objects.filter(member=cast.hospital).count() == 1


def test_a_page_left_open_is_not_enough_to_change_how_to_sign_in(cast: Cast) -> None:
    browser = browser_of(cast.hospital)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20)):
        assert browser.post("/account/password", NEW).headers["Location"] == "/account/confirm"
        assert browser.post("/account/confirm", {"password": "wrong"}).status_code == 422
        assert browser.post("/account/confirm", {"password": PASSWORD}).status_code == 302
        assert browser.post("/account/password", NEW).headers["Location"] == "/account"


def test_the_member_and_the_administrator_read_what_happened_and_eve_does_not(cast: Cast) -> None:
    member = colleague(cast)
    for _ in range(3):
        knock(member, "wrong")
    knock(member)
    own = browser_of(member).get("/account/sign-ins").content.decode()
    assert "An attempt failed: password." in own
    assert "3 times" in own
    party = browser_of(cast.hospital).get("/party/sign-ins").content.decode()
    assert "second</b>: Signed in by password." in party
    assert "second" not in browser_of(cast.eve).get("/account/sign-ins").content.decode().replace("second factor", "")


def test_weak_passwords_are_refused_with_what_to_do(cast: Cast) -> None:
    browser = browser_of(cast.hospital)
    said = {
        word: browser.post("/account/password", {"password": word, "repeated": word}).status_code
        for word in ("short", "qwerty123456", cast.hospital.email)
    }
    assert set(said.values()) == {422}
    assert browser.post("/account/password", {"password": "four words that fit", "repeated": "x"}).status_code == 422
