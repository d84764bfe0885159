"""``medcord advisory`` and ``medcord provider``: take advisories in, check files, write the provider's tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medcord.cli import check_text
from medcord.cli.home import Home, as_node
from medcord.cli.main import plain_app
from medcord.cli.provider import build_alone, init, key, unless_it_cannot_be_written
from medcord.cli.provider_check import check as check_provider
from medcord.core.refusals import InputRefusal, UnreadableFile
from medcord.formats.other_forms import OtherForm

if TYPE_CHECKING:
    from medcord.cli.progress import Advance
    from medcord.core.access import Viewer
    from medcord.formats.unpacking import Given

INVALID = 1
"""Exit status when a file is not valid."""
PARTLY_READ = 3
"""Exit status when some files could not be read; the others were."""


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="CSAF files, folders, or ZIP or TAR archives.")]
Form = Annotated[Format, typer.Option("--format", help="How to write the result.")]

advisory = plain_app(no_args_is_help=True, help="Advisories as CSAF files: check them, take them in.")
provider = plain_app(no_args_is_help=True, help="CSAF providers: write this node's files, check anyone's.")


@provider.callback()
def _provider() -> None:
    """CSAF providers: write this node's files, check anyone's."""


@advisory.command("import")
def take_in(
    paths: Paths,
    kev: Annotated[Path | None, typer.Option("--kev", help="CISA's list of known exploited CVEs (JSON).")] = None,
    form: Form = Format.TEXT,
    home: Home = None,
) -> None:
    """Take other publishers' advisories into this node. Broken files are listed, and the rest goes in."""
    actor = as_node(home)
    from medcord.advisories import actions
    from medcord.cli.progress import progress
    from medcord.formats.unpacking import documents_below

    with progress("Taking in advisories", unit="advisories") as advance:
        done = actions.take_in(_counted(documents_below(paths), advance), actor=actor)
    listed = actions.take_in_kev(_bytes(kev), name=kev.name, actor=actor).cves if kev else frozenset()
    if form is Format.JSON:
        refused = [refusal.as_dict() for refusal in done.refused]
        counts = {"taken": done.taken, "older": done.older, "unchanged": done.unchanged}
        typer.echo(json.dumps({**counts, "refused": refused, "exploited": len(listed)}))
    else:
        older = f" ({done.older} of them older than what was here, kept as history)" if done.older else ""
        typer.echo(f"Taken in: {done.taken}{older}. Known already: {done.unchanged}. Refused: {len(done.refused)}.")
        if kev:
            typer.echo(f"Known exploited vulnerabilities in use: {len(listed)}.")
        _say_refused(list(done.refused))
    if done.refused:
        raise typer.Exit(PARTLY_READ)


@advisory.command("check")
def check(paths: Paths, form: Form = Format.TEXT) -> None:
    """Check CSAF files (2.0, 2.1): schema, tests, lints.

    Exit 1: not valid; 3: some could not be read. At a terminal findings stand by file and rule; into a pipe goes one
    line a finding. Only errors make a file invalid. Recommended tests and lints are told, for a person to look at.
    """
    from medcord.formats.unpacking import documents_below

    invalid = checked = 0
    refused: list[UnreadableFile] = []
    for given in documents_below(paths):
        if isinstance(given, UnreadableFile):
            refused.append(given)
            continue
        checked += 1
        invalid += _check_one(*given, form)
    if form is Format.TEXT:
        _say_refused(refused)
        typer.echo(f"Checked: {checked}. Not valid: {invalid}. Not read: {len(refused)}.", err=True)
    else:
        for refusal in refused:
            typer.echo(json.dumps(refusal.as_dict()))
    if invalid or refused:
        raise typer.Exit(INVALID if invalid else PARTLY_READ)
    if not checked:
        raise InputRefusal("There is no file to check at these paths. Give CSAF files, or a folder of them.")


