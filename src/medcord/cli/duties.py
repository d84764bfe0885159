"""``medcord duties``: what the agreement asks for, from facts, as one member may know it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.home import Home, as_member
from medcord.cli.output import clean
from medcord.cli.tending import Form, Format

if TYPE_CHECKING:
    from medcord.agreements.queries import Place
    from medcord.core.agreement import Duty

OPEN_FIRST = ("late", "due", "missed", "done late", "done", "void")


def duties(
    member: Annotated[str, typer.Option(help="E-mail of the member whose sight applies: nothing else is shown.")],
    case: Annotated[str, typer.Argument(metavar="[CASE]", help="Reference of a case; left out: all cases.")] = "",
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Show each duty of the agreement: done, due or late, when it is due, and the facts that prove it."""
    viewer = as_member(home, member)
    from medcord.agreements import queries
    from medcord.cases import queries as cases

    found = queries.of_case(viewer, cases.case_for(viewer, case)) if case else queries.overall(viewer)
    named = queries.references(viewer)
    if form is Format.JSON:
        typer.echo(json.dumps([_data(duty, named) for duty in found], indent=1))
        return
    held = queries.clauses(viewer)
    for one in held:
        rows = [duty for duty in found if duty.clause.code == one.clause.code]
        if rows or not case:
            _show(one.clause.code, one.clause.title, one.clause.actor.value, one.clause.clock, rows, named)


def _show(code: str, title: str, actor: str, clock: str, rows: list[Duty], named: dict[str, Place]) -> None:
    from medcord.core.agreement import tally

    counts = tally(rows)
    typer.echo(f"{code:4} {clean(title)}  ({actor}; {clean(clock)})")
    typer.echo(f"     {counts.done} done, {counts.due} due, {counts.late} late" + (
        f", {counts.done_late} of the done after their time" if counts.done_late else ""
    ))  # fmt: skip
    for duty in sorted(rows, key=lambda row: (OPEN_FIRST.index(row.state.value), row.since)):
        place = named.get(duty.stream)
        where = place.reference if place else ""
        typer.echo(f"     {duty.state.value:9} {where:10} {_proof(duty)}")


def _proof(duty: Duty) -> str:
    started = f"since {_stamp(duty.since)}" + (f" ({duty.started.kind})" if duty.started else "")
    due = f", due {_stamp(duty.due)}" if duty.due else ", no day of its own"
    done = f", done {_stamp(duty.done.at)} by {duty.done.kind} {duty.done.id}" if duty.done else ""
    return f"{started}{due}{done}"


def _data(duty: Duty, named: dict[str, Place]) -> dict[str, object]:
    place = named.get(duty.stream)
    return {
        "clause": duty.clause.code,
        "title": duty.clause.title,
        "actor": duty.clause.actor.value,
        "case": place.case if place else "",
        "call": place.call if place else "",
        "state": duty.state.value,
        "since": duty.since.astimezone(UTC).isoformat(),
        "due": duty.due.astimezone(UTC).isoformat() if duty.due else None,
        "done": duty.done.at.astimezone(UTC).isoformat() if duty.done else None,
        "started_by": str(duty.started.id) if duty.started else None,
        "done_by": str(duty.done.id) if duty.done else None,
    }


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
