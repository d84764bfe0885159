"""A party's programs are called when something happens: signed, without content, and only with what it may know."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from medcord.cases import actions as cases
from medcord.cases.models import Participant
from medcord.core import webhooks
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import ConfidentialityClass
from medcord.gateways import clock
from medcord.ledger import worker
from medcord.ledger.models import FactRow
from medcord.ledger.rows import writing
from medcord.notices import actions, queries
from medcord.notices.models import Call, Webhook
from medcord.notices.reactions import calls
from tests.cases.road import joined, opened
from tests.cast import Cast
from tests.notices import people
from tests.notices.conftest import Receiver
from tests.notices.people import EVERYTHING, administrator, hooked, letters_to, say

pytestmark = pytest.mark.django_db


def facts_of(kind: str) -> list[FactRow]:
    return list(FactRow.objects.filter(kind=kind).order_by("at"))


def test_a_fact_becomes_one_signed_call_without_content(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    row, secret = hooked(cast.manufacturer, receiver.url)
    say(reference, cast.coordinator)
    worker.drain()
    (body,), (headers,) = receiver.bodies, receiver.headers
    fact = facts_of("MessageSent")[-1]
    at = fact.at.isoformat().replace("+00:00", "Z")
    assert json.loads(body) == {
        "id": str(fact.id),
        "kind": "MessageSent",
        "at": at,
        "case": reference,
        "url": f"http://127.0.0.1:8000/cases/{reference}",
    }
    now = int(clock.now().timestamp())
    assert abs(webhooks.verify(headers["Medcord-Signature"], body, [secret], now=now) - now) <= 5
    call = Call.objects.get(webhook=row)
    assert UUID(headers["Medcord-Delivery"]) == call.id
    assert (call.state, call.status) == ("done", 204)


def test_eve_hears_nothing_of_cases_that_are_not_hers(cast: Cast, receiver: Receiver) -> None:
    hooked(cast.eve, receiver.url)
    reference = joined(cast)
    say(reference, cast.coordinator)
    cases.end_embargo(reference, reason="it leaked", actor=cast.coordinator.viewer)
    worker.drain()
    assert receiver.bodies == []
    assert Call.objects.count() == 0


def test_a_message_reaches_the_programs_of_its_readers_only(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    hooked(cast.regulator, receiver.url)
    say(reference, cast.manufacturer, confidentiality=ConfidentialityClass.TRADE_SECRET)
    worker.drain()
    assert receiver.bodies == []
    say(reference, cast.manufacturer)
    worker.drain()
    assert len(receiver.bodies) == 1


def test_what_the_party_may_no_longer_know_is_withheld_at_the_last_moment(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    hooked(cast.manufacturer, receiver.url)
    say(reference, cast.coordinator)
    while worker.outbox.deliver_one():
        """Up to the moment when the call is written and not yet made."""
    assert Call.objects.get().state == "waiting"
    with writing():
        Participant.objects.filter(party=cast.manufacturer.organisation_id).update(removed_at=clock.now())
    worker.drain()
    assert receiver.bodies == []
    assert Call.objects.get().state == "withheld"


def test_an_invited_party_hears_of_its_invitation_and_not_of_content(cast: Cast, receiver: Receiver) -> None:
    reference = opened(cast)
    hooked(cast.manufacturer, receiver.url)
    cases.invite(reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    say(reference, cast.coordinator)
    worker.drain()
    assert {json.loads(body)["kind"] for body in receiver.bodies} == {"ParticipantInvited", "ConsentChanged"}


def test_only_chosen_kinds_are_called_for(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    row, _ = hooked(cast.manufacturer, receiver.url, kinds=["EmbargoChanged"])
    say(reference, cast.coordinator)
    worker.drain()
    assert receiver.bodies == []
    actions.change_kinds(row.pk, kinds=["MessageSent"], actor=administrator(cast.manufacturer))
    say(reference, cast.coordinator)
    worker.drain()
    assert len(receiver.bodies) == 1


def test_a_failing_receiver_is_called_again_later_with_the_same_delivery_id(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    hooked(cast.manufacturer, receiver.url)
    receiver.seen.status = 503
    say(reference, cast.coordinator)
    worker.drain()
    call = Call.objects.get()
    assert (call.state, call.attempts, call.status, call.error) == ("waiting", 1, 503, "not-accepted")
    worker.drain()
    assert len(receiver.bodies) == 1, "it waits before it tries again"
    receiver.seen.status = 200
    with clock.at(clock.now() + timedelta(minutes=1)):
        worker.drain()
    assert Call.objects.get().state == "done"
    assert receiver.bodies[0] == receiver.bodies[1]
    assert receiver.headers[0]["Medcord-Delivery"] == receiver.headers[1]["Medcord-Delivery"]
    assert receiver.headers[0]["Medcord-Signature"] != receiver.headers[1]["Medcord-Signature"]


def test_pauses_grow_and_differ() -> None:
    pauses = [calls.pause_after(n).total_seconds() for n in range(1, calls.MOST_ATTEMPTS)]
    assert 16 <= pauses[0] <= 24
    assert pauses[-1] <= 4 * 3600 * 1.2
    assert 12 * 3600 < sum(pauses) < 48 * 3600
    assert len({calls.pause_after(5).total_seconds() for _ in range(20)}) > 1


def test_a_silent_receiver_does_not_make_others_wait(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    hooked(cast.manufacturer, f"http://127.0.0.1:{receiver.port}/to/nowhere")
    for _ in range(5):
        say(reference, cast.coordinator)
    worker.drain()
    assert len(receiver.bodies) == 1, "one attempt speaks for all that wait for the same receiver"
    assert Call.objects.filter(state="waiting").count() == 5
    assert Call.objects.filter(error="redirect").count() == 1


def until_dead(receiver: Receiver, status: int) -> None:
    receiver.seen.status = status
    now = clock.now()
    for step in range(calls.MOST_ATTEMPTS + 1):
        with clock.at(now + timedelta(hours=5 * (step + 1))):
            worker.drain()


def test_one_that_never_answers_is_paused_and_its_party_told(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    row, _ = hooked(cast.manufacturer, receiver.url)
    say(reference, cast.coordinator)
    until_dead(receiver, 500)
    row.refresh_from_db()
    assert (Call.objects.get().state, row.paused_because) == ("dead", "no-answer")
    assert len(receiver.bodies) == calls.MOST_ATTEMPTS
    letter = letters_to(cast.manufacturer)[-1]
    assert letter.subject == "medcord: a webhook of yours is paused"
    assert receiver.url not in letter.body
    assert facts_of("WebhookPaused")[-1].data["because"] == "no-answer"
    say(reference, cast.coordinator)
    worker.drain()
    assert Call.objects.filter(state="waiting").count() == 1, "what happens meanwhile waits"
    receiver.seen.status = 200
    actions.resume(row.pk, actor=administrator(cast.manufacturer))
    worker.drain()
    assert Call.objects.filter(state="done").count() == 1


def test_one_dead_call_among_good_ones_pauses_nothing(cast: Cast, receiver: Receiver) -> None:
    reference = joined(cast)
    row, _ = hooked(cast.manufacturer, receiver.url)
    say(reference, cast.coordinator)
    worker.drain()
    call = Call.objects.get()
    call.state, call.failed_first_at, call.done_at = "dead", clock.now() - timedelta(days=2), None
    call.save()
    say(reference, cast.coordinator)
    worker.drain()
    calls._give_up_if_silent(call)
    row.refresh_from_db()
    assert row.paused_at is None


def test_gone_is_gone(cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked(cast.manufacturer, receiver.url)
    receiver.seen.status = 410
    actions.ping(row.pk, actor=administrator(cast.manufacturer))
    worker.drain()
    row.refresh_from_db()
    assert (Call.objects.get().state, row.paused_because) == ("dead", "gone")


def test_a_ping_says_nothing_but_that_it_is_one(cast: Cast, receiver: Receiver) -> None:
    row, secret = hooked(cast.manufacturer, receiver.url)
    call = actions.ping(row.pk, actor=administrator(cast.manufacturer))
    worker.drain()
    (body,), (headers,) = receiver.bodies, receiver.headers
    assert set(json.loads(body)) == {"id", "kind", "at", "url"}
    assert json.loads(body)["kind"] == "Ping"
    webhooks.verify(headers["Medcord-Signature"], body, [secret], now=int(clock.now().timestamp()))
    assert facts_of("WebhookPinged")[0].data["call"] == str(call.id)


def test_a_webhook_is_no_way_to_flood_somebody_elses_server(cast: Cast) -> None:
    row, _ = hooked(cast.manufacturer)
    actor = administrator(cast.manufacturer)
    for _ in range(20):
        actions.ping(row.pk, actor=actor)
    with pytest.raises(RuleRefusal, match="Wait a while"):
        actions.ping(row.pk, actor=actor)


def test_while_a_secret_is_replaced_both_sign_and_then_only_the_new_one(cast: Cast, receiver: Receiver) -> None:
    row, old = hooked(cast.manufacturer, receiver.url)
    actor = administrator(cast.manufacturer)
    _, new = actions.rotate(row.pk, actor=actor)
    assert new != old
    actions.ping(row.pk, actor=actor)
    worker.drain()
    now = int(clock.now().timestamp())
    header, body = receiver.headers[0]["Medcord-Signature"], receiver.bodies[0]
    for secret in (old, new):
        webhooks.verify(header, body, [secret], now=now)
    actions.ping(row.pk, actor=actor)
    later = clock.now() + timedelta(hours=25)
    with clock.at(later):
        worker.drain()
    header, body = receiver.headers[1]["Medcord-Signature"], receiver.bodies[1]
    webhooks.verify(header, body, [new], now=int(later.timestamp()))
    with pytest.raises(webhooks.NotGenuine):
        webhooks.verify(header, body, [old], now=int(later.timestamp()))


def test_the_secret_is_nowhere_in_the_database(cast: Cast) -> None:
    row, secret = hooked(cast.manufacturer)
    stored = Webhook.objects.values_list().get(pk=row.pk)
    assert secret not in str(stored)
    assert secret.removeprefix("mcwh_") not in str(stored)


def test_a_secret_kept_under_another_key_of_the_node_signs_nothing(
    cast: Cast, receiver: Receiver, settings: Settings
) -> None:
    row, _ = hooked(cast.manufacturer, receiver.url)
    actions.ping(row.pk, actor=administrator(cast.manufacturer))
    settings.SECRET_KEY = "another"
    worker.drain()
    assert receiver.bodies == []
    assert Call.objects.get().error == "secret-unreadable"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example/in", "by https"),
        ("https://10.0.0.1/in", "private network"),
        ("https://[::1]/in", "private network"),
        ("https://user:pass@hooks.example/", "user name"),
        ("https://hooks.example:25/", "443"),
        ("https://hooks.example/#part", "#"),
        ("https://hooks.example/" + "x" * 500, "characters"),
        ("javascript:alert(1)", "https"),
        ("", "https"),
    ],
)
def test_an_address_that_cannot_be_called_is_refused_in_a_sentence(cast: Cast, url: str, why: str) -> None:
    with pytest.raises(InputRefusal, match=why):
        hooked(cast.manufacturer, url)


def test_kinds_must_be_known_and_some(cast: Cast) -> None:
    for kinds in ([], ["MemberSignedIn"], ["MessageSent", "Nonsense"]):
        with pytest.raises(InputRefusal):
            hooked(cast.manufacturer, kinds=kinds)


def test_there_is_an_end_to_webhooks(cast: Cast) -> None:
    for _ in range(10):
        hooked(cast.manufacturer)
    with pytest.raises(RuleRefusal, match="at most 10"):
        hooked(cast.manufacturer)


def test_members_look_administrators_act_and_others_find_nothing(cast: Cast) -> None:
    plain = people.plain(cast.manufacturer)
    row, _ = hooked(cast.manufacturer)
    assert queries.webhooks(plain) == [row]
    with pytest.raises(NotAllowed, match="administrator"):
        actions.register(label="x", url="https://a.example/", kinds=EVERYTHING, actor=plain)
    with pytest.raises(NotAllowed, match="administrator"):
        actions.pause(row.pk, actor=plain)
    eve = administrator(cast.eve)
    assert queries.webhooks(eve) == []
    for act in (actions.pause, actions.resume, actions.rotate, actions.remove, actions.ping):
        with pytest.raises(NotFound):
            act(row.pk, actor=eve)


def test_a_removed_webhook_is_gone_with_its_secret_and_what_waited(cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked(cast.manufacturer, receiver.url)
    actor = administrator(cast.manufacturer)
    actions.ping(row.pk, actor=actor)
    actions.remove(row.pk, actor=actor)
    worker.drain()
    assert receiver.bodies == []
    row.refresh_from_db()
    assert (row.secret, Call.objects.get().state) == ("", "dropped")
    with pytest.raises(NotFound):
        queries.webhook_for(actor, row.pk)


def test_a_call_is_made_again_when_its_party_asks(cast: Cast, receiver: Receiver) -> None:
    row, _ = hooked(cast.manufacturer, receiver.url)
    actor = administrator(cast.manufacturer)
    call = actions.ping(row.pk, actor=actor)
    worker.drain()
    actions.repeat_call(call.pk, actor=actor)
    worker.drain()
    first, second = receiver.headers
    assert first["Medcord-Delivery"] == second["Medcord-Delivery"]
    with pytest.raises(NotFound):
        actions.repeat_call(call.pk, actor=administrator(cast.eve))


def test_a_private_address_behind_a_name_is_refused_when_it_is_called(cast: Cast) -> None:
    row, _ = hooked(cast.manufacturer, "https://localhost/in")
    actions.ping(row.pk, actor=administrator(cast.manufacturer))
    worker.drain()
    assert Call.objects.get(webhook=row).error == "private-address"
