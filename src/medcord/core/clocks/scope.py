"""Questions on which it hangs whether a law applies to a case, and what the answers of named people come to.

The newest answer of each side counts: the coordinator is one, each manufacturer is one. Where two sides say different
things nothing is known, and who says what is said: an answer never outweighs another in silence. An answer of a side
for the case holds for every product about which this side gave none of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

from medcord.core.clocks.rule import Context
from medcord.core.clocks.value import Happened
from medcord.core.vocabulary import Role

FACT: Final = "ScopeAnswered"


class ScopeSaid(StrEnum):
    """An answer. Not known is one too: it takes the same side's earlier yes or no back."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        return "not known" if self is ScopeSaid.UNKNOWN else self.value


class Question(StrEnum):
    """Each is a field of ``Context``."""

    EU_MARKET = "eu_market"
    DEVICE_UNDER_MDR = "device_under_mdr"
    FEDERAL_USERS = "federal_users"
    PUBLICLY_EXPOSED = "publicly_exposed"
    AUTOMATABLE = "automatable"
    TOTAL_IMPACT = "total_impact"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in words, what each answer states, and who may answer."""

    words: str
    when_yes: str
    when_no: str
    by: tuple[Role, ...] = (Role.COORDINATOR,)


_EITHER: Final = (Role.COORDINATOR, Role.MANUFACTURER)
ASKED: Final[Mapping[Question, Asked]] = MappingProxyType(
    {
        Question.EU_MARKET: Asked(
            "Is the product on the market of the European Union?",
            "the product is on the market of the European Union",
            "the product is not on the market of the European Union",
            _EITHER,
        ),
        Question.DEVICE_UNDER_MDR: Asked(
            "Is it a device under the European regulations on medical devices (MDR) or in vitro diagnostics (IVDR)?",
            "it is a device under MDR or IVDR, which the Cyber Resilience Act leaves out",
            "it is no device under MDR or IVDR",
            _EITHER,
        ),
        Question.FEDERAL_USERS: Asked(
            "Does a federal civilian agency use the product?",
            "a federal civilian agency uses the product",
            "no federal civilian agency uses the product",
        ),
        Question.PUBLICLY_EXPOSED: Asked(
            "Can the product be reached from the public internet where it is used?",
            "it is publicly exposed",
            "it is not publicly exposed",
        ),
        Question.AUTOMATABLE: Asked(
            "Can an attacker automate the whole attack?", "an attack can be automated", "an attack cannot be automated"
        ),
        Question.TOTAL_IMPACT: Asked(
            "Is the technical impact total: does an attacker gain full control?",
            "the impact is total",
            "the impact is partial",
        ),
    }
)
BY_OFFICE: Final = {Role.COORDINATOR.value: "the coordinator", Role.MANUFACTURER.value: "a manufacturer"}


Newest = dict[str, dict[str, Happened]]
"""By question and side."""


class Scoped(NamedTuple):
    """What is known of one product with answers of its own; ``product`` None: of the case, and so of all others."""

    product: UUID | None
    maker: UUID | None
    context: Context


def newest(facts: Iterable[Happened]) -> dict[tuple[str, str] | None, Newest]:
    """The answers that count, by product and its maker, None for the case; of facts in their order. The coordinator is
    one side, whichever party coordinates. Facts of earlier days name no product."""
    found: dict[tuple[str, str] | None, Newest] = {}
    for fact in facts:
        data = fact.data
        side = data["office"] if data["office"] == Role.COORDINATOR.value else data["party"]
        about = (data["product"], data["maker"]) if data.get("product") else None
        found.setdefault(about, {}).setdefault(data["question"], {})[side] = fact
    return found


def answered(context: Context, facts: Iterable[Happened]) -> tuple[Scoped, ...]:
    """What these answers say of the case, and then of each product that has some of its own."""
    by_product = newest(facts)
    whole = by_product.pop(None, {})
    found = [Scoped(None, None, _known(context, whole))]
    for (product, maker), own in sorted(((one, by) for one, by in by_product.items() if one), key=itemgetter(0)):
        joined = {name: {**whole.get(name, {}), **own.get(name, {})} for name in {*whole, *own}}
        found.append(Scoped(UUID(product), UUID(maker), _known(context, joined)))
    return tuple(found)


def _known(context: Context, of_sides: Newest) -> Context:
    """The context with what these answers say. Sides that differ leave a question open, with who says what."""
    known: dict[str, Any] = {}
    said: dict[str, str] = {}
    for question, sides in of_sides.items():
        given = [(one.data["office"], one.data["said"]) for one in sides.values()]
        values = {word for _office, word in given if word != ScopeSaid.UNKNOWN}
        if not values:
            continue
        words = sorted({(BY_OFFICE[office], word) for office, word in given if word != ScopeSaid.UNKNOWN}, reverse=True)
        said[question] = " and ".join(f"{who} says {word}" for who, word in words)
        if len(values) == 1:
            known[question] = values == {ScopeSaid.YES}
    return replace(context, said=said, **known)


class Kept(NamedTuple):
    """Answers that a named person kept beside a decision table: point to value."""

    decision: UUID
    name: str
    at: datetime
    answers: Mapping[str, str]


_SAME: Final[Mapping[Question, tuple[str, str, Mapping[str, ScopeSaid]]]] = MappingProxyType(
    {
        Question.PUBLICLY_EXPOSED: ("publicly_exposed", "Publicly exposed", {"yes": ScopeSaid.YES, "no": ScopeSaid.NO}),
        Question.AUTOMATABLE: ("automatable", "Automatable", {"yes": ScopeSaid.YES, "no": ScopeSaid.NO}),
        Question.TOTAL_IMPACT: (
            "technical_impact",
            "Technical impact",
            {"total": ScopeSaid.YES, "partial": ScopeSaid.NO},
        ),
    }
)
"""Questions that decision tables ask as well, by the key of the point."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a decision that was kept would answer here. It answers nothing: a named person takes it over, or not."""

    question: Question
    said: ScopeSaid
    words: str
    kept: Kept

    @property
    def reason(self) -> str:
        """What whoever takes it over gives as the reason; without a name, which goes when its member is erased."""
        return f"Kept in a decision of {self.kept.at:%-d %B %Y}: {self.words}."


def proposals(decisions: Iterable[Kept], stands: Mapping[Question, ScopeSaid]) -> dict[Question, Proposal]:
    """By question what was kept last, newest decision first; none where the own side's answer says so already."""
    found: dict[Question, Proposal] = {}
    for one in decisions:
        for question, (point, name, meaning) in _SAME.items():
            value = one.answers.get(point, "")
            if value in meaning:
                found.setdefault(question, Proposal(question, meaning[value], f"{name} = {value}", one))
    return {question: one for question, one in found.items() if stands.get(question) is not one.said}
