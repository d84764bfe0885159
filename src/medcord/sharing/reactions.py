"""What follows a release of the provider's files, and what the clock alone asks of them."""

from __future__ import annotations

from datetime import timedelta

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import ProviderTreeBuilt
from medcord.ledger.models import FactRow
from medcord.sharing import actions, disk

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


@ledger.on(ProviderTreeBuilt, name="sharing.old_releases")
def tree_built(fact: FactRow) -> None:  # noqa: ARG001 - what is old is seen on the disk
    """Remove old releases and make ready for the next one."""
    disk.prepare_next()


@ledger.every(timedelta(minutes=1), name="sharing.follow")
def follow() -> None:
    """Let the disk follow the database, where a kill or a failing disk kept it from it."""
    disk.follow()


@ledger.every(timedelta(hours=24), name="sharing.fresh_tree")
def fresh_tree() -> None:
    """Rebuild the tree daily, so that security.txt never runs out (RFC 9116 2.5.5) and a damaged file is mended."""
    actions.build_tree(actor=SYSTEM, trusting=False)
