"""What a writer of a draft had better look at before it goes out, and after. Nothing of it keeps anything in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcord.core.access import Permission, may
from medcord.decisions.overtaken import overtaken
from medcord.drafting import queries as drafting

if TYPE_CHECKING:
    from medcord.cases.models import Case
    from medcord.core.access import Viewer
    from medcord.drafting.models import Draft


def cautions(viewer: Viewer, case: Case, draft: Draft) -> list[str]:
    """The same as sentences, for those who may write the draft; nothing for others."""
    if not may(viewer, Permission.DRAFT_WRITE, drafting.item_of(None, case)).allowed:
        return []
    newer = overtaken(viewer, case, draft)
    return [*([newer.sentence] if newer else []), *drafting.weaknesses_to_look_at(draft)]
