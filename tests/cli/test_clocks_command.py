"""``medcord clocks``: what a named member may know, as a table, as blocks, as JSON."""

from __future__ import annotations

import json

import pytest
import typer
from tests.cases.road import joined
from tests.cast import Cast
from tests.clocks.test_clocks_of_a_case import leave
from typer.testing import CliRunner, Result

from medcord.cases.models import Case
from medcord.cli.clocks import clocks
from medcord.clocks.models import ClockRow
from medcord.core.clocks.scope import Question, ScopeSaid
from medcord.core.facts import CaseMarked, Code, Digest
from medcord.core.refusals import InputRefusal, NotFound, RuleRefusal
from medcord.declarations.actions import answer_scope

pytestmark = pytest.mark.django_db

app = typer.Typer()
app.command()(clocks)


def run(*arguments: str, width: int = 200) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": str(width)})


@pytest.mark.parametrize("width", [80, 200])
def test_each_clock_says_what_started_it_who_holds_it_and_what_stops_it(cast: Cast, width: int) -> None:
    reference = joined(cast)
    said = " ".join(run(reference, "--member", cast.coordinator.email, width=width).stdout.split())
    for words in ("Harm opinion", "Embargo ends", "left", "UTC", "4 clocks: 4 running"):
        assert words in said


def test_a_program_reads_the_facts_that_prove_a_clock(cast: Cast) -> None:
    reference = joined(cast)
    found = {
        one["rule"]: one for one in json.loads(run(reference, "--member", cast.coordinator.email, "--json").stdout)
    }
    opinion = found["FDA2"]
    assert opinion["held_by"] == "the regulator"
    assert opinion["started_by_fact"]
    assert (opinion["force"], opinion["source_verified"], opinion["standing"]) == ("agreement, target", False, "counts")
    assert "FDA2" not in run(reference, "--member", cast.manufacturer.email, "--json").stdout


def test_what_does_not_apply_is_said_with_the_answer_behind_it(cast: Cast) -> None:
    reference = joined(cast)
    case, owner = Case.objects.get(reference=reference).pk, cast.coordinator.viewer
    leave(CaseMarked(case, Code("A"), None, Digest("")), actor=owner)
    assert "May apply: not known" in run(reference, "--member", cast.regulator.email).stdout
    answer_scope(reference, Question.DEVICE_UNDER_MDR, ScopeSaid.YES, "Class IIb.", actor=owner)
    said = " ".join(run(reference, "--member", cast.regulator.email).stdout.split())
    assert "(CRA-24H): Does not apply: it is a device under MDR or IVDR" in said
    found = json.loads(run(reference, "--member", cast.regulator.email, "--json").stdout)
    assert [one["rule"] for one in found if "does_not_apply" in one] == ["CRA-24H", "CRA-72H"]


def test_eve_and_a_hospital_get_what_an_absent_case_gives(cast: Cast) -> None:
    reference = joined(cast)
    for member in (cast.eve, cast.hospital):
        assert isinstance(run(reference, "--member", member.email).exception, NotFound)
    assert isinstance(run("MC-NONE-NONE", "--member", cast.coordinator.email).exception, NotFound)


def test_whose_sight_applies_must_be_said_and_be_a_member(cast: Cast) -> None:
    reference = joined(cast)
    assert isinstance(run(reference).exception, InputRefusal)
    assert isinstance(run("--member", cast.coordinator.email).exception, InputRefusal)
    assert isinstance(run(reference, "--member", "nobody@ncc.example").exception, RuleRefusal)


def test_what_the_board_reads_is_computed_anew(cast: Cast) -> None:
    joined(cast)
    before = set(ClockRow.objects.values_list("pk", flat=True))
    ClockRow.objects.all().delete()
    assert f"{len(before)} clocks" in run("--rebuild").stdout
    assert set(ClockRow.objects.values_list("pk", flat=True)) == before
