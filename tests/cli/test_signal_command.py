"""``medcord signal read``: counts for people and programs, and what could not be read by name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from tests.cases.road import product_of
from tests.cast import Cast
from tests.signals import lists
from typer.testing import CliRunner

from medcord.cli.signal import signal
from medcord.core.refusals import UnreadableFile

pytestmark = pytest.mark.django_db


def test_lists_are_read_and_counted_and_a_broken_one_is_named(cast: Cast, tmp_path: Path) -> None:
    product_of(cast)
    kev, archive, broken = tmp_path / "kev.json", tmp_path / "cves.zip", tmp_path / "notes.txt"
    kev.write_bytes(lists.kev((lists.KEV_CVE, "Karst", "Breva V2")))
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.json", lists.cve())
        packed.writestr("b.json", lists.cve("Nobody", "Nothing", number="CVE-2026-20001"))
    broken.write_text("hello")
    done = CliRunner().invoke(signal, ["read", str(kev), str(archive), str(broken), "--format", "json"])
    assert done.exit_code == 3
    said = json.loads(done.stdout)
    counts = [(one["source"], one["entries"], one["touching"], one["new"]) for one in said["lists"]]
    assert counts == [("kev", 1, 1, 1), ("cve", 2, 1, 1)]
    assert [one["fields"]["file"] for one in said["refused"]] == ["notes.txt"]
    again = CliRunner().invoke(signal, ["read", str(kev)])
    assert "1 listed, 1 touching a registered product or the CVE of a case, 0 new" in again.stdout


def test_a_path_that_is_not_there_is_said(cast: Cast, tmp_path: Path) -> None:
    done = CliRunner().invoke(signal, ["read", str(tmp_path / "none.json")])
    assert isinstance(done.exception, UnreadableFile)
    assert cast.eve is not None
