"""What stands on a draft's page about its way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, may
from medcord.core.advisory.release import FACTORS, SENTENCES, Lack, ReleaseFactor
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.ledger import channels
from medcord.web.forms.releasing import OverrideForm, StandForm, WaiverForm
from medcord.web.pages.draft import DraftPage
from medcord.web.pages.texts import TextPage


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """``may_approve`` and ``may_second``: whether this member may do it now. ``lacks`` in sentences."""

    now: drafts.Readiness
    approved: bool
    writes: bool
    may_approve: bool
    may_second: bool
    lacks: list[str]
    unmatched: list[drafts.Unmatched]

    @property
    def approved_by(self) -> list[str]:
        return self.now.approved_by

    @property
    def factors(self) -> list[str]:
        """What applies to the release over objections, in words."""
        return [FACTORS[ReleaseFactor(one)] for one in self.now.override.factors] if self.now.override else []


def build(viewer: Viewer, case: Case, draft: Draft, page: DraftPage, text: TextPage) -> dict[str, Any]:
    """The part of the page, with the forms that this viewer may send."""
    what = text.item
    now = drafts.readiness(viewer, case, draft, what=what)
    owner = may(viewer, Permission.DRAFT_PUBLISH, what).allowed
    says = viewer.party_id != case.owner_id and may(viewer, Permission.DRAFT_COMMENT, what).allowed
    mine = {row.member for row in now.approvals} | drafts.writers(draft)
    row = now.override
    ready = ReleasePage(
        now=now,
        approved=Lack.NOT_APPROVED not in now.lacks,
        writes=owner,
        may_approve=owner and viewer.member_id not in mine,
        may_second=owner and row is not None and row.second is None and row.member != viewer.member_id,
        lacks=[SENTENCES[one] for one in now.lacks] if owner else [],
        unmatched=page.unmatched,
    )
    at = {"number": draft.number}
    over = owner and Lack.OBJECTED in now.lacks
    return {
        "ready": ready,
        "held_up": [(channel.shown, lack) for channel, lack in channels.lacking() if lack] if owner else [],
        "stand_form": StandForm(initial=at) if says else None,
        "override_form": OverrideForm(initial=at) if over else None,
        "waiver_form": WaiverForm() if owner and any(one.waiver is None for one in page.unmatched) else None,
    }
