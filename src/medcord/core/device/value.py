"""The values matching works on. A device is a unit in an inventory; an identity is what matching looks at."""

from __future__ import annotations

from dataclasses import dataclass

from medcord.core.vocabulary import Basis, Verdict


@dataclass(frozen=True, slots=True)
class Device:
    """One inventory row, cleaned of white space only. Every field may be "" except ``asset_tag``; ``row`` counts from
    1 (header is row 1)."""

    asset_tag: str
    manufacturer: str = ""
    model: str = ""
    description: str = ""
    catalog_no: str = ""
    serial: str = ""
    version: str = ""
    udi: str = ""
    department: str = ""
    site: str = ""
    row: int = 0

    @property
    def identity(self) -> Identity:
        """What decides a verdict: devices with equal identity get equal verdicts."""
        return Identity(self.manufacturer, self.model, self.description, self.catalog_no, self.version)


@dataclass(frozen=True, slots=True)
class Identity:
    """What matching may look at. UDI and serial are left out on purpose while no advisory carries either."""

    manufacturer: str
    model: str
    description: str = ""
    catalog_no: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What one advisory means for one identity; at most one per (identity, advisory): the most specific product
    decides.

    ``because`` is the evidence in order, each a short sentence naming what was compared.
    ``product_ids`` are the entries that decided, first the one named in ``product``.
    """

    advisory: str
    product: str
    verdict: Verdict
    basis: Basis
    because: tuple[str, ...]
    product_ids: tuple[str, ...] = ()
    cves: tuple[str, ...] = ()
