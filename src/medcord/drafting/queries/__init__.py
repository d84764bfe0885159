"""Readers of drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.credit import acknowledged
from medcord.core.crossing.comparison import Comparison, Content, ProductLine, compare
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.vocabulary import ProductStatus
from medcord.drafting import ending, quoting
from medcord.drafting.compose import compose, stated_of, unplaced
from medcord.drafting.flaws import cves_in, flaws_of
from medcord.drafting.models import Communication, Draft, Passage
from medcord.drafting.queries.crossing import (
    Asked,
    askings_of,
    comments_of,
    communication_for,
    communication_item,
    communication_lacks,
    communication_of,
    cves_of,
    draft_for,
    draft_in,
    further_flaws,
    item_of,
    item_of_text,
    may_communicate,
    near_of,
    overdue_now,
    owed,
    passages_of,
    passages_read,
    readers,
    stand_of,
    text_for,
    texts_to_comment,
    versions_of,
    waiting_on,
    words_by_number,
)
from medcord.drafting.queries.emergency import (
    Prepared,
    drafted,
    is_out,
    is_prepared_for,
    lacks_of,
    prepared,
    review_owed,
    reviews_overdue,
    short_form_for,
    short_forms,
    short_item,
)
from medcord.drafting.queries.matchable import Unmatched, given, told, unmatched
from medcord.drafting.queries.release import PartyStand, Readiness, readiness, standing, writers
from medcord.drafting.queries.revising import (
    history_line,
    open_revision,
    released_kind,
    revisions_of,
    unanswered,
    words_out,
)
from medcord.drafting.queries.telling import (
    destroyed,
    telling_for,
    tellings,
    tellings_for,
    told_before,
    told_of,
)
from medcord.drafting.queries.thanking import thanks_for
from medcord.drafting.quoting import Bar
from medcord.drafting.texts import actions_of
from medcord.drafting.weaknesses import weaknesses_to_look_at
from medcord.gateways import clock
from medcord.opinions import queries as opinions

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from medcord.cases.models import Case, Statement
    from medcord.intake.models import Report
    from medcord.opinions.models import HarmOpinion

__all__ = [
    "Asked",
    "Material",
    "PartyStand",
    "Prepared",
    "Readiness",
    "Unmatched",
    "askings_of",
    "bars",
    "comments_of",
    "communication_for",
    "communication_item",
    "communication_lacks",
    "communication_of",
    "comparison",
    "comparison_of",
    "cves_in",
    "cves_of",
    "destroyed",
    "draft_for",
    "draft_in",
    "drafted",
    "further_flaws",
    "history_line",
    "is_out",
    "is_prepared_for",
    "item_of",
    "item_of_text",
    "lacks_of",
    "material",
    "may_communicate",
    "missing",
    "near_of",
    "open_revision",
    "overdue_now",
    "owed",
    "passages_of",
    "passages_read",
    "planned",
    "prepared",
    "preview",
    "readers",
    "readiness",
    "released_kind",
    "review_owed",
    "reviews_overdue",
    "revisions_of",
    "short_form_for",
    "short_forms",
    "short_item",
    "stand_of",
    "standing",
    "telling_for",
    "tellings",
    "tellings_for",
    "text_for",
    "texts_to_comment",
    "thanked",
    "thanks_for",
    "told_before",
    "told_of",
    "unanswered",
    "unmatched",
    "usable_statements",
    "versions_of",
    "waiting_on",
    "weaknesses_to_look_at",
    "words_by_number",
    "words_out",
    "writers",
]


def usable_statements(viewer: Viewer, case: Case) -> list[Statement]:
    """Statements that go into the advisory: the newest of each product and versions."""
    return cases.statements(viewer, case)


@dataclass(frozen=True, slots=True)
class Material:
    """What of a case goes into its advisory besides the draft, as far as the viewer may use it."""

    statements: list[Statement]
    opinion: HarmOpinion | None
    reports: list[Report]
    parties: frozenset[UUID] = frozenset()
    """Those in the case that the viewer knows of."""


def material(viewer: Viewer, case: Case) -> Material:
    """The statements, the released opinion, and the reports whose finders may wish to be thanked."""
    known = frozenset(row.party_id for row in cases.participants(viewer, case))
    opinion, reports = opinions.released(viewer, case), cases.joined_reports(viewer, case)
    return Material(usable_statements(viewer, case), opinion, reports, known)


def preview(case: Case, draft: Draft, of: Material) -> Advisory:
    """The advisory as it would be published this instant."""
    value = compose(
        draft,
        coordinator=case.owner,
        statements=of.statements,
        opinion=of.opinion,
        reports=of.reports,
        parties=of.parties,
        now=clock.now(),
    )
    value = ending.standing(value, draft)
    return told(value, unmatched(draft, value, of.statements))


def thanked(of: Material) -> list[str]:
    """Whom the advisory thanks, in words, as each finder chose."""
    said = acknowledged(one.wish for one in of.reports)
    return [", ".join((*one.names, *filter(None, [one.organization]))) or "A finder who is not named" for one in said]


def missing(draft: Draft, of: Material) -> list[str]:
    """What still has to be said before the advisory can be published, as sentences."""
    if ending.ends(draft):
        return ending.missing(draft)
    lacks = [
        sentence
        for text, sentence in (
            (draft.title, "A title."),
            (draft.summary, "A summary in two or three sentences."),
            (draft.device, "Plain words: which device this is about."),
            (draft.what_could_happen, "Plain words: what could happen."),
            (draft.what_to_do, "Plain words: what to do."),
        )
        if not text.strip()
    ]
    if draft.revising and not draft.news.strip():
        lacks.append("What is new in this revision: the history shows it.")
    if not of.statements:
        lacks.append("At least one manufacturer's statement on a product and its versions.")
    return lacks + _of_flaws(draft, of.statements)


def _of_flaws(draft: Draft, statements: Sequence[Statement]) -> list[str]:
    """What would be lost, or said of nothing, where an advisory has several vulnerabilities."""
    flaws = flaws_of(draft)
    silent = [one for one in flaws if statements and not stated_of(one, statements)]
    lacks = [f"A manufacturer's statement on {one.name}: nobody said which products it is about." for one in silent]
    for row in unplaced(draft, statements):
        lacks.append(
            f"{row.party.short_name} states {row.product.name} {row.versions} of {row.cve}, which is no vulnerability "
            "of the draft. Add it, or have its maker state it anew."
        )
    return lacks


def bars(viewer: Viewer, case: Case, draft: Draft, of: Material, quoted: Sequence[Passage]) -> list[Bar]:
    """The passages that keep the advisory from being published, each with its rule. ``quoted`` are ``passages_of``."""
    if ending.ends(draft):
        left = {field: getattr(draft, field) for field in ending.FIELDS}
        near = [one for one in near_of(draft) if one.field in left]
        return quoting.bars(viewer, case, left, [one for one in quoted if one.field in left], near)
    texts = quoting.texts_of(draft)
    texts["thanks"] = "\n".join(thanked(of))
    texts["harm"] = of.opinion.public_sentence if of.opinion else ""
    texts["waivers"] = "\n".join(one.reason for one in given(draft).values())
    texts["statements"] = "\n".join(_stated(one) for one in of.statements)
    return quoting.bars(viewer, case, texts, quoted, near_of(draft))


def _stated(row: Statement) -> str:
    return "\n".join((row.versions, *(f"{one.details} {one.url}" for one in row.offered)))


def planned(draft: Draft, case: Case) -> datetime | None:
    """When the advisory is to come out: as its writer says, else at the end of the embargo that is in force (C5)."""
    if draft.planned_at is not None:
        return draft.planned_at
    return case.embargo_until if EmbargoState(case.embargo) in IN_FORCE else None


def comparison(viewer: Viewer, case: Case) -> Comparison | None:
    """How the two texts of a case agree now; None unless the viewer reads both (FDA3)."""
    draft, communication = draft_for(viewer, case), communication_for(viewer, case)
    if draft is None or communication is None:
        return None
    return comparison_of(draft, communication, case, usable_statements(viewer, case))


def comparison_of(
    draft: Draft, communication: Communication, case: Case, statements: Sequence[Statement]
) -> Comparison:
    """The same for texts and statements that the caller was allowed to read."""
    return compare(_of_draft(draft, case, statements), _of_communication(communication))


def _of_draft(draft: Draft, case: Case, statements: Sequence[Statement]) -> Content:
    lines = tuple(
        ProductLine(str(row.product_id), row.product.name, row.versions, ProductStatus(row.status))
        for row in statements
    )
    return Content(products=lines, planned=planned(draft, case), actions=actions_of(draft), advice=draft.what_to_do)


def _of_communication(row: Communication) -> Content:
    return Content(
        products=tuple(ProductLine(one["product"], one["name"], one["versions"]) for one in row.products),
        planned=row.planned_at,
        actions=actions_of(row),
        advice=row.what_to_do,
        own=f"{row.for_patients}\n{row.for_clinicians}".strip(),
        about=row.devices,
    )
