"""``medcord drill``: exercises on invented cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medcord.cli.home import Home, as_member
from medcord.cli.main import plain_app
from medcord.cli.output import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from medcord.core.exercise import Scenario, Step
    from medcord.project.drill.going_on import Going
    from medcord.project.drill.home import Place
    from medcord.project.drill.play import Play

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
    from medcord.project.drill.verbs import VERBS

    found = homes.read(scenario, verbs=VERBS)
    node.migrate()
    play = playing.prepare(found)
    playing.run(play, VERBS, lambda step: None if quiet else _tell(found, step))
    _finish(place, found, found.end, earlier)


@drill.command("serve")
def serve(
    scenario: Which,
    home: DrillHome = None,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port.")] = 8010,
    bind: Annotated[
        str, typer.Option(metavar="ADDR", help="Address to listen on, so that others can play. Default: here only.")
    ] = "127.0.0.1",
    origin: Annotated[
        str, typer.Option(metavar="URL", help="What the others open: of a proxy that encrypts, or this machine's name.")
    ] = "",
    speed: Annotated[int, typer.Option(min=1, max=100_000, help="How many times as fast its clock runs.")] = 600,
) -> None:
    """Let people play a scenario in the browser: its events come by script, its clock runs faster. Ctrl-C stops it and
    writes the report as of then; with the same --home it goes on where it was, also after it was killed."""
    from datetime import UTC, datetime

    from medcord.project.drill import home as homes

    found = homes.read(scenario)
    before = homes.goes_on(home)
    place = home.absolute() if before and home else homes.choose(home, found.code, datetime.now(UTC))
    earlier = homes.last_report(place, found.code)
    at = homes.place(bind, port, origin)
    homes.require_port(at.host, port)
    homes.enter(place, found.title, at=at)
    from medcord.gateways import clock
    from medcord.project.drill.verbs import VERBS

    found = homes.read(scenario, verbs=VERBS)
    play, going = _ready(found, place, before=before)
    _play(play, going, at, speed=speed)
    ended = min(clock.now(), found.end)
    _finish(place, found, ended, earlier)
    if ended < found.end:
        again = f"medcord drill serve {scenario} --home {place} --speed {speed}"
        typer.echo(f"It can go on: {again}{f' --bind {bind}' * at.shared}{f' --origin {origin}' * bool(origin)}")


def _ready(found: Scenario, place: Path, *, before: bool) -> tuple[Play, Going]:
    """The node with its people, new or as it was left."""
    from medcord.ledger import queries as ledger
    from medcord.project import node
    from medcord.project.drill import going_on
    from medcord.project.drill import play as playing

    if before:
        node.migrate()
        going = going_on.found(place, found, ledger.newest())
        typer.echo(f"It goes on at {going.shown:%a %d %b %Y %H:%M %Z} of its own time.")
        return playing.again(found), going
    node.migrate()
    play = playing.prepare(found)
    return play, going_on.begin(place, found)


def _play(play: Play, going: Going, at: Place, *, speed: int) -> None:
    """Serve until the scenario ends, or somebody stops it: Ctrl-C, an ended process, a closed terminal."""
    import signal
    import time

    from medcord.project import node
    from medcord.project.drill import going_on
    from medcord.project.drill.verbs import VERBS

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    going_on.start_clock(going, speed)
    _welcome(play.scenario, at, speed)

    def beside(tend: Callable[[], None]) -> None:
        def wait(left: float) -> None:
            time.sleep(min(1.0, left / speed))
            tend()

        going_on.inject(play, going, VERBS, _came(play.scenario), wait)

    try:
        node.serve(host=at.host, port=at.port, beside=beside)
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    going.stand_still()


@drill.command("file")
def file_(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="The after-action.json that an exercise wrote.")],
    member: Annotated[str, typer.Option(help="E-mail of the member of an agency who files it.")],
    home: Home = None,
) -> None:
    """File the report of an exercise on a real node: that it was held becomes a fact, and nothing else of it does."""
    from medcord.project.drill import home as homes

    found = homes.read_report(report)
    viewer = as_member(home, member)
    from medcord.agreements import actions

    row = actions.file_exercise(found, actor=viewer)
    typer.echo(f"Filed: {clean(row.title)}, {row.met} of {row.arose} duties met, {row.gaps} gaps.")


def _tell(scenario: Scenario, step: Step) -> None:
    at = scenario.at(step)
    typer.echo(f"{at:%a %d %b %H:%M}  {step.who:12} {step.do:20} {clean(step.says)}")


def _came(scenario: Scenario) -> Callable[[Step, str], None]:
    def tell(step: Step, refused: str) -> None:
        _tell(scenario, step)
        if refused:
            typer.echo(f"  passed over: {clean(refused)}")

    return tell


def _welcome(scenario: Scenario, at: Place, speed: int) -> None:
    from django.conf import settings

    typer.echo(f"EXERCISE “{clean(scenario.title)}” on {at.url}. {speed} minutes in it are one here.")
    if not at.sealed:
        typer.echo(
            "WARNING: others reach it and NOTHING IS ENCRYPTED on the way: whoever shares the network can read along, "
            "passwords too. Everything in it is invented; let nobody type anything real. To encrypt it, put a proxy "
            "with a certificate before it and name it: --origin https://…"
        )
    elif at.shared:
        typer.echo(f"The proxy at {at.url} encrypts; it hands on to {at.host}, port {at.port}.")
    typer.echo(f"Everybody is invented. Password for all: {settings.MEDCORD_DEMO_PASSWORD}")
    for player in scenario.players:
        for person in player.people:
            typer.echo(f"  {player.role.value:<13} {person.key}@{player.key}.drill.example  {clean(person.name)}")


def _finish(place: Path, scenario: Scenario, ended: datetime, earlier: dict[str, Any] | None) -> None:
    from medcord.core.exercise import plain
    from medcord.project.drill import home, review, texts

    report = review.build(scenario, ended=ended, before=earlier)
    (place / home.REPORT).write_text(json.dumps(plain(report), indent=1, ensure_ascii=False) + "\n", "utf-8")
    (place / "after-action.md").write_text(texts.markdown(report), "utf-8")
    typer.echo("\n" + texts.markdown(report))
    written = place / home.REPORT
    typer.echo(f"Written to {written}. To file it: medcord drill file {written} --member EMAIL")
