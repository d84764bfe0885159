"""``medcord version``."""

from __future__ import annotations

import platform

import typer

import medcord


def version() -> None:
    """Show the version of medcord, and of Python under it."""
    typer.echo(f"medcord {medcord.__version__} (Python {platform.python_version()})")
