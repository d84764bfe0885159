"""What a reader looks for among advisories: read from an address or a form, and shown again without one single unit."""

from __future__ import annotations

import re
from typing import TypedDict
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from medcord.advisories import queries
from medcord.core.device.carrier import UNREADABLE, UNSOUND, carried_in, holds_udi, is_meant_as_udi

LONGEST = 400


class Chosen(TypedDict):
    """The filters of the list."""

    q: str
    product: str
    model: str
    cve: str
    maker: str
    year: int | None
    order: str


def filters(given: QueryDict) -> Chosen:
    """The filters as an address or a form has them; what is no year is no filter."""

    def said(name: str) -> str:
        return str(given.get(name, "")).replace("\0", "")[:LONGEST]

    year, order = said("year"), said("order")
    return {
        "q": said("q"),
        "product": said("product"),
        "model": said("model"),
        "cve": said("cve"),
        "maker": said("maker"),
        "year": int(year) if re.fullmatch(r"[0-9]{4}", year) else None,
        "order": order if order in queries.ORDERS else "newest",
    }


def shown(chosen: Chosen) -> Chosen:
    """The filters as they may stand on a page and in a link: no serial number, lot or date of a label."""
    q, product, model = (queries.without_unit(chosen[name]) for name in ("q", "product", "model"))
    cve, maker = ("" if is_meant_as_udi(chosen[name]) else chosen[name] for name in ("cve", "maker"))
    return {**chosen, "q": q, "product": product, "model": model, "cve": cve, "maker": maker}


def in_address(chosen: Chosen) -> str:
    """The UDI that an address holds where words are looked for, as it may stand on a page; else empty."""
    lines = [chosen[name] for name in ("q", "product", "model", "cve", "maker")]
    found = next((line for line in lines if holds_udi(line)), "")
    return (queries.without_unit(found) or " ") if found else ""


def query_string(request: HttpRequest) -> str:
    """The filters in force, for links to the next page and to exports."""
    said = shown(filters(request.GET))
    return urlencode({name: value for name, value in said.items() if value and (name, value) != ("order", "newest")})


def hint(line: str) -> str:
    """A sentence on a UDI that is not as it should be; empty for all else."""
    for part in (line, *line.split()):
        if found := carried_in(part):
            return "" if found.sound else UNSOUND
        if is_meant_as_udi(part):
            return UNREADABLE
    return ""