@advisory.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One advisory as CSAF 2.0 or 2.1.")],
    form: Annotated[OtherForm, typer.Option("--format", help="What to write.")] = OtherForm.CSAF_2_1,
    cve: Annotated[str, typer.Option("--cve", help="Only the record of this CVE number.")] = "",
    org_id: Annotated[str, typer.Option("--org-id", help="The UUID of the CNA, for CVE records.")] = "",
) -> None:
    """Write one in another form: CSAF 2.1, VEX, CVE.

    CVE records are drafts for a CNA. Needs no node.
    """
    import medcord
    from medcord.formats.csaf import read_advisory
    from medcord.formats.other_forms import write_form

    value = read_advisory(_bytes(file, option="FILE"), name=file.name).advisory
    url = next((reference.url for reference in value.references if reference.category == "self"), "")
    data = write_form(value, form, url=url, page=url, engine_version=medcord.__version__, cve=cve, org_id=org_id)
    typer.echo(data, nl=False)


@provider.command("build")
def build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to put it: DIR/current is the web root.")],
    home: Home = None,
) -> None:
    """Write all files of the provider.

    They are made whole below DIR, and DIR/current is switched to them: of this node's advisories, or, where “provider
    init” made DIR, of the CSAF files in DIR/documents.
    """
    if (folder / "provider.toml").is_file():
        return build_alone(folder)
    actor = as_node(home)
    if folder.exists() and not folder.is_dir():
        raise InputRefusal(f"{folder}: this is a file. Give a folder.", code="cannot-write")
    files, documents = unless_it_cannot_be_written(folder, lambda: _built(folder, actor))
    typer.echo(f"Written: {files} files for {documents} advisories. Web root: {folder / 'current'}")
    return None


def _built(folder: Path, actor: Viewer) -> tuple[int, int]:
    from medcord.gateways import clock
    from medcord.sharing import actions, listings, queries, tree

    actions.sign_missing(actor=actor)
    with tree.locked(folder):
        made = queries.provider_files()
        files = made.files | listings.listings(made.files)
        tree.release(folder, tree.release_name(clock.now()), files)
        tree.prune(folder)
    return len(files), made.documents


provider.command("init")(init)
provider.command("key")(key)
provider.command("check")(check_provider)


def _check_one(name: str, data: bytes, form: Format) -> int:
    from medcord.cli.output import clean
    from medcord.formats.csaf import validate

    findings = validate(data, recommended=True)
    bad = any(one.level == "error" for one in findings)
    told = [{"rule": f.rule, "path": f.path, "message": f.message, "level": f.level} for f in findings]
    told += _lints(name, data)
    edition = _edition(data)
    if form is Format.TEXT and check_text.at_a_terminal():
        typer.echo(check_text.of_file(name, told, edition))
        return int(bad)
    for one in told:
        if form is Format.JSON:
            typer.echo(json.dumps({"file": name, **one}))
        else:
            place = f", at {one['path'] or '/'}"
            typer.echo(clean(f"{name}: {one['level']}, rule {one['rule']}{place}: {one['message']}"))
    if not bad and form is Format.TEXT:
        typer.echo(clean(f"{name}: valid CSAF {edition}"))
    return int(bad)


def _edition(data: bytes) -> str:
    """The edition that the file claims; nothing where it does not read so far."""
    from medcord.formats.csaf.editions import edition_of

    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    return str(edition_of(value)) if isinstance(value, dict) else ""


def _lints(name: str, data: bytes) -> list[dict[str, str]]:
    """The lints of a file that can be read as an advisory; why it cannot is told by the findings."""
    from medcord.core.advisory.lints import lints
    from medcord.formats.csaf import read_advisory

    try:
        advisory = read_advisory(data, name=name).advisory
    except UnreadableFile:
        return []
    return [
        {"rule": one.code, "path": one.where, "message": one.sentence, "level": one.level} for one in lints(advisory)
    ]


def _counted(documents: Iterator[Given], advance: Advance) -> Iterator[Given]:
    for number, given in enumerate(documents, start=1):
        yield given
        advance(number, max(number, 100))


def _bytes(path: Path, *, option: str = "--kev") -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise InputRefusal(
            f"{option} {path}: it cannot be opened ({failure.strerror}). Check the path.", code="no-such-file"
        ) from failure


def _say_refused(refused: list[UnreadableFile]) -> None:
    from medcord.cli.output import clean

    for refusal in refused:
        typer.echo(clean(f"Refused: {refusal.sentence}"), err=True)
