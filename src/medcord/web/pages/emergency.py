"""What stands on the page of an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, may
from medcord.core.advisory.emergency import OUTCOMES, SENTENCES, ReviewOutcome
from medcord.core.clocks import Clock
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import queries as drafts
from medcord.web.forms.emergency import BreakForm, ReviewForm, SecondForm, SeenForm, ShortFormForm


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """``writes``: the owner; ``may_see``: a member of the regulator who can say that they read it now."""

    now: drafts.Prepared | None
    writes: bool
    may_see: bool
    may_second: bool
    may_review: bool
    told: int
    lack: str
    outcome: str
    clock: Clock | None
    out: bool


def build(viewer: Viewer, case: Case) -> dict[str, Any]:
    """The page, with the forms that this viewer may send. Raises NotFound for whom it does not exist."""
    now = drafts.short_form_for(viewer, case)
    writes = may(viewer, Permission.DRAFT_PUBLISH, drafts.short_item(viewer, case)).allowed
    if now is None and not writes:
        raise NotFound("short form")
    page = EmergencyPage(
        now=now,
        writes=writes,
        may_see=_inside(now) and viewer.role is Role.REGULATOR and not (now and now.seen),
        may_second=writes and _may_second(viewer, now),
        may_review=writes and _may_review(viewer, now),
        told=len(cases.participants(viewer, case)),
        lack=SENTENCES[now.lack] if now and now.lack else "",
        outcome=OUTCOMES[ReviewOutcome(now.form.outcome)] if now and now.form.outcome else "",
        clock=_clock(now),
        out=writes and drafts.out_already(case),
    )
    return {"page": page, **_forms(viewer, case, page)}


def _inside(now: drafts.Prepared | None) -> bool:
    return now is not None and now.form.released_at is None


def _may_second(viewer: Viewer, now: drafts.Prepared | None) -> bool:
    if now is None or not _inside(now) or now.form.first_by is None:
        return False
    return now.form.first_digest == now.digest and now.form.first_by != viewer.member_id


def _may_review(viewer: Viewer, now: drafts.Prepared | None) -> bool:
    waits = now is not None and now.form.review_due is not None and now.form.reviewed_at is None
    return waits and now is not None and now.form.released_by != viewer.member_id


def _clock(now: drafts.Prepared | None) -> Clock | None:
    form = now.form if now else None
    if form is None or form.released_at is None or form.review_due is None or form.reviewed_at is not None:
        return None
    return Clock("Review of the release", form.released_at, form.review_due, "policy 88")


def _forms(viewer: Viewer, case: Case, page: EmergencyPage) -> dict[str, Any]:
    form = page.now.form if page.now else None
    if form is not None and form.released_at is not None:
        return {"review_form": ReviewForm() if page.may_review else None}
    if not page.writes:
        return {"seen_form": SeenForm(initial={"number": form.number}) if form and page.may_see else None}
    ready = page.now is not None and page.now.seen and not page.now.bars and not page.out
    return {
        "short_form": None if page.out else ShortFormForm(products=products(viewer, case), initial=_words(page)),
        "break_form": BreakForm() if ready else None,
        "second_form": SecondForm() if ready and page.may_second else None,
    }


def products(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Products of the case that their makers spoke of."""
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in cases.statements(viewer, case):
        found.setdefault(str(row.product_id), []).append(f"{row.versions} {row.status.replace('_', ' ')}")
        names[str(row.product_id)] = row.product.name
    return [(key, f"{names[key]}: {'; '.join(said)}") for key, said in found.items()]


def _words(page: EmergencyPage) -> dict[str, Any]:
    if page.now is None:
        return {"version": 0}
    form = page.now.form
    names = ("title", "device", "what_could_happen", "what_to_do", "cve", "unmatched", "products", "version")
    return {name: getattr(form, name) for name in names}
