"""``medcord ssvc``: what the decision tables say to what is known, and which fact would change it. Needs no node."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.core.refusals import InputRefusal

if TYPE_CHECKING:
    from medcord.core.safety.ssvc import Sheet


def ssvc(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="Such as triage; without it all are listed.")] = "",
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="POINT=VALUE", help="What is known; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    selections: Annotated[
        Path | None,
        typer.Option("--selection-list", metavar="FILE", help="Write what was chosen as SelectionList 2.0.0."),
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option("--target", metavar="ID", help="What it is about, such as a CVE; repeatable.")
    ] = None,
) -> None:
    """Ask an SSVC decision table and medcord's own for devices beside it, and see which fact would change the outcome.

    It advises; a person decides.
    """
    from medcord.core.safety.ssvc import SHEETS, look
    from medcord.core.safety.ssvc.naming import answers_of, sheet_named
    from medcord.core.safety.ssvc.plain import look_as_plain, sheet_as_plain

    if not table:
        if given or selections or target:
            raise InputRefusal(f"Name the table first: one of {', '.join(SHEETS)}.", code="unknown-table")
        every = list(SHEETS.values())
        typer.echo(json.dumps([sheet_as_plain(sheet) for sheet in every]) if as_json else _list(every))
        return
    sheet = sheet_named(table)
    found = look(sheet, answers_of(sheet, given or []))
    if selections:
        _write(selections, sheet, dict(found.answers), target or [])
    if as_json:
        typer.echo(json.dumps(look_as_plain(found)))
        return
    from medcord.cli.ssvc_text import of_look

    typer.echo(of_look(found))


def _list(sheets: list[Sheet]) -> str:
    from medcord.cli.ssvc_text import of_sheets

    return of_sheets(sheets)


def _write(path: Path, sheet: Sheet, answers: dict[str, str], targets: list[str]) -> None:
    from medcord.cli.output import clean, whole_file
    from medcord.core.safety.ssvc.selection import points_of, selection_list

    ids = [clean(text) for text in targets]
    made = selection_list(points_of(sheet, answers), answers, at=datetime.now(UTC), targets=ids)
    with whole_file(path) as stream:
        stream.write(json.dumps(made, indent=2) + "\n")
    typer.echo(f"Written: {path}. It holds what was chosen; nobody has decided anything by it.", err=True)
