"""An administrator runs the members of a party."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from medcord.cases import actions as cases
from medcord.core.facts import MemberRoleChanged
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.intake import actions as intake
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.parties import actions, queries
from medcord.parties.actions import ProfileWords
from medcord.parties.models import Member, MemberInvitation, Token
from medcord.parties.queries import running
from tests.cases.road import opened, reported
from tests.cast import PASSWORD, SYSTEM, Cast, browser_of
from tests.parties.people import again, browser, colleague

pytestmark = pytest.mark.django_db

NEW = "new@karst.example"
WELCOME = {"name": "N. Ew", "password": "a long enough phrase"}


def link_in_mail(to: str = NEW) -> str:
    found = re.search(r"/welcome/\S+", OutgoingLetter.objects.get(to=to).body)
    assert found is not None
    return found.group()


def facts(member: Member) -> list[str]:
    stream = f"organisation:{member.organisation_id}"
    return list(FactRow.objects.filter(stream=stream).order_by("seq").values_list("kind", flat=True))


def test_the_first_member_of_a_party_administers_it_and_the_next_does_not(cast: Cast) -> None:
    assert cast.manufacturer.level == "administrator"
    assert colleague(cast.manufacturer, "W. Ard").level == "member"


def test_a_colleague_is_asked_in_by_a_link_that_shows_the_name_of_the_party_only(cast: Cast) -> None:
    admin = browser_of(cast.manufacturer)
    assert admin.post("/party/invitations", {"email": "New@Karst.example", "level": "reader"}).status_code == 302
    letter = OutgoingLetter.objects.get(to=NEW)
    assert cast.manufacturer.name not in letter.subject + letter.body
    page = Client().get(link_in_mail()).content.decode()
    assert "Karst Respiratory" in page
    assert cast.manufacturer.name not in page
    assert cast.manufacturer.email not in page
    assert MemberInvitation.objects.get().digest not in link_in_mail()
    assert Client().post(link_in_mail(), WELCOME).status_code == 302
    member = Member.objects.get(email=NEW)
    assert (member.organisation, member.level, member.every_case) == (cast.manufacturer.organisation, "reader", True)
    assert Client().post("/sign-in", {"email": NEW, "password": WELCOME["password"]}).status_code == 302
    assert facts(member)[-5:] == [
        "MemberInvited",
        "MemberJoined",
        "MemberRoleChanged",
        "MemberInvitationAccepted",
        "MemberSignedIn",
    ]


def test_used_withdrawn_old_and_invented_links_look_the_same(cast: Cast) -> None:
    invented = Client().get("/welcome/nothing-of-the-kind")
    admin = cast.manufacturer.viewer
    row, secret = actions.invite_member(NEW, level=MemberRole.MEMBER, actor=admin)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        old = Client().get(f"/welcome/{secret}")
    actions.withdraw_invitation(row.pk, actor=admin)
    withdrawn = Client().get(f"/welcome/{secret}")
    _, second = actions.invite_member(NEW, level=MemberRole.MEMBER, actor=admin)
    assert Client().post(f"/welcome/{second}", WELCOME).status_code == 302
    used = Client().post(f"/welcome/{second}", WELCOME)
    for answer in (invented, old, withdrawn, used):
        assert (answer.status_code, answer.content) == (404, invented.content)


def test_a_person_who_is_asked_in_twice_or_is_here_already_is_refused(cast: Cast) -> None:
    admin = cast.manufacturer.viewer
    actions.invite_member(NEW, level=MemberRole.MEMBER, actor=admin)
    with pytest.raises(RuleRefusal, match="Take it back first"):
        actions.invite_member(NEW.upper(), level=MemberRole.MEMBER, actor=admin)
    with pytest.raises(RuleRefusal, match="is a member of your party"):
        actions.invite_member(cast.manufacturer.email, level=MemberRole.MEMBER, actor=admin)
    with pytest.raises(InputRefusal):
        actions.invite_member("nobody", level=MemberRole.MEMBER, actor=admin)
    # Whether another party has such a member is not told to this one; the person learns it from the link.
    _, secret = actions.invite_member(cast.eve.email, level=MemberRole.MEMBER, actor=admin)
    with pytest.raises(RuleRefusal, match="already"):
        actions.accept_invitation(secret, name="Eve", password="a long enough phrase")


def test_an_administrator_hands_the_office_on_and_the_last_one_keeps_it(cast: Cast) -> None:
    first, second = cast.manufacturer, colleague(cast.manufacturer, "W. Ard")
    for act in (
        lambda: actions.change_role(first.pk, MemberRole.READER, actor=first.viewer),
        lambda: actions.deactivate_member(first, reason="leaves", actor=first.viewer),
    ):
        with pytest.raises(RuleRefusal, match="Make another member an administrator first"):
            act()
    answer = browser_of(first).post(f"/party/members/{first.pk}/deactivate", {"reason": "I leave"})
    assert answer.status_code == 422
    assert "Make another member an administrator first" in answer.content.decode()
    assert "I leave" in answer.content.decode()
    actions.change_role(second.pk, MemberRole.ADMINISTRATOR, actor=first.viewer)
    assert browser(first).post(f"/party/members/{first.pk}/role", {"level": "member"}).status_code == 302
    assert (again(first).level, again(second).level) == ("member", "administrator")
    assert browser(first).get("/party").status_code == 403
    with pytest.raises(RuleRefusal, match="Make another member"):
        actions.change_role(second.pk, MemberRole.MEMBER, actor=again(second).viewer)


def test_whoever_runs_the_node_may_shut_out_the_last_administrator_and_name_another(cast: Cast) -> None:
    second = colleague(cast.manufacturer, "W. Ard")
    cases.limit_member(second.pk, [], actor=cast.manufacturer.viewer)
    actions.deactivate_member(cast.manufacturer, reason="taken over", actor=SYSTEM)
    named = actions.change_role(second.pk, MemberRole.ADMINISTRATOR, actor=SYSTEM)
    assert (named.pk, named.level, named.every_case) == (second.pk, "administrator", True)


def test_a_plain_member_and_a_reader_run_nothing(cast: Cast) -> None:
    plain = colleague(cast.manufacturer, "W. Ard")
    reader = colleague(cast.manufacturer, "R. Eader")
    actions.change_role(reader.pk, MemberRole.READER, actor=cast.manufacturer.viewer)
    for who in (plain, reader):
        assert browser(who).get("/party").status_code == 403
        assert "administrator of your party" in browser(who).get("/party/log").content.decode()
        with pytest.raises(NotAllowed):
            actions.change_role(who.pk, MemberRole.ADMINISTRATOR, actor=again(who).viewer)
        with pytest.raises(NotAllowed):
            actions.invite_member(NEW, level=MemberRole.ADMINISTRATOR, actor=again(who).viewer)


def test_a_reader_reads_the_case_and_does_nothing_in_it(cast: Cast) -> None:
    reference = opened(cast)
    reader = colleague(cast.coordinator, "R. Eader")
    actions.change_role(reader.pk, MemberRole.READER, actor=cast.coordinator.viewer)
    assert browser(reader).get(f"/cases/{reference}").status_code == 200
    sent = {"tlp": "AMBER", "confidentiality": "none", "body": "hello"}
    answer = browser(reader).post(f"/cases/{reference}/send", sent)
    assert answer.status_code == 403
    assert "You may read for your party, not act for it" in answer.content.decode()


def test_a_leaver_loses_sessions_tokens_and_grants_and_what_was_done_stays(cast: Cast) -> None:
    reference = opened(cast)
    leaver = colleague(cast.coordinator, "L. Eaver")
    sessions = browser(leaver)
    words = {"tlp": "AMBER", "confidentiality": "none", "body": "I looked into it."}
    assert sessions.post(f"/cases/{reference}/send", words).status_code == 302
    token, secret = actions.issue_token(label="script", days=9, actor=leaver.viewer)
    admin = browser_of(cast.coordinator)
    page = admin.get(f"/party/members/{leaver.pk}").content.decode()
    assert "Token “script”" in page
    assert admin.post(f"/party/members/{leaver.pk}/deactivate", {"reason": "new job"}).status_code == 302
    assert sessions.get(f"/cases/{reference}").status_code == 302
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401
    assert "I looked into it." in admin.get(f"/cases/{reference}").content.decode()
    assert "L. Eaver" in admin.get(f"/cases/{reference}").content.decode()
    assert "TokenRevoked" in facts(leaver)
    # Back again: a plain member; what ended stays ended.
    assert admin.post(f"/party/members/{leaver.pk}/reactivate", {"reason": "came back"}).status_code == 302
    assert again(leaver).is_active
    assert sessions.get(f"/cases/{reference}").status_code == 302
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401
    assert Token.objects.get(pk=token.pk).revoked_at is not None
    assert Client().post("/sign-in", {"email": leaver.email, "password": PASSWORD}).status_code == 302


def test_a_leavers_open_cases_are_listed(cast: Cast) -> None:
    leaver = colleague(cast.coordinator, "L. Eaver")

    reference = reported()
    yes, accept = intake.MedicalDevice.YES, intake.Outcome.ACCEPT
    intake.triage(reference, medical_device=yes, outcome=accept, actor=leaver.viewer)
    case = cases.open_case(reference, title="Left behind", actor=leaver.viewer)
    page = browser_of(cast.coordinator).get(f"/party/members/{leaver.pk}").content.decode()
    assert "Leads" in page
    assert case.reference in page


def test_new_members_see_what_the_party_chose(cast: Cast) -> None:
    admin = browser_of(cast.manufacturer)
    assert admin.post("/party/default-access", {"reach": "named"}).status_code == 302
    cast.manufacturer.organisation.refresh_from_db()
    assert not colleague(cast.manufacturer, "W. Ard").every_case
    assert cast.manufacturer.every_case
    with pytest.raises(RuleRefusal):
        actions.set_default_access("named", actor=cast.manufacturer.viewer)


def test_an_administrator_sees_every_case_and_cannot_be_limited(cast: Cast) -> None:
    one = colleague(cast.manufacturer, "W. Ard", sees="none")
    actions.change_role(one.pk, MemberRole.ADMINISTRATOR, actor=cast.manufacturer.viewer)
    assert again(one).every_case
    with pytest.raises(RuleRefusal, match="administrator sees every case"):
        cases.limit_member(one.pk, [], actor=cast.manufacturer.viewer)


def test_the_profile_is_what_others_see_in_the_directory(cast: Cast) -> None:
    admin = browser_of(cast.manufacturer)
    said = {
        "name": "Karst Breathing",
        "short_name": "Karst",
        "time_zone": "Europe/Berlin",
        "website": "https://k.example",
    }
    said |= {"address": "psirt@karst.example", "version": "1"}
    assert admin.post("/party/profile", said).status_code == 302
    assert "Karst Breathing" in browser_of(cast.eve).get("/directory").content.decode()
    assert "psirt@karst.example" not in browser_of(cast.eve).get("/directory").content.decode()
    stale = admin.post("/party/profile", {**said, "name": "Another"})
    assert stale.status_code == 422
    assert "Somebody else changed this" in stale.content.decode()
    assert "Another" in stale.content.decode()
    for field, wrong in {
        "time_zone": "Mars/Base",
        "website": "javascript:alert(1)",
        "address": "no",
        "name": " ",
    }.items():
        words = {"name": "K", "short_name": "K", "time_zone": "UTC", field: wrong}
        with pytest.raises(InputRefusal) as refused:
            actions.change_profile(ProfileWords(**words), actor=cast.manufacturer.viewer)
        assert refused.value.fields["field"] == field


def test_the_log_says_in_words_who_did_what(cast: Cast) -> None:
    one = colleague(cast.manufacturer, "W. Ard")
    actions.change_role(one.pk, MemberRole.READER, actor=cast.manufacturer.viewer)
    actions.deactivate_member(one, reason="a secret reason", actor=cast.manufacturer.viewer)
    page = browser_of(cast.manufacturer).get("/party/log").content.decode()
    assert "L. Ostrava made W. Ard a reader." in page
    assert "L. Ostrava deactivated W. Ard, with a reason." in page
    assert "Whoever runs the node made L. Ostrava an administrator." in page
    assert "a secret reason" not in page
    assert all("a secret reason" not in str(fact.data) for fact in running.log(cast.manufacturer.viewer))


def test_eve_administers_another_party_and_does_nothing_to_this_one(cast: Cast) -> None:
    eve, maker = cast.eve, cast.manufacturer
    one = colleague(maker, "W. Ard")
    invitation, _ = actions.invite_member(NEW, level=MemberRole.MEMBER, actor=maker.viewer)
    token, _ = actions.issue_token(label="script", days=9, actor=one.viewer)
    before = FactRow.objects.count()
    page = browser_of(eve).get("/party").content.decode() + browser_of(eve).get("/party/log").content.decode()
    assert "W. Ard" not in page
    assert NEW not in page
    paths = [
        (f"/party/members/{one.pk}/role", {"level": "reader"}),
        (f"/party/members/{one.pk}/access", {"reach": "named"}),
        (f"/party/members/{one.pk}/deactivate", {"reason": "x"}),
        (f"/party/members/{one.pk}/reactivate", {"reason": "x"}),
        (f"/party/invitations/{invitation.pk}/withdraw", {}),
        (f"/party/tokens/{token.pk}/revoke", {}),
    ]
    for path, data in paths:
        answer = browser_of(eve).post(path, data)
        absent = browser_of(eve).post(re.sub(r"[0-9a-f-]{36}", str(uuid4()), path), data)
        assert (answer.status_code, answer.content) == (404, absent.content), path
    assert FactRow.objects.count() == before
    with pytest.raises(NotFound):
        actions.change_role(one.pk, MemberRole.ADMINISTRATOR, actor=eve.viewer)
    assert {row.email for row in queries.members_of(eve.viewer)} == {eve.email}
    assert MemberRoleChanged.__name__ not in {fact.kind for fact in running.log(eve.viewer)[:-3]}
