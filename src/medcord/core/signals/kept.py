"""An entry of a list as JSON keeps it, so that products registered later meet it too, and a digest of what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any, Final

from medcord.core.advisory.value import Advisory, Product, Publisher, Remediation, Statement, Vulnerability
from medcord.core.signals.value import Entry, Named, Source
from medcord.core.vocabulary import ProductStatus

_FIELDS: Final = frozenset(one.name for one in fields(Entry))
_DAYS: Final = frozenset({"day", "initiated", "classified", "posted", "terminated"})


def as_kept(entry: Entry) -> dict[str, Any]:
    """The entry as plain values; what is empty is left out."""
    said = {key: _plain(value) for key, value in asdict(replace(entry, advisory=None)).items()}
    if entry.advisory is not None:
        said["advisory"] = _advisory_as_kept(entry.advisory)
    return _without_empty(said)


def _without_empty(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value not in (None, "", (), []) and value is not False}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def from_kept(kept: Mapping[str, Any]) -> Entry:
    """The same entry again, as ``as_kept`` wrote it."""
    given = {key: value for key, value in kept.items() if key in _FIELDS}
    for name in _DAYS & given.keys():
        given[name] = date.fromisoformat(given[name])
    if "advisory" in given:
        given["advisory"] = _advisory_from_kept(given["advisory"])
    given["named"] = tuple(Named(**one) for one in given.get("named", ()))
    given |= {name: tuple(given.get(name, ())) for name in ("more_cves", "aliases", "upstream", "packages")}
    return Entry(**{**given, "source": Source(given["source"])})


def digest_of(entry: Entry) -> str:
    """SHA-256 of what is said. Where it was read, and EPSS's daily wobble below a tenth, are left out."""
    score = None if entry.score is None else int(entry.score * 10)
    if score is not None:
        entry = replace(entry, title="", day=None)
    said = as_kept(replace(entry, file="", score=None))
    return hashlib.sha256(json.dumps([said, score], sort_keys=True).encode()).hexdigest()


# --- the advisory that an entry is -----------------------------------------------------------------------------------

_OF_ADVISORY: Final = ("id", "title", "status", "version", "category")
_OF_PRODUCT: Final = ("id", "vendor", "name", "version", "version_is_range", "full_name", "path")


def _advisory_as_kept(one: Advisory) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _OF_ADVISORY},
        "publisher": [one.publisher.name, one.publisher.namespace, one.publisher.category],
        "released": [one.initial_release.isoformat(), one.current_release.isoformat()],
        "products": [_without_empty({name: getattr(each, name) for name in _OF_PRODUCT}) for each in one.products],
        "vulnerabilities": [
            {
                "cve": each.cve,
                "exploited": each.exploited,
                "statements": [[said.product_id, said.status.value] for said in each.statements],
                "remedies": [[said.category, said.details, list(said.product_ids)] for said in each.remediations],
            }
            for each in one.vulnerabilities
        ],
    }


def _advisory_from_kept(kept: Mapping[str, Any]) -> Advisory:
    initial, current = (datetime.fromisoformat(text) for text in kept["released"])
    return Advisory(
        publisher=Publisher(*kept["publisher"]),
        initial_release=initial,
        current_release=current,
        products=tuple(_product(each) for each in kept["products"]),
        vulnerabilities=tuple(_vulnerability(each) for each in kept["vulnerabilities"]),
        **{name: kept[name] for name in _OF_ADVISORY},
    )


def _product(kept: Mapping[str, Any]) -> Product:
    given = {"vendor": "", "name": "", **kept}
    return Product(**{**given, "path": tuple(given.get("path", ()))})


def _vulnerability(kept: Mapping[str, Any]) -> Vulnerability:
    return Vulnerability(
        kept["cve"],
        statements=tuple(Statement(product, ProductStatus(status)) for product, status in kept["statements"]),
        remediations=tuple(
            Remediation(category, details, product_ids=tuple(products))
            for category, details, products in kept["remedies"]
        ),
        exploited=kept["exploited"],
    )
