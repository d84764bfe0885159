"""Whether an advisory and a safety communication say the same: products, versions, dates and advice (FDA3).

Choices are compared exactly, versions as ranges where both can be read, words sentence by sentence. What cannot be
judged is said; nobody's text is declared right. A person reads the differences and decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from medcord.core.crossing.ranges import Sameness, sameness
from medcord.core.vocabulary import ProductStatus


class Advice(StrEnum):
    """What readers are advised to do, in choices that two texts can be compared by."""

    PATCH = "patch"
    ISOLATE = "isolate"
    CONFIGURE = "configure"
    MONITOR = "monitor"
    REPLACE = "replace"
    STOP_USE = "stop-use"
    KEEP_USING = "keep-using"
    ASK_CLINICIAN = "ask-clinician"


ACTIONS = {
    Advice.PATCH: "Install an update",
    Advice.ISOLATE: "Take it off the network",
    Advice.CONFIGURE: "Change a setting",
    Advice.MONITOR: "Watch it more closely",
    Advice.REPLACE: "Replace it",
    Advice.STOP_USE: "Stop using it",
    Advice.KEEP_USING: "Go on using it",
    Advice.ASK_CLINICIAN: "Talk to a clinician first",
}


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product and some of its versions. ``key`` is what both texts call the product by."""

    key: str
    name: str
    versions: str
    status: ProductStatus = ProductStatus.AFFECTED

    def __str__(self) -> str:
        return f"{self.name} {self.versions}".strip()


@dataclass(frozen=True, slots=True)
class Content:
    """What is compared of one text. ``planned``: when it is to come out. ``advice``: what it says to do, in words.
    ``own``: words for readers that the other text has no place for. ``about``: the products in words."""

    products: tuple[ProductLine, ...] = ()
    planned: datetime | None = None
    actions: frozenset[Advice] = frozenset()
    advice: str = ""
    own: str = ""
    about: str = ""


class DiffersIn(StrEnum):
    """What a difference is about."""

    PRODUCT = "product"
    VERSIONS = "versions"
    DATE = "date"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference as a sentence, with both sides as they stand; empty where a side says nothing."""

    about: DiffersIn
    sentence: str
    advisory: str
    communication: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``unjudged`` are sentences on what a person has to compare."""

    differences: tuple[Difference, ...]
    unjudged: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.differences)


CONCERNED = frozenset({ProductStatus.AFFECTED, ProductStatus.UNDER_INVESTIGATION})


def compare(advisory: Content, communication: Content) -> Comparison:
    """Compare the two texts. The order of the sides is fixed, so that sentences can name them."""
    parts = (
        _products(advisory, communication),
        _dates(advisory, communication),
        _actions(advisory, communication),
        _words(advisory, communication),
    )
    return Comparison(
        tuple(each for found, _unjudged in parts for each in found),
        tuple(each for _found, unjudged in parts for each in unjudged),
    )


Part = tuple[list[Difference], list[str]]


def _products(advisory: Content, communication: Content) -> Part:
    found: list[Difference] = []
    unjudged: list[str] = []
    keys = dict.fromkeys(line.key for line in (*advisory.products, *communication.products))
    if communication.about.strip() and not communication.products:
        unjudged.append(
            f"The safety communication names its products in words only: “{communication.about.strip()}”. Choose them "
            "from the case to have them compared."
        )
        return found, unjudged
    for key in keys:
        ours = [line for line in advisory.products if line.key == key]
        theirs = [line for line in communication.products if line.key == key]
        concerned = [line for line in ours if line.status in CONCERNED]
        if theirs and not concerned:
            found.append(_only_there(ours, theirs))
        elif concerned and not theirs:
            found.append(_only_here(concerned))
        elif theirs:
            _versions(concerned, theirs, found, unjudged)
    return found, unjudged


def _only_there(ours: list[ProductLine], theirs: list[ProductLine]) -> Difference:
    name = theirs[0].name
    said = "; ".join(f"{line} {line.status.value.replace('_', ' ')}" for line in ours)
    sentence = (
        f"{name} stands in the safety communication; the advisory says that it is not concerned."
        if ours
        else f"{name} stands in the safety communication and not in the advisory."
    )
    return Difference(DiffersIn.PRODUCT, sentence, said, _said(theirs))


