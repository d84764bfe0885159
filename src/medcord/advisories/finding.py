"""What an advisory is looked for by, and how that becomes a query. Nothing asked for is kept, logged or counted.

The index holds the words of every product, prose versions or not; a line that carries a UDI counts by its device
identifier alone, and lot, serial number and dates in it go no further than ``core.device.carrier``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypedDict
from uuid import UUID

from django.db.models import QuerySet

from medcord import search
from medcord.advisories.models import PublishedAdvisory
from medcord.core.advisory import Product
from medcord.core.device.carrier import Carried, carried_in, holds_udi, is_meant_as_udi
from medcord.core.refusals import InputRefusal
from medcord.search import Question, question_of, words_of
from medcord.search.words import Asked

KIND = "advisory"

_CVE = re.compile(r"(?:CVE-)?(\d{4}-\d{4,19})", re.IGNORECASE | re.ASCII)


class Wanted(TypedDict, total=False):
    """The filters, all of which must hold. ``q``: each word, or one that begins so, somewhere in the advisory;
    ``product`` and ``model``: in one product of it; ``udi``: a device identifier or a whole carrier; ``cve``: exactly;
    ``maker``: one of ``makers``; ``year``: of the first release."""

    q: str
    product: str
    model: str
    udi: str
    cve: str
    maker: str
    year: int | None


Read = Callable[[QuerySet[PublishedAdvisory]], Iterable[tuple[UUID, tuple[Product, ...]]]]


def without_unit(line: str) -> str:
    """A line as it may be shown, linked and passed on: of a carrier the device identifier, of other words all.

    What was meant as a UDI and cannot be read is dropped, and so is what follows a carrier: it may be a serial number.
    """
    carried, words, _ = _taken_apart(line)
    return " ".join([*words, *(one.text for one in carried)])


def narrowed(found: QuerySet[PublishedAdvisory], wanted: Wanted, read: Read) -> QuerySet[PublishedAdvisory]:
    """The advisories that all filters leave. ``read`` gives products by advisory, for what one product must hold."""
    if (year := wanted.get("year")) is not None:
        found = found.filter(current__year=year)
    if maker := wanted.get("maker", ""):
        found = found.filter(current__makers__contains=f"\n{maker}\n")
    if cve := wanted.get("cve", "").strip():
        number = _CVE.fullmatch(cve)
        found = found.filter(pk__in=search.find(_exactly(number[1]), KIND, within=None)) if number else found.none()
    for line in (wanted.get("q", ""), wanted.get("udi", "")):
        found = _holding(found, line)
    product, model = (question_of(without_unit(str(wanted.get(name, "")))) for name in ("product", "model"))
    if not product and not model:
        unread = any(str(wanted.get(name, "")).strip() for name in ("product", "model"))
        return found.none() if unread else found
    for question in (product, model):
        if question:
            found = found.filter(pk__in=search.find(question, KIND, within=None))
    return found.filter(pk__in=[key for key, products in read(found) if _in_one(products, product, model)])


def require_no_udi(*lines: str) -> None:
    """Raises InputRefusal for a UDI in an address: browsers and servers on the way keep addresses (P2)."""
    if any(holds_udi(line) for line in lines):
        raise InputRefusal(
            "A UDI does not belong in an address, which browsers and servers on the way keep. Nothing was looked for. "
            "Send it in the body of a request: on the page /look-up, or by POST to /api/v1/advisories/look-up.",
            code="udi-in-address",
            fields={"field": "q"},
        )


def _exactly(number: str) -> Question:
    """The whole number, with or without "CVE-" before it."""
    return Question((Asked(f"cve-{number}", whole=True),))


def _holding(found: QuerySet[PublishedAdvisory], line: str) -> QuerySet[PublishedAdvisory]:
    """Those that hold each word of a line; a UDI in it by the device identifier alone."""
    if not line.strip():
        return found
    carried, words, broken = _taken_apart(line)
    if broken:
        return found.none()  # it is told by a sentence (core.device.carrier.UNREADABLE)
    for one in carried:
        found = found.filter(pk__in=search.like(one.words, KIND, within=None))
    rest = question_of(" ".join(words))
    return found.filter(pk__in=search.find(rest, KIND, within=None)) if words or not carried else found


def _taken_apart(line: str) -> tuple[list[Carried], list[str], bool]:
    """The carrier of a line, the words before it, and whether something was meant as one and cannot be read."""
    whole = carried_in(line)
    if whole is not None:
        return [whole], [], False
    if is_meant_as_udi(line):
        return [], [], True
    words: list[str] = []
    for part in line.split():
        if found := carried_in(part):
            return [found], words, False
        if is_meant_as_udi(part):
            return [], words, True
        words.append(part)
    return [], words, False


def _in_one(products: Iterable[Product], product: Question, model: Question) -> bool:
    """Whether one product holds all words: its names those of ``product``, its names and numbers those of ``model``."""
    return any(
        _holds(names := (each.vendor, each.name, each.full_name), product)
        and _holds((*names, *each.identifiers.model_numbers, *each.identifiers.skus), model)
        for each in products
    )


def _holds(texts: tuple[str, ...], question: Question) -> bool:
    text = "\n".join(texts)
    there = set(words_of(text))
    return question.holds(text) and all(
        one.word in there or (not one.whole and any(word.startswith(one.word) for word in there))
        for one in question.words
    )
