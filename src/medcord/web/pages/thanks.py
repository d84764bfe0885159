"""The organisations that a draft thanks, one after another, each with its form and with what it answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.core.thanks import Thanked
from medcord.core.vocabulary import Role
from medcord.drafting import queries as drafts
from medcord.drafting.flaws import flaws_of
from medcord.drafting.models import Draft
from medcord.drafting.thanks import makers_in, seal_of, thanks_of
from medcord.web.forms.thanks import ThanksOfForm


@dataclass(frozen=True, slots=True)
class ThanksCard:
    """``state`` is "told", "waits" or "declined"."""

    thanks: Thanked
    place: int
    form: ThanksOfForm
    state: str
    asks: bool
    of: str
    last: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A thanks as the organisation reads it that is asked about it."""

    thanks: Thanked
    seal: str
    of: str


def choices(viewer: Viewer, draft: Draft) -> dict[str, list[tuple[str, str]]]:
    """Whom and for what one can be thanked."""
    rows = sorted(cases.content_readers(viewer, draft.case), key=lambda row: row.role == Role.COORDINATOR)
    flaws = [(one.key, one.name) for one in flaws_of(draft)]
    return {"parties": [(str(row.party_id), row.party.name) for row in rows], "flaws": flaws}


def cards(viewer: Viewer, draft: Draft, typed: ThanksOfForm | None) -> list[ThanksCard]:
    """Every thanks of the draft; ``typed`` is the form that was refused."""
    rows, offered = thanks_of(draft), choices(viewer, draft)
    makers, owner = makers_in(drafts.usable_statements(viewer, draft.case)), draft.case.owner_id
    names = dict(offered["flaws"])
    found = []
    for place, one in enumerate(rows, start=1):
        form = typed if typed and typed.of and typed.of.key == one.key else _form(one, draft, offered)
        state = "declined" if one.agreed is False else "told" if one.stands(owner, makers) else "waits"
        asks = one.must_agree(owner, makers)
        found.append(ThanksCard(one, place, form, state, asks, names.get(one.flaw, ""), place == len(rows)))
    return found


def blank(viewer: Viewer, draft: Draft, typed: ThanksOfForm | None) -> ThanksOfForm:
    """The form for one more."""
    return typed if typed and typed.of is None else _form(None, draft, choices(viewer, draft))


def _form(one: Thanked | None, draft: Draft, offered: Mapping[str, Sequence[tuple[str, str]]]) -> ThanksOfForm:
    parties = list(offered["parties"])
    if one and str(one.party) not in dict(parties):
        parties.append((str(one.party), one.name))
    return ThanksOfForm(of=one, parties=parties, flaws=offered["flaws"], initial={"version": draft.version})


def named(draft: Draft, key: str) -> Thanked | None:
    """The thanks with this key; None for an empty key. Raises NotFound."""
    if not key:
        return None
    found = next((one for one in thanks_of(draft) if one.key == key), None)
    if found is None:
        raise NotFound("thanks")
    return found


def arranged(draft: Draft, act: str, said: Thanked) -> list[Thanked]:
    """All of them after one act on one of them."""
    rows = list(thanks_of(draft))
    if not said.key:
        return [*rows, said]
    at = next(place for place, one in enumerate(rows) if one.key == said.key)
    if act == "save":
        rows[at] = said
    if act == "remove":
        del rows[at]
    if act in ("up", "down"):
        rows.insert(max(0, at - 1) if act == "up" else at + 1, rows.pop(at))
    return rows


def asked(viewer: Viewer, case: Case) -> list[Asked]:
    """What the viewer's organisation is asked."""
    draft, rows = drafts.thanks_for(viewer, case)
    if draft is None:
        return []
    names = {one.key: one.cve for one in flaws_of(draft)}
    mine = [one for one in rows if one.party == viewer.party_id]
    return [Asked(one, seal_of(draft, one), "one vulnerability" if one.flaw in names else "") for one in mine]
