"""Entries of public lists against registered products, by the matcher of devices (matching.md); there is no other one.

Where an entry names products and versions, it stands where an advisory stands and each registered version where a
device stands. Where it names them in prose (a recall), the registry stands where the advisory stands. Uncertainty is
"possible", never silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from medcord.core.advisory.value import Advisory, Product, Publisher
from medcord.core.device.maker import Aliases
from medcord.core.device.match import AdvisoryIndex, match_identity
from medcord.core.device.value import Identity, Match
from medcord.core.signals.doubts import doubts, is_same_maker
from medcord.core.signals.packages import PackageBook
from medcord.core.signals.value import Entry, Named, Touch
from medcord.core.vocabulary import Basis, Verdict

_SOMEWHEN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_A_PACKAGE: Final = "it is about a package; whether the product holds it, a person says"
_OUR_LISTS: Final = Publisher("a public list", "https://medcord.invalid")


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered product as far as matching looks at it."""

    id: UUID
    maker: str
    name: str
    model_number: str = ""
    aliases: tuple[str, ...] = ()
    catalogue_numbers: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry touches a product. ``because`` is the matcher's evidence, in order; ``versions`` are those of the
    registry that it says are in the range."""

    product: UUID
    touch: Touch
    because: tuple[str, ...]
    versions: tuple[str, ...] = ()


def touched(entries: Sequence[Entry], registry: Sequence[Registered], aliases: Aliases) -> dict[str, tuple[Hit, ...]]:
    """By the id of each entry that touches any product: what it touches, the surest first."""
    found: dict[str, dict[UUID, Hit]] = {}
    for key, hit in (
        *_by_name(entries, registry, aliases),
        *_in_prose(entries, registry, aliases),
        *_by_package(entries, registry, aliases),
    ):
        kept = found.setdefault(key, {})
        kept[hit.product] = _surer(kept.get(hit.product), hit)
    order = list(Touch)
    return {key: tuple(sorted(hits.values(), key=lambda hit: order.index(hit.touch))) for key, hits in found.items()}


def _surer(known: Hit | None, hit: Hit) -> Hit:
    if known is None:
        return hit
    best = min(known, hit, key=lambda one: list(Touch).index(one.touch))
    return replace(best, versions=tuple(dict.fromkeys((*known.versions, *hit.versions))))


def _by_name(entries: Sequence[Entry], registry: Sequence[Registered], aliases: Aliases) -> Iterator[tuple[str, Hit]]:
    said = {f"{entry.id}/{n}": (entry.id, one) for entry in entries for n, one in enumerate(entry.named)}
    listed = [_advisory(key, one) for key, (_, one) in said.items() if not one.in_prose]
    whole = {entry.id: entry.advisory for entry in entries if entry.advisory is not None}
    index = AdvisoryIndex([*listed, *(replace(one, id=key) for key, one in whole.items())], aliases)
    for product in registry:
        for identity in _identities(product):
            for match in match_identity(identity, index):
                if match.verdict is Verdict.NOT_AFFECTED:
                    continue
                if (advisory := whole.get(match.advisory)) is not None:
                    yield match.advisory, _hit(product, identity, match, _decided(advisory, match))
                else:
                    key, named = said[match.advisory]
                    why = doubts(named, product.maker, identity.model, identity.catalog_no, index.book)
                    yield key, _hit(product, identity, _plainly(match, named, product, index), named, tuple(why))


def _plainly(match: Match, named: Named, product: Registered, index: AdvisoryIndex) -> Match:
    """Of makers that are written alike nobody needs to hear which other one they resemble."""
    if any(key.is_guess for key in index.book.keys(product.maker)):
        if is_same_maker(named.maker, product.maker, index.aliases.lexicon):
            return replace(match, because=(f'maker "{named.maker}"', *match.because[1:]))
    return match


def _decided(advisory: Advisory, match: Match) -> Named:
    """The product of an advisory that decided, as lists name one."""
    product = advisory.product(match.product_ids[0])
    if product is None:
        return Named("", match.product)
    return Named(product.vendor, product.name, product.version, bool(product.version))


def _in_prose(entries: Sequence[Entry], registry: Sequence[Registered], aliases: Aliases) -> Iterator[tuple[str, Hit]]:
    prose = [(entry.id, one) for entry in entries for one in entry.named if one.in_prose]
    if not prose:
        return
    index = AdvisoryIndex([_as_advisory(product) for product in registry], aliases)
    for key, named in prose:
        identity = Identity(named.maker, named.product, named.product)
        for match in match_identity(identity, index):
            because = (*match.because, "the list names it within a text")
            yield key, Hit(UUID(match.advisory), Touch.POSSIBLE, because)


def _by_package(
    entries: Sequence[Entry], registry: Sequence[Registered], aliases: Aliases
) -> Iterator[tuple[str, Hit]]:
    packages = [(entry.id, package) for entry in entries for package in entry.packages]
    book = PackageBook(registry if packages else (), aliases.lexicon)
    for key, package in packages:
        for found in book.hits(package):
            yield key, Hit(found.product.id, Touch.POSSIBLE, (found.because, _A_PACKAGE))


def _advisory(key: str, named: Named) -> Advisory:
    full = f"{named.maker} {named.product} {named.versions}".strip()
    product = Product("1", named.maker, named.product, named.versions, full_name=full)
    return Advisory(key, named.product, _OUR_LISTS, "final", "1", _SOMEWHEN, _SOMEWHEN, products=(product,))


def _as_advisory(product: Registered) -> Advisory:
    names = [product.name, *product.aliases]
    listed = tuple(
        Product(str(number), product.maker, name, full_name=f"{product.maker} {name}")
        for number, name in enumerate(names)
    )
    return Advisory(str(product.id), product.name, _OUR_LISTS, "final", "1", _SOMEWHEN, _SOMEWHEN, products=listed)


def _identities(product: Registered) -> Iterator[Identity]:
    """Each name with each version; without versions the name alone, which the matcher answers with "possible"."""
    catalogue = " ".join((product.model_number, *product.catalogue_numbers)).strip()
    for name in dict.fromkeys((product.name, *product.aliases)):
        for version in product.versions or ("",):
            yield Identity(product.maker, name, product.description, catalogue, version)


def _in_our_words(because: str) -> str:
    """The matcher speaks of an inventory and an advisory; here these are the registry and the list."""
    for theirs, ours in (("the inventory", "the registry"), ("the row", "the registry"), ("the advisory", "the list")):
        because = because.replace(theirs, ours)
    return because


def _hit(product: Registered, identity: Identity, match: Match, named: Named, doubted: tuple[str, ...] = ()) -> Hit:
    match = replace(match, because=tuple(_in_our_words(one) for one in match.because))
    sure = match.verdict is Verdict.AFFECTED and match.basis is not Basis.NEEDS_REVIEW
    if named.doubt or doubted or not sure:
        because = (*match.because, *filter(None, (named.doubt, *doubted)))
        return Hit(product.id, Touch.POSSIBLE, because)
    if not named.states_versions:
        return Hit(product.id, Touch.NAMED, (*match.because, "the list states no versions"))
    return Hit(product.id, Touch.IN_RANGE, match.because, (identity.version,) if identity.version else ())
