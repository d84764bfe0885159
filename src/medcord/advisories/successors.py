"""What takes the place of an advisory of ours: another one of ours, in force."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from django.conf import settings

from medcord.advisories import queries
from medcord.advisories.models import PublishedAdvisory
from medcord.core.access import Viewer, ViewerKind
from medcord.core.advisory import Advisory, Reference
from medcord.core.advisory.in_force import REPLACED, replaces, standing_of
from medcord.core.refusals import InputRefusal, NotFound


def successor_for(viewer: Viewer, tracking_id: str, *, of: UUID) -> PublishedAdvisory:
    """The advisory of this number, if it can take the place of the one with id ``of``. Raises InputRefusal."""
    try:
        row = queries.advisory_for(viewer, tracking_id.strip())
    except NotFound:
        row = None
    if row is None or not row.own or row.pk == of:
        raise InputRefusal(
            "Name another published advisory of this node by its number, such as MCA-2026-0004.",
            code="no-successor",
            fields={"field": "by"},
        )
    if standing_of(queries.value_of(row.current)) is not None:
        raise InputRefusal(
            f"{row.tracking_id} no longer stands itself. Name the one that does.",
            code="no-successor",
            fields={"field": "by"},
        )
    return row


def page_of(tracking_id: str) -> str:
    """Where everybody reads an advisory of ours."""
    return f"{settings.MEDCORD_URL}/advisories/{quote(tracking_id)}"


def out_now(advisory: UUID) -> tuple[int, Advisory]:
    """The revision in force of one of ours, for those who write the next one: its number on this node, and what it
    says. Everybody reads that."""
    row = queries.by_id(Viewer(kind=ViewerKind.SYSTEM), advisory)
    assert row.current is not None, "what was published has a revision in force"
    return row.current.number, queries.value_of(row.current)


def replacing(row: PublishedAdvisory, gone: Advisory) -> Advisory:
    """The value of an advisory, saying that it takes the place of another one."""
    value = queries.value_of(row.current)
    link = Reference(page_of(gone.id), f"{REPLACED}: {gone.id}", "external")
    return replaces(value, [link])
