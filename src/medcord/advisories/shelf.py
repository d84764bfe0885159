"""From a document to the row that keeps it, and values that were read before."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from medcord.advisories.models import AdvisoryRevision, PublishedAdvisory
from medcord.core.advisory import Advisory, Product
from medcord.search import Text

if TYPE_CHECKING:
    from medcord.formats.csaf import ReadAdvisory

MOST_KEPT = 6000
"""Advisories kept in memory, about 25 kB each: the whole of what CISA has published for control systems, twice."""

LONGEST_ID, LONGEST_NAMESPACE, LONGEST_NAME, LONGEST_LABEL = 160, 400, 200, 80

_NUMBERS = re.compile(r"\d+")

_kept: OrderedDict[str, Advisory] = OrderedDict()
_lock = Lock()


def value_kept(sha256: str) -> Advisory | None:
    """The value of a document read before in this process."""
    with _lock:
        value = _kept.get(sha256)
        if value is not None:
            _kept.move_to_end(sha256)
        return value


def read_value(sha256: str, document: bytes) -> Advisory:
    """The value of a document, read once."""
    from medcord.formats.csaf import read_advisory

    value = value_kept(sha256)
    if value is None:
        value = read_advisory(document).advisory
        keep_value(sha256, value)
    return value


def keep_value(sha256: str, value: Advisory) -> None:
    """Keep a value that was read anyway. The key is the digest of the bytes, so it can never be out of date."""
    with _lock:
        _kept[sha256] = value
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def age_key(revision: AdvisoryRevision) -> tuple[object, ...]:
    """Sorts revisions of one advisory from old to new: by date of release, then by the numbers of the version."""
    return (revision.released_at, tuple(int(number[:9]) for number in _NUMBERS.findall(revision.label)))


def namespace_of(value: Advisory) -> str:
    """The publisher's namespace as it is compared."""
    return value.publisher.space


def new_revision(
    advisory: PublishedAdvisory,
    number: int,
    read: ReadAdvisory,
    *,
    now: datetime,
    batch: UUID | None = None,
    file_name: str = "",
) -> AdvisoryRevision:
    """The row of one document, with the columns it is found by."""
    value = read.advisory
    keep_value(read.sha256, value)
    makers = sorted({product.vendor for product in value.products if product.vendor}, key=str.casefold)
    return AdvisoryRevision(
        advisory=advisory,
        number=number,
        label=value.version[:LONGEST_LABEL],
        title=value.title,
        tlp=value.tlp.value,
        year=value.initial_release.year,
        released_at=value.current_release,
        kept_at=now,
        batch=batch,
        harm=value.plain.harm.value if value.plain.harm and value.plain.harm_statement else "",
        makers="\n".join(["", *makers, ""]) if makers else "",
        cves=" ".join(value.cves),
        file_name=file_name[-400:],
        remarks=list(read.warnings),
        sha256=read.sha256,
        sha512=read.sha512,
        document=read.original,
    )


def found_by(advisory: UUID, value: Advisory) -> Text:
    """What the index is told of an advisory: the words a reader may look for, each piece once."""
    pieces = [value.id, value.title, value.publisher.name, *value.cves]
    pieces += [f"{system} {text}" for each in value.vulnerabilities for system, text in each.ids]
    pieces += [piece for product in value.products for piece in _names(product)]
    text = "\n".join(dict.fromkeys(piece for piece in pieces if piece))
    return Text(advisory, advisory, text, value.current_release)


def _names(product: Product) -> Iterable[str]:
    numbers = product.identifiers
    return (
        product.vendor,
        product.name,
        product.full_name,
        *numbers.model_numbers,
        *numbers.skus,
        *numbers.udi_dis,
    )
