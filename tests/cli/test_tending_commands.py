"""``medcord status``, ``work`` and ``mail``: who runs the node sees what failed, and does something about it."""

from __future__ import annotations

import json

import pytest
import typer
from tests.cases.road import joined
from tests.cast import Cast
from typer.testing import CliRunner, Result

from medcord.cli.main import plain_app
from medcord.cli.tending import mail, status, work
from medcord.core.refusals import NotFound
from medcord.ledger import worker
from medcord.ledger.models import OutgoingLetter

pytestmark = pytest.mark.django_db


def run(app: typer.Typer, *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def look(*arguments: str) -> Result:
    alone = plain_app()
    alone.command()(status)
    return run(alone, *arguments)


def dead_letter(cast: Cast) -> OutgoingLetter:
    joined(cast)
    letter = OutgoingLetter.objects.filter(to=cast.manufacturer.email).first()
    assert letter is not None
    OutgoingLetter.objects.filter(pk=letter.pk).update(state="dead", error="recipient-refused", attempts=1)
    return letter


def test_a_node_at_rest_with_a_worker_is_well(cast: Cast) -> None:
    assert look().exit_code == 1
    assert "has never looked" in look().stdout
    worker.beat()
    done = look()
    assert done.exit_code == 0
    assert "The worker is there" in done.stdout


def test_dead_work_is_shown_masked_and_the_exit_status_says_so(cast: Cast) -> None:
    letter = dead_letter(cast)
    worker.beat()
    done = look()
    assert done.exit_code == 1
    assert f"letter {letter.pk}" in done.stdout
    assert "recipient-refused" in done.stdout
    assert "karst" not in done.stdout
    shown = json.loads(look("--format", "json").stdout)
    (piece,) = shown["work"]
    assert (piece["kind"], piece["state"], piece["where"]) == ("letter", "dead", "o…a@k….example")
    assert "karst" not in json.dumps(shown)


def test_it_is_tried_again_or_dropped(cast: Cast) -> None:
    letter = dead_letter(cast)
    assert run(work, "retry", "letter", str(letter.pk)).exit_code == 0
    letter.refresh_from_db()
    assert letter.state == "waiting"
    assert run(work, "drop", "letter", str(letter.pk), "--reason", "they moved").exit_code == 0
    letter.refresh_from_db()
    assert letter.state == "dropped"
    assert isinstance(run(work, "retry", "call", "nothing").exception, NotFound)


def test_what_came_back_is_noted_by_its_message_id(cast: Cast) -> None:
    joined(cast)
    letter = OutgoingLetter.objects.filter(to=cast.manufacturer.email).first()
    assert letter is not None
    assert run(mail, "bounced", letter.message_id, "--code", "5.1.1").exit_code == 0
    letter.refresh_from_db()
    assert (letter.state, letter.error) == ("failed", "came-back-5.1.1")
    assert "came back" in look().stdout