def _only_here(ours: list[ProductLine]) -> Difference:
    sentence = f"{ours[0].name} stands in the advisory and not in the safety communication."
    return Difference(DiffersIn.PRODUCT, sentence, _said(ours), "")


def _said(lines: Iterable[ProductLine]) -> str:
    return "; ".join(str(line) for line in lines)


def _versions(ours: list[ProductLine], theirs: list[ProductLine], found: list[Difference], unjudged: list[str]) -> None:
    here, there = (" | ".join(line.versions for line in lines) for lines in (ours, theirs))
    answer = sameness(here, there)
    name = ours[0].name
    if answer is Sameness.OTHER:
        sentence = f"The versions of {name} differ: “{here}” in the advisory, “{there}” in the safety communication."
        found.append(Difference(DiffersIn.VERSIONS, sentence, here, there))
    elif answer is Sameness.UNREADABLE:
        unjudged.append(
            f"Whether these versions of {name} are the same cannot be read from the words: “{here}” in the advisory, "
            f"“{there}” in the safety communication."
        )


def _dates(advisory: Content, communication: Content) -> Part:
    here, there = _day(advisory.planned), _day(communication.planned)
    if advisory.planned == communication.planned and advisory.planned is not None:
        return [], []
    if advisory.planned is None and communication.planned is None:
        return [], ["Neither text says when it is to come out, so the dates were not compared."]
    if advisory.planned is None or communication.planned is None:
        which, other = (
            ("safety communication", "advisory") if advisory.planned is None else ("advisory", "safety communication")
        )
        sentence = f"Only the {which} says when it is to come out: {here or there}. The {other} says nothing."
        return [Difference(DiffersIn.DATE, sentence, here, there)], []
    sentence = f"The texts are to come out at different times: the advisory {here}, the safety communication {there}."
    return [Difference(DiffersIn.DATE, sentence, here, there)], []


def _day(at: datetime | None) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC" if at else ""


def _actions(advisory: Content, communication: Content) -> Part:
    here, there = advisory.actions, communication.actions
    if not here or not there:
        lacking = [name for name, chosen in (("advisory", here), ("safety communication", there)) if not chosen]
        which = " and the ".join(lacking)
        return [], [f"What the {which} advises is not chosen from the list; only its words were compared."]
    return [
        Difference(
            DiffersIn.ADVICE,
            f"“{ACTIONS[action]}” is advised in the {'advisory' if action in here else 'safety communication'} only.",
            ACTIONS[action] if action in here else "",
            ACTIONS[action] if action in there else "",
        )
        for action in Advice
        if (action in here) is not (action in there)
    ], []


def _words(advisory: Content, communication: Content) -> Part:
    here, there = sentences(advisory.advice), sentences(communication.advice)
    unjudged = []
    if communication.own.strip():
        unjudged.append(
            "What the safety communication says to patients and clinicians apart has no counterpart in the advisory. "
            "Read it beside the advice."
        )
    only_here = [said for said, plain in here.items() if plain not in there.values()]
    only_there = [said for said, plain in there.items() if plain not in here.values()]
    if not only_here and not only_there:
        return [], unjudged
    sentence = "The words of what to do are not the same. Whether they mean the same, a person has to read."
    return [Difference(DiffersIn.ADVICE, sentence, " ".join(only_here), " ".join(only_there))], unjudged


_END = re.compile(r"(?<=[.!?])\s+|\n+")
_SIGNS = re.compile(r"[^\w\s.-]|(?<!\d)\.|\.(?!\d)")


def sentences(text: str) -> dict[str, str]:
    """Each sentence as it stands, with the form in which it is compared: without case, signs and spaces."""
    said = [" ".join(one.split()) for one in _END.split(text)]
    return {one: " ".join(_SIGNS.sub(" ", one.casefold()).split()) for one in said if one}
