"""A hospital engineer's worklist at the command line, with what goes wrong told in sentences."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.advisories import csaf, shelf
from typer.testing import CliRunner, Result

from medcord.cli import match as match_command
from medcord.cli.main import app

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
HEADER = "asset_tag,manufacturer,model,description,sw_version,department,site\n"
PUMP = "BME-1,BD,Alaris 8015 PCU,Infusion pump PC unit,9.33,ICU,Main\n"
NEWER = "BME-2,BD,Alaris 8015 PCU,Infusion pump PC unit,12.3,ICU,Main\n"
UNKNOWN = "BME-3,BD,Alaris 8015 PCU,Infusion pump PC unit,,Ward 5,North\n"
OTHER = "BME-4,Stryker,EPIC II,Bed,,Ward 5,North\n"


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.csv"
    path.write_text(HEADER + NEWER + UNKNOWN + PUMP + OTHER, encoding="utf-8")
    return path


@pytest.fixture
def advisories(tmp_path: Path) -> Path:
    return shelf(tmp_path / "advisories", csaf("ICSMA-17-017-02"))


def medcord(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_worklist_as_json_has_one_object_a_line_in_order_of_risk(inventory: Path, advisories: Path) -> None:
    result = medcord("match", inventory, "--advisories", advisories, "--format", "json")
    assert result.exit_code == 0, result.stderr
    lines = objects(result)
    assert [(line["asset_tag"], line["verdict"], line["basis"]) for line in lines[:2]] == [
        ("BME-1", "affected", "in_range"),
        ("BME-3", "possible", "needs_review"),
    ]
    assert (lines[2]["asset_tag"], lines[2]["verdict"]) == ("BME-2", "not_affected")
    assert [line["priority"]["rank"] for line in lines] == [1, 2, 3]
    first = lines[0]
    assert (first["advisory"], first["cves"], first["row"]) == ("ICSMA-17-017-02", ["CVE-2016-9355"], 4)
    assert {
        "asset_tag",
        "advisory",
        "product",
        "verdict",
        "basis",
        "because",
        "cves",
        "priority",
        "actions",
        "row",
    } == set(first)
    assert [(action["category"], action["details"], action["source"]) for action in first["actions"]] == [
        ("vendor_fix", "Update to version 12.1.2.", "ICSMA-17-017-02")
    ]
    assert first["because"]


def test_a_version_outside_the_range_is_never_called_safe(inventory: Path, advisories: Path) -> None:
    words = "outside the stated range; the manufacturer has not said this version is safe"
    table = medcord("match", inventory, "--advisories", advisories)
    assert words in " ".join(table.stdout.split())
    assert any(
        words in " ".join(line["because"])
        for line in objects(medcord("match", inventory, "-a", advisories, "--format", "json"))
        if line["basis"] == "outside_range"
    )
    rows = list(csv.DictReader(io.StringIO(medcord("match", inventory, "-a", advisories, "--format", "csv").stdout)))
    assert [row["asset_tag"] for row in rows if words in row["in_words"]] == ["BME-2"]


def test_an_advisory_without_remediation_says_to_ask_the_manufacturer(inventory: Path, tmp_path: Path) -> None:
    folder = shelf(tmp_path / "bare", csaf("ICSMA-1", remediations=()))
    lines = objects(medcord("match", inventory, "-a", folder, "--format", "json"))
    assert {"no action stated; ask the manufacturer"} == {line["actions"][0]["details"] for line in lines}


def test_the_account_says_what_was_read_and_found(inventory: Path, advisories: Path) -> None:
    result = medcord("match", inventory, "--advisories", advisories)
    assert result.exit_code == 0
    assert "Advisories: 1 read, 0 could not be read." in result.stdout
    assert "Devices: 4 read from inventory.csv." in result.stdout
    assert "Worklist: 1 affected, 1 possible, 1 not affected" in result.stdout
    assert "Devices touched: 2 of 4 are affected or possible." in result.stdout


def test_an_unreadable_advisory_is_listed_with_its_sentence_and_the_rest_is_matched(
    inventory: Path, advisories: Path
) -> None:
    (advisories / "99-broken.json").write_text('{"document": ', encoding="utf-8")
    result = medcord("match", inventory, "--advisories", advisories, "--format", "json")
    assert result.exit_code == match_command.PARTLY_READ
    assert len(objects(result)) == 3
    assert "Advisories: 1 read, 1 could not be read." in result.stderr
    assert "  could not be read: 99-broken.json" in result.stderr


def test_the_earlier_revision_of_an_advisory_is_set_aside_and_told(inventory: Path, tmp_path: Path) -> None:
    folder = shelf(tmp_path / "two", csaf("ICSMA-1", version="2"), csaf("ICSMA-1", version="1", versions="<= 99"))
    result = medcord("match", inventory, "--advisories", folder, "--format", "json", "--verdict", "affected")
    assert [line["asset_tag"] for line in objects(result)] == ["BME-1"]
    assert "ICSMA-1: version 1 is set aside, version 2 is newer." in result.stderr


def test_what_the_newer_revision_in_a_folder_no_longer_names_is_possible(inventory: Path, tmp_path: Path) -> None:
    first, second = csaf("ICSMA-1", version="1"), csaf("ICSMA-1", version="2", product="Pyxis MedStation ES")
    folder = shelf(tmp_path / "two", second, first)
    result = medcord("match", inventory, "--advisories", folder, "--format", "json")
    lines = objects(result)
    assert {(line["verdict"], line["basis"]) for line in lines} == {("possible", "no_longer_named")}
    said = "revision 2 no longer names this product; revision 1 did, and said: affected"
    assert said in [line["because"][0] for line in lines]
    assert {line["actions"][0]["details"] for line in lines} == {
        "no longer named by the advisory; ask its publisher, or close it with a reason"
    }
    read = medcord("match", inventory, "--advisories", folder)
    assert "an earlier revision named this product and the present one does not" in read.stdout


def test_an_advisory_that_was_withdrawn_is_told_to_clear_nothing(inventory: Path, tmp_path: Path) -> None:
    gone = csaf("ICSMA-1", version="2")
    gone |= {"vulnerabilities": []}
    why = {"category": "description", "title": "Reasoning for Withdrawal", "text": "An error."}
    gone["document"] |= {"category": "csaf_base", "notes": [why]}
    gone.pop("product_tree")
    result = medcord("match", inventory, "--advisories", shelf(tmp_path / "two", csaf("ICSMA-1"), gone))
    said = "ICSMA-1: withdrawn on 2017-02-02, so that it names no device here and clears none. Nothing takes its place"
    assert said in " ".join((result.stdout + result.stderr).split())


def test_known_exploited_comes_first(inventory: Path, tmp_path: Path) -> None:
    folder = shelf(
        tmp_path / "two",
        csaf("ICSMA-HIGH", base=9.8, cve="CVE-2020-1"),
        csaf("ICSMA-KNOWN", base=4.0, cve="CVE-2019-0708"),
    )
    kev = tmp_path / "kev.json"
    kev.write_text('{"catalogVersion": "2025.08.25", "vulnerabilities": [{"cveID": "CVE-2019-0708"}]}')
    result = medcord("match", inventory, "-a", folder, "--kev", kev, "--format", "json", "--verdict", "affected")
    assert [line["advisory"] for line in objects(result)] == ["ICSMA-KNOWN", "ICSMA-HIGH"]
    assert "looked up in 1 entries of 2025.08.25" in result.stderr


def test_columns_can_be_given(tmp_path: Path, advisories: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("A;B;C\nPump one;8015 PCU;BD\n", encoding="utf-8")
    result = medcord("match", path, "-a", advisories, "--map", "model=B", "--map", "manufacturer=c", "--format", "json")
    assert [line["asset_tag"] for line in objects(result)] == ["row 2"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--map", "model"], '--map model: write it as field=column, such as --map model="Model Name".'),
        (["--map", "model=Model", "--map", "model=X"], "--map model is given twice. Give it once."),
        (["--map", "model=Colour"], "inventory.csv: there is no column “Colour”."),
        (["--map", "colour=Model"], "“colour” is not something a column can be mapped to."),
        (["--kev", "/nowhere/kev.json"], "--kev /nowhere/kev.json: it cannot be opened"),
        (["--out", "/nowhere/list.csv"], "--out /nowhere/list.csv: there is no folder /nowhere."),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_2(
    inventory: Path, advisories: Path, given: list[str], sentence: str
) -> None:
    result = medcord("match", inventory, "--advisories", advisories, *given)
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)
    assert (result.stdout, len(result.stderr.splitlines())) == ("", 1)


def test_a_refusal_under_json_is_json_too(tmp_path: Path, advisories: Path) -> None:
    result = medcord("match", tmp_path / "none.csv", "--advisories", advisories, "--format", "json")
    assert result.exit_code == 2
    said = json.loads(result.stderr)
    assert (said["code"], said["sentence"]) == ("no-such-file", "none.csv: there is no such file. Check the path.")


def test_a_folder_without_advisories_is_refused(inventory: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = medcord("match", inventory, "--advisories", tmp_path / "empty")
    assert result.exit_code == 2
    assert "there is no advisory to match against." in result.stderr
    assert medcord("match", inventory, "--advisories", tmp_path / "absent").exit_code == 2


def test_out_is_written_whole_and_the_account_goes_to_the_terminal(
    inventory: Path, advisories: Path, tmp_path: Path
) -> None:
    out = tmp_path / "list.csv"
    out.write_text("yesterday", encoding="utf-8")
    result = medcord("match", inventory, "-a", advisories, "--format", "csv", "--out", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert len(list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["advisories", "inventory.csv", "list.csv"]


def test_what_fails_while_writing_leaves_the_old_file(
    inventory: Path, advisories: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_anything: object, **_named: object) -> str:
        raise OSError(28, "No space left on device")

    out = tmp_path / "list.csv"
    out.write_text("yesterday", encoding="utf-8")
    monkeypatch.setattr(match_command, "_write", full)
    result = medcord("match", inventory, "-a", advisories, "--out", out)
    assert result.exit_code == 2
    assert "it cannot be written (No space left on device). The old file, if any, is untouched." in result.stderr
    assert out.read_text(encoding="utf-8") == "yesterday"
    assert not list(tmp_path.glob(".list*"))


def test_foreign_text_can_neither_colour_nor_move_the_terminal(inventory: Path, tmp_path: Path) -> None:
    evil = "[bold]Update[/bold] \x1b[2J\x07now\u202e\u2028!"
    folder = shelf(tmp_path / "evil", csaf("ICSMA-1", remediations=(("mitigation", evil),)))
    shown = medcord("match", inventory, "--advisories", folder).stdout
    assert "[bold]Update[/bold] [2Jnow !" in " ".join(shown.split())
    assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(shown)


def test_a_formula_in_the_inventory_is_only_text_in_the_export(tmp_path: Path, advisories: Path) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(HEADER + PUMP.replace("BME-1", "=1+1"), encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(medcord("match", path, "-a", advisories, "--format", "csv").stdout)))
    assert [row["asset_tag"] for row in rows] == ["'=1+1"]


def test_the_list_can_be_narrowed_and_says_so(inventory: Path, advisories: Path) -> None:
    base = ("match", inventory, "-a", advisories, "--format", "json")
    assert [
        line["asset_tag"] for line in objects(medcord(*base, "--verdict", "affected", "--verdict", "possible"))
    ] == ["BME-1", "BME-3"]
    assert [line["asset_tag"] for line in objects(medcord(*base, "--site", "north"))] == ["BME-3"]
    assert objects(medcord(*base, "--advisory", "ICSMA-99-999-99")) == []
    limited = medcord(*base, "--limit", "1")
    assert [line["asset_tag"] for line in objects(limited)] == ["BME-1"]
    assert "Shown: the first 1 of 3 lines." in limited.stderr


def test_the_table_shows_what_is_not_affected_after_what_is(inventory: Path, tmp_path: Path) -> None:
    kev = tmp_path / "kev.json"
    kev.write_text('{"vulnerabilities": [{"cveID": "CVE-2019-0708"}]}')
    folder = shelf(
        tmp_path / "two",
        csaf("ICSMA-KNOWN", cve="CVE-2019-0708", versions="<= 1.0"),
        csaf("ICSMA-OTHER", cve="CVE-2020-1", versions="<= 9.33"),
    )
    shown = medcord("match", inventory, "-a", folder, "--kev", kev).stdout
    order = ["Affected or possible, most urgent first", "ICSMA-OTHER", "Not affected as far as the advisories state"]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "BME-1" not in shown[: shown.index("ICSMA-OTHER")]


def test_devices_with_the_same_finding_stand_together(tmp_path: Path, advisories: Path) -> None:
    path = tmp_path / "inventory.csv"
    path.write_text(HEADER + "".join(PUMP.replace("BME-1", f"P{n}") for n in range(15)), encoding="utf-8")
    shown = " ".join(medcord("match", path, "-a", advisories).stdout.split())
    assert "15 × BD Alaris 8015 PCU 9.33: P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11 and 3 more" in shown


def test_the_gold_inventory_against_all_104_advisories() -> None:
    if not SHARED.is_dir():
        pytest.skip("the reference data beside the checkout (../shared) is not here")
    command = [sys.executable, "-m", "medcord.cli.main", "match", str(SHARED / "gold" / "inventory.csv")]
    done = subprocess.run(
        [*command, "--advisories", str(SHARED / "icsma"), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Advisories: 104 read, 0 could not be read." in done.stderr
    assert "Devices: 327 read from inventory.csv." in done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [*range(1, len(lines) + 1)] == [line["priority"]["rank"] for line in lines]
    assert all(line["actions"] and line["because"] for line in lines)
    outside = [line for line in lines if line["basis"] == "outside_range"]
    assert outside
    assert all("has not said this version is safe" in " ".join(line["because"]) for line in outside)
