"""Exercises: the shipped scenario plays to its end by the product's own verbs, and leaves no trace elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from medcord.advisories.models import AdvisoryRevision
from medcord.agreements import actions, queries
from medcord.core.agreement import State
from medcord.core.exercise import plain
from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.ledger.models import FactRow
from medcord.parties import actions as parties
from medcord.project.drill import home, play, review
from medcord.project.drill.verbs import VERBS
from tests.api.programs import Program
from tests.cast import Cast, browser_of
from tests.formats.scenario.files import GOOD, REPORT

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def exercise(settings: Any) -> None:
    """The node is one of an exercise: no scenario is played on any other."""
    settings.MEDCORD_DRILL = "a story"


@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_the_shipped_scenario_plays_to_its_end_and_its_report_says_what_was_missed() -> None:
    scenario = home.read("relabelled-monitor", verbs=VERBS)
    played = play.prepare(scenario)
    play.run(played, VERBS)
    report = review.build(scenario, ended=scenario.end)
    found = {one.code: one for one in report.results}
    assert AdvisoryRevision.objects.count() == 1
    assert (found["C1"].arose, found["C1"].in_time) == (1, 1)
    assert found["C6"].in_time == 1
    assert (found["R13"].arose, found["R13"].late) == (1, 0)
    met = {code: (found[code].arose, found[code].in_time) for code in ("C2", "C3", "C4", "C5", "R7", "R8", "R9", "R10")}
    assert met == dict.fromkeys(met, (1, 1))
    assert any("Acknowledge the report" in one.what for one in report.gaps)
    assert not any("May publish" in one.what for one in report.gaps)
    assert any("Fix" in one.what or "fix" in one.what for one in report.gaps)
    assert any("published the advisory" in what for _at, what in report.decisions)
    assert json.loads(json.dumps(plain(report)))["scenario"] == "relabelled-monitor"


@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_a_step_that_the_product_refuses_stops_the_script_with_its_place() -> None:
    text = GOOD.replace('do = "triage"', 'do = "open-case"\nwith = { title = "Too early" }')
    from medcord.formats.scenario import read_scenario

    played = play.prepare(read_scenario(text.encode(), verbs=VERBS))
    with pytest.raises(InputRefusal, match="step 2 \\(open-case\\): Triage the report first"):
        play.run(played, VERBS)


def test_an_exercise_leaves_no_trace_in_a_real_node(tmp_path: Path) -> None:
    """Started from the environment of a real node with a mail server: neither its files nor its mail are touched."""
    real, drill, scenario = tmp_path / "real", tmp_path / "drill", tmp_path / "mine.toml"
    real.mkdir()
    (real / "medcord.sqlite3").write_bytes(b"not to be touched")
    scenario.write_text(GOOD)
    environment = {
        **os.environ, "MEDCORD_HOME": str(real), "MEDCORD_SMTP_URL": "smtp://127.0.0.1:9", "MEDCORD_DATABASE_URL": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "medcord.cli.main", "drill", "run", str(scenario), "--home", str(drill), "--quiet"],
        env=environment, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "of 1 duties that arose were met" in done.stdout
    assert sorted(path.name for path in real.iterdir()) == ["medcord.sqlite3"]
    assert (real / "medcord.sqlite3").read_bytes() == b"not to be touched"
    assert json.loads((drill / home.REPORT).read_text())["arose"] == 1
    again = subprocess.run(
        [sys.executable, "-m", "medcord.cli.main", "drill", "run", str(scenario), "--home", str(drill)],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert again.returncode == 2
    assert "not empty" in again.stderr


@pytest.mark.django_db
def test_filing_a_report_does_the_yearly_duty_and_keeps_nothing_else_in_the_chain(cast: Cast) -> None:
    [owed] = [one for one in queries.overall(cast.coordinator.viewer) if one.clause.code == "B14"]
    assert owed.state is State.DUE
    row = actions.file_exercise(REPORT, actor=cast.regulator.viewer)
    assert [one.state for one in queries.overall(cast.coordinator.viewer) if one.clause.code == "B14"] == [
        State.DONE, State.DUE,
    ]  # fmt: skip
    fact = FactRow.objects.get(kind="ExerciseHeld")
    assert (fact.stream, fact.data["met"], fact.data["gaps"]) == ("node", 11, 1)
    assert "monitor" not in json.dumps({**fact.data, "scenario": ""})
    assert (row.by_name, row.arose) == ("Dr. A. Sennick", 12)
    written = json.dumps(REPORT, sort_keys=True, ensure_ascii=False).encode()
    assert row.digest == hashlib.sha256(written).hexdigest()
    with pytest.raises(RuleRefusal, match="filed already"):
        actions.file_exercise(REPORT, actor=cast.coordinator.viewer)


@pytest.mark.django_db
def test_both_agencies_read_it_and_write_down_what_they_take_from_it(cast: Cast) -> None:
    row = actions.file_exercise(REPORT, actor=cast.regulator.viewer)
    shown = browser_of(cast.coordinator).get(f"/exercises/{row.pk}").content.decode()
    assert "5 h 40 min" in shown
    assert "1 of 1 in time" in shown
    answer = browser_of(cast.coordinator).post(
        f"/exercises/{row.pk}", {"learned": "Comment within a day.", "version": row.version}
    )
    assert answer.status_code == 302
    assert "Comment within a day." in browser_of(cast.regulator).get(f"/exercises/{row.pk}").content.decode()
    stale = browser_of(cast.regulator).post(f"/exercises/{row.pk}", {"learned": "Other.", "version": row.version})
    assert stale.status_code == 422


@pytest.mark.django_db
def test_eve_and_everybody_else_see_no_exercise(cast: Cast) -> None:
    row = actions.file_exercise(REPORT, actor=cast.regulator.viewer)
    for outsider in (cast.eve, cast.manufacturer, cast.hospital, cast.isao):
        assert browser_of(outsider).get("/exercises").status_code == 404
        assert browser_of(outsider).get(f"/exercises/{row.pk}").status_code == 404
        with pytest.raises((NotAllowed, NotFound)):
            actions.file_exercise({**REPORT, "version": 2}, actor=outsider.viewer)


@pytest.mark.django_db
def test_a_program_files_a_report_and_a_broken_one_is_refused_by_its_path(cast: Cast) -> None:
    _token, secret = parties.issue_token(label="a program", days=1, actor=cast.coordinator.viewer)
    ours = Program({"Authorization": f"Bearer {secret}"})
    assert ours.post("/exercises", {"report": REPORT}, status=201)["met"] == 11
    assert [one["title"] for one in ours.get("/exercises")["items"]] == ["The relabelled monitor"]
    refused = ours.post("/exercises", {"report": {**REPORT, "arose": "many"}}, status=422)
    assert (refused["code"], refused["fields"]["where"]) == ("no-report", "$.arose")


def test_every_verb_of_a_scenario_stands_on_its_page() -> None:
    page = (ROOT / "docs/how-to/write-a-scenario.md").read_text("utf-8")
    told = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert told == list(VERBS)
