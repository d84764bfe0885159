"""An exercise that people play: it goes on after a stop and after a kill, and says everywhere what it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from medcord.calls import actions as calls
from medcord.calls import queries as call_queries
from medcord.core.exercise import Scenario
from medcord.core.refusals import RuleRefusal
from medcord.drafting import actions as drafting
from medcord.formats.scenario import read_scenario
from medcord.gateways import clock
from medcord.gateways.clock import Faster
from medcord.gateways.web import Ask, WebFailure
from medcord.ledger import letters, outside, ticks, worker
from medcord.ledger import queries as ledger
from medcord.parties.models import WebSession
from medcord.parties.reactions import forget_sessions
from medcord.project.drill import going_on, home, play
from medcord.project.drill.verbs import VERBS
from tests.cases.road import approved, drafted
from tests.cast import Cast, browser_of
from tests.formats.scenario.files import GOOD

STORY = "The relabelled monitor"


@pytest.fixture
def fast(settings: Any) -> Iterator[None]:
    settings.MEDCORD_DRILL = STORY
    yield
    clock.run_faster(None)


def show(instant: datetime) -> None:
    """Let the exercise's clock stand at an instant."""
    clock.run_faster(Faster(instant, datetime.now(UTC), 0))


def small() -> Scenario:
    return read_scenario(GOOD.encode(), verbs=VERBS)


@pytest.mark.django_db
@pytest.mark.usefixtures("fast")
def test_after_a_kill_it_goes_on_where_it_was_and_plays_nothing_twice(tmp_path: Path) -> None:
    scenario, told = small(), list[tuple[str, str]]()
    begun = play.prepare(scenario)
    going = going_on.begin(tmp_path, scenario)

    def killed(_left: float) -> None:
        if going.done:
            raise SystemExit
        show(scenario.start + timedelta(minutes=20))

    show(scenario.start)
    with pytest.raises(SystemExit):
        going_on.inject(begun, going, VERBS, lambda step, said: told.append((step.do, said)), killed)
    assert [do for do, _said in told] == ["report"]
    reference = begun.names["report"]

    again = going_on.found(tmp_path, small(), ledger.newest())
    assert again.shown == scenario.start + timedelta(minutes=20)
    players = play.again(scenario)
    assert {key: one.pk for key, one in players.members.items()} == {key: one.pk for key, one in begun.members.items()}
    assert players.products == begun.products
    going_on.inject(
        players, again, VERBS, lambda step, said: told.append((step.do, said)), lambda _left: show(scenario.end)
    )
    assert [do for do, _said in told].count("report") == 1
    assert players.names["report"] == reference
    with pytest.raises(RuleRefusal, match="is over"):
        going_on.found(tmp_path, small(), None)


@pytest.mark.django_db
@pytest.mark.usefixtures("fast")
def test_a_step_that_was_under_way_at_the_kill_is_told_and_not_repeated(tmp_path: Path) -> None:
    scenario, told = small(), list[tuple[str, str]]()
    players = play.prepare(scenario)
    going = going_on.begin(tmp_path, scenario)
    going.doing, going.names = scenario.steps[0].place, {"report": "R-1", "question": uuid4()}
    show(scenario.start)
    going.write()
    again = going_on.found(tmp_path, scenario, None)
    assert again.names == going.names
    show(scenario.end)
    going_on.inject(players, again, VERBS, lambda step, said: told.append((step.do, said)), lambda _left: None)
    assert told[0] == ("report", going_on.LOST)
    assert ledger.facts_of_kinds(["ReportReceived"]) == []


@pytest.mark.usefixtures("fast")
def test_it_goes_on_with_its_own_scenario_only_and_never_back_in_time(tmp_path: Path) -> None:
    scenario = small()
    going_on.begin(tmp_path, scenario)
    other = read_scenario(GOOD.replace("A small one", "Another").encode(), verbs=VERBS)
    with pytest.raises(RuleRefusal, match="another scenario"):
        going_on.found(tmp_path, other, None)
    typed = scenario.start + timedelta(hours=3)  # what a person did after the state was last written
    going = going_on.found(tmp_path, scenario, typed)
    assert going.shown == typed
    show(typed)
    going.stand_still()
    text = (tmp_path / home.CLOCK).read_text()
    assert Faster.read(text).now() == typed


