"""A manufacturer runs itself: colleagues come, one engineer gets one case, the office is handed on, somebody leaves."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.parties import actions
from medcord.parties.models import Member
from tests.api.programs import Program
from tests.cases.road import joined
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

PHRASE = "ferry lantern gravel noon"


def comes(admin: Client, email: str, name: str, level: str = "member") -> tuple[Member, Client]:
    """Asked in by mail, accepts, signs in: everything by pages."""
    assert admin.post("/party/invitations", {"email": email, "level": level}).status_code == 302
    link = re.search(r"/welcome/\S+", OutgoingLetter.objects.get(to=email).body)
    worker.drain()  # the letter is sent, and what is kept of it is emptied
    assert link is not None
    browser = Client()
    assert browser.post(link.group(), {"name": name, "password": PHRASE}).status_code == 302
    assert browser.post("/sign-in", {"email": email, "password": PHRASE}).status_code == 302
    return Member.objects.get(email=email), browser


def test_a_manufacturer_runs_its_own_people(cast: Cast) -> None:
    case = joined(cast)
    admin, eve = browser_of(cast.manufacturer), browser_of(cast.eve)

    # New members see nothing until something is granted; an engineer comes and finds an empty inbox.
    assert admin.post("/party/default-access", {"reach": "named"}).status_code == 302
    engineer, desk = comes(admin, "weller@karst.example", "J. Weller")
    assert case not in desk.get("/board").content.decode()
    assert desk.get(f"/cases/{case}").status_code == 404

    # The administrator grants the one case from its room; the engineer works in it.
    assert f"/cases/{case}/people" in admin.get(f"/cases/{case}").content.decode()
    assert admin.post(f"/cases/{case}/people", {"member": str(engineer.pk)}).status_code == 302
    assert case in desk.get("/board").content.decode()
    words = {"tlp": "AMBER", "confidentiality": "none", "body": "The fix builds."}
    assert desk.post(f"/cases/{case}/send", words).status_code == 302
    assert f"/cases/{case}/people" not in desk.get(f"/cases/{case}").content.decode()
    assert desk.get(f"/cases/{case}/people").status_code == 403

    # A program of the engineer's reads, as its token says, and writes nothing.
    made = desk.post("/tokens", {"label": "tracker", "days": "30", "scopes": ["read"]}).content.decode()
    secret = re.search(r"mc_[\w-]+", made)
    assert secret is not None
    program = Program({"Authorization": f"Bearer {secret.group()}"})
    assert [one["reference"] for one in program.get("/cases")["items"]] == [case]
    refused = program.send("POST", f"/cases/{case}/messages", {**words})
    assert (refused.status_code, refused.json()["code"]) == (403, "token-scope")
    assert "tracker" in admin.get("/party/tokens").content.decode()

    # The office is handed on to a second administrator, who lets the first one become a plain member.
    second, chief = comes(admin, "okoro@karst.example", "N. Okoro", "administrator")
    assert second.every_case
    assert admin.post(f"/party/members/{cast.manufacturer.pk}/role", {"level": "member"}).status_code == 302
    assert admin.get("/party").status_code == 403
    alone = chief.post(f"/party/members/{second.pk}/deactivate", {"reason": "I go, too"})
    assert "Make another member an administrator first" in alone.content.decode()

    leaves(engineer, desk, program, chief, case)

    # Eve, administrator of another maker, met none of it.
    for path in ("/party", "/party/log", "/party/tokens", "/board", "/search?q=Weller"):
        page = eve.get(path).content.decode()
        assert "J. Weller" not in page
        assert case not in page
    assert eve.get(f"/party/members/{engineer.pk}").status_code == 404
    assert eve.get(f"/cases/{case}/people").status_code == 404


def leaves(engineer: Member, desk: Client, program: Program, chief: Client, case: str) -> None:
    """The engineer leaves: page and program end at once, the words stay, the log says it."""
    assert "tracker" in chief.get(f"/party/members/{engineer.pk}").content.decode()
    assert chief.post(f"/party/members/{engineer.pk}/deactivate", {"reason": "another job"}).status_code == 302
    assert desk.get(f"/cases/{case}").status_code == 302
    assert program.send("GET", "/cases").status_code == 401
    assert "The fix builds." in chief.get(f"/cases/{case}").content.decode()
    log = chief.get("/party/log").content.decode()
    for sentence in (
        f"L. Ostrava showed {case} to J. Weller.",
        "N. Okoro became a member.",
        "L. Ostrava made L. Ostrava a member.",
        "N. Okoro deactivated J. Weller, with a reason.",
        "N. Okoro revoked a token of J. Weller.",
    ):
        assert sentence in log, sentence


def test_the_same_by_programs(cast: Cast) -> None:
    def program(of: Member) -> Program:
        _, secret = actions.issue_token(label="admin", days=9, actor=of.viewer)
        return Program({"Authorization": f"Bearer {secret}"})

    case = joined(cast)
    admin, eve = program(cast.manufacturer), program(cast.eve)
    admin.put("/party/default-access", {"sees": "named"})
    invited = admin.post("/party/invitations", {"email": "weller@karst.example", "role": "reader"}, status=201)
    assert [one["id"] for one in admin.get("/party/invitations")["items"]] == [invited["id"]]
    admin.post(f"/party/invitations/{invited['id']}/withdrawal")
    engineer = actions.add_member(
        Member.objects.get(pk=cast.manufacturer.pk).organisation,
        email="weller@karst.example",
        name="J. Weller",
        actor=cast.manufacturer.viewer,
    )
    people = {one["name"]: one["sees"] for one in admin.get(f"/cases/{case}/people")["items"]}
    assert people == {"J. Weller": False, "L. Ostrava": True}
    assert admin.post(f"/cases/{case}/people", {"member": str(engineer.pk)})["sees"] is True
    assert admin.post(f"/cases/{case}/people/{engineer.pk}/withdrawal")["sees"] is False
    named = admin.put(f"/party/members/{engineer.pk}/access", {"sees": "named", "cases": [case]})
    assert (named["sees"], named["cases"]) == ("named", 1)
    assert admin.put(f"/party/members/{engineer.pk}/role", {"role": "reader"})["role"] == "reader"
    assert admin.post(f"/party/members/{engineer.pk}/deactivation", {"reason": "gone"})["active"] is False
    assert admin.post(f"/party/members/{engineer.pk}/reactivation", {"reason": "back"})["role"] == "member"
    profile = admin.get("/party")
    given = {"name": "Karst", "short_name": "Karst", "expected_version": profile["version"]}
    assert admin.put("/party", given)["name"] == "Karst"
    admin.put("/party", given, status=409)
    kinds = [one["kind"] for one in admin.get("/party/log")["items"]]
    assert kinds[:3] == ["PartyProfileChanged", "MemberRoleChanged", "MemberReactivated"]
    assert [one["label"] for one in admin.get("/party/tokens")["items"]] == ["admin"]

    # Eve's program gets the answer of an absent member for each of them.
    for method, path, body in (
        ("PUT", f"/party/members/{engineer.pk}/role", {"role": "administrator"}),
        ("PUT", f"/party/members/{engineer.pk}/access", {"sees": "all"}),
        ("POST", f"/party/members/{engineer.pk}/deactivation", {"reason": "x"}),
        ("POST", f"/cases/{case}/people", {"member": str(engineer.pk)}),
        ("GET", f"/cases/{case}/people", None),
    ):
        assert eve.send(method, path, body).status_code == 404, path
    assert "Weller" not in str(eve.get("/party/members"))
