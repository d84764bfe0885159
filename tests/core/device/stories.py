"""Small advisories to tell stories with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from medcord.core.advisory.value import Advisory, Product, Publisher, Remediation, Score, Statement, Vulnerability
from medcord.core.device.match import AdvisoryIndex, match_identity
from medcord.core.device.value import Identity, Match
from medcord.core.vocabulary import ProductStatus
from medcord.data import load_aliases

CISA = Publisher("CISA", "https://www.cisa.gov")


def advisory(
    number: str,
    vendor: str,
    products: Mapping[str, str],
    *,
    title: str = "A title that names nothing",
    texts: tuple[str, ...] = (),
    status: Mapping[str, ProductStatus] | None = None,
    full_names: Mapping[str, str] | None = None,
    cve: str = "CVE-2020-0001",
    year: int = 2020,
) -> Advisory:
    """``products`` is name → version text; ``texts`` are vendor fixes for all of them; status AFFECTED unless said."""
    entries = tuple(
        Product(f"P{i}", vendor, name, text, full_name=(full_names or {}).get(name, f"{name}: {text}"))
        for i, (name, text) in enumerate(products.items())
    )
    said = status or {}
    vulnerability = Vulnerability(
        cve,
        statements=tuple(Statement(p.id, said.get(p.name, ProductStatus.AFFECTED)) for p in entries),
        scores=(Score("3.1", "CVSS:3.1/AV:N", 7.5),),
        remediations=tuple(Remediation("vendor_fix", text) for text in texts),
    )
    at = datetime(year, 3, 1, tzinfo=UTC)
    return Advisory(number, title, CISA, "final", "1", at, at, products=entries, vulnerabilities=(vulnerability,))


def index_of(*advisories: Advisory) -> AdvisoryIndex:
    return AdvisoryIndex(advisories, load_aliases())


def match_of(
    one: Advisory, maker: str, model: str, version: str = "", description: str = "", catalog_no: str = ""
) -> Match | None:
    """The match of one row with one advisory, if there is one."""
    found = match_identity(Identity(maker, model, description, catalog_no, version), index_of(one))
    return found[0] if found else None
