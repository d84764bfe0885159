"""An exercise asks for a release in an emergency, and its report says who missed what. Nothing of it is real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from medcord.advisories.models import AdvisoryRevision
from medcord.core.exercise import Act, AfterAction, Demand, Did, Outcome, checked, judged, plain
from medcord.core.refusals import InputRefusal, RuleRefusal
from medcord.formats.scenario import read_scenario
from medcord.ledger.models import OutgoingLetter
from medcord.parties.models import Member
from medcord.project.drill import home, play, review, texts
from medcord.project.drill.verbs import VERBS
from tests.cast import Cast, browser_of

START = datetime(2027, 5, 3, 13, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def exercise(settings: Any) -> None:
    settings.MEDCORD_DRILL = "The pump in the night"


def played(text: str = "") -> AfterAction:
    """The shipped scenario, or that text of one, played to its end; its report."""
    scenario = read_scenario(text.encode(), verbs=VERBS) if text else home.read("night-pump", verbs=VERBS)
    play.run(play.prepare(scenario), VERBS)
    return review.build(scenario, ended=scenario.end)


def without(do: str) -> str:
    """The shipped scenario without the step of that verb."""
    head, *steps = home.shipped()["night-pump"].split("[[step]]")
    return "[[step]]".join([head, *(one for one in steps if f'do = "{do}"' not in one)])


@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_the_report_says_what_was_asked_of_whom_and_what_came_late() -> None:
    report = played()
    ncc, dsa = "National Coordination Centre", "Device Safety Agency"
    assert [(one.what, one.held_by, one.outcome) for one in report.asked] == [
        ("Prepare the short form", ncc, Outcome.IN_TIME),
        ("Read the short form", dsa, Outcome.IN_TIME),
        ("Release the short form", ncc, Outcome.IN_TIME),
        ("Review the release by one person", ncc, Outcome.DONE_LATE),
    ]
    gaps = {one.what: one for one in report.gaps}
    late = gaps["Review the release by one person (asked for)"]
    assert (late.held_by, late.over, late.state) == (ncc, timedelta(hours=8, minutes=50), "done late")
    assert gaps["Review a release in an emergency by one person"].over == 9 * HOUR
    assert any("published the short form in an emergency" in what for _at, what in report.decisions)
    words = texts.markdown(report)
    assert "## Asked for" in words
    assert "- Review the release by one person: National Coordination Centre, done late" in words
    assert checked(json.loads(json.dumps(plain(report))))["asked"][3]["outcome"] == "done late"


@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_who_is_asked_reads_it_in_a_mail_of_the_exercise() -> None:
    played()
    asked = OutgoingLetter.objects.filter(subject="Something is asked of you", body__contains="Read the short form by")
    assert [one.to for one in asked] == ["lindqvist@dsa.drill.example"]


@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_a_regulator_that_does_not_read_it_keeps_it_in_and_stands_among_the_gaps() -> None:
    with pytest.raises(InputRefusal, match="No member of the regulator has seen this text"):
        played(without("see-emergency"))
    assert AdvisoryRevision.objects.count() == 0
    scenario = home.read("night-pump", verbs=VERBS)
    report = review.build(scenario, ended=scenario.end)
    assert [one.outcome for one in report.asked] == [
        Outcome.IN_TIME, Outcome.MISSED, Outcome.MISSED, Outcome.MISSED,
    ]  # fmt: skip
    assert [one.held_by for one in report.gaps if one.what == "Read the short form (asked for)"] == [
        "Device Safety Agency"
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_what_it_releases_says_everywhere_that_it_is_an_exercise() -> None:
    played()
    revision = AdvisoryRevision.objects.get()
    page = Client().get(f"/advisories/{revision.advisory.tracking_id}").content.decode()
    assert "EXERCISE: Velora VI-2" in page
    for path in ("csaf.json", "files/csaf-2.1.json"):
        document = Client().get(f"/advisories/{revision.advisory.tracking_id}/{path}")
        assert json.loads(document.content)["document"]["title"].startswith("EXERCISE: ")
        assert document.headers["X-Medcord-Exercise"] == "yes"


@pytest.mark.django_db
def test_no_scenario_is_played_on_a_real_node(cast: Cast) -> None:
    """Whoever calls the player of a scenario on a node that is no exercise's gets nothing, not even its people."""
    scenario = home.read("night-pump", verbs=VERBS)
    people = Member.objects.count()
    for verb in (play.prepare, play.again):
        with pytest.raises(RuleRefusal, match="This node is no exercise's") as refused:
            verb(scenario)
        assert refused.value.code == "no-exercise"
    assert Member.objects.count() == people
    assert browser_of(cast.eve).get("/exercises").status_code == 404


