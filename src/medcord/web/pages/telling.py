"""What stands on the page of telling some before all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, may
from medcord.core.advisory.restricted import MARKINGS, ToldStand, standards
from medcord.core.cvd.embargo import IN_FORCE, EmbargoState
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role, Tlp
from medcord.drafting import queries as drafts
from medcord.drafting.models import Draft
from medcord.parties import queries as parties
from medcord.restricted import queries
from medcord.restricted.queries import Prepared
from medcord.web.forms.base import VerbForm
from medcord.web.forms.telling import NameForm, PrepareForm, ReasonForm

Group = tuple[str, list[tuple[str, str]]]

_GROUPS = {
    Role.HOSPITAL: "Hospitals",
    Role.ISAO: "ISAOs",
    Role.MANUFACTURER: "Manufacturers",
    Role.REGULATOR: "Regulators",
    Role.COORDINATOR: "Coordinators",
}


@dataclass(frozen=True, slots=True)
class One:
    """One that was prepared or told, with what this member may do to it now. ``reason``: why it ended."""

    now: Prepared
    marking: str
    reason: str
    early_reason: str
    number: int
    standards: tuple[str, ...]
    may_approve: bool
    waits: bool
    open: bool
    ends_by: str
    reason_form: ReasonForm | None
    name_form: NameForm | None


@dataclass(frozen=True, slots=True)
class TellingPage:
    """``lack``: why nothing can be prepared now; ``live``: an embargo is in force."""

    tellings: list[One]
    draft: Draft | None
    writes: bool
    lack: str
    live: bool
    public: bool


def require_owner(viewer: Viewer, case: Case) -> None:
    """Raises NotFound for who is not of the owner: for others this page does not exist."""
    if not may(viewer, Permission.DRAFT_TELLING_READ, cases.item(case)).allowed:
        raise NotFound("page")


def build(viewer: Viewer, case: Case, forms: dict[str, Any]) -> dict[str, Any]:
    """The page, with the forms that this member may send; ``forms`` are those that were sent and refused."""
    require_owner(viewer, case)
    draft = drafts.draft_for(viewer, case)
    public = draft is not None and draft.advisory is not None
    writes = may(viewer, Permission.DRAFT_PUBLISH, drafts.item_of(None, case)).allowed
    lack = _lack(viewer, case, draft) if writes and not public else ""
    choices = _choices(viewer) if writes else []
    page = TellingPage(
        tellings=_tellings(viewer, case, forms, choices if not public else []),
        draft=draft,
        writes=writes,
        lack=lack,
        live=EmbargoState(case.embargo) in IN_FORCE,
        public=public,
    )
    form = forms.get("prepare_form")
    if form is None and writes and not lack and not public:
        form = PrepareForm()
        form.fields["early_reason"].required = page.live
        form.choose_from("parties", choices)
    return {"page": page, **forms, "prepare_form": form}


def offer(viewer: Viewer, form: VerbForm) -> None:
    """Give a form that was sent the parties it may name."""
    if isinstance(form, PrepareForm):
        form.choose_from("parties", _choices(viewer))
    elif isinstance(form, NameForm):
        form.choose_from("party", _choices(viewer))


def _choices(viewer: Viewer) -> list[Group]:
    """Every other party of this node, by role."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in parties.directory(viewer):
        if row.pk != viewer.party_id:
            found.setdefault(row.role, []).append((str(row.pk), row.name))
    return [(words, found[role.value]) for role, words in _GROUPS.items() if role.value in found]


def _lack(viewer: Viewer, case: Case, draft: Draft | None) -> str:
    if draft is None:
        return "There is no draft yet. Write it first."
    lacks = drafts.missing(draft, drafts.material(viewer, case))
    return f"Nobody can be told yet. Still missing: {' '.join(lacks)}" if lacks else ""


def _tellings(viewer: Viewer, case: Case, forms: dict[str, Any], choices: list[Any]) -> list[One]:
    rows = {row.restricted: row for row in drafts.tellings(viewer, case)}
    found = []
    for now in reversed(queries.prepared_for(viewer, rows.keys())):
        row, stand = rows[now.row.pk], ToldStand(now.row.stand)
        is_open = stand in (ToldStand.PREPARED, ToldStand.TOLD)
        mine = {one.row.named_by for one in now.waiting} | (
            {now.row.prepared_by} if stand is ToldStand.PREPARED else set()
        )
        ends_by = {ToldStand.PREPARED: "refuse", ToldStand.TOLD: "withdraw"}.get(stand, "")
        found.append(
            One(
                now=now,
                marking=MARKINGS[Tlp(now.row.label)],
                reason=row.ended_reason,
                early_reason=row.early_reason,
                number=row.number,
                standards=standards(Tlp(now.row.label)),
                may_approve=bool(choices) and is_open and bool(now.waiting) and viewer.member_id not in mine,
                waits=is_open and bool(now.waiting),
                open=is_open,
                ends_by=ends_by,
                reason_form=_reason(forms, now, ends_by),
                name_form=_name(forms, now, choices) if is_open and choices else None,
            )
        )
    return found


def _reason(forms: dict[str, Any], now: Prepared, ends_by: str) -> ReasonForm | None:
    sent = forms.get("reason_form")
    if isinstance(sent, ReasonForm) and sent.data.get("telling") == str(now.row.pk):
        return sent
    at = {"telling": now.row.pk, "act": ends_by}
    return ReasonForm(initial=at, auto_id=f"end_{now.row.tracking_id}_%s") if ends_by else None


def _name(forms: dict[str, Any], now: Prepared, choices: list[Group]) -> NameForm:
    sent = forms.get("name_form")
    if isinstance(sent, NameForm) and sent.data.get("telling") == str(now.row.pk):
        return sent
    form = NameForm(initial={"telling": now.row.pk}, auto_id=f"name_{now.row.tracking_id}_%s")
    named = {str(one.row.party_id) for one in now.parties if one.row.removed_at is None}
    left = [(words, [one for one in some if one[0] not in named]) for words, some in choices]
    form.choose_from("party", [("", "Choose a party"), *left])
    return form
