"""The nightly import and the worklist as a file, by a member's token."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from tests.cast import Cast
from tests.inventory.ward import ROWS, bulletin, table, tags, taken_in
from typer.testing import CliRunner, Result

from medcord.cli.hospital import inventory, worklist
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound
from medcord.ledger import worker
from medcord.parties import actions as parties
from medcord.parties.models import Member

pytestmark = pytest.mark.django_db

listing = typer.Typer()
listing.command()(worklist)


def token_of(member: Member) -> str:
    return parties.issue_token(label="night", days=30, actor=member.viewer)[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cmms.csv"
    path.write_bytes(table(*ROWS))
    return path


def run(app: typer.Typer, *arguments: object, token: str = "") -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"MEDCORD_TOKEN": token})


def test_a_program_imports_and_fetches_the_worklist(cast: Cast, file: Path) -> None:
    taken_in(bulletin())
    secret = token_of(cast.hospital)
    done = run(inventory, "import", file, "--format", "json", token=secret)
    assert {"rows": 5, "added": 5, "retired": 0, "problems": 0}.items() <= json.loads(done.stdout).items()
    worker.drain()
    rows = list(csv.DictReader(io.StringIO(run(listing, token=secret).stdout)))
    assert [(row["asset_tag"], row["verdict"]) for row in rows] == [
        ("SE-001", "affected"),
        ("SE-002", "affected"),
        ("SE-003", "possible"),
        ("SE-004", "outside range"),
    ]
    lines = run(listing, "--format", "json", "--department", "ED", token=secret).stdout.splitlines()
    assert [json.loads(line)["asset_tag"] for line in lines] == ["SE-002"]


def test_columns_can_be_named_and_a_wrong_one_is_refused(cast: Cast, file: Path) -> None:
    secret = token_of(cast.hospital)
    refused = run(inventory, "import", file, "--map", "model=Nothing", token=secret)
    assert isinstance(refused.exception, InputRefusal)
    assert "there is no column “Nothing”" in refused.exception.sentence
    assert tags(cast.hospital) == []
    assert run(inventory, "import", file, "--map", 'model="Description"', token=secret).exit_code == 0
    assert len(tags(cast.hospital)) == 5


def test_without_a_token_nothing_is_done(cast: Cast, file: Path) -> None:
    for secret in ("", "mc_made-up"):
        refused = run(inventory, "import", file, token=secret)
        assert isinstance(refused.exception, NotAllowed)
    assert tags(cast.hospital) == []


def test_eves_token_opens_no_inventory(cast: Cast, file: Path) -> None:
    secret = token_of(cast.eve)
    assert isinstance(run(inventory, "import", file, token=secret).exception, NotFound)
    assert isinstance(run(listing, token=secret).exception, NotFound)
