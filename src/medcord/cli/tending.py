"""``medcord status``, ``medcord work`` and ``medcord mail``: how the node's own work stands."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli.home import Home, as_node
from medcord.cli.main import plain_app

if TYPE_CHECKING:
    from medcord.notices.queries import Piece, Status


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


class Kind(StrEnum):
    """A kind of work."""

    REACTION = "reaction"
    LETTER = "letter"
    CALL = "call"


Form = Annotated[Format, typer.Option("--format", help="How to write the result.")]
Which = Annotated[Kind, typer.Argument(metavar="KIND", help="reaction, letter or call.", case_sensitive=False)]
Item = Annotated[str, typer.Argument(metavar="ID", help="Its id, as “medcord status” shows it.")]

work = plain_app(no_args_is_help=True, help="Work of the node that failed: try it again or drop it.")
mail = plain_app(no_args_is_help=True, help="Mail of the node: write down what came back.")

DEAD = 1
"""The exit code when something is dead or no worker is there, for a monitoring program."""


def status(form: Form = Format.TEXT, home: Home = None) -> None:
    """Show what waits, what is dead and why, and whether a worker is there. Exit 1 when something needs a look."""
    actor = as_node(home)
    from medcord.notices import queries

    found = queries.status(actor)
    if form is Format.JSON:
        typer.echo(json.dumps(_as_data(found)))
    else:
        for line in _as_text(found):
            typer.echo(line)
    if found.dead or not found.worker_is_there or found.lacking:
        raise typer.Exit(DEAD)


def _as_text(found: Status) -> list[str]:
    there = "is there" if found.worker_is_there else "IS NOT THERE"
    seen = f"last looked {_age(found.at, found.looked_at)} ago" if found.looked_at else "has never looked"
    lines = [f"The worker {there}: it {seen}."]
    for queue in found.queues:
        waits = f"{queue.waiting} wait"
        if queue.oldest is not None:
            waits += f" (the oldest for {_age(found.at, queue.oldest)})"
        came_back = f", {queue.failed} came back" if queue.failed else ""
        lines.append(f"{queue.name}: {waits}, {queue.dead} dead{came_back}.")
    return [*lines, *_publishing(found), *(_line(found, one) for one in found.pieces)]


def _publishing(found: Status) -> list[str]:
    """Whether an advisory could go out now, and whether one was held up."""
    lines = [f"A release would be held up now by {one.shown}: {one.lack}" for one in found.lacking]
    lines += [f"Warning of {one.shown}: {one.warning}" for one in found.ways if one.warning]
    if found.held is not None:
        ago = _age(found.at, found.held.at)
        lines.append(f"A release was held up {ago} ago by {found.held_by} ({found.held.reason}); nothing of it is out.")
    return lines or ["Publishing: every channel is ready."]


def _line(found: Status, one: Piece) -> str:
    tried = f"tried {one.attempts} times, " if one.attempts else ""
    since = f"{tried}since {_age(found.at, one.since)}"
    return f"  {one.state:<8} {one.kind} {one.id}  {one.what}, {one.where}: {one.reason or 'no reason kept'} ({since})"


def _age(now: datetime, then: datetime | None) -> str:
    seconds = int((now - then).total_seconds()) if then else 0
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"


def _held(found: Status) -> dict[str, str] | None:
    held = found.held
    return {"at": held.at.isoformat(), "channel": held.channel, "reason": held.reason} if held else None


def _as_data(found: Status) -> dict[str, object]:
    return {
        "worker_is_there": found.worker_is_there,
        "looked_at": found.looked_at.isoformat() if found.looked_at else None,
        "channels": [{"name": one.name, "lack": one.lack, "warning": one.warning} for one in found.ways],
        "held": {"at": held.at.isoformat(), "channel": held.channel, "reason": held.reason}
        if (held := found.held)
        else None,
        "queues": [
            {
                "kind": one.kind,
                "waiting": one.waiting,
                "dead": one.dead,
                "failed": one.failed,
                "oldest": one.oldest.isoformat() if one.oldest else None,
            }
            for one in found.queues
        ],
        "work": [
            {
                "kind": one.kind,
                "id": one.id,
                "what": one.what,
                "where": one.where,
                "state": one.state,
                "reason": one.reason,
                "attempts": one.attempts,
                "since": one.since.isoformat(),
            }
            for one in found.pieces
        ],
    }


@work.command("retry")
def retry(kind: Which, item: Item, home: Home = None) -> None:
    """Try one piece of work again now, with all attempts before it."""
    actor = as_node(home)
    from medcord.notices import actions

    actions.retry_work(kind.value, item, actor=actor)
    typer.echo("It is tried again now.")


@work.command("drop")
def drop(
    kind: Which,
    item: Item,
    reason: Annotated[str, typer.Option(help="Why. The ledger keeps a digest of it, medcord not the text.")],
    home: Home = None,
) -> None:
    """Give one piece of work up for good."""
    actor = as_node(home)
    from medcord.notices import actions

    actions.drop_work(kind.value, item, reason=reason, actor=actor)
    typer.echo("Dropped. The ledger keeps that it was, and when.")


@mail.callback()
def _mail() -> None:
    """Mail of the node: write down what came back."""


@mail.command("bounced")
def bounced(
    message_id: Annotated[str, typer.Argument(metavar="MESSAGE-ID", help="The Message-ID of the mail that came back.")],
    code: Annotated[str, typer.Option("--code", help="Its status code, such as 5.1.1 (RFC 3463).")] = "",
    home: Home = None,
) -> None:
    """Write down that a mail came back, so that its party counts as not reached."""
    actor = as_node(home)
    from medcord.notices import actions

    actions.record_bounce(message_id, status=code, actor=actor)
    typer.echo("Written down. The case's coordinator sees that this party was not reached.")
