"""Readers of the short form for an emergency: for its owner, and for the regulators that read the case."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from medcord import ledger
from medcord.cases import queries as cases
from medcord.core.access import DraftItem, Permission, Viewer, may
from medcord.core.advisory import Advisory, Note
from medcord.core.advisory.emergency import FIRST, REVISION, TITLE, Lack, lack
from medcord.core.advisory.readiness import Lack as Unmatchable
from medcord.core.advisory.readiness import Missing, Waiver, judged, lacking, public_words, serial_ranges
from medcord.core.vocabulary import Role
from medcord.drafting import quoting
from medcord.drafting.compose import compose
from medcord.drafting.flaws import flaws_of
from medcord.drafting.models import Draft, ShortForm
from medcord.drafting.queries.matchable import NOTE_TITLE
from medcord.drafting.queries.out import EVERY_PART, OutNow, out_now
from medcord.drafting.quoting import Bar
from medcord.gateways import clock

if TYPE_CHECKING:
    from medcord.cases.models import Case, Statement

PLAIN: Final = ("title", "device", "what_could_happen", "what_to_do")
WORDS: Final = (*PLAIN, "unmatched", "news")
"""Parts that are written and go out."""
_NO_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A short form with what goes out with it. ``lack`` and ``bars`` keep it in; ``digest`` is of all that goes out as
    ``value``. ``out``: what is out already, of which it is a revision. One that went out has no value any more."""

    form: ShortForm
    statements: list[Statement]
    digest: str
    lack: Lack | None
    bars: list[Bar]
    value: Advisory | None = None
    out: OutNow | None = None

    @property
    def seen(self) -> bool:
        """Whether the regulator has read exactly this."""
        return self.lack is None

    @property
    def left_out(self) -> list[str]:
        """Products of what is out that this would leave out."""
        chosen = {(row.product.maker.name, row.product.name) for row in self.statements}
        found = self.out.value.products if self.out else ()
        return sorted({one.name for one in found if (one.vendor, one.name) not in chosen})


def short_item(viewer: Viewer, case: Case) -> DraftItem:
    """What the policy needs to know of a short form: it is shared with the regulators of the case, as it is written."""
    rows = cases.participants(viewer, case)
    shared = frozenset(row.party_id for row in rows if row.role == Role.REGULATOR.value)
    out = case.closed_at is not None and is_out(case)  # in a closed case it decides (90)
    return DraftItem(case=cases.item(case), shared_with=shared, created_at=clock.now(), roots=frozenset(), out=out)


def short_forms(viewer: Viewer, case: Case) -> list[ShortForm]:
    """Every short form of a case, the newest first, if the viewer may read them."""
    agency = viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    found = list(ShortForm.objects.filter(case=case).order_by("-saved_at")) if agency else []
    if not found or not may(viewer, Permission.DRAFT_READ, short_item(viewer, case)).allowed:
        return []
    for form in found:
        form.case = case
    return found


def short_form_for(viewer: Viewer, case: Case) -> Prepared | None:
    """The newest short form of a case, if one was written and the viewer may read it."""
    found = short_forms(viewer, case)
    return prepared(viewer, found[0]) if found else None


def review_owed(viewer: Viewer, case: Case) -> ShortForm | None:
    """What one person released and nobody has reviewed."""
    found = [form for form in short_forms(viewer, case) if form.review_due and form.reviewed_at is None]
    return found[-1] if found else None


def is_out(case: Case) -> bool:
    """Whether the case has an advisory that is out. The caller was allowed to read the case."""
    return Draft.objects.filter(case=case).exclude(advisory=None).exists()


def is_prepared_for(viewer: Viewer, case: Case) -> bool:
    """Whether a regulator finds a short form of this case to read."""
    if viewer.role is not Role.REGULATOR or not ShortForm.objects.filter(case=case).exists():
        return False
    return may(viewer, Permission.DRAFT_READ, short_item(viewer, case)).allowed


