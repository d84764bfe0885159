"""Commands that look after the files of a node."""

from __future__ import annotations

from typing import Annotated

import typer

from medcord.cli.home import Home, open_home
from medcord.cli.progress import progress

blobs = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Files at rest: new node key, seal old ones, check all.",
)


@blobs.command("rotate")
def rotate(
    forget_old: Annotated[
        bool, typer.Option("--forget-old", help="Then forget the older keys: copies of file keys from before end.")
    ] = False,
    home: Home = None,
) -> None:
    """Make a new node key and wrap the key of every file by it. Stopped at any instant, run it again: it goes on."""
    open_home(home)
    from medcord.gateways.blobs import care
    from medcord.ledger.blobs import store

    files = store()
    with progress("Sealing plain files", unit="files") as advance:
        sealed = care.seal_all_plain(files, advance)
    with progress("Wrapping keys", unit="files") as advance:
        done = care.rotate(files.keys, advance)
    began = "Went on with" if done.resumed else "Made"
    typer.echo(
        f"{began} node key {done.key}. {done.rewrapped:,} of {done.files:,} files wrapped anew; {sealed:,} sealed."
    )
    if forget_old:
        typer.echo(f"Older keys forgotten: {care.forget_old(files.keys)}. Copy the file of the node's keys again.")
    else:
        typer.echo(
            f"Older keys kept: {done.old_keys}. “medcord blobs rotate --forget-old” makes one more and ends them."
        )


@blobs.command("encrypt")
def encrypt(home: Home = None) -> None:
    """Seal the files that an earlier release kept plain, and overwrite the plain ones. Run again after a kill."""
    open_home(home)
    from medcord.gateways.blobs import care
    from medcord.ledger.blobs import store

    with progress("Sealing plain files", unit="files") as advance:
        sealed = care.seal_all_plain(store(), advance)
    typer.echo(f"{sealed:,} files sealed. From now on a plain file is refused as a forgery.")


@blobs.command("check")
def check(home: Home = None) -> None:
    """Read every file through without showing anything; each damaged one is named. Exit 1 when there is one."""
    open_home(home)
    from medcord.gateways.blobs import care
    from medcord.ledger.blobs import store

    with progress("Checking files", unit="files") as advance:
        kept, damaged = care.check_all(store(), advance)
    for blob in damaged:
        typer.echo(f"{blob}: changed, damaged, or without its key")
    if damaged:
        raise typer.Exit(1)
    typer.echo(f"All {kept:,} files can be opened.")
