"""The agreement of the agencies and its duties (policy.md, clause 41)."""

from __future__ import annotations

from typing import Final

from medcord.core.access.asking import Answer, Viewer, ViewerKind, no, yes
from medcord.core.access.items import AgreementItem
from medcord.core.vocabulary import MemberRole, Role

AGENCIES: Final = frozenset({Role.COORDINATOR, Role.REGULATOR})


def read_agreement(viewer: Viewer, item: AgreementItem) -> Answer:
    """Clauses, their history, and the duties they make of what the viewer may know (41)."""
    del item
    agency = viewer.kind is ViewerKind.MEMBER and viewer.role in AGENCIES
    return Answer(agency, "The agreement is between the coordinator and the regulator; their members read it.")  # 41


def change_agreement(viewer: Viewer, item: AgreementItem) -> Answer:
    """Writing a clause anew (41)."""
    seen = read_agreement(viewer, item)
    if not seen.allowed:
        return seen
    if viewer.level is not MemberRole.ADMINISTRATOR:
        return no("Clauses are changed by an administrator of an agency. Ask one of your party.")  # 41
    return yes("You run the members of a party of the agreement.")
