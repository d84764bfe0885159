"""The one question every verb of a case asks first, and what the coordinator has published about embargoes."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from medcord.cases import queries
from medcord.cases.models import Case
from medcord.core import access
from medcord.core.access import Permission, Viewer
from medcord.core.cvd.terms import EmbargoPolicy


def require(actor: Viewer, permission: Permission, case: Case) -> None:
    """Raise NotAllowed with the policy's own reason (NotFound for the unseen) unless the actor may do this."""
    access.require(actor, permission, queries.item(case), "case")


def embargo_policy() -> EmbargoPolicy:
    """Default, floor and longest embargo of this node's coordinator; shown on the public policy page."""
    return EmbargoPolicy(
        default=timedelta(days=settings.MEDCORD_COORDINATOR_POLICY_DAYS),
        floor=timedelta(days=settings.MEDCORD_EMBARGO_FLOOR_DAYS),
        most=timedelta(days=settings.MEDCORD_EMBARGO_MOST_DAYS),
    )