def test_a_part_ends_when_its_starter_is_gone() -> None:
    """The web server of a killed exercise went on listening, with its clock running, and the port was taken."""
    part = [sys.executable, "-c", "import time; print('on', flush=True); time.sleep(60)"]
    tether = subprocess.Popen(
        [sys.executable, "-m", "medcord.project.tether", *part], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert tether.stdin is not None
    assert tether.stdout is not None
    assert tether.stdout.readline() == b"on\n"
    tether.stdin.close()
    assert tether.wait(timeout=10) != 0
    assert tether.stdout.read() == b""  # nobody holds the other end any more
    tether.stdout.close()


@pytest.mark.django_db
@pytest.mark.usefixtures("fast")
def test_who_plays_stays_signed_in_while_the_clock_runs_ahead(cast: Cast) -> None:
    """Sessions were measured by the clock of the story: all were signed out within a minute."""
    browser = browser_of(cast.coordinator)
    clock.run_faster(Faster(datetime.now(UTC) + timedelta(days=90), datetime.now(UTC), 600))
    forget_sessions()
    assert WebSession.objects.filter(member=cast.coordinator.pk).count() == 1
    assert browser.get("/board").status_code == 200


@pytest.mark.usefixtures("fast")
def test_what_comes_with_the_clock_comes_as_often_in_the_time_of_the_exercise() -> None:
    looks: list[float] = []
    ticks.every(timedelta(minutes=10), name="tests.drill")(lambda: looks.append(1))
    entry = ticks._TICKS.pop("tests.drill")
    assert entry.pause() == 600
    clock.run_faster(Faster(datetime.now(UTC), datetime.now(UTC), 60))
    assert entry.pause() == 10
    clock.run_faster(Faster(datetime.now(UTC), datetime.now(UTC), 6000))
    assert entry.pause() == ticks.SHORTEST


@pytest.mark.django_db
def test_pages_mails_invitations_and_texts_of_an_exercise_say_so(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDCORD_DRILL, settings.MEDCORD_HOME = STORY, tmp_path
    call = calls.convene_emergency(
        "zq", parties=[cast.regulator.organisation_id], agenda=[], actor=cast.coordinator.viewer
    )
    assert "SUMMARY:EXERCISE: Emergency call" in call_queries.invitation(call)
    worker.drain()
    while letters.send_one(letters.gateway()):
        pass
    mails = [message_from_bytes(path.read_bytes()) for path in (tmp_path / "mail").iterdir()]
    assert mails
    assert all(str(one["Subject"]).startswith("EXERCISE: ") for one in mails)
    with pytest.raises(WebFailure, match="exercise"):
        outside.gateway().send(Ask("https://hooks.example/in"))
    absent = Client().get("/nothing").content.decode()
    assert "<title>EXERCISE" in absent
    assert STORY in absent
    file = browser_of(cast.regulator).get(f"/calls/{call.reference}/invitation.ics")
    assert 'filename="EXERCISE-' in file.headers["Content-Disposition"]
    assert file.headers["X-Medcord-Exercise"] == "yes"
    done = drafting.publish(
        approved(cast, drafted(cast)), early_reason="The fix is out.", actor=cast.coordinator.viewer
    )
    worker.drain()
    page = Client().get(f"/advisories/{done.tracking_id}").content.decode()
    assert "EXERCISE: " in page
    document = Client().get(f"/api/v1/advisories/{done.tracking_id}/csaf").content.decode()
    assert f"EXERCISE “{STORY}”" in json.loads(json.dumps(document))


def test_whatever_command_opens_the_home_of_an_exercise_knows_what_it_is(tmp_path: Path) -> None:
    (tmp_path / home.MARKER).write_text(f"{STORY}\n")
    shown = "2027-02-08T09:00:00+00:00@2026-11-27T00:00:00+00:00x0"
    (tmp_path / home.CLOCK).write_text(shown)
    code = (
        "from django.conf import settings as s; from medcord.gateways import clock;"
        "print(s.MEDCORD_DRILL, '|', repr(s.MEDCORD_SMTP_URL), '|', clock.now().isoformat())"
    )
    environment = {
        "MEDCORD_HOME": str(tmp_path), "MEDCORD_SMTP_URL": "smtp://127.0.0.1:9",
        "DJANGO_SETTINGS_MODULE": "medcord.project.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"{STORY} | '' | 2027-02-08T09:00:00+00:00"
