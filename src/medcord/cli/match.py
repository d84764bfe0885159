"""``medcord match``: an inventory and a folder of advisories become a worklist."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import Verdict

if TYPE_CHECKING:
    from typing import TextIO

    from medcord.cli.summary import Account
    from medcord.cli.worklist import Line
    from medcord.formats.inventory import DeviceFile
    from medcord.formats.signals.kev import Kev

PARTLY_READ = 3
"""Exit status when the worklist stands but some advisories could not be read."""


class Format(StrEnum):
    """How the worklist is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def match(
    inventory: Annotated[Path, typer.Argument(help="The inventory: CSV in any form, XLSX, XLS or ODS.")],
    advisories: Annotated[Path, typer.Option("--advisories", "-a", help="A folder of CSAF advisories.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar='FIELD="COLUMN"', help='Such as model="Model Name"; repeatable.'),
    ] = None,
    kev: Annotated[Path | None, typer.Option("--kev", help="CISA's list of known exploited CVEs (JSON).")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write the worklist.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write to this file, whole or not at all.")] = None,
    verdict: Annotated[list[Verdict] | None, typer.Option(help="Only this verdict; repeatable.")] = None,
    advisory: Annotated[list[str] | None, typer.Option(help="Only this advisory id; repeatable.")] = None,
    site: Annotated[str, typer.Option(help="Only devices of this site.")] = "",
    limit: Annotated[int, typer.Option(min=0, help="At most so many entries, most urgent first; 0 for all.")] = 0,
    all_remarks: Annotated[bool, typer.Option("--all-remarks", help="List every remark on the inventory.")] = False,
) -> None:
    """Tell which devices of an inventory advisories speak of, with the evidence and what to do, most urgent first."""
    from medcord.cli.output import whole_file, write_folder
    from medcord.cli.summary import summary

    if out:
        write_folder(out)
    account = _account(inventory, advisories, _mapping(mapping or []), kev)
    lines = [line for line in account.work.lines if _wanted(line, verdict or [], advisory or [], site)]
    with whole_file(out) as stream:
        shown = _write(form, lines, limit, stream, to_file=out is not None)
    for sentence in summary(account, shown=shown, out=out, all_remarks=all_remarks):
        typer.echo(sentence, err=form is not Format.TABLE or out is not None)
    if account.shelf.refused:
        raise typer.Exit(PARTLY_READ)


def _account(inventory: Path, advisories: Path, mapping: dict[str, str], kev: Path | None) -> Account:
    """Read all there is to read, and match."""
    from medcord.cli.progress import progress
    from medcord.cli.summary import Account
    from medcord.cli.worklist import build_worklist, read_shelf
    from medcord.formats.inventory import read_devices

    file: DeviceFile = read_devices(inventory, name=inventory.name, mapping=mapping)
    exploited = _kev(kev)
    with progress("Reading advisories", unit="advisories") as advance:
        shelf = read_shelf(advisories, advance)
    with progress("Matching devices", unit="B") as advance:
        work = build_worklist(file, shelf, exploited.cves if exploited else frozenset(), advance)
    return Account(file=file, shelf=shelf, work=work, kev=exploited)


def _kev(path: Path | None) -> Kev | None:
    if path is None:
        return None
    from medcord.formats.signals.kev import read_kev

    try:
        return read_kev(path.read_bytes(), name=path.name)
    except OSError as failure:
        raise InputRefusal(
            f"--kev {path}: it cannot be opened ({failure.strerror}). Check the path.", code="no-such-file"
        ) from failure


def _mapping(given: list[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for text in given:
        field, equals, title = text.partition("=")
        if not equals or not field.strip():
            raise InputRefusal(
                f'--map {text}: write it as field=column, such as --map model="Model Name".', code="unknown-target"
            )
        if field.strip() in mapping:
            raise InputRefusal(f"--map {field.strip()} is given twice. Give it once.", code="unknown-target")
        mapping[field.strip()] = title
    return mapping


def _wanted(line: Line, verdicts: list[Verdict], advisories: list[str], site: str) -> bool:
    return (
        (not verdicts or line.match.verdict in verdicts)
        and (not advisories or line.match.advisory.casefold() in {name.casefold() for name in advisories})
        and (not site or line.device.site.casefold() == site.casefold())
    )


def _write(form: Format, lines: list[Line], limit: int, stream: TextIO, *, to_file: bool) -> str:
    """Write the worklist; returns what was left out by the limit, in words."""
    if form is Format.TABLE:
        return _write_blocks(lines, limit, stream, to_file=to_file)
    from medcord.cli.worklist_data import write_json, write_table

    chosen = lines[:limit] if limit else lines
    (write_json if form is Format.JSON else write_table)(stream, chosen)
    return _shown(len(chosen), len(lines), "lines")


def _write_blocks(lines: list[Line], limit: int, stream: TextIO, *, to_file: bool) -> str:
    from rich.console import Console

    from medcord.cli.worklist_text import blocks, groups

    console = Console(file=stream, markup=False, highlight=False, emoji=False, no_color=to_file or None)
    width = min(console.width, 120) if console.is_terminal else 100
    findings = groups(lines)
    chosen = findings[:limit] if limit else findings
    for block in blocks(chosen, width):
        console.print(block, soft_wrap=True)
    return _shown(len(chosen), len(findings), "findings")


def _shown(shown: int, there: int, what: str) -> str:
    return f"Shown: the first {shown} of {there} {what}." if shown < there else f"Shown: {there} {what}."
