"""Who may put an advisory out, and who may take others' in (docs/reference/policy.md). Reading is core.access."""

from __future__ import annotations

from medcord.core.access import Viewer, ViewerKind
from medcord.core.refusals import NotAllowed
from medcord.core.vocabulary import Role

_TAKERS = frozenset({Role.COORDINATOR, Role.HOSPITAL, Role.ISAO})


def may_publish(viewer: Viewer) -> bool:
    """The coordinator's members publish here, and the node itself when it is seeded."""
    return _is_node(viewer) or _member_with(viewer, frozenset({Role.COORDINATOR}))


def may_take_in(viewer: Viewer) -> bool:
    """Those who work with others' advisories bring them in: coordinators, hospitals, ISAOs, and the node itself."""
    return _is_node(viewer) or _member_with(viewer, _TAKERS)


def require_publish(viewer: Viewer) -> None:
    """Raises NotAllowed."""
    if not may_publish(viewer):
        raise NotAllowed("Advisories are published by the coordinator of this node. Ask its members.")


def require_take_in(viewer: Viewer) -> None:
    """Raises NotAllowed."""
    if not may_take_in(viewer):
        raise NotAllowed(
            "Advisories of other publishers are taken in by members of a coordinator, a hospital or an ISAO. "
            "Sign in as one of them."
        )


def _is_node(viewer: Viewer) -> bool:
    return viewer.kind is ViewerKind.SYSTEM and viewer.active


def _member_with(viewer: Viewer, roles: frozenset[Role]) -> bool:
    return viewer.kind is ViewerKind.MEMBER and viewer.active and viewer.role in roles
