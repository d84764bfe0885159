"""What waits, what is dead and why: seen by who tends the node, without content and without addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from medcord.cases import queries as cases
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.core.vocabulary import MemberRole
from medcord.gateways import clock
from medcord.gateways.mail import MailRefused, MemoryMail
from medcord.ledger import letters, worker
from medcord.ledger.models import Delivery, FactRow, OutgoingLetter
from medcord.notices import actions, queries
from medcord.notices.models import Call
from medcord.notices.queries import masked
from medcord.parties.models import Member
from tests.cases.road import joined
from tests.cast import SYSTEM, Cast
from tests.notices.conftest import Receiver
from tests.notices.people import administrator, forget_letters, hooked, say


def send_all(mail: MemoryMail) -> None:
    while worker.outbox.deliver_one():
        """First everything becomes letters."""
    while letters.send_one(mail):
        """Then they go out."""


def broken(to: str, reason: str, *, permanent: bool) -> MemoryMail:
    return MemoryMail({to: MailRefused(reason, permanent=permanent)})


def talk(cast: Cast) -> str:
    reference = joined(cast)
    forget_letters()
    say(reference, cast.coordinator)
    return reference


def test_a_lasting_no_kills_a_letter_at_once_and_shows_on_the_case(cast: Cast) -> None:
    reference = talk(cast)
    send_all(broken(cast.manufacturer.email, "recipient-refused", permanent=True))
    letter = OutgoingLetter.objects.get(to=cast.manufacturer.email)
    assert (letter.state, letter.error, letter.attempts) == ("dead", "recipient-refused", 1)
    case = cases.case_for(cast.coordinator.viewer, reference)
    reached = queries.delivery_of(cast.coordinator.viewer, case)
    assert reached[cast.manufacturer.organisation_id].state == "dead"
    assert reached[cast.manufacturer.organisation_id].reason == "recipient-refused"
    assert reached[cast.regulator.organisation_id].state == "sent"
    assert [one.party for one in queries.unreached(cast.coordinator.viewer, case)] == [
        cast.manufacturer.organisation_id
    ]


def test_a_passing_no_is_tried_again_with_growing_pauses(cast: Cast) -> None:
    talk(cast)
    mail = broken(cast.manufacturer.email, "recipient-put-off", permanent=False)
    send_all(mail)
    letter = OutgoingLetter.objects.get(to=cast.manufacturer.email)
    assert (letter.state, letter.attempts) == ("waiting", 1)
    mail.refused.clear()
    send_all(mail)
    assert cast.manufacturer.email not in [one.to for one in mail.sent], "it waits first"
    with clock.at(clock.now() + timedelta(minutes=1)):
        send_all(mail)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("sent", "")
    pauses = [letters.pause_after(n).total_seconds() for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert 24 * 3600 < sum(pauses) < 5 * 24 * 3600


def test_what_became_of_the_mail_is_the_owners_to_know(cast: Cast) -> None:
    reference = talk(cast)
    case = cases.case_for(cast.coordinator.viewer, reference)
    for other in (cast.manufacturer, cast.regulator, cast.eve, cast.hospital):
        with pytest.raises(NotFound):
            queries.delivery_of(other.viewer, case)


def test_a_mail_that_came_back_counts_as_not_delivered(cast: Cast) -> None:
    reference = talk(cast)
    send_all(MemoryMail())
    letter = OutgoingLetter.objects.get(to=cast.manufacturer.email)
    actions.record_bounce(letter.message_id, status="5.1.1", actor=cast.coordinator.viewer)
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("failed", "came-back-5.1.1")
    case = cases.case_for(cast.coordinator.viewer, reference)
    reached = queries.delivery_of(cast.coordinator.viewer, case)[cast.manufacturer.organisation_id]
    assert (reached.failed, reached.reason) == (True, "came-back-5.1.1")
    fact = FactRow.objects.get(kind="LetterBounced")
    assert fact.data["status"] == "5.1.1"
    with pytest.raises(InputRefusal, match="status code"):
        actions.record_bounce(letter.message_id, status="no such user karst", actor=SYSTEM)
    with pytest.raises(NotFound):
        actions.record_bounce("<nothing@node.example>", actor=SYSTEM)
    for other in (cast.manufacturer, cast.eve, cast.regulator):
        with pytest.raises(NotFound):
            actions.record_bounce(letter.message_id, actor=other.viewer)


def test_a_letter_that_never_left_cannot_come_back(cast: Cast) -> None:
    talk(cast)
    while worker.outbox.deliver_one():
        """Letters are written and wait."""
    with pytest.raises(RuleRefusal, match="waiting"):
        actions.record_bounce(OutgoingLetter.objects.all()[0].message_id, actor=SYSTEM)


def test_the_status_shows_what_is_dead_and_hides_whom_it_was_for(cast: Cast) -> None:
    talk(cast)
    send_all(broken(cast.manufacturer.email, "recipient-refused", permanent=True))
    status = queries.status(cast.coordinator.viewer)
    (piece,) = status.pieces
    assert (piece.kind, piece.state, piece.reason) == ("letter", "dead", "recipient-refused")
    assert piece.where == "o…a@k….example"
    assert {one.kind: one.dead for one in status.queues} == {"reaction": 0, "letter": 1, "call": 0}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ostrava@karst.example", "o…a@k….example"),
        ("a@b", "a…a@b…"),
        ("hooks.karst.example", "h….example"),
        ("10.1.2.3", "…"),
        ("localhost", "l…"),
    ],
)
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_the_status_is_closed_to_everybody_else(cast: Cast) -> None:
    for other in (cast.manufacturer, cast.regulator, cast.eve, cast.hospital, cast.isao):
        with pytest.raises(NotFound):
            queries.status(other.viewer)
        with pytest.raises(NotFound):
            actions.retry_work("letter", "1", actor=other.viewer)


def test_a_reader_of_the_coordinator_looks_and_does_not_tend(cast: Cast) -> None:
    talk(cast)
    send_all(broken(cast.manufacturer.email, "recipient-refused", permanent=True))
    Member.objects.filter(pk=cast.coordinator.pk).update(level=MemberRole.READER.value)
    cast.coordinator.refresh_from_db()
    (piece,) = queries.status(cast.coordinator.viewer).pieces
    with pytest.raises(NotAllowed):
        actions.retry_work(piece.kind, piece.id, actor=cast.coordinator.viewer)


def test_dead_mail_is_tried_again_or_dropped_with_a_reason_and_leaves_a_fact(cast: Cast) -> None:
    talk(cast)
    send_all(broken(cast.manufacturer.email, "recipient-refused", permanent=True))
    letter = OutgoingLetter.objects.get(to=cast.manufacturer.email)
    actions.retry_work("letter", str(letter.pk), actor=cast.coordinator.viewer)
    mail = MemoryMail()
    send_all(mail)
    assert [one.message_id for one in mail.sent] == [letter.message_id], "the same letter, not another"
    with pytest.raises(RuleRefusal, match="sent"):
        actions.drop_work("letter", str(letter.pk), reason="x", actor=cast.coordinator.viewer)
    letter.refresh_from_db()
    letter.state = "dead"
    letter.save()
    with pytest.raises(InputRefusal, match="why"):
        actions.drop_work("letter", str(letter.pk), reason=" ", actor=cast.coordinator.viewer)
    actions.drop_work("letter", str(letter.pk), reason="they moved", actor=cast.coordinator.viewer)
    assert queries.status(cast.coordinator.viewer).pieces == []
    fact = FactRow.objects.get(kind="WorkDropped")
    assert (fact.data["work"], fact.data["item"]) == ("letter", str(letter.pk))
    assert "moved" not in str(fact.data)


def test_reactions_and_calls_are_tended_alike(cast: Cast, receiver: Receiver) -> None:
    joined(cast)
    row, _ = hooked(cast.manufacturer, receiver.url)
    actions.ping(row.pk, actor=administrator(cast.manufacturer))
    receiver.seen.status = 410
    worker.drain()
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(state="dead", error="KeyError")  # type: ignore[union-attr]
    tending = cast.coordinator.viewer
    pieces = {one.kind: one for one in queries.status(tending).pieces}
    assert {kind: one.reason for kind, one in pieces.items()} == {"reaction": "KeyError", "call": "not-accepted"}
    assert pieces["call"].where == "…"
    actions.retry_work("call", pieces["call"].id, actor=tending)
    actions.drop_work("reaction", pieces["reaction"].id, reason="mended by hand", actor=tending)
    assert (Call.objects.get().state, Delivery.objects.get(pk=pieces["reaction"].id).state) == ("waiting", "dropped")
    assert FactRow.objects.filter(kind="WorkRetried").count() == 1


@pytest.mark.parametrize(("kind", "pk"), [("letter", "no id"), ("reaction", "9" * 40), ("call", "x"), ("other", "1")])
def test_work_that_is_not_there_is_not_found(cast: Cast, kind: str, pk: str) -> None:
    with pytest.raises(NotFound):
        actions.retry_work(kind, pk, actor=cast.coordinator.viewer)


def test_a_worker_that_looked_just_now_is_there_and_one_of_long_ago_is_not(cast: Cast) -> None:
    assert not queries.status(SYSTEM).worker_is_there
    worker.beat()
    assert queries.status(cast.coordinator.viewer).worker_is_there
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert not queries.status(SYSTEM).worker_is_there
        worker.beat()
    assert queries.status(SYSTEM).looked_at is not None


def test_the_oldest_that_waits_is_named(cast: Cast) -> None:
    talk(cast)
    status = queries.status(SYSTEM)
    (reactions,) = [one for one in status.queues if one.kind == "reaction"]
    assert reactions.waiting > 0
    assert reactions.oldest == FactRow.objects.filter(kind="MessageSent").latest("at").at
