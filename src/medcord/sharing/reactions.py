"""A published advisory goes out to the feeds."""

from __future__ import annotations

from datetime import timedelta

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import AdvisoryPublished
from medcord.ledger.models import FactRow
from medcord.sharing import actions

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


@ledger.on(AdvisoryPublished, name="sharing.provider_tree")
def advisory_published(fact: FactRow) -> None:  # noqa: ARG001 - the tree is built from what is in force, not from the fact
    """Rebuild the provider tree. Done twice it gives the same files."""
    actions.build_tree(actor=SYSTEM)


@ledger.every(timedelta(hours=24), name="sharing.fresh_tree")
def fresh_tree() -> None:
    """Rebuild the tree daily, so that security.txt never runs out (RFC 9116 2.5.5)."""
    actions.build_tree(actor=SYSTEM)
