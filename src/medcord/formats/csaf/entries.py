"""One full product name (CSAF 2.0 3.1.3): its identifiers, and what else it says."""

from __future__ import annotations

from medcord.core.advisory.value import Identifiers
from medcord.formats.csaf.identification import read_identifiers
from medcord.formats.csaf.reading import Node, Reading
from medcord.formats.csaf.rest import loaded

HELPER = "product_identification_helper"
_PRODUCT = frozenset({"name", "product_id", HELPER})
_NONE = Identifiers()


def read_entry(node: Node, where: str, reading: Reading) -> tuple[Identifiers, str]:
    """The identifiers of a full product name, and what else it says."""
    if HELPER not in node:
        return _NONE, reading.rest(node, _PRODUCT, where)
    place = f"{where}.{HELPER}"
    identifiers, more = read_identifiers(reading.object(node, HELPER, where), place, reading)
    rest = reading.rest(node, _PRODUCT, where)
    return identifiers, reading.kept({**loaded(rest), HELPER: more}, place) if more else rest
