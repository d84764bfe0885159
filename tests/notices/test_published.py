"""Programs are called when an advisory is published: those of parties that may read it, with its number alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from medcord.advisories import actions as advisories
from medcord.advisories.models import AdvisoryRevision
from medcord.core import webhooks
from medcord.core.vocabulary import Tlp
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter
from medcord.ledger.rows import writing
from medcord.notices.models import Call
from medcord.parties.models import Member
from tests.advisories.stories import COORDINATOR, HOSPITAL, PUMP_ADVISORY
from tests.advisories.test_take_in import csaf
from tests.cast import Cast, browser_of
from tests.notices.conftest import Receiver
from tests.notices.people import administrator, hooked

pytestmark = pytest.mark.django_db


def listens(who: Member, receiver: Receiver) -> str:
    return hooked(who, receiver.url, ["AdvisoryPublished"])[1]


def said(receiver: Receiver) -> list[dict[str, Any]]:
    worker.drain()
    return [json.loads(body) for body in receiver.bodies]


def mark(revision: AdvisoryRevision, tlp: Tlp) -> None:
    with writing():
        AdvisoryRevision.objects.filter(pk=revision.pk).update(tlp=tlp.value)


def test_a_hospitals_program_is_called_with_the_number_and_nothing_else(cast: Cast, receiver: Receiver) -> None:
    secret = listens(cast.hospital, receiver)
    first = advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    (call,) = said(receiver)
    number = first.advisory.tracking_id
    assert call.pop("id")
    assert call.pop("at")
    assert call == {
        "kind": "AdvisoryPublished",
        "advisory": number,
        "url": f"http://127.0.0.1:8000/advisories/{number}",
    }
    (headers,), (body,) = receiver.headers, receiver.bodies
    assert webhooks.verify(headers["Medcord-Signature"], body, [secret], now=int(clock.now().timestamp()))
    advisories.publish(PUMP_ADVISORY, revises=first.advisory_id, summary="Another remedy", actor=COORDINATOR)
    assert [one["advisory"] for one in said(receiver)] == [number, number]
    assert OutgoingLetter.objects.count() == 0  # mailboxes are not told: there are feeds


def test_a_marking_that_shuts_a_party_out_withholds_the_call_at_the_last_moment(cast: Cast, receiver: Receiver) -> None:
    listens(cast.hospital, receiver)
    listens(cast.eve, receiver)
    revision = advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    mark(revision, Tlp.AMBER)
    assert said(receiver) == []
    assert Call.objects.count() == 0
    green = advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    mark(green, Tlp.GREEN)  # every member reads it, so every party is called
    while worker.outbox.deliver_one():
        """Up to the moment when the calls are written and not yet made."""
    assert Call.objects.filter(state="waiting").count() == 2
    mark(green, Tlp.RED)
    assert said(receiver) == []
    assert set(Call.objects.values_list("state", flat=True)) == {"withheld"}


def test_what_others_published_and_a_webhook_for_other_facts_make_no_call(cast: Cast, receiver: Receiver) -> None:
    listens(cast.isao, receiver)
    hooked(cast.eve, receiver.url)
    advisories.take_in([("a.json", csaf("OTHER-2026-1"))], actor=HOSPITAL)
    assert said(receiver) == []
    advisories.publish(PUMP_ADVISORY, actor=COORDINATOR)
    assert len(said(receiver)) == 1


def test_a_hospital_is_offered_advisories_alone_and_registers_on_the_page(cast: Cast) -> None:
    administrator(cast.hospital)
    browser = browser_of(cast.hospital)
    page = browser.get("/webhooks").content.decode()
    assert "An advisory was published, or a new revision of one (AdvisoryPublished)" in page
    assert "MessageSent" not in page
    given = {"label": "our desk", "url": "https://hooks.example/in", "kinds": ["AdvisoryPublished"]}
    assert "Copy it now" in browser.post("/webhooks", given).content.decode()
    refused = browser.post("/webhooks", {**given, "kinds": ["MessageSent"]})
    assert (refused.status_code, "Choose from this list." in refused.content.decode()) == (422, True)
