"""Whether this node takes part in what only the draft of a standard asks for (MEDCORD_DRAFT_STANDARDS)."""

from __future__ import annotations

from django.conf import settings

from medcord.core.refusals import NotFound


def on() -> bool:
    """Whether it does. Off unless the node was told to."""
    return bool(settings.MEDCORD_DRAFT_STANDARDS)


def require() -> None:
    """Raise NotFound where it does not: the page is as absent as one that was never made."""
    if not on():
        raise NotFound
