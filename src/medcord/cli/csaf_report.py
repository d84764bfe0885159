"""``medcord report hand-in``: a CSAF 2.1 vulnerability report as a report of this node (a draft of the standard)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
import typer.core

from medcord.cli.home import Home, open_home
from medcord.core.refusals import UnreadableFile

if TYPE_CHECKING:
    from typer._click import Command, Context

    from medcord.formats.csaf.vulnerability_report import ReadReport

OF_DRAFTS = frozenset({"hand-in", "export"})


class WithDrafts(typer.core.TyperGroup):
    """A group whose commands of a draft are not there unless MEDCORD_DRAFT_STANDARDS is on."""

    def list_commands(self, ctx: Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if _there(name)]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        return super().get_command(ctx, cmd_name) if _there(cmd_name) else None


def _there(name: str) -> bool:
    return name not in OF_DRAFTS or os.environ.get("MEDCORD_DRAFT_STANDARDS") == "1"


def hand_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON file of the profile.")],
    preview: Annotated[bool, typer.Option("--preview", help="Show what is read, and file nothing.")] = False,
    maker: Annotated[str, typer.Option("--maker", help="Manufacturer, where the file does not name it.")] = "",
    model: Annotated[str, typer.Option("--model", help="Device, where the file does not name it.")] = "",
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave out the finder's name in the file.")] = False,
    patient_data_seen: Annotated[
        bool, typer.Option("--patient-data-seen", help="What looked like patient data is none.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
    home: Home = None,
) -> None:
    """Hand in a CSAF 2.1 vulnerability report as a finder or ISAO would; no account is needed."""
    open_home(home)
    from medcord.core.access import Viewer, ViewerKind
    from medcord.intake import actions, as_csaf

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFile(str(file), "it cannot be opened.", "Check the path.") from error
    read = as_csaf.read_csaf(file.name, data)
    if preview:
        _show(read, as_json=as_json)
        return
    words = as_csaf.corrected(as_csaf.words_of(read), maker=maker, model=model, anonymous=anonymous)
    nobody = Viewer(kind=ViewerKind.ANONYMOUS)
    row, code = actions.hand_in_csaf(file.name, data, words, patient_data_seen=patient_data_seen, actor=nobody)
    if as_json:
        typer.echo(json.dumps({"reference": row.reference, "code": code, "left": list(read.left)}))
        return
    typer.echo(f"Filed as {row.reference}. Parts of the file without a field: {len(read.left)}; it is kept whole.")
    typer.echo(f"The code to come back with, it is shown this once: {code}")


def _show(read: ReadReport, *, as_json: bool) -> None:
    from dataclasses import asdict

    from medcord.cli.output import clean

    if as_json:
        typer.echo(json.dumps(asdict(read)))
        return
    fields = ("maker", "model", "version", "description", "how_tested", "patient_impact", "finder")
    rows = [*read.about, *((name.replace("_", " "), getattr(read, name)) for name in fields)]
    rows += [("numbers", ", ".join((*read.cves, *read.numbers)))]
    for name, said in rows:
        typer.echo(f"{name}: {clean(said) or '(nothing)'}")
    typer.echo(f"No field for {len(read.left)} parts; the file is kept whole:")
    for one in read.left:
        typer.echo(f"  {clean(one)}")
