"""``medcord drill``: exercises on invented cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.main import plain_app
from medcord.cli.output import clean

if TYPE_CHECKING:
    from medcord.core.exercise import Scenario, Step

drill = plain_app(no_args_is_help=True, help="Exercises on invented cases, on a node of their own.")

Which = Annotated[str, typer.Argument(metavar="SCENARIO", help="The name of a shipped scenario, or a TOML file.")]
DrillHome = Annotated[
    Path | None, typer.Option("--home", help="A new folder for the exercise. Default: below var/drills.")
]


@drill.callback()
def _drill() -> None:
    """Exercises."""


@drill.command("list")
def list_() -> None:
    """List the scenarios that come with medcord, with what each is for."""
    from medcord.project.drill import home

    for code in sorted(home.shipped()):
        one = home.read(code)
        typer.echo(f"{code:24} {clean(one.title)}")
        typer.echo(f"{'':24} {clean(one.purpose)}")


@drill.command("run")
def run(
    scenario: Which,
    home: DrillHome = None,
    before: Annotated[
        Path | None, typer.Option(help="The report of an earlier exercise. Default: the last one of this scenario.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the report, not each step.")] = False,
) -> None:
    """Play a whole scenario by script and write the after-action report: each duty's time against its target."""
    from datetime import UTC, datetime

    from medcord.project.drill import home as homes

    found = homes.read(scenario)
    place = homes.choose(home, found.code, datetime.now(UTC))
    earlier = homes.read_report(before) if before else homes.last_report(place, found.code)
    homes.enter(place, found.title)
    from medcord.project import node
    from medcord.project.drill import play as playing
    from medcord.project.drill import review, texts
    from medcord.project.drill.verbs import VERBS

    found = homes.read(scenario, verbs=VERBS)
    node.migrate()
    play = playing.prepare(found)
    playing.run(play, VERBS, lambda step: None if quiet else _tell(found, step))
    report = review.build(found, ended=found.end, before=earlier)
    _write(place, report)
    typer.echo("" if quiet else "\n" + texts.markdown(report))
    written = place / homes.REPORT
    typer.echo(f"Written to {written}. To file it: medcord drill file {written} --member EMAIL")


def _tell(scenario: Scenario, step: Step) -> None:
    at = scenario.at(step)
    typer.echo(f"{at:%a %d %b %H:%M}  {step.who:12} {step.do:20} {clean(step.says)}")


def _write(place: Path, report: object) -> None:
    from medcord.core.exercise import AfterAction, plain
    from medcord.project.drill import home, texts

    assert isinstance(report, AfterAction)
    (place / home.REPORT).write_text(json.dumps(plain(report), indent=1, ensure_ascii=False) + "\n", "utf-8")
    (place / "after-action.md").write_text(texts.markdown(report), "utf-8")
