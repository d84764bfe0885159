"""What stands on the page of an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, may
from medcord.core.advisory.difference import Part
from medcord.core.advisory.emergency import OUTCOMES, SENTENCES, ReviewOutcome
from medcord.core.advisory.standing import STANDING
from medcord.core.clocks import Clock
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.drafting import queries as drafts
from medcord.drafting.models import ShortForm
from medcord.drafting.queries.emergency import PLAIN
from medcord.drafting.queries.out import OutNow, out_now
from medcord.web.forms.emergency import BreakForm, ReviewForm, SecondForm, SeenForm, ShortFormForm
from medcord.web.pages.compared import Line, lines
from medcord.web.pages.folds import Fold


@dataclass(frozen=True, slots=True)
class Past:
    """One that went out: what its review came to, or the clock of the review that is due."""

    form: ShortForm
    outcome: str
    clock: Clock | None
    review_form: ReviewForm | None


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """``now``: the short form that is not out, ``past``: those that are, the newest first. ``writes``: the owner;
    ``may_see``: a member of the regulator who can say that they read it now. ``out``: what is out already, and
    ``changes``: what this would change in it."""

    now: drafts.Prepared | None
    past: list[Past]
    writes: bool
    may_see: bool
    may_second: bool
    told: int
    lack: str
    out: OutNow | None
    changes: tuple[Line, ...]

    @property
    def therapy(self) -> str:
        """What stands in every text for patients, as it would go out (P3)."""
        return STANDING

    @property
    def changing(self) -> Fold:
        """The line over the form, once there is something to change."""
        return Fold("the regulator reads each change again" if self.now and self.now.seen else "not read yet")

    @property
    def following(self) -> Fold:
        """The same over the form of the next emergency."""
        return Fold("begins with what is out")


def build(viewer: Viewer, case: Case) -> dict[str, Any]:
    """The page, with the forms that this viewer may send. Raises NotFound for whom it does not exist."""
    found = drafts.short_forms(viewer, case)
    writes = may(viewer, Permission.DRAFT_PUBLISH, drafts.short_item(viewer, case)).allowed
    if not found and not writes:
        raise NotFound("short form")
    inside = next((one for one in found if one.released_at is None), None)
    now = drafts.prepared(viewer, inside) if inside else None
    out = now.out if now else out_now(case)
    page = EmergencyPage(
        now=now,
        past=[_past(viewer, one, writes) for one in found if one.released_at is not None],
        writes=writes,
        may_see=now is not None and viewer.role is Role.REGULATOR and not now.seen,
        may_second=writes and _may_second(viewer, now),
        told=len(cases.participants(viewer, case)),
        lack=SENTENCES[now.lack] if now and now.lack else "",
        out=out,
        changes=_changes(now) if now else (),
    )
    return {"page": page, **_forms(viewer, case, page)}


def _changes(now: drafts.Prepared) -> tuple[Line, ...]:
    """What would change in what is out. What only its file holds, as links to itself, comes with the release."""
    if now.out is None or now.value is None:
        return ()
    found = lines(now.out.value, now.value)
    return tuple(one for one in found if one.change.part not in (Part.REFERENCE, Part.OTHER))


def _past(viewer: Viewer, form: ShortForm, writes: bool) -> Past:
    waits = form.review_due is not None and form.reviewed_at is None
    return Past(
        form,
        OUTCOMES[ReviewOutcome(form.outcome)] if form.outcome else "",
        _clock(form) if waits else None,
        ReviewForm() if waits and writes and form.released_by != viewer.member_id else None,
    )


def _clock(form: ShortForm) -> Clock | None:
    if form.released_at is None or form.review_due is None:
        return None
    return Clock("Review of the release", form.released_at, form.review_due, "policy 88")


def _may_second(viewer: Viewer, now: drafts.Prepared | None) -> bool:
    if now is None or now.form.first_by is None:
        return False
    return now.form.first_digest == now.digest and now.form.first_by != viewer.member_id


def _forms(viewer: Viewer, case: Case, page: EmergencyPage) -> dict[str, Any]:
    form = page.now.form if page.now else None
    if not page.writes:
        return {"seen_form": SeenForm(initial={"number": form.number}) if form and page.may_see else None}
    stands = page.out is None or page.out.stands
    ready = page.now is not None and page.now.seen and not page.now.bars and stands
    listed = products(viewer, case)
    return {
        "short_form": _writing(page, listed) if stands else None,
        "break_form": BreakForm() if ready else None,
        "second_form": SecondForm() if ready and page.may_second else None,
    }


def _writing(page: EmergencyPage, listed: list[tuple[str, str]]) -> ShortFormForm:
    return ShortFormForm(
        products=listed, revises=page.out is not None, initial=_words(page, [key for key, _ in listed])
    )


def sent(viewer: Viewer, case: Case, data: Any) -> ShortFormForm:
    """The short form as somebody sent it."""
    return ShortFormForm(data, products=products(viewer, case), revises=drafts.is_out(case))


def products(viewer: Viewer, case: Case) -> list[tuple[str, str]]:
    """Products of the case that their makers spoke of."""
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in cases.statements(viewer, case):
        found.setdefault(str(row.product_id), []).append(f"{row.versions} {row.status.replace('_', ' ')}")
        names[str(row.product_id)] = row.product.name
    return [(key, f"{names[key]}: {'; '.join(said)}") for key, said in found.items()]


def _words(page: EmergencyPage, listed: list[str]) -> dict[str, Any]:
    """What the form starts with: the short form as it is, or the words that are out."""
    if page.now is not None:
        names = (*PLAIN, "cve", "unmatched", "news", "products", "version")
        return {name: getattr(page.now.form, name) for name in names}
    if page.out is None:
        return {"version": 0}
    return {name: getattr(page.out.draft, name) for name in PLAIN} | {"products": listed, "version": 0}
