"""A published advisory goes out to the feeds: signed in one step, and put in force in the next."""

from __future__ import annotations

from datetime import timedelta

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import AdvisoryPublished, DocumentsSigned, ProviderTreeBuilt
from medcord.ledger.models import FactRow
from medcord.sharing import actions, queries, tree

SYSTEM = Viewer(kind=ViewerKind.SYSTEM, member_id=None, party_id=None, role=None, report_id=None, active=True)


@ledger.on(AdvisoryPublished, name="sharing.signing")
def advisory_published(fact: FactRow) -> None:  # noqa: ARG001 - what is in force and not signed is signed, all of it
    """Sign what is not signed yet: of many advisories released at once the first delivery signs them all."""
    if queries.is_unsigned():
        actions.sign_documents(actor=SYSTEM)


@ledger.on(DocumentsSigned, name="sharing.provider_tree")
def documents_signed(fact: FactRow) -> None:  # noqa: ARG001 - the tree is built from what is in force, not from the fact
    """Put what is signed in force. Where more was published meanwhile its own signing brings the tree."""
    if not queries.is_unsigned():
        actions.switch_tree(actor=SYSTEM)


@ledger.on(ProviderTreeBuilt, name="sharing.old_releases")
def tree_built(fact: FactRow) -> None:  # noqa: ARG001 - what is old is seen on the disk
    """Remove old releases and make ready for the next one. For thousands of files it takes a while, so readers have the
    new release before."""
    with tree.locked(queries.home()):
        tree.prune(queries.home())
        tree.prepare(queries.home())


@ledger.every(timedelta(hours=24), name="sharing.fresh_tree")
def fresh_tree() -> None:
    """Rebuild the tree daily, so that security.txt never runs out (RFC 9116 2.5.5) and a damaged file is mended."""
    if queries.is_unsigned():
        actions.sign_documents(actor=SYSTEM)
    else:
        actions.switch_tree(actor=SYSTEM, trusting=False)
