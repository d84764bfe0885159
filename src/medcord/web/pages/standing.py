"""The page of answers: one line for each party and product, silence by the rule, and the next step that is offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from medcord.cases import actions, queries
from medcord.cases.models import Case
from medcord.core.access import Viewer
from medcord.core.cvd.answers import Stand
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import Role
from medcord.notices import queries as notices
from medcord.products import queries as products
from medcord.web.forms.standing import AskForm, ContactForm
from medcord.web.pages import room

HEAD = (
    "party", "product", "versions", "stand", "asked", "delivered", "opened", "acknowledged", "silent days",
    "unresponsive", "last word",
)  # fmt: skip


def build(
    viewer: Viewer, reference: str, *, contact: ContactForm | None, ask: AskForm | None, asked: Mapping[str, str]
) -> dict[str, Any]:
    """The context of the page. ``asked`` may preselect a party and a step (from a row's button)."""
    shell = room.build(viewer, reference)
    found = _standing(viewer, shell.case)
    rows = queries.not_asked(viewer, found)
    names = {one.row.party_id: one.row.party.name for one in rows}
    wanted = asked.get("show", "")
    counts = Counter(line.stand for one in rows for line in one.lines)
    preset = {"party": asked.get("party", ""), "rung": asked.get("rung", "")}
    return {
        "room": shell,
        "case": shell.case,
        "tab": "answers",
        "unreached": [(names.get(one.party, "A party"), one) for one in notices.unreached(viewer, shell.case)],
        "rows": [one for one in rows if _wanted(one, wanted)],
        "all": len(rows),
        "show": wanted,
        "silent": sum(1 for one in rows if one.silence),
        "unresponsive": sum(1 for one in rows if one.silence and one.silence.unresponsive),
        "counts": [(stand, counts[stand]) for stand in Stand if counts[stand]],
        "beside": queries.beside(viewer, shell.case, found),
        "contact": contact or ContactForm(initial=preset, parties=_choices(shell.case)),
        "ask": ask or AskForm(products=_product_choices(shell.case)),
    }


def _standing(viewer: Viewer, case: Case) -> list[queries.Standing]:
    return queries.standing_of(viewer, case, notices.delivered_in(viewer, case))


def _wanted(one: queries.Standing, wanted: str) -> bool:
    if wanted == "silent":
        return one.silence is not None
    if wanted == "unresponsive":
        return one.silence is not None and one.silence.unresponsive
    return not wanted or any(line.stand.value == wanted for line in one.lines)


def table(viewer: Viewer, reference: str) -> Iterator[tuple[object, ...]]:
    """The rows of the file."""
    case = queries.case_for(viewer, reference)
    for one in queries.not_asked(viewer, _standing(viewer, case)):
        row = one.row
        for line in one.lines:
            yield (
                row.party.name,
                line.product.name if line.product else "",
                line.versions,
                line.stand.value,
                _iso(line.asked_at),
                _iso(one.delivered_at),
                _iso(row.opened_at),
                _iso(row.acknowledged_at),
                one.silence.days if one.silence else 0,
                "yes" if one.silence and one.silence.unresponsive else "no",
                _iso(one.last_word),
            )


def _iso(at: Any) -> str:
    return at.isoformat(timespec="minutes") if at else ""


def choices(viewer: Viewer, reference: str) -> list[tuple[str, str]]:
    """Parties of a case that a contact can be noted with."""
    return _choices(queries.case_for(viewer, reference))


def _choices(case: Case) -> list[tuple[str, str]]:
    rows = [row for row in case.participants.all() if row.removed_at is None and row.party_id != case.owner_id]
    return [
        (str(row.party_id), f"{row.party.name} ({row.role})") for row in sorted(rows, key=lambda row: row.party.name)
    ]


def product_choices(viewer: Viewer, reference: str) -> list[tuple[str, str]]:
    """Products of the case's makers, and for each maker "all of its products"."""
    return _product_choices(queries.case_for(viewer, reference))


def _product_choices(case: Case) -> list[tuple[str, str]]:
    makers = {
        row.party_id: row.party.name
        for row in case.participants.all()
        if row.role == Role.MANUFACTURER.value and row.removed_at is None
    }
    whole = [(f"{party}:", f"{name}: all of its products") for party, name in makers.items()]
    found = [row for row in products.made_by(makers) if row.retired_at is None]
    return whole + [(f"{row.maker_id}:{row.pk}", f"{row.maker.name}: {row.name}") for row in found]


def coordinators(viewer: Viewer, reference: str) -> list[tuple[str, str]]:
    """Other coordinators in a case, to whom it can be handed."""
    case = queries.case_for(viewer, reference)
    return [
        (str(row.party_id), row.party.name)
        for row in case.participants.all()
        if row.role == Role.COORDINATOR.value and row.party_id != case.owner_id and row.removed_at is None
    ]


def hand_over(viewer: Viewer, case: Case, given: Mapping[str, str]) -> Case:
    """Run the act that was chosen on the page."""
    act = given["act"]
    if act == "offer":
        if not given.get("party"):
            raise InputRefusal("Choose the coordinator that takes the case over.", fields={"field": "party"})
        return actions.offer_case(case.reference, UUID(given["party"]), reason=given.get("reason", ""), actor=viewer)
    if act == "take":
        return actions.take_over(case.reference, actor=viewer)
    return actions.decline_case(case.reference, actor=viewer)
