"""What the pages of harm show: opinions with what changed, and disputes with positions side by side."""

from __future__ import annotations

from typing import Any

from medcord.cases.models import Case
from medcord.clocks import queries as clocks
from medcord.consults import queries as consults
from medcord.core.access import Viewer
from medcord.core.clocks import Clock
from medcord.core.safety.scenario import IN_WORDS, HarmScenario
from medcord.core.vocabulary import Role
from medcord.opinions import queries
from medcord.opinions.differences import FIELDS, by_number
from medcord.opinions.models import Dispute, HarmOpinion
from medcord.opinions.queries import Cited, DisputeSeen
from medcord.web.forms.base import too_late
from medcord.web.forms.case import SentenceForm
from medcord.web.forms.harm import (
    AdviceForm,
    AnswerForm,
    AssessmentForm,
    DissentForm,
    OpinionForm,
    PositionForm,
    SeatForm,
    VoteForm,
)
from medcord.web.pages import duties


def things_to_cite(viewer: Viewer, case: Case) -> list[Cited]:
    """What the regulator chooses from; what the newest opinion cites stays to choose."""
    known = queries.of_case(viewer, case)
    return queries.citable(viewer, case, known[-1].sources if known else ())


def opinions_of(viewer: Viewer, case: Case) -> dict[str, Any]:
    """Opinions, newest first, each with what it changed and with those of its sources that exist for the viewer. A new
    version begins as the one before it."""
    known = queries.of_case(viewer, case)
    cited = {str(one.source): one for one in queries.cited(viewer, case, _all_sources(known))}
    changed = by_number(known, {key: one.words for key, one in cited.items()})
    shown = [
        {
            "row": row,
            "kind": IN_WORDS[HarmScenario(row.kind)] if row.kind else "",
            "changed": changed.get(row.number, []),
            "cited": [cited[one] for one in row.sources if one in cited],
        }
        for row in reversed(known)
    ]
    quoted = next((row.number for row in reversed(known) if row.released_at), 0)
    found: dict[str, Any] = {"opinions": shown, "quoted": quoted, "form": None, "sentence": None}
    if viewer.role is Role.REGULATOR and (case.closed_at is None or (case.public_at and not case.merged_into_id)):
        newest = known[-1] if known else None
        begun = {name: getattr(newest, name) for name, _words in FIELDS} if newest else {}
        begun["version"] = newest.number if newest else 0
        found["form"] = OpinionForm(things=things_to_cite(viewer, case), initial=begun)
        found["sentence"] = SentenceForm(initial={"number": newest.number}) if newest else None
    return found


def questions_of(viewer: Viewer, case: Case, answering: AnswerForm | None = None) -> dict[str, Any]:
    """What the regulator was asked, oldest first, each with its clock and, for whom it waits, the form of an answer;
    and the form of a new question for whoever coordinates. ``answering`` is an answer that was refused: where somebody
    else answered meanwhile its form stands nowhere, and what was typed is shown."""
    opened = case.closed_at is None
    answers = opened and viewer.role is Role.REGULATOR
    refused = str(answering.data.get("consultation", "")) if answering else ""
    asked = []
    for row in consults.of_case(viewer, case):
        form = None
        if answers and row.answered_at is None:
            fresh = AnswerForm(initial={"consultation": row.pk}, auto_id=f"id_{row.pk}_%s")
            form = answering if refused == str(row.pk) else fresh
        asked.append({"row": row, "clock": clocks.of_consultation(row), "form": form})
    owns = opened and viewer.party_id == case.owner_id
    late = too_late(answering) if answering and all(one["form"] is not answering for one in asked) else None
    ask = AdviceForm() if owns and consults.regulator_in(case) else None
    return {"questions": asked, "ask": ask, "late": late}


def _all_sources(known: list[HarmOpinion]) -> list[str]:
    return list(dict.fromkeys(one for row in known for one in row.sources))


def disputes_of(viewer: Viewer, case: Case) -> dict[str, Any]:
    """Disputes with the forms that this viewer has for each; a new one can be opened while none waits."""
    seen = queries.disputes(viewer, case)
    opinions = queries.of_case(viewer, case)
    states = queries.may_state(viewer, case)
    waits = next((one for one in seen if one.row.assessed_at is None), None)
    own = waits.columns if waits else []
    clocks = duties.of_disputes(viewer, case) if seen else {}
    return {
        "disputes": [(one, _forms(viewer, one, opinions), clocks.get(str(one.row.pk))) for one in seen],
        "states": states,
        "position": PositionForm(coordinates=viewer.role is Role.COORDINATOR) if states else None,
        "waits": waits,
        "anew": any(one.party == viewer.party_id and not one.for_finder for one in own),
        "opinions": opinions,
    }


def waiting(viewer: Viewer) -> list[tuple[Dispute, Clock | None]]:
    """Disputes that wait for an assessment of the viewer's party, with the time it has; what is due first stands
    first."""
    found = [(row, duties.of_disputes(viewer, row.case).get(str(row.pk))) for row in queries.waiting(viewer)]
    return sorted(found, key=lambda pair: pair[1].due if pair[1] else pair[0].opened_at)


def _forms(viewer: Viewer, one: DisputeSeen, opinions: list[HarmOpinion]) -> dict[str, Any]:
    """By the name of the act. Ids of fields carry the dispute's, for several stand on one page."""
    forms: dict[str, Any] = {}
    auto = f"id_{one.row.pk}_%s"
    if one.can["assess"]:
        forms["assess"] = AssessmentForm(opinions=opinions_to_rest_on(opinions), auto_id=f"a{auto}")
        forms["seat"] = SeatForm(auto_id=f"s{auto}")
        if one.assessments and (left := seats_to_vote(one)):
            forms["vote"] = VoteForm(seats=left, auto_id=f"v{auto}")
    if one.can["dissent"]:
        forms["dissent"] = DissentForm(coordinates=viewer.role is Role.COORDINATOR, auto_id=f"d{auto}")
    return forms


def opinions_to_rest_on(opinions: list[HarmOpinion]) -> list[tuple[str, str]]:
    """The newest opinion first."""
    return [(str(row.number), f"Opinion {row.number}: {row.severity}, {row.signed_name}") for row in reversed(opinions)]


def seats_to_vote(one: DisputeSeen) -> list[tuple[str, str]]:
    """Seats that have not spoken on the newest assessment."""
    voted = {vote.seat_id for vote in one.assessments[0].votes} if one.assessments else set()
    return [(str(seat.pk), seat.name) for seat in one.seats if seat.pk not in voted]
