"""``medcord clocks``: the clocks of a case, as one member of this node may know them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.home import Home, as_member, as_node
from medcord.core.refusals import InputRefusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from rich.console import Console

    from medcord.core.clocks import Clock, LeftOut

NARROW = 110
"""Columns below which a table of eight columns cannot be read; then each clock is a block of lines."""


def clocks(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Its reference, such as MC-7K3M-Q2XD.")] = "",
    member: Annotated[str, typer.Option("--member", metavar="EMAIL", help="Whose sight applies. Required.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Compute anew what the board reads, for all cases.")
    ] = False,
    home: Home = None,
) -> None:
    """Show each clock of a case: what started it, who holds it, what stops it, due, left, force and source."""
    if rebuild:
        as_node(home)
        _rebuild()
        return
    found, out, names, now = _read(case, member, home)
    if as_json:
        data = [*(_as_data(one, names, now) for one in found), *map(_out_as_data, out)]
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print(case, found, names, now)
        for one in out:
            typer.echo(f"{one.name} ({one.rule}): {one.why}")


def _rebuild() -> None:
    from medcord.cli.progress import progress
    from medcord.clocks import reactions

    with progress("Computing clocks", unit="cases") as advance:
        total = reactions.rebuild(advance)
    typer.echo(f"The open cases of this node have {total:,} clock{'' if total == 1 else 's'}.")


_Read = tuple["tuple[Clock, ...]", "tuple[LeftOut, ...]", "Mapping[UUID, str]", "datetime"]


def _read(reference: str, email: str, home: Path | None) -> _Read:
    if not reference:
        raise InputRefusal("Name the case: medcord clocks MC-7K3M-Q2XD --member EMAIL.", fields={"field": "case"})
    if not email:
        raise InputRefusal("Say whose sight applies: --member EMAIL.", fields={"field": "member"})
    viewer = as_member(home, email)
    from medcord.cases import queries as cases
    from medcord.clocks import queries
    from medcord.gateways import clock as time

    case = cases.case_for(viewer, reference)
    names = {row.party_id: row.party.name for row in cases.participants(viewer, case)}
    view = cases.sight(viewer, case)
    return queries.before(view), queries.left_out(view), names, time.now()


def _holder(clock: Clock, names: Mapping[UUID, str]) -> str:
    return names.get(clock.holder, clock.held_by) if clock.holder else clock.held_by


def _left(clock: Clock, now: datetime) -> str:
    """What is left, or why nothing runs."""
    if clock.met is not None:
        return "met" if clock.met <= clock.due else "met late"
    if clock.ended is not None:
        return "over" if clock.runs_out else "ended, not met"
    rest = clock.due - now
    minutes = int(abs(rest.total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    said = f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min"
    words = f"{said} left" if rest.total_seconds() >= 0 else f"late by {said}"
    return words if clock.counts else f"{words}, {clock.standing.value}"


def _due(clock: Clock) -> str:
    from zoneinfo import ZoneInfo

    here = clock.due.astimezone(ZoneInfo(clock.zone))
    utc = clock.due.astimezone(ZoneInfo("UTC"))
    there = "" if clock.zone == "UTC" else f"{here:%a %Y-%m-%d %H:%M} {here.tzname()} · "
    return f"{there}{utc:%Y-%m-%d %H:%M} UTC"


def _columns(clock: Clock, names: Mapping[UUID, str], now: datetime) -> dict[str, str]:
    from medcord.cli.output import clean

    start = clock.start
    proof = f" ({start.kind} no. {start.seq})" if start else ""
    doubt = "" if clock.verified else " Text not verified."
    also = "".join(f"; also declared: {at:%Y-%m-%d %H:%M} UTC" for at in clock.also)
    return {
        "Clock": f"{clock.name} ({clock.rule})",
        "Left": _left(clock, now),
        "Due": _due(clock),
        "Started by": f"{clock.started_by}, {clock.started:%Y-%m-%d %H:%M} UTC{proof}{also}",
        "Held by": clean(_holder(clock, names)),
        "Stops on": clock.stops_on,
        "Force": clock.force,
        "Source": f"{clock.source}.{doubt}",
        "Note": clock.note,
    }


def _print(reference: str, found: tuple[Clock, ...], names: Mapping[UUID, str], now: datetime) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    if not found:
        console.print(f"{reference}: no clock that this member may know of.")
        return
    rows = [_columns(one, names, now) for one in found]
    if console.width < NARROW:
        _blocks(console, found, rows, now)
    else:
        _table(console, found, rows, now)
    running, late = sum(one.counts for one in found), sum(one.counts and one.due < now for one in found)
    console.print(f"\n{len(found)} clocks: {running} running, {late} of them late.")


_RATIO = {
    "Clock": 5,
    "Left": 3,
    "Due": 5,
    "Started by": 6,
    "Held by": 4,
    "Stops on": 4,
    "Force": 4,
    "Source": 7,
}
_STYLE = {"bad": "bold red", "warn": "yellow", "good": "green", "info": ""}


def _table(console: Console, found: tuple[Clock, ...], rows: list[dict[str, str]], now: datetime) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=True, expand=True)
    shown = [name for name in rows[0] if name != "Note"]
    for name in shown:
        table.add_column(name, overflow="fold", ratio=_RATIO[name])
    for clock, row in zip(found, rows, strict=True):
        style = _STYLE[clock.tone(now).value]
        told = {**row, "Clock": "\n".join(filter(None, (row["Clock"], row["Note"])))}
        table.add_row(*(Text(told[name], style=style if name == "Left" else "") for name in shown))
    console.print(table)


def _blocks(console: Console, found: tuple[Clock, ...], rows: list[dict[str, str]], now: datetime) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for clock, row in zip(found, rows, strict=True):
        console.print(Text(row["Clock"], style="bold"))
        console.print(Padding(Text(row["Left"], style=_STYLE[clock.tone(now).value]), (0, 0, 0, 2)))
        for name, value in row.items():
            if value and name not in ("Clock", "Left"):
                console.print(Padding(Text(f"{name}: {value}"), (0, 0, 0, 2)))
        console.print()


def _as_data(clock: Clock, names: Mapping[UUID, str], now: datetime) -> dict[str, object]:
    start, stop = clock.start, clock.stop
    return {
        "rule": clock.rule,
        "name": clock.name,
        "started": clock.started.isoformat(),
        "started_by": clock.started_by,
        "started_by_fact": str(start.pk) if start else None,
        "also_declared": [at.isoformat() for at in clock.also],
        "held_by": _holder(clock, names),
        "stops_on": clock.stops_on,
        "stopped_by_fact": str(stop.pk) if stop else None,
        "due": clock.due.isoformat(),
        "zone": clock.zone,
        "met": clock.met.isoformat() if clock.met else None,
        "ended": clock.ended.isoformat() if clock.ended else None,
        "seconds_left": int((clock.due - now).total_seconds()) if clock.running else None,
        "left": _left(clock, now),
        "standing": clock.standing.value,
        "note": clock.note,
        "force": clock.force,
        "source": clock.source,
        "source_verified": clock.verified,
        "pack": clock.pack,
    }


def _out_as_data(one: LeftOut) -> dict[str, object]:
    fact = str(one.start.pk)
    return {"rule": one.rule, "name": one.name, "pack": one.pack, "does_not_apply": one.why, "started_by_fact": fact}
