"""Readers of the registry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from medcord import search
from medcord.core.access import Permission, ProductItem, SiblingItem, Viewer, ViewerKind, may
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.core.vocabulary import Role
from medcord.products.models import Product, ProductFile, Sibling
from medcord.search import Found, Text

SORTS = {"name": ("maker__name", "name"), "model": ("model_number", "name"), "support": ("support", "name")}


@dataclass(frozen=True, slots=True)
class ProductCut:
    """Which products of those the viewer may read: words, support status, maker, and whether retired ones too."""

    q: str = ""
    support: str = ""
    maker: UUID | None = None
    state: str = "used"
    sort: str = "name"


def visible(viewer: Viewer, *, q: str = "", cut: ProductCut | None = None) -> list[Product]:
    """Products the viewer may read, by maker and name; ``q`` searches name, numbers and maker. Retired ones are left
    out unless the cut asks for them."""
    chosen = cut or ProductCut(q=q)
    words = chosen.q.lower().split()
    return [row for row in _found(viewer, chosen) if all(word in _text(row) for word in words)]


def listed(viewer: Viewer, cut: ProductCut, *, page: int, per: int) -> tuple[list[Product], int]:
    """One page of the same, and how many there are in all; a page past the end is the last one."""
    found: list[Product] | QuerySet[Product] = visible(viewer, cut=cut) if cut.q else _found(viewer, cut)
    total = len(found) if isinstance(found, list) else found.count()
    start = (min(max(1, page), max(1, -(-total // per))) - 1) * per
    return list(found[start : start + per]), total


def _found(viewer: Viewer, cut: ProductCut) -> QuerySet[Product]:
    """The cut without its words. The policy is asked once for each maker, however many products it has."""
    found = _readable(viewer)
    makers = found.order_by().values_list("maker", flat=True).distinct()
    allowed = [maker for maker in makers if may(viewer, Permission.PRODUCT_READ, ProductItem(maker)).allowed]
    found = found.filter(maker__in=allowed).select_related("maker", "superseded_by")
    if cut.state != "all":
        found = found.filter(retired_at__isnull=cut.state != "retired")
    if cut.support:
        found = found.filter(support=cut.support)
    if cut.maker is not None:
        found = found.filter(maker=cut.maker)
    return found.order_by(*SORTS.get(cut.sort, SORTS["name"]))


def _readable(viewer: Viewer) -> QuerySet[Product]:
    """A first cut by the database; the policy decides about each row that is left."""
    every = viewer.kind is ViewerKind.SYSTEM or viewer.role in (Role.COORDINATOR, Role.REGULATOR)
    return Product.objects.all() if every else Product.objects.filter(maker=viewer.party_id)


def _text(row: Product) -> str:
    lists = (*row.aliases, *row.udi_dis, *row.catalogue_numbers)
    return " ".join([row.name, row.model_number, row.maker.name, *lists]).lower()


def product_for(viewer: Viewer, product: UUID | str) -> Product:
    """One product. Raises NotFound."""
    row = Product.objects.select_related("maker", "superseded_by").filter(pk=product).first()
    if row is None or not may(viewer, Permission.PRODUCT_READ, ProductItem(row.maker_id)).allowed:
        raise NotFound("product")
    return row


def product_in_use(viewer: Viewer, product: UUID | str) -> Product:
    """One product that something new may be said of. Raises NotFound, and RuleRefusal for a retired one."""
    row = product_for(viewer, product)
    if row.retired_at is not None:
        raise RuleRefusal(
            f"“{row.name}” was retired on {row.retired_at:%-d %B %Y} (“{row.retired_because}”), so nothing new is "
            "asked or stated of it. Choose one that is in use, or have its maker take this one back in the registry.",
            code="product-retired",
            fields={"field": "product"},
        )
    return row


def by_ids(viewer: Viewer, ids: Iterable[UUID]) -> list[Product]:
    """Those of these products that the viewer may read, by maker and name."""
    found = Product.objects.filter(pk__in=list(ids)).select_related("maker").order_by("maker__name", "name")
    return [row for row in found if may(viewer, Permission.PRODUCT_READ, ProductItem(row.maker_id)).allowed]


def made_by(makers: Iterable[UUID]) -> list[Product]:
    """Products of these makers, for callers that already may read their case."""
    return list(Product.objects.filter(maker__in=list(makers)).select_related("maker").order_by("maker__name", "name"))


def registry_of(maker: UUID) -> list[Product]:
    """All of a maker's products, retired ones too, for an action that has asked whether it may write them."""
    return list(Product.objects.filter(maker=maker).select_related("superseded_by"))


