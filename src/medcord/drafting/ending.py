"""How an advisory reads once it no longer stands."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings

from medcord.core.advisory import Advisory, Reference
from medcord.core.advisory.in_force import SUCCESSOR, ended
from medcord.core.advisory.revising import ENDS, WORDS, RevisionKind
from medcord.core.exercise import marked
from medcord.drafting.models import Draft

FIELDS = ("title", "device", "what_to_do", "news")
"""What of a draft goes out then."""


def ends(draft: Draft) -> bool:
    """Whether what is being written withdraws or replaces the advisory."""
    return draft.revising in ENDS


def missing(draft: Draft) -> list[str]:
    """What still has to be said, as sentences."""
    checked = (
        (draft.title, "A title."),
        (draft.device, "Plain words: which device this was about."),
        (draft.news, "Why the advisory no longer stands."),
        (draft.what_to_do, "Plain words: what readers should do now."),
    )
    return [sentence for text, sentence in checked if not text.strip()]


def standing(value: Advisory, draft: Draft) -> Advisory:
    """The advisory as it would go out: composed of its case, or what is left when it no longer stands."""
    if not ends(draft):
        return value
    kind = RevisionKind(draft.revising)
    title = draft.title.removeprefix(f"{WORDS[kind]}: ")
    return ended(
        value,
        kind,
        title=marked(f"{WORDS[kind]}: {title}", settings.MEDCORD_DRILL),
        reason=draft.news,
        advice=draft.what_to_do,
        successor=_link(draft.replaced_by) if kind is RevisionKind.SUPERSEDING else None,
    )


def _link(tracking_id: str) -> Reference:
    return Reference(f"{settings.MEDCORD_URL}/advisories/{quote(tracking_id)}", f"{SUCCESSOR}: {tracking_id}")
