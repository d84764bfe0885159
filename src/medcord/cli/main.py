"""The entry point ``medcord``: commands are imported when they are called, so that ``--help`` is there at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
import typer.core

from medcord.core.refusals import Refusal

if TYPE_CHECKING:
    from typer._click import Command, Context, HelpFormatter


class Entry(NamedTuple):
    """A command: where its function (or typer app, for a group of commands) is, and its line in ``medcord --help``."""

    target: str
    help: str


COMMANDS: dict[str, Entry] = {
    "match": Entry("medcord.cli.match:match", "Which devices of an inventory do advisories speak of, and what to do."),
    "inventory": Entry("medcord.cli.hospital:inventory", "A hospital's inventory on this node: import it."),
    "worklist": Entry("medcord.cli.hospital:worklist", "A hospital's worklist on this node."),
    "run": Entry("medcord.project.commands:run", "Run a node: web, worker and database; --demo for the made-up cast."),
    "worker": Entry("medcord.project.commands:worker", "Run the worker alone."),
    "migrate": Entry("medcord.project.commands:migrate", "Bring the database to the present shape."),
    "party": Entry("medcord.cli.parties:party", "The parties of this node: add and list them."),
    "member": Entry("medcord.cli.parties:member", "The members of parties: add, list and deactivate them."),
    "advisory": Entry("medcord.cli.advisory:advisory", "Advisories as CSAF files: check them, take them in."),
    "provider": Entry("medcord.cli.advisory:provider", "CSAF providers: write this node's files, check anyone's."),
    "status": Entry("medcord.cli.tending:status", "What the node has still to do, what is dead and why."),
    "work": Entry("medcord.cli.tending:work", "Work that failed: try it again or drop it."),
    "mail": Entry("medcord.cli.tending:mail", "Write down mail that came back."),
    "ssvc": Entry("medcord.cli.ssvc:ssvc", "Ask the SSVC decision tables, and what would change their outcome."),
    "webhook": Entry("medcord.cli.webhook:webhook", "Check a call to a webhook as its receiver should."),
    "report": Entry("medcord.cli.report:report", "Reports: take one in from a mail or file."),
    "duties": Entry("medcord.cli.duties:duties", "Duties of the agreement: done, due, late, and what proves it."),
    "drill": Entry("medcord.project.drill_command:drill", "Exercises on invented cases, on a node of their own."),
    "signal": Entry("medcord.cli.signal:signal", "Public signals: read KEV, EPSS, CVE records and recalls."),
    "clocks": Entry(
        "medcord.cli.clocks:clocks", "The clocks of a case: what started each, who holds it, what is left."
    ),
    "search": Entry("medcord.cli.search:search", "The index of words: build it anew."),
    "ledger": Entry("medcord.project.ledger_command:ledger", "The ledger: verify chains, export them, show keys."),
    "blobs": Entry("medcord.project.file_commands:blobs", "Files at rest: new node key, seal old ones, check all."),
    "version": Entry("medcord.cli.version:version", "Show the version of medcord."),
}
"""Every command by name, in the order of the help. Add a line to add a command."""

REFUSED, INTERRUPTED, BROKEN = 2, 130, 70


class LazyGroup(typer.core.TyperGroup):
    """The commands of ``COMMANDS``; a refusal ends as its sentence and exit 2, and no trace is ever shown."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        entry = COMMANDS.get(cmd_name)
        return load(cmd_name, entry) if entry else None

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: Context) -> Any:
        as_json = _wants_json([*ctx._protected_args, *ctx.args])
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            _say(refusal.as_dict(), as_json=as_json)
            raise typer.Exit(REFUSED) from refusal
        except KeyboardInterrupt as stop:
            _say({"code": "stopped", "sentence": "Stopped. Nothing was half-written."}, as_json=as_json)
            raise typer.Exit(INTERRUPTED) from stop
        except typer.TyperException as misuse:
            if not as_json:
                raise
            _say({"code": "usage", "sentence": misuse.format_message()}, as_json=True)
            raise typer.Exit(misuse.exit_code) from misuse
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            # The last resort: people get a sentence, never a trace.
            if os.environ.get("MEDCORD_TRACE"):
                raise
            _say({"code": "own-error", "sentence": _own_error(error)}, as_json=as_json)
            raise typer.Exit(BROKEN) from error


def load(name: str, entry: Entry) -> Command:
    """Import a command. Its target is a function with typer options, or a typer app."""
    module, _, attribute = entry.target.partition(":")
    target = getattr(import_module(module), attribute)
    if isinstance(target, typer.Typer):
        return typer.main.get_command(target)
    alone = plain_app()
    alone.command(name=name)(target)
    return typer.main.get_command(alone)


def plain_app(**settings: Any) -> typer.Typer:
    """A typer app as all of ours are: no colours or panels in help, no pretty traces, no shell completion."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings)


app = plain_app(cls=LazyGroup, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


@app.callback()
def medcord() -> None:
    """Coordinated handling of medical-device vulnerabilities, from the report to the pump."""


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal set to ASCII must not stop a worklist with an umlaut in it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    typer.main.get_command(app)(args=None if arguments is None else list(arguments), prog_name="medcord")


def _wants_json(arguments: Sequence[str]) -> bool:
    return bool({"--format=json", "--json"} & {*arguments}) or ("--format", "json") in pairwise(arguments)


def _say(what: dict[str, object], *, as_json: bool) -> None:
    from medcord.cli.output import clean

    typer.echo(json.dumps(what) if as_json else clean(str(what["sentence"])), err=True)


def _own_error(error: Exception) -> str:
    return (
        f"medcord met an error of its own ({type(error).__name__}: {error}). Nothing was half-written. "
        "Please report it; with MEDCORD_TRACE=1 set the place is shown."
    )


if __name__ == "__main__":
    run()
