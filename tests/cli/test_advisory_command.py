"""``medcord advisory`` and ``medcord provider`` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.advisories.stories import NODE, PUMP_ADVISORY
from tests.advisories.test_take_in import csaf, kev
from typer.testing import CliRunner

from medcord.advisories import actions, queries
from medcord.cli.advisory import advisory, provider
from medcord.core.refusals import InputRefusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.json").write_bytes(csaf())
    (tmp_path / "broken.json").write_bytes(b"{")
    (tmp_path / "good.json.sha256").write_bytes(b"0")
    return tmp_path


def test_a_folder_is_taken_in_and_the_broken_file_named(folder: Path) -> None:
    result = CliRunner().invoke(advisory, ["import", str(folder)])
    assert result.exit_code == 3
    assert result.stdout == "Taken in: 1. Known already: 0. Refused: 1.\n"
    assert result.stderr.startswith("Refused: broken.json, line 1")
    assert [one.value.id for one in queries.current_values()] == ["ICSMA-99-001-01"]


def test_programs_get_the_same_as_json_and_the_list_of_exploited_cves_comes_along(folder: Path) -> None:
    list_file = folder / "kev.list"
    list_file.write_bytes(kev("2026.11.14", "CVE-2024-11111"))
    good = str(folder / "good.json")
    result = CliRunner().invoke(advisory, ["import", good, "--kev", str(list_file), "--format", "json"])
    assert json.loads(result.stdout) == {"taken": 1, "older": 0, "unchanged": 0, "refused": [], "exploited": 1}
    assert queries.known_exploited() == frozenset({"CVE-2024-11111"})


def test_checking_tells_each_breach_with_its_rule_and_place(tmp_path: Path) -> None:
    valid, broken = tmp_path / "valid.json", tmp_path / "wrong.json"
    valid.write_bytes(queries.document_of(actions.publish(PUMP_ADVISORY, actor=NODE)))
    broken.write_bytes(valid.read_bytes().replace(b'"MCPID-0001"', b'"MCPID-0009"', 1))
    result = CliRunner().invoke(advisory, ["check", str(valid)])
    assert result.exit_code == 0
    assert result.stdout.endswith(f"{valid}: valid CSAF 2.0\n")
    result = CliRunner().invoke(advisory, ["check", str(broken), "--format", "json"])
    assert result.exit_code == 1
    assert "6.1.1" in {json.loads(line)["rule"] for line in result.stdout.splitlines()}


def test_checking_tells_recommended_tests_and_lints_and_only_errors_decide(tmp_path: Path) -> None:
    slips = tmp_path / "slips.json"
    good = queries.document_of(actions.publish(PUMP_ADVISORY, actor=NODE))
    slips.write_bytes(good.replace(b'"Tidewater LVP 3"', b'"Quillon Infusion Systems Tidewater LVP 3"'))
    result = CliRunner().invoke(advisory, ["check", str(slips), "--format", "json"])
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert {"6.2.16", "vendor-in-name"} <= {one["rule"] for one in told}
    assert {one["level"] for one in told} == {"warning"}
    result = CliRunner().invoke(advisory, ["check", str(slips)])
    assert f"{slips}: warning, rule vendor-in-name, at product MCPID-0001: The name" in result.stdout


def test_a_file_is_written_in_another_form(tmp_path: Path) -> None:
    file = tmp_path / "pump.json"
    file.write_bytes(csaf())
    forms = ("csaf-2.1", "vex", "cve")
    said = {form: CliRunner().invoke(advisory, ["export", str(file), "--format", form]) for form in forms}
    assert [result.exit_code for result in said.values()] == [0, 0, 0]
    assert json.loads(said["csaf-2.1"].stdout)["document"]["csaf_version"] == "2.1"
    assert json.loads(said["vex"].stdout)["document"]["category"] == "csaf_vex"
    (record,) = json.loads(said["cve"].stdout)
    number = record["cveMetadata"]["cveId"]
    one = CliRunner().invoke(advisory, ["export", str(file), "--format", "cve", "--cve", number, "--org-id", "x"])
    assert json.loads(one.stdout)["cveMetadata"] == {"cveId": number, "assignerOrgId": "x", "state": "RESERVED"}
    wrong = CliRunner().invoke(advisory, ["export", str(file), "--format", "cve", "--cve", "CVE-1999-0001"])
    assert wrong.stdout == ""
    assert isinstance(wrong.exception, InputRefusal)
    assert "has no vulnerability CVE-1999-0001" in str(wrong.exception)


def test_a_path_that_is_not_there_is_exit_3(tmp_path: Path) -> None:
    result = CliRunner().invoke(advisory, ["check", str(tmp_path / "nothing.json")])
    assert result.exit_code == 3
    assert "cannot be opened" in result.stderr


def test_the_provider_is_written_for_another_web_server(tmp_path: Path) -> None:
    revision = actions.publish(PUMP_ADVISORY, actor=NODE)
    for _ in range(2):
        result = CliRunner().invoke(provider, ["build", str(tmp_path / "www")])
        assert result.exit_code == 0, result.output
    root = tmp_path / "www" / "current"
    assert root.is_symlink()
    feed = json.loads((root / ".well-known/csaf/white/csaf-feed-tlp-white.json").read_bytes())
    assert [entry["id"] for entry in feed["feed"]["entry"]] == [revision.advisory.tracking_id]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "www").write_text("x")
    result = CliRunner().invoke(provider, ["build", str(tmp_path / "www")])
    assert result.exit_code != 0
    assert "Give a folder" in str(result.exception)
