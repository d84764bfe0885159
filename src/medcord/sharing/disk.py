"""The disk follows the database, which says what release of the provider's files is in force. No rows are written."""

from __future__ import annotations

from pathlib import Path

from medcord.sharing import queries, tree
from medcord.sharing.models import ProviderTree


def tidy() -> None:
    """Remove old releases."""
    with tree.locked(queries.home()):
        row = queries.in_force()
        tree.prune(queries.home(), row.name if row else "")


_prepared = ""
"""The release for which it was done, or tried: where links cannot be made, trying once is enough."""


def prepare_next() -> bool:
    """Remove old releases and make ready for the next one; False when that was done. Readers have the new release
    before."""
    global _prepared
    row, home = queries.in_force(), queries.home()
    if row is None or _prepared == row.name:
        return False
    _prepared = row.name
    tidy()
    with tree.locked(home):
        tree.prepare(home, row.name)
    return True


def follow() -> bool:
    """Bring the disk to what the database says is in force: make the release again if it is not there, and let the link
    name it. A kill between the commit and the link is made good by this; done twice it does no harm.

    False when that release cannot be made again, since what it is made of has changed: then build another one.
    """
    home = queries.home()
    if queries.in_force() is None:
        return False
    with tree.locked(home):
        row = queries.in_force()
        if row is None or not (_is_there(home, row) or _made_again(home, row)):
            return False
        if tree.linked(home) != row.name:
            tree.switch(home, row.name)
    return True


def _is_there(home: Path, row: ProviderTree) -> bool:
    return (home / "releases" / row.name).is_dir()


def _made_again(home: Path, row: ProviderTree) -> bool:
    if queries.is_unsigned():
        return False
    made = queries.provider_files(row.as_of)
    if tree.digest(made.files) != row.digest:
        return False
    tree.write(home, row.name, made.files, former="")
    return True
