"""The two texts that cross, as plain names: which parts each has, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from medcord.core.crossing.comparison import ACTIONS, Advice
from medcord.core.refusals import InputRefusal
from medcord.drafting.flaws import FLAW_PARTS, further_parts, order_in_words, part_of
from medcord.drafting.flaws import put as put_in_draft
from medcord.drafting.flaws import said as said_in_draft
from medcord.drafting.models import Communication, Draft, Text
from medcord.drafting.thanks import in_words


class What(StrEnum):
    """Which of the two texts of a case."""

    ADVISORY = "advisory"
    COMMUNICATION = "communication"


NAMES: Final = {What.ADVISORY: "the advisory", What.COMMUNICATION: "the safety communication"}

PARTS: Final[Mapping[What, Mapping[str, str]]] = MappingProxyType(
    {
        What.ADVISORY: MappingProxyType(
            {
                "title": "Title",
                "summary": "Summary",
                "device": "What device",
                "what_could_happen": "What could happen",
                "what_to_do": "What to do",
                "not_known": "What is not known",
                "clinicians_device": "For clinicians: what device",
                "clinicians_could_happen": "For clinicians: what could happen",
                "clinicians_to_do": "For clinicians: what to do",
                "clinicians_not_known": "For clinicians: what is not known",
                "flaw_title": FLAW_PARTS["title"],
                "cve": "CVE",
                "cwe": "CWE",
                "cwe_name": "CWE name",
                "more_cwes": FLAW_PARTS["more_cwes"],
                "vector": "CVSS 3.1 vector",
                "vector_4": "CVSS 4.0 vector",
                "flaw": "Technical description",
                "news": "What is new",
            }
        ),
        What.COMMUNICATION: MappingProxyType(
            {
                "title": "Title",
                "devices": "Which devices and versions",
                "what_to_do": "What to do",
                "for_patients": "For patients",
                "for_clinicians": "For clinicians",
                "not_known": "What is not known",
            }
        ),
    }
)
"""Parts that hold words: what is saved, commented on and compared between versions."""

CHOSEN: Final = {
    "planned_at": "Planned to come out",
    "actions": "Advises",
    "products": "Products",
    "order": "Vulnerabilities, in this order",
    "ssvc": "Decision by SSVC that goes out with it",
    "thanks": "Organisations that it thanks",
}
"""Parts that are chosen and not written. A version keeps them in words."""


CONTENT: Final = (*PARTS[What.ADVISORY], "further", "ssvc", "thanks", "planned_at", "actions")
"""Every field of a draft that is its content: what a version is of, what four eyes approve, and what is put back when
a revision is given up. ``content_of`` and ``put_back`` are the two ways to it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a text is to come out, and what it advises: choices that two texts are compared by."""

    planned_at: datetime | None = None
    actions: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductChosen:
    """A product of the case that a safety communication is about, and its versions in words."""

    product: UUID
    versions: str


def what_of(text: Text) -> What:
    """Which of the two this is."""
    return What.ADVISORY if isinstance(text, Draft) else What.COMMUNICATION


def parts_of(text: Text) -> Mapping[str, str]:
    """Every part of a text that holds words, with what people call it."""
    known = PARTS[what_of(text)]
    return {**known, **further_parts(text)} if isinstance(text, Draft) else known


def said(text: Text, name: str) -> str:
    """The words of a part of a text."""
    return said_in_draft(text, name) if isinstance(text, Draft) else str(getattr(text, name))


def put(text: Text, name: str, words: str) -> None:
    """Put words into a part of a text."""
    if isinstance(text, Draft):
        put_in_draft(text, name, words)
    else:
        setattr(text, name, words)


def part(text: Text, name: str) -> str:
    """The name of a part that holds words. Raises InputRefusal for another."""
    if name not in parts_of(text):
        raise InputRefusal("Choose the part of the text that you comment on.", fields={"field": "field"})
    return name


def label(what: What, name: str) -> str:
    """What people call a part."""
    key, plain = part_of(name)
    if key:
        return f"{FLAW_PARTS[plain]} (further vulnerability)"
    return PARTS[what].get(name) or CHOSEN.get(name, name)


def words_of(text: Text) -> dict[str, str]:
    """Every part of a text in words, as a version keeps it."""
    words = {name: said(text, name) for name in parts_of(text)}
    words["planned_at"] = f"{text.planned_at:%-d %B %Y, %H:%M} UTC" if text.planned_at else ""
    words["actions"] = ", ".join(ACTIONS[Advice(one)] for one in text.actions)
    if isinstance(text, Draft) and text.further:
        words["order"] = order_in_words(text)
    if isinstance(text, Draft) and text.ssvc:
        words["ssvc"] = text.ssvc["title"]
    if isinstance(text, Draft) and text.thanks:
        words["thanks"] = in_words(text)
    if isinstance(text, Communication):
        words["products"] = "; ".join(f"{one['name']} {one['versions']}" for one in text.products)
    return words


def content_of(draft: Draft) -> dict[str, Any]:
    """The content of a draft as JSON can hold it."""
    content = {name: getattr(draft, name) for name in CONTENT}
    return content | {"planned_at": draft.planned_at.isoformat() if draft.planned_at else None}


def put_back(draft: Draft, content: Mapping[str, Any]) -> None:
    """Make what ``content_of`` said the content of a draft again. What it does not name stays."""
    for name in CONTENT:
        if name in content:
            setattr(draft, name, content[name])
    if content.get("planned_at"):
        draft.planned_at = datetime.fromisoformat(content["planned_at"])


def actions_of(text: Text) -> frozenset[Advice]:
    """What a text advises."""
    return frozenset(Advice(one) for one in text.actions)