def test_an_emergency_of_an_exercise_leaves_a_real_nodes_files_keys_and_addresses_alone(tmp_path: Path) -> None:
    """Started from the environment of a real node: its home with key and published tree, its namespace, its database
    and its mail server are all left behind."""
    real, drill = tmp_path / "real", tmp_path / "drill"
    (real / "provider").mkdir(parents=True)
    (real / "provider" / "index.txt").write_text("2027/real.json\n")
    (real / "medcord.sqlite3").write_bytes(b"not to be touched")
    before = {path: path.stat().st_mtime_ns for path in real.rglob("*")}
    environment = {
        **os.environ, "MEDCORD_HOME": str(real), "MEDCORD_SMTP_URL": "smtp://127.0.0.1:9",
        "MEDCORD_URL": "https://real.example", "MEDCORD_PUBLISHER_NAMESPACE": "https://real.example",
        "MEDCORD_DATABASE_URL": f"sqlite:///{real / 'medcord.sqlite3'}", "MEDCORD_BLOB_KEY_FILE": str(real / "key"),
    }  # fmt: skip
    command = [sys.executable, "-m", "medcord.cli.main"]
    done = subprocess.run(
        [*command, "drill", "run", "night-pump", "--home", str(drill), "--quiet"],
        env=environment, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in real.rglob("*")} == before
    files = [path for path in drill.rglob("*") if path.is_file() and path.suffix != ".sqlite3"]
    assert files
    assert not [path for path in files if b"real.example" in path.read_bytes()]
    assert json.loads((drill / home.REPORT).read_text())["asked"][0]["outcome"] == "in time"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('act = "publish", of = "ncc", hours = 1', "“act” is none of prepare, see, release, review"),
        ('act = "see", of = "nobody", hours = 1', "there is no party “nobody”"),
        ('act = "see", of = "dsa", hours = 0', "“hours” is no whole number"),
        ('act = "see", of = "dsa"', "“hours” is no whole number"),
    ],
)
@pytest.mark.django_db
@pytest.mark.usefixtures("exercise")
def test_a_demand_that_cannot_be_judged_stops_the_script_at_its_place(given: str, said: str) -> None:
    text = home.shipped()["night-pump"].replace('act = "prepare", of = "ncc", hours = 8', given)
    with pytest.raises(InputRefusal, match="step 7") as refused:
        played(text)
    assert said in refused.value.sentence


def did(kind: str, hours: float, party: str = "NCC", number: int = 0) -> Did:
    return Did(kind, START + hours * HOUR, party, number)


@pytest.mark.parametrize(
    ("act", "facts", "outcome"),
    [
        (Act.PREPARE, [], Outcome.MISSED),
        (Act.PREPARE, [did("ShortFormSaved", 11, number=1)], Outcome.IN_TIME),
        (Act.PREPARE, [did("ShortFormSaved", 9, number=1)], Outcome.IN_TIME),
        (Act.PREPARE, [did("ShortFormSaved", 11, "Another", 1)], Outcome.MISSED),
        (Act.PREPARE, [did("ShortFormSaved", 13, number=1)], Outcome.DONE_LATE),
        (Act.SEE, [did("ShortFormSaved", 8, "X", 1), did("ShortFormSeen", 9, number=1)], Outcome.IN_TIME),
        # read, and changed since: it has to be read again
        (
            Act.SEE,
            [did("ShortFormSaved", 8, "X", 1), did("ShortFormSeen", 8.5, number=1), did("ShortFormSaved", 9, "X", 2)],
            Outcome.MISSED,
        ),
        (Act.RELEASE, [did("EmergencyReleased", 9)], Outcome.MISSED),
        (Act.RELEASE, [did("EmergencyReleased", 12)], Outcome.IN_TIME),
        (Act.REVIEW, [did("EmergencyReviewed", 12.5)], Outcome.DONE_LATE),
    ],
)
def test_a_demand_is_judged_by_its_facts(act: Act, facts: list[Did], outcome: Outcome) -> None:
    demand = Demand(act, "NCC", START + 10 * HOUR, 2 * HOUR)
    [one] = judged([demand], facts, START + 20 * HOUR)
    assert one.outcome is outcome


def test_what_is_not_due_when_the_exercise_ends_is_open_and_what_was_not_asked_yet_is_not_judged() -> None:
    demand = Demand(Act.SEE, "NCC", START + 10 * HOUR, 2 * HOUR)
    assert [one.outcome for one in judged([demand], [], START + 11 * HOUR)] == [Outcome.OPEN]
    assert judged([demand], [], START + 9 * HOUR) == ()
