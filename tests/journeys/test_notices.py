"""A party is told: its programs by signed calls, its people by mail; and when mail fails, the coordinator knows."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from medcord.cases import actions as cases
from medcord.core import webhooks
from medcord.core.vocabulary import MemberRole
from medcord.gateways.mail import MailRefused, MemoryMail
from medcord.ledger import letters, worker
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.notices.models import Webhook
from medcord.parties.models import Member
from tests.cases.road import joined
from tests.cast import Cast, browser_of
from tests.gateways.servers import Seen, http_server
from tests.ledger.node import Node, database
from tests.notices.people import administrator, say

CALL = {"label": "our tracker", "kinds": ["MessageSent", "EmbargoChanged", "ConsentChanged"]}


@pytest.fixture
def receiver(settings: Settings) -> Iterator[tuple[str, Seen]]:
    settings.MEDCORD_HTTP_PRIVATE = ["127.0.0.0/8"]
    with http_server() as (port, seen):
        yield f"http://127.0.0.1:{port}/in", seen


def api(browser: Client, method: str, path: str, body: Any = None) -> Any:
    return browser.generic(method, f"/api/v1{path}", json.dumps(body or {}), "application/json")


def test_a_makers_tracker_follows_a_case_by_signed_calls(cast: Cast, receiver: tuple[str, Seen]) -> None:
    """Register by API, ping, be called for news, read it by API, change the secret, and end it."""
    url, seen = receiver
    reference = joined(cast)
    administrator(cast.manufacturer)
    maker = browser_of(cast.manufacturer)
    made = api(maker, "POST", "/webhooks", {**CALL, "url": url})
    assert made.status_code == 201
    hook, secret = made.json()["id"], made.json()["secret"]
    assert secret not in api(maker, "GET", "/webhooks").content.decode()
    assert api(maker, "POST", f"/webhooks/{hook}/ping").status_code == 201
    say(reference, cast.coordinator, "The mute port is 5011.")
    worker.drain()
    assert [json.loads(body)["kind"] for _, _, body in seen.requests] == ["Ping", "MessageSent"]
    _, headers, body = seen.requests[-1]
    webhooks.verify(headers["Medcord-Signature"], body, [secret], now=int(time.time()))
    assert b"5011" not in body
    told = api(maker, "GET", f"/cases/{json.loads(body)['case']}/messages").json()
    assert told["items"][-1]["body"] == "The mute port is 5011."
    fresh = api(maker, "POST", f"/webhooks/{hook}/secret").json()["secret"]
    say(reference, cast.coordinator)
    worker.drain()
    _, headers, body = seen.requests[-1]
    for one in (secret, fresh):
        webhooks.verify(headers["Medcord-Signature"], body, [one], now=int(time.time()))
    log = api(maker, "GET", f"/webhooks/{hook}/calls").json()
    assert [one["state"] for one in log["items"]] == ["done", "done", "done"]
    assert api(maker, "POST", f"/webhooks/{hook}/remove").status_code == 200
    say(reference, cast.coordinator)
    worker.drain()
    assert len(seen.requests) == 3
    left = ["WebhookRegistered", "WebhookPinged", "WebhookSecretChanged", "WebhookRemoved"]
    kinds = FactRow.objects.filter(kind__startswith="Webhook").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == left


def test_eve_registers_for_everything_and_gets_nothing(cast: Cast, receiver: tuple[str, Seen]) -> None:
    url, seen = receiver
    administrator(cast.eve)
    eve = browser_of(cast.eve)
    assert api(eve, "POST", "/webhooks", {**CALL, "url": url}).status_code == 201
    reference = joined(cast)
    say(reference, cast.coordinator)
    cases.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    worker.drain()
    assert seen.requests == []
    assert api(eve, "GET", "/node/status").status_code == 404
    assert b"MC-" not in eve.get("/notices").content


def test_on_pages_an_administrator_keeps_a_webhook_and_a_colleague_looks(
    cast: Cast, receiver: tuple[str, Seen]
) -> None:
    url, _seen = receiver
    Member.objects.filter(pk=cast.manufacturer.pk).update(level=MemberRole.MEMBER.value)
    maker = browser_of(cast.manufacturer)
    assert "An administrator of your party" in maker.get("/webhooks").content.decode()
    administrator(cast.manufacturer)
    made = maker.post("/webhooks", {"label": "tracker", "url": url, "kinds": ["MessageSent"]})
    assert "mcwh_" in made.content.decode()
    hook = Webhook.objects.get()
    assert maker.post(f"/webhooks/{hook.pk}/ping").status_code == 302
    worker.drain()
    page = maker.get(f"/webhooks/{hook.pk}").content.decode()
    assert "204" in page
    assert "mcwh_" not in page
    assert "mcwh_" in maker.post(f"/webhooks/{hook.pk}/rotate").content.decode()
    for verb in ("pause", "resume", "remove"):
        assert maker.post(f"/webhooks/{hook.pk}/{verb}").status_code == 302
    bad = maker.post("/webhooks", {"label": "tracker", "url": "https://10.0.0.1/", "kinds": ["MessageSent"]})
    assert (bad.status_code, "private network" in bad.content.decode()) == (422, True)
    assert 'value="tracker"' in bad.content.decode(), "what was typed is kept"


def test_a_member_chooses_on_the_page_and_by_api(cast: Cast) -> None:
    maker = browser_of(cast.manufacturer)
    assert maker.post("/notices", {"whose": "me", "how": "weekly"}).status_code == 302
    assert api(maker, "GET", "/notices/choices").json() == {"me": "weekly", "mailbox": None}
    assert api(maker, "POST", "/notices/choices/me", {"how": "daily"}).json()["me"] == "daily"
    assert api(maker, "POST", "/notices/choices/me", {"how": "never"}).status_code == 422
    assert api(maker, "POST", "/notices/choices/mailbox", {"how": "daily"}).status_code == 200
    Member.objects.filter(pk=cast.manufacturer.pk).update(level=MemberRole.MEMBER.value)
    assert api(maker, "POST", "/notices/choices/mailbox", {"how": "daily"}).status_code == 403
    assert maker.post("/notices", {"whose": "me", "how": ""}).status_code == 422


def test_the_coordinator_sees_that_mail_does_not_reach_a_party_and_mends_it(cast: Cast) -> None:
    """The server refuses; the case's page and the node's status say so; after it is mended the letter goes out."""
    reference = joined(cast)
    say(reference, cast.coordinator)
    refused = {cast.manufacturer.email: MailRefused("recipient-refused", permanent=True)}
    while worker.outbox.deliver_one():
        """Letters are written."""
    while letters.send_one(MemoryMail(refused)):
        """One of them dies."""
    owner = browser_of(cast.coordinator)
    answers = owner.get(f"/cases/{reference}/answers").content.decode()
    assert "Mail does not reach Karst Respiratory" in answers
    assert "recipient refused" in answers
    status = owner.get("/status").content.decode()
    assert "1 dead" in status
    assert cast.manufacturer.email not in status
    dead = OutgoingLetter.objects.get(state="dead")
    assert owner.post(f"/status/letter/{dead.pk}/retry").status_code == 302
    worker.drain()
    assert "Mail does not reach" not in owner.get(f"/cases/{reference}/answers").content.decode()
    came_back = api(owner, "POST", "/notices/bounces", {"message_id": dead.message_id, "status": "5.1.1"})
    assert came_back.json() == {"state": "failed"}
    assert "came back 5.1.1" in owner.get(f"/cases/{reference}/answers").content.decode()
    work = api(owner, "GET", "/node/status").json()["work"]
    assert [(one["kind"], one["state"]) for one in work] == [("letter", "failed")]
    dropped = api(owner, "POST", f"/node/work/letter/{work[0]['id']}/drop", {"reason": "they moved"})
    assert dropped.json() == {"state": "dropped"}
    for other in (cast.manufacturer, cast.eve, cast.regulator):
        assert browser_of(other).get("/status").status_code == 404


# --- a worker that dies in the middle of a call -------------------------------------------------------------------


def ask(node: Node, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database(node), timeout=20)) as rows:
        return rows.execute(question).fetchall()


def waits_for_nothing(node: Node) -> bool:
    left = "SELECT (SELECT count(*) FROM ledger_delivery WHERE state = 'waiting')"
    left += " + (SELECT count(*) FROM notices_call WHERE state = 'waiting')"
    return ask(node, left) == [(0,)]


def work_until(true: Any, process: subprocess.Popen[str], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise AssertionError(process.communicate()[0])
        time.sleep(0.02)  # looking, not waiting for luck: the loop ends with what it looks for


def test_a_worker_that_dies_in_the_middle_of_a_call_makes_it_once_more_with_the_same_delivery_id(
    tmp_path: Path,
) -> None:
    with http_server() as (port, seen):
        node = Node(tmp_path / "node", more={"MEDCORD_HTTP_PRIVATE": "127.0.0.0/8"})
        node.migrate()
        node.run("tests.notices.busy_webhook", "6", f"http://127.0.0.1:{port}/in")
        running: list[subprocess.Popen[str]] = []

        def kill() -> None:
            """After the call came, before it is answered."""
            if len(seen.requests) in (1, 4):
                os.kill(running[-1].pid, signal.SIGKILL)

        seen.after = kill
        for _ in range(2):
            running.append(node.start("medcord.cli.main", "worker"))
            assert running[-1].wait(timeout=60) == -signal.SIGKILL
        running.append(node.start("medcord.cli.main", "worker"))
        try:
            work_until(lambda: waits_for_nothing(node), running[-1])
        finally:
            for process in running:
                process.kill()
                process.communicate()
    ids = [headers["Medcord-Delivery"] for _, headers, _ in seen.requests]
    assert len(set(ids)) == 6
    assert len(ids) == 6 + 2, "at most one repeat for each kill"
    bodies = {headers["Medcord-Delivery"]: body for _, headers, body in seen.requests}
    assert all(bodies[headers["Medcord-Delivery"]] == body for _, headers, body in seen.requests)
    assert ask(node, "SELECT count(*) FROM notices_call WHERE state = 'done'") == [(6,)]
