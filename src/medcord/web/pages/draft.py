"""What stands beside the draft: what may be used, what is missing, and the preview."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.cases import embargoes
from medcord.cases import queries as cases
from medcord.cases.models import Case, Message, Nearness, Statement
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.advisory.standing import STANDING
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import queries as drafts
from medcord.drafting.actions import FIELDS
from medcord.drafting.models import Draft, Passage
from medcord.drafting.quoting import Bar
from medcord.gateways import clock
from medcord.parties import queries as parties
from medcord.web.forms.base import is_id
from medcord.web.pages.plain_words import PLAIN, Reading, reading
from medcord.web.pages.previews import NAMES as SHAPES
from medcord.web.pages.texts import parties_to_ask


@dataclass(frozen=True, slots=True)
class DraftPage:
    """``early``: publishing now would be before the agreed instant. ``bars`` are the passages that must not go out.
    ``emergency``: a regulator finds a short form to read."""

    statements: list[Statement]
    sentence: str
    credit: list[str]
    preview: Advisory | None
    missing: list[str]
    early: bool
    told: int
    shared: bool
    passages: list[Passage]
    bars: list[Bar]
    close: list[Nearness]
    unmatched: list[drafts.Unmatched]
    reading: Reading
    emergency: bool

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """The shapes in which the draft can be looked at."""
        return list(SHAPES.items())

    @property
    def therapy(self) -> str:
        """What stands in every text for patients (P3)."""
        return STANDING


def build(
    viewer: Viewer, case: Case, draft: Draft | None, material: drafts.Material, quoted: list[Passage]
) -> DraftPage:
    """Everything around the draft's form. ``quoted`` are its ``passages_of``."""
    embargo, owns = embargoes.embargo_of(case), viewer.party_id == case.owner_id
    now = clock.now()
    preview = drafts.preview(case, draft, material) if draft else None
    return DraftPage(
        statements=material.statements,
        sentence=material.opinion.public_sentence if material.opinion else "",
        credit=drafts.thanked(material) if owns else [],
        preview=preview,
        unmatched=drafts.unmatched(draft, preview, material.statements) if draft and preview else [],
        reading=reading({name: getattr(draft, name, "") for name in PLAIN}, material.statements),
        missing=drafts.missing(draft, material) if draft else [],
        emergency=drafts.is_prepared_for(viewer, case),
        early=embargo.in_force and embargo.terms is not None and embargo.terms.ends_at > now,
        told=len(cases.participants(viewer, case)),
        shared=bool(draft and draft.shared_with),
        passages=quoted,
        close=drafts.near_of(draft) if draft and owns and draft.released_at is None else [],
        bars=drafts.bars(viewer, case, draft, material, quoted) if draft and owns and draft.released_at is None else [],
    )


def words(case: Case, draft: Draft | None) -> dict[str, object]:
    """What the draft's form starts with."""
    if draft is None:
        return {"title": case.title, "version": None}
    chosen = {"planned_at": draft.planned_at, "actions": draft.actions, "revising": draft.revising}
    return {"version": draft.version, **{name: getattr(draft, name) for name in FIELDS}, **chosen}


def regulator() -> UUID:
    """Whom a draft is sent to when nobody is chosen. Raises NotFound on a node without a regulator."""
    found = parties.the_regulator()
    if found is None:
        raise NotFound("regulator")
    return UUID(str(found.pk))


def asked_first(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Parties that the draft can be sent to, regulators first."""
    rows = parties_to_ask(viewer, case)
    return [(str(row.party_id), row.party.name) for row in sorted(rows, key=lambda row: row.role != Role.REGULATOR)]


def open_to(viewer: Viewer, draft: Draft | None) -> Draft | None:
    """The draft; one that is not there is a blank form for the coordinator and a 404 for everybody else."""
    if draft is None and viewer.role is not Role.COORDINATOR:
        raise NotFound("draft")
    return draft


def to_quote(viewer: Viewer, case: Case, message: str) -> Message | None:
    """The message that the page was asked to quote, if it exists for the viewer."""
    if not is_id(message):
        return None
    try:
        return cases.message_for(viewer, case, UUID(message))
    except NotFound:
        return None


def given_id(written: str) -> UUID:
    """An id from a form. Raises NotFound for what is none."""
    if not is_id(written):
        raise NotFound("quotation")
    return UUID(written)
