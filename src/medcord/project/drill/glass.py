"""Verbs of a release in an emergency, and of asking for one: what is asked is judged in the report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from medcord.cases import queries as cases
from medcord.core.advisory.emergency import ReviewOutcome
from medcord.core.exercise import Act, Demand, Scenario, Step
from medcord.core.exercise.asked import WORDS
from medcord.drafting import actions as drafting
from medcord.drafting import queries as drafts
from medcord.ledger import letters
from medcord.project.drill.joint import reference_of
from medcord.project.drill.play import CannotPlay, Play, Verb

ASK: Final = "ask-for"
_HOURS: Final = range(1, 1001)
_PARTS: Final = ("title", "device", "what_could_happen", "what_to_do", "cve", "unmatched")


def ask_for(play: Play, step: Step) -> None:
    """A party is asked to prepare, read, release or review the short form within so many hours. Its people are told by
    a mail of the exercise; whether it came stands in the report."""
    wanted = _demand(play.scenario, step)
    asked = play.party(step, "of")
    due = f"{wanted.at + wanted.within:%a %d %b %H:%M %Z}"
    for member in play.members.values():
        if member.organisation_id == asked.pk:
            body = f"{step.says}\n\n{WORDS[wanted.act]} by {due}.\n"
            letters.write(to=member.email, subject="Something is asked of you", body=body, party=asked.pk)


def demands(scenario: Scenario) -> list[Demand]:
    """All that the steps of a scenario ask for."""
    return [_demand(scenario, step) for step in scenario.steps if step.do == ASK]


def _demand(scenario: Scenario, step: Step) -> Demand:
    given, names = step.given, {one.key: one.name for one in scenario.players}
    hours, of, act = given.get("hours"), str(given.get("of", "")), given.get("act")
    if act not in set(Act):
        raise CannotPlay(step, f"“act” is none of {', '.join(Act)}.", "Give it in the table “with”.")
    if of not in names:
        raise CannotPlay(step, f"there is no party “{of}”.", "Give the key of a party as “of”.")
    if not isinstance(hours, int) or isinstance(hours, bool) or hours not in _HOURS:
        raise CannotPlay(step, "“hours” is no whole number from 1 to 1,000.", "Give it in the table “with”.")
    return Demand(Act(str(act)), names[of], scenario.at(step), timedelta(hours=hours))


def prepare(play: Play, step: Step) -> None:
    """The coordinator writes the short form, of the named products, or of every product that was stated."""
    words = {key: play.text(step, key, "") for key in _PARTS}
    drafting.prepare_emergency(reference_of(play, step), words, _products(play, step), actor=play.viewer(step))


def see(play: Play, step: Step) -> None:
    """A member of the regulator has read exactly the short form as it is now."""
    actor = play.viewer(step)
    found = drafts.short_form_for(actor, cases.case_for(actor, reference_of(play, step)))
    if found is None:
        raise CannotPlay(step, "no short form is prepared there.")
    drafting.see_emergency(reference_of(play, step), number=found.form.number, actor=actor)


def ask(play: Play, step: Step) -> None:
    """The first of two persons asks for the release."""
    case, reason = reference_of(play, step), play.text(step, "reason")
    drafting.ask_emergency(case, reason=reason, confirmed=case, actor=play.viewer(step))


def second(play: Play, step: Step) -> None:
    """The second person releases it, on the exercise's own node."""
    case = reference_of(play, step)
    drafting.second_emergency(case, confirmed=case, actor=play.viewer(step))


def alone(play: Play, step: Step) -> None:
    """One person releases it, on the exercise's own node; a review is due."""
    case, reason = reference_of(play, step), play.text(step, "reason")
    drafting.release_alone(case, reason=reason, confirmed=case, actor=play.viewer(step))


def review(play: Play, step: Step) -> None:
    """Another person reviews what one person released."""
    outcome = play.choice(step, "outcome", ReviewOutcome, "stands")
    drafting.review_emergency(reference_of(play, step), outcome, play.text(step, "words"), actor=play.viewer(step))


def _products(play: Play, step: Step) -> list[UUID]:
    named = [one.strip() for one in play.text(step, "products", "").split(",") if one.strip()]
    if strange := [one for one in named if one not in play.products]:
        raise CannotPlay(step, f"there is no product “{strange[0]}”.")
    actor = play.viewer(step)
    stated = cases.statements(actor, cases.case_for(actor, reference_of(play, step)))
    return [play.products[one] for one in named] or sorted({row.product_id for row in stated})


GLASS: Final[Mapping[str, Verb]] = MappingProxyType(
    {
        ASK: ask_for,
        "prepare-emergency": prepare,
        "see-emergency": see,
        "ask-emergency": ask,
        "second-emergency": second,
        "release-alone": alone,
        "review-emergency": review,
    }
)
"""By the name that a scenario uses."""
