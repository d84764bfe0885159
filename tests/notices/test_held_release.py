"""What would hold a release up is seen by who releases and who tends the node, with what to do, and by nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from medcord.advisories import actions
from medcord.cli.main import plain_app
from medcord.cli.tending import status
from medcord.ledger import channels
from medcord.ledger.channels import HeldUp
from medcord.notices import queries
from medcord.sharing import actions as sharing
from tests.advisories.stories import COORDINATOR, NODE, PUMP_ADVISORY
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)

LACK = "The key that signs what this node publishes cannot be read"


@pytest.fixture
def _no_key(cast: Cast, settings: Any) -> None:
    sharing.build_tree(actor=NODE)
    (Path(settings.MEDCORD_HOME) / "openpgp" / "key.asc").unlink()
    with pytest.raises(HeldUp, match=LACK):
        actions.publish(PUMP_ADVISORY, actor=COORDINATOR)


@pytest.mark.usefixtures("_no_key")
def test_the_status_names_the_channel_why_and_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.coordinator)
    page = client.get("/status").content.decode()
    assert LACK in page
    assert "A release was held up" in page
    assert page.count(" ready</span>") == len(channels.laid()) - 1
    found = queries.status(cast.coordinator.viewer)
    assert [one.name for one in found.lacking] == ["provider-files"]
    assert found.held is not None
    assert (found.held_by, found.held.reason) == ("the signed files of the CSAF provider", "not-ready")


@pytest.mark.usefixtures("_no_key")
def test_the_command_says_so_and_ends_with_1() -> None:
    alone = plain_app()
    alone.command()(status)
    told = CliRunner().invoke(alone, [])
    assert told.exit_code == 1
    assert f"A release would be held up now by the signed files of the CSAF provider: {LACK}" in told.output
    data = json.loads(CliRunner().invoke(alone, ["--format", "json"]).output)
    assert data["held"]["channel"] == "provider-files"
    assert [one["name"] for one in data["channels"] if one["lack"]] == ["provider-files"]


@pytest.mark.usefixtures("_no_key")
def test_nobody_else_sees_that_something_is_held_up(cast: Cast, client: Client) -> None:
    for path in ("/", "/advisories", "/status"):
        assert "held up" not in client.get(path).content.decode()
    for person in (cast.manufacturer, cast.hospital, cast.regulator):
        client.force_login(person)
        assert client.get("/status").status_code == 404


def test_after_a_release_nothing_is_held_up_any_more(cast: Cast) -> None:
    sharing.build_tree(actor=NODE)
    actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    found = queries.status(cast.coordinator.viewer)
    assert (found.lacking, found.held) == ([], None)
