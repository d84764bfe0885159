"""The one question every verb of a case asks first."""

from __future__ import annotations

from medcord.cases import queries
from medcord.cases.models import Case
from medcord.core import access
from medcord.core.access import Permission, Viewer


def require(actor: Viewer, permission: Permission, case: Case) -> None:
    """Raise NotAllowed with the policy's own reason (NotFound for the unseen) unless the actor may do this."""
    access.require(actor, permission, queries.item(case), "case")
