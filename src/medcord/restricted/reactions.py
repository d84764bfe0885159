"""The worker signs what was told: it alone reads the key."""

from __future__ import annotations

from uuid import UUID

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import ProviderKeyChanged, RestrictedApproved
from medcord.ledger.models import FactRow
from medcord.restricted import queries
from medcord.restricted.actions.keeping import can_sign, sign


@ledger.on(RestrictedApproved, name="restricted.sign")
def sign_files(fact: FactRow) -> None:
    """Sign the files, if the node has a key and they are not signed."""
    row = queries.for_reaction(UUID(fact.data["advisory"]))
    if row is not None and not row.signature and not row.purged_at and can_sign():
        sign(row.pk, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=row.publisher_id))


@ledger.on(ProviderKeyChanged, name="restricted.sign-anew")
def sign_anew(fact: FactRow) -> None:
    """Sign what has no signature yet; and everything, when nothing under a former key counts."""
    for row in queries.to_sign(all_of_them=bool(fact.data["compromised"])) if can_sign() else ():
        sign(row.pk, actor=Viewer(kind=ViewerKind.SYSTEM, party_id=row.publisher_id))