def prepared(viewer: Viewer, form: ShortForm) -> Prepared:
    """The form with what goes out with it now, checked."""
    if form.released_at is not None:
        return Prepared(form, [], form.seen_digest, None, [])
    out = out_now(form.case)
    draft = drafted(form, out)
    rows = stated(viewer, form, draft)
    value = composed(form, draft, rows, out)
    digest = digest_of(form, value, out)
    found = bars_of(viewer, form, rows) if viewer.party_id == form.case.owner_id else []
    return Prepared(form, rows, digest, lack(digest, form.seen_digest), found, value, out)


def drafted(form: ShortForm, out: OutNow | None) -> Draft:
    """The words that go out, as a draft which nobody saves: those of the form, over what is out already."""
    words = {name: getattr(form, name) for name in PLAIN}
    if out is None:
        said = dict.fromkeys(EVERY_PART, "") | words | {"summary": form.what_could_happen, "cve": form.cve}
        return Draft(case=form.case, **said)
    draft = copy(out.draft)
    for name, text in (words | {"news": form.news}).items():
        setattr(draft, name, text)
    return draft


def stated(viewer: Viewer, form: ShortForm, draft: Draft) -> list[Statement]:
    """What makers state of the chosen products now, of its vulnerabilities or of all: what is said of another one alone
    would go out as a product without a word on it."""
    wanted, about = set(form.products), {"", *(one.cve for one in flaws_of(draft))}
    rows = [row for row in cases.statements(viewer, form.case) if str(row.product_id) in wanted]
    # In an order that is the same for whoever asks, and with what is said of one product together: a fixed version and
    # the affected one that it mends stand in one branch then.
    return sorted((row for row in rows if row.cve in about), key=_place)


def _place(row: Statement) -> tuple[str, ...]:
    product = row.product
    return (product.maker.name, product.name, str(row.product_id), row.at.isoformat(), str(row.pk))


def composed(form: ShortForm, draft: Draft, rows: list[Statement], out: OutNow | None) -> Advisory:
    """What goes out: nothing but what the regulator saw. Credit and harm are those that are out already."""
    value = compose(draft, coordinator=form.case.owner, statements=rows, opinion=None, reports=(), now=_NO_DAY)
    if out is not None:
        former = out.value.plain
        plain = replace(value.plain, harm=former.harm, harm_statement=former.harm_statement)
        value = replace(value, plain=plain, acknowledgments=out.value.acknowledgments)
    lacks = lacks_of(value)
    waivers = [Waiver(one.product_id, Missing(one.what), form.unmatched) for one in lacks]
    words = public_words(judged(lacks, waivers))
    notes = [Note("general", FIRST if out is None else REVISION, title=TITLE)]
    notes += [Note("general", words, title=NOTE_TITLE)] if words else []
    return replace(value, notes=(*value.notes, *notes))


def lacks_of(value: Advisory) -> list[Unmatchable]:
    """What machines cannot match of it, or would match wrongly."""
    return [*lacking(value), *serial_ranges(value)]


def digest_of(form: ShortForm, value: Advisory, out: OutNow | None) -> str:
    """Of all that would go out, and of what it would take the place of: a revision that came out meanwhile was not
    there when it was read."""
    over = str(out.number) if out else ""
    return str(ledger.seal(form.salt, repr(value), form.news, over, *sorted(form.products)))


def _words(row: Statement) -> str:
    return "\n".join((row.versions, *(f"{one.details} {one.url}" for one in row.offered)))


def bars_of(viewer: Viewer, form: ShortForm, rows: list[Statement]) -> list[Bar]:
    """The passages that must not go out, each with its rule."""
    texts = {name: getattr(form, name) for name in WORDS}
    texts["waivers"] = texts.pop("unmatched")
    texts["statements"] = "\n".join(_words(one) for one in rows)
    return quoting.bars_of_words(viewer, form.case, texts)


def reviews_overdue() -> list[ShortForm]:
    """Releases by one person whose review did not come in time and of which nothing is recorded yet, for the worker."""
    rows = ShortForm.objects.filter(reviewed_at=None, overdue_at=None, review_due__lte=clock.now())
    return list(rows.select_related("case"))
