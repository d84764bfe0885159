"""Steps of the stories about texts that cross between the agencies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.crossing.comparison import Advice
from medcord.drafting import actions, queries
from medcord.drafting.models import Comment, Communication, Draft, Text
from medcord.drafting.texts import Plan, ProductChosen, What
from medcord.ledger import queries as ledger
from tests.cases.road import drafted, products_of
from tests.cast import Cast

COMMUNICATION = {
    "title": "Breva V2 ventilators: alarms may stay silent",
    "devices": "Breva V2 before 4.2.1.",
    "what_to_do": "Ask your clinic to install 4.2.1.",
    "not_known": "Whether anybody was hurt.",
}


def sent_round(cast: Cast) -> str:
    """A case whose draft was circulated to the regulator."""
    case = drafted(cast)
    actions.circulate(case, cast.regulator.organisation_id, actor=cast.coordinator.viewer)
    return case


def draft_of(cast: Cast, case: str) -> Draft:
    found = queries.draft_for(cast.coordinator.viewer, cases.case_for(cast.coordinator.viewer, case))
    assert found is not None
    return found


def communicated(cast: Cast, case: str, planned: datetime | None = None, versions: str = "< 4.2.1") -> Communication:
    """The regulator's text, saved and given to the coordinator."""
    [product] = [row.pk for row in products_of(cast)]
    chosen = [ProductChosen(UUID(str(product)), versions)]
    plan = Plan(planned, (Advice.PATCH,))
    actions.save_communication(case, COMMUNICATION, chosen, plan, actor=cast.regulator.viewer)
    return actions.share_communication(case, cast.coordinator.organisation_id, actor=cast.regulator.viewer)


def commented(viewer: Viewer, case: str, what: What = What.ADVISORY, **said: object) -> Comment:
    """A comment that proposes other words."""
    words = {"field": "what_to_do", "quote": "install 4.2.1", "body": "Say by when.", "number": 1, **said}
    return actions.comment(case, what, actions.CommentWords(**words), actor=viewer)  # type: ignore[arg-type]


def seen(viewer: Viewer, case: str, what: What = What.ADVISORY) -> list[str]:
    """Bodies of the comments a viewer reads."""
    text: Text = queries.text_for(viewer, cases.case_for(viewer, case), what)
    return [row.body for row in queries.comments_of(viewer, text)]


def facts(kind: str) -> list[dict[str, object]]:
    return [dict(fact.data) for fact in ledger.facts_of_kinds([kind])]
