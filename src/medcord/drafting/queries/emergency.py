"""Readers of the short form for an emergency: for its owner, and for the regulators that read the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import DraftItem, Permission, Viewer, may
from medcord.core.advisory.emergency import Lack, lack
from medcord.core.vocabulary import Role
from medcord.drafting import quoting
from medcord.drafting.models import Draft, ShortForm
from medcord.drafting.quoting import Bar
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case, Statement

WORDS = ("title", "device", "what_could_happen", "what_to_do", "unmatched")
"""Parts that are written and go out."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A short form with what goes out with it. ``lack`` and ``bars`` keep it in; ``digest`` is of all that goes out."""

    form: ShortForm
    statements: list[Statement]
    digest: str
    lack: Lack | None
    bars: list[Bar]

    @property
    def seen(self) -> bool:
        """Whether the regulator has read exactly this."""
        return self.lack is None


def short_item(viewer: Viewer, case: Case) -> DraftItem:
    """What the policy needs to know of a short form: it is shared with the regulators of the case, as it is written."""
    rows = cases.participants(viewer, case)
    shared = frozenset(row.party_id for row in rows if row.role == Role.REGULATOR.value)
    return DraftItem(case=cases.item(case), shared_with=shared, created_at=clock.now(), roots=frozenset())


def short_form_for(viewer: Viewer, case: Case) -> Prepared | None:
    """The short form of a case, if one was written and the viewer may read it."""
    form = ShortForm.objects.filter(case=case).first()
    agency = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    if form is None or not agency or not may(viewer, Permission.DRAFT_READ, short_item(viewer, case)).allowed:
        return None
    form.case = case
    return prepared(viewer, form)


def is_prepared_for(viewer: Viewer, case: Case) -> bool:
    """Whether a regulator finds a short form of this case to read."""
    if viewer.role is not Role.REGULATOR or not ShortForm.objects.filter(case=case).exists():
        return False
    return may(viewer, Permission.DRAFT_READ, short_item(viewer, case)).allowed


def prepared(viewer: Viewer, form: ShortForm) -> Prepared:
    """The form with what goes out with it now, checked."""
    rows = stated(viewer, form)
    digest = digest_of(form, rows)
    found = bars_of(viewer, form, rows) if viewer.party_id == form.case.owner_id else []
    return Prepared(form, rows, digest, lack(digest, form.seen_digest), found)


def stated(viewer: Viewer, form: ShortForm) -> list[Statement]:
    """What makers state of the chosen products now, of this vulnerability or of all: what is said of another one alone
    would go out as a product without a word on it."""
    wanted = set(form.products)
    rows = [row for row in cases.statements(viewer, form.case) if str(row.product_id) in wanted]
    return [row for row in rows if row.cve in ("", form.cve)]


def digest_of(form: ShortForm, rows: list[Statement]) -> str:
    """Of every word and statement that would go out."""
    said = sorted("\x1f".join((str(row.product_id), row.product.name, *_said(row))) for row in rows)
    return str(
        ledger.seal(form.salt, *(getattr(form, name) for name in (*WORDS, "cve")), *sorted(form.products), *said)
    )


def _said(row: Statement) -> tuple[str, ...]:
    offered = (
        part for one in row.offered for part in (one.category, one.details, one.url, str((one.day, one.control)))
    )
    return (row.cve, row.versions, row.status, row.justification, *offered)


def _words(row: Statement) -> str:
    return "\n".join((row.versions, *(f"{one.details} {one.url}" for one in row.offered)))


def bars_of(viewer: Viewer, form: ShortForm, rows: list[Statement]) -> list[Bar]:
    """The passages that must not go out, each with its rule."""
    texts = {name: getattr(form, name) for name in WORDS}
    texts["waivers"] = texts.pop("unmatched")
    texts["statements"] = "\n".join(_words(one) for one in rows)
    return [*quoting.bars(viewer, form.case, texts, ()), *quoting.near_ones(viewer, form.case, texts)]


def reviews_overdue() -> list[ShortForm]:
    """Releases by one person whose review did not come in time and of which nothing is recorded yet, for the worker."""
    rows = ShortForm.objects.filter(reviewed_at=None, overdue_at=None, review_due__lte=clock.now())
    return list(rows.select_related("case"))


def out_already(case: Case) -> bool:
    """Whether the case has an advisory that is out. The caller was allowed to read the case."""
    return Draft.objects.filter(case=case).exclude(advisory=None).exists()
