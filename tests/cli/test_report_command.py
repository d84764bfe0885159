"""``medcord report`` and ``medcord search``: a mail comes in from a script, and the index is built anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from tests.cast import Cast
from typer.testing import CliRunner, Result

from medcord import search
from medcord.cli.report import report
from medcord.cli.search import search as index
from medcord.core.refusals import NotAllowed, NotFound, UnreadableFile
from medcord.intake.models import Report
from medcord.parties import actions as parties
from medcord.parties.models import Member
from medcord.search.models import Entry

pytestmark = pytest.mark.django_db

MAIL = b"From: ines@secret.example\nTo: box@ncc.example\nSubject: Breva\n\nMute without sign-in, VU#123456.\n"


def run(app: typer.Typer, *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def token_of(member: Member) -> str:
    return parties.issue_token(label="script", days=1, actor=member.viewer)[1]


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "mail.eml"
    path.write_bytes(MAIL)
    return path


def test_a_mail_is_taken_in_by_a_member_of_the_coordinator(cast: Cast, mail: Path) -> None:
    given = ("--maker", "Karst", "--model", "Breva V2", "--token", token_of(cast.coordinator))
    done = run(report, "import", str(mail), *given, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    row = Report.objects.get()
    assert (said["reference"], said["numbers"], row.origin) == (row.reference, ["VU#123456"], "mail")
    plain = run(report, "import", str(mail), *given)
    assert "Numbers kept: VU#123456." in plain.output
    assert "ines" not in plain.output


def test_without_a_token_and_for_eve_nothing_is_taken_in(cast: Cast, mail: Path) -> None:
    for token, refusal in (("", NotAllowed), ("mc_wrong", NotAllowed), (token_of(cast.eve), NotFound)):
        done = run(report, "import", str(mail), "--maker", "K", "--model", "B", "--token", token)
        assert isinstance(done.exception, refusal), done.output
    missing = run(report, "import", str(mail) + ".not", "--token", token_of(cast.coordinator))
    assert isinstance(missing.exception, UnreadableFile)
    assert Report.objects.count() == 0


def test_the_index_is_built_anew(cast: Cast, mail: Path) -> None:
    given = ("--maker", "Karst", "--model", "Breva V2", "--token", token_of(cast.coordinator))
    run(report, "import", str(mail), *given)
    Entry.objects.all().delete()
    assert search.rebuild_if_never_built() == 1
    assert search.rebuild_if_never_built() == 0
    done = run(index, "rebuild")
    assert (done.exit_code, done.output) == (0, "The index holds 1 text.\n")
