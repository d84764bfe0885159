"""``medcord webhook``: the reference check of a call, for those who write a receiver."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from medcord.cli.main import plain_app
from medcord.core import webhooks
from medcord.core.refusals import InputRefusal, UnreadableFile

webhook = plain_app(no_args_is_help=True, help="Calls to webhooks: check one as a receiver should.")
MOST = 1024 * 1024


@webhook.callback()
def _webhook() -> None:
    """Calls to webhooks: check one as a receiver should."""


@webhook.command("verify")
def verify(
    body: Annotated[str, typer.Argument(metavar="BODY", help="File with the body as it came; - for standard input.")],
    signature: Annotated[str, typer.Option(help=f"The header {webhooks.SIGNATURE} as it came.")],
    secret: Annotated[
        str, typer.Option(envvar="MEDCORD_WEBHOOK_SECRET", help="The secret of the webhook; better by the variable.")
    ] = "",
    window: Annotated[int, typer.Option(min=1, help="Seconds by which the two clocks may differ.")] = webhooks.WINDOW,
) -> None:
    """Check that a call comes from the node and is not an old one. Needs no node; exit 2 when it is not genuine."""
    if not secret:
        raise InputRefusal("There is no secret. Set MEDCORD_WEBHOOK_SECRET.", fields={"option": "--secret"})
    at = webhooks.verify(signature, _read(body), [secret], now=int(time.time()), window=window)
    typer.echo(f"Genuine, signed {int(time.time()) - at} seconds ago.")


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(MOST)
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST)
    except OSError as error:
        raise UnreadableFile(name, f"it cannot be read ({error.strerror}).", "Check its name.") from error