def named(maker: UUID, names: Iterable[str]) -> dict[str, Product]:
    """A maker's products by exact name, for an action that has asked whether it may write them."""
    return {row.name: row for row in Product.objects.filter(maker=maker, name__in=list(names))}


def udi_holder(maker: UUID, udi_dis: Sequence[str], *, other_than: UUID) -> tuple[str, str] | None:
    """(identifier, name of the maker's other product that has it), or None."""
    if not udi_dis:
        return None
    others = Product.objects.filter(maker=maker).exclude(pk=other_than).exclude(udi_dis=[])
    for name, held in others.values_list("name", "udi_dis"):
        both = set(udi_dis) & set(held)
        if both:
            return min(both), str(name)
    return None


def successors(row: Product) -> list[Product]:
    """What a product may be followed by, for its own maker's form."""
    return list(Product.objects.filter(maker=row.maker_id, retired_at=None).exclude(pk=row.pk).order_by("name"))


def predecessors(viewer: Viewer, row: Product) -> list[Product]:
    """Products that this one follows."""
    found = row.supersedes.order_by("name")
    return [one for one in found if may(viewer, Permission.PRODUCT_READ, ProductItem(one.maker_id)).allowed]


# --- siblings ------------------------------------------------------------------------------------------------------

_STANDING = (Sibling.State.STATED, Sibling.State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class SiblingOf:
    """A sibling of ``product``: what it is called and whose it is. ``product_id`` is known when both makers named it.

    ``confirmed`` is False while it is one maker's word only. ``through`` is how the two belong together, in words.
    """

    product: UUID
    maker: UUID
    maker_name: str
    name: str
    product_id: UUID | None
    confirmed: bool
    through: str


def siblings_of(viewer: Viewer, products: Iterable[UUID | Product]) -> list[SiblingOf]:
    """Siblings of these products as far as the viewer may read the statements: stated by or about their makers.

    Confirmed statements lead on: the sibling of a sibling is one too. The products given are not among the answers.
    """
    asked = [one.pk if isinstance(one, Product) else one for one in products]
    links = [row for row in _links(viewer) if row.state in _STANDING]
    found: dict[tuple[UUID, UUID, str], SiblingOf] = {}
    for start in asked:
        reached, waiting = {start}, [start]
        while waiting:
            at = waiting.pop()
            for row in links:
                other = _other_end(row, at, start)
                if other is None or other.product_id in reached:
                    continue
                if other.product_id not in asked:
                    found.setdefault((start, other.maker, other.name), other)
                if other.product_id is not None and other.confirmed:
                    reached.add(other.product_id)
                    waiting.append(other.product_id)
    return sorted(found.values(), key=lambda one: (one.maker_name, one.name))


def _links(viewer: Viewer) -> list[Sibling]:
    found = Sibling.objects.select_related("product__maker", "other_maker", "other_product")
    if viewer.role is Role.MANUFACTURER:
        found = found.filter(Q(product__maker=viewer.party_id) | Q(other_maker=viewer.party_id))
    return [row for row in found if _may_read(viewer, row)]


def _may_read(viewer: Viewer, row: Sibling) -> bool:
    item = SiblingItem(row.product.maker_id, row.other_maker_id)
    return may(viewer, Permission.PRODUCT_SIBLING_READ, item).allowed


_BACKWARDS = {
    Sibling.Relation.RELABELLED: "builds it",
    Sibling.Relation.ORIGINAL: "sells it under its own name",
    Sibling.Relation.SAME: "has the same product",
}


def _other_end(row: Sibling, at: UUID, start: UUID) -> SiblingOf | None:
    confirmed = row.state == Sibling.State.CONFIRMED
    if row.product_id == at:
        name = row.other_product.name if row.other_product else row.other_name
        maker = row.other_maker
        words = str(Sibling.Relation(row.relation).label)
        return SiblingOf(start, maker.pk, maker.name, name, row.other_product_id, confirmed, words)
    if row.other_product_id == at:
        maker = row.product.maker
        words = _BACKWARDS[Sibling.Relation(row.relation)]
        return SiblingOf(start, maker.pk, maker.name, row.product.name, row.product_id, confirmed, words)
    return None


def statements_on(viewer: Viewer, product: Product) -> list[Sibling]:
    """What is stated of siblings of one product, by its maker or about it; withdrawn ones are gone."""
    return [
        row
        for row in _links(viewer)
        if product.pk in (row.product_id, row.other_product_id) and row.state != Sibling.State.WITHDRAWN
    ]


def stated_about(viewer: Viewer) -> list[Sibling]:
    """Statements of other makers about the viewer's products that wait for an answer."""
    return [
        row for row in _links(viewer) if row.other_maker_id == viewer.party_id and row.state == Sibling.State.STATED
    ]


def sibling_statements(viewer: Viewer) -> list[Sibling]:
    """All standing statements of siblings the viewer may read."""
    return [row for row in _links(viewer) if row.state != Sibling.State.WITHDRAWN]


def sibling_for(viewer: Viewer, sibling: UUID | str) -> Sibling:
    """One statement. Raises NotFound."""
    found = Sibling.objects.select_related("product__maker", "other_maker", "other_product").filter(pk=sibling)
    row = found.exclude(state=Sibling.State.WITHDRAWN).first()
    if row is None or not _may_read(viewer, row):
        raise NotFound("sibling")
    return row


def stated_already(product: Product, maker: UUID, name: str) -> bool:
    """Whether a standing statement says the same."""
    same = Sibling.objects.filter(product=product, other_maker=maker, other_name=name)
    return same.filter(state__in=_STANDING).exists()


# --- files ---------------------------------------------------------------------------------------------------------


def files(viewer: Viewer, *, most: int = 20) -> list[ProductFile]:
    """The latest files of the viewer's party, without their lines."""
    found = ProductFile.objects.filter(maker=viewer.party_id).defer("lines").order_by("-received_at")
    return [row for row in found[:most] if _own(viewer, row.maker_id)]


def file_for(viewer: Viewer, key: UUID | str) -> ProductFile:
    """One file. Raises NotFound."""
    row = ProductFile.objects.select_related("maker").filter(pk=key).first()
    if row is None or not _own(viewer, row.maker_id):
        raise NotFound("import")
    return row


def _own(viewer: Viewer, maker: UUID) -> bool:
    """Whether a registry's files are the viewer's to read: others who read its products read no file (29)."""
    return viewer.party_id == maker and may(viewer, Permission.PRODUCT_READ, ProductItem(maker)).allowed


@search.source("product")
def texts(keys: Collection[UUID] | None) -> Iterator[Text]:
    """What the index is told of products: their names and numbers."""
    found = Product.objects.select_related("maker")
    for row in (found if keys is None else found.filter(pk__in=keys)).order_by("pk").iterator(chunk_size=500):
        yield Text(row.pk, row.maker_id, _text(row))


def found(viewer: Viewer, line: str, *, most: int) -> Found[Product]:
    """Products the viewer may read in whose names and numbers all words stand."""
    question = search.question_of(line)
    if not question or viewer.party_id is None:
        return Found.nothing()
    own = viewer.role is Role.MANUFACTURER
    keys = search.find(question, "product", within=[viewer.party_id] if own else None)
    rows = Product.objects.filter(pk__in=keys).select_related("maker").order_by("name").iterator(chunk_size=100)
    readable = (row for row in rows if may(viewer, Permission.PRODUCT_READ, ProductItem(row.maker_id)).allowed)
    return Found.of(question, readable, _text, most, shown=lambda _row: "")
