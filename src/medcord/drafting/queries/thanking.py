"""Who reads the thanks of a draft: its owner all, a party that is thanked its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, may
from medcord.core.thanks import Thanked
from medcord.drafting.models import Draft
from medcord.drafting.queries.crossing import item_of
from medcord.drafting.thanks import thanks_of

if TYPE_CHECKING:
    from medcord.cases.models import Case


def thanks_for(viewer: Viewer, case: Case) -> tuple[Draft | None, list[Thanked]]:
    """The draft of a case that the viewer reads, and the thanks in it that are the viewer's to see. A party is asked
    about its own words and sees nothing else of the draft by it."""
    draft = Draft.objects.filter(case=case).first()
    if draft is None:
        return None, []
    if may(viewer, Permission.DRAFT_WRITE, item_of(None, case)).allowed:
        return draft, list(thanks_of(draft))
    here = any(row.party_id == viewer.party_id for row in cases.content_readers(viewer, case))
    return draft, [one for one in thanks_of(draft) if here and one.party == viewer.party_id]
