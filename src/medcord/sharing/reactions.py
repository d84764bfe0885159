"""What follows a release of the provider's files on the disk, and what the clock alone asks of them."""

from __future__ import annotations

from datetime import timedelta

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.sharing import actions, disk

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


@ledger.carrier(name="sharing.next_release")
def next_release() -> bool:
    """After a release, remove old ones and make ready for the next. For thousands of files it takes a second, so no
    transaction is held by it."""
    return disk.prepare_next()


@ledger.every(timedelta(minutes=1), name="sharing.follow")
def follow() -> None:
    """Let the disk follow the database, where a kill or a failing disk kept it from it."""
    if not disk.follow():
        actions.build_tree(actor=SYSTEM)


@ledger.every(timedelta(hours=24), name="sharing.fresh_tree")
def fresh_tree() -> None:
    """Rebuild the tree daily, so that security.txt never runs out (RFC 9116 2.5.5) and a damaged file is mended."""
    actions.build_tree(actor=SYSTEM, trusting=False)
