"""The advisory side prepared once: each product entry with what it requires, what it says, and where it is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from medcord.core.advisory.value import Advisory, Product
from medcord.core.device.expression import All, Expression
from medcord.core.device.fixes import Fixes, fixes_for
from medcord.core.device.maker import Aliases, Lexicon, MakerBook
from medcord.core.device.model import Code, NameReader, ProductName
from medcord.core.device.reading import Reading, read_version_field, said_in_name
from medcord.core.device.words import is_code, near, tokens
from medcord.core.vocabulary import ProductStatus

_FAMILY = 5
"""From so many distinct product names on, a word is a maker's family name and tells nothing alone ("Pyxis")."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One product entry. ``explained`` are tokens a row may carry without meaning another product; ``title_host`` are
    the title's words when the title names the system the products are part of; ``parts_of`` the same by the entry.
    ``family`` are its words that many products of the maker carry; ``rare_code`` that its number is carried by few."""

    advisory: Advisory
    product: Product
    makers: tuple[str, ...]
    name: ProductName
    reading: Reading
    status: ProductStatus
    fixes: Fixes
    required: frozenset[str] = frozenset()
    joined: tuple[tuple[str, frozenset[str]], ...] = ()
    explained: frozenset[str] = frozenset()
    title_host: frozenset[str] = frozenset()
    parts_of: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    pairing: bool = False
    rare_code: bool = False
    said_in_name: Expression | None = None
    family: frozenset[str] = frozenset()

    @property
    def anchors(self) -> frozenset[str]:
        """Tokens by which this entry is found."""
        stand_ins = {short for short, _ in self.name.stand_ins}
        excluded = {word for exclusion in self.name.exclusions for word in exclusion.words}
        codes = {code.text for code in self.name.codes if code.text and not code.pattern}
        joined = {word for word, _ in self.joined}
        return frozenset(
            self.name.words
            | self.name.pool
            | self.required
            | codes
            | stand_ins
            | excluded
            | joined
            | self.name.system
            | self.title_host
            | self.parts_of
            | self.listed
        )


@dataclass(slots=True)
class _Draft:
    advisory: Advisory
    product: Product
    makers: tuple[str, ...]
    name: ProductName
    reading: Reading
    title: tuple[str, ...] = ()
    own: frozenset[str] = field(default_factory=frozenset)


def entries_of(advisories: Sequence[Advisory], book: MakerBook, aliases: Aliases) -> list[Entry]:
    """All entries of all advisories, in order."""
    lexicon = aliases.lexicon
    readers: dict[frozenset[str], NameReader] = {}
    drafts: list[list[_Draft]] = []
    for advisory in advisories:
        drafts.append(
            [draft for product in advisory.products for draft in _drafts(advisory, product, book, aliases, readers)]
        )
    frequency = _frequency([draft for group in drafts for draft in group])
    systems = _systems([draft for group in drafts for draft in group])
    entries = [
        _entry(draft, group, in_names, frequency, systems, lexicon)
        for group in drafts
        for in_names in (_name_tokens(group),)
        for draft in group
    ]
    return [each for entry in entries for each in (entry, *_for_certain_models(entry))]


def _for_certain_models(entry: Entry) -> list[Entry]:
    """ "X3/MX100 for Rev M only": an entry of its own for the models that have their own range."""
    return [
        replace(
            entry,
            name=replace(entry.name, codes=tuple(Code(token) for token in sorted(models))),
            reading=replace(entry.reading, expression=expression, per_model=()),
        )
        for models, expression in entry.reading.per_model
    ]


def _drafts(
    advisory: Advisory,
    product: Product,
    book: MakerBook,
    aliases: Aliases,
    readers: dict[frozenset[str], NameReader],
) -> list[_Draft]:
    keys = tuple(key.key for key in book.keys(product.vendor)) or (book.own_key(product.vendor),)
    group, lexicon = frozenset(keys), aliases.lexicon
    if group not in readers:
        written_out = tuple((tokens(a.written), tokens(a.means)) for a in aliases.models if a.maker in group)
        readers[group] = NameReader(lexicon, book.corporate_words(group), written_out)
    reader = readers[group]
    title = tuple(t for t in reader.plain_tokens(bare_title(advisory)) if t not in lexicon.noise)
    found: list[_Draft] = []
    for name in reader.read_all(product.name):
        if _is_useless(name, title, lexicon):
            name = reader.read(bare_title(advisory))
        version = product.version
        if name.versions and isinstance(read_version_field(version).expression, All):
            version = " | ".join(name.versions)
        reading = read_version_field(version, product.full_name, advisory.initial_release.year)
        found.append(_Draft(advisory, product, keys, name, reading, title))
    return found


def bare_title(advisory: Advisory) -> str:
    """The title without the tracking id and "(Update A)" that some publishers write into it."""
    title = advisory.title.replace(advisory.id, " ").replace("_", " ")
    return title.split("(Update")[0].split("Vulnerabilit")[0].strip()


def _is_useless(name: ProductName, title: tuple[str, ...], lexicon: Lexicon) -> bool:
    """ "Version" or "Software" as a product name: the title then says which product is meant."""
    return name.catch_all and bool(set(title) - lexicon.kinds) and "products" not in name.text.lower()


def _frequency(drafts: list[_Draft]) -> Counter[tuple[str, str]]:
    """In how many distinct product names of a maker a token stands: the rarity that identity rests on."""
    names: dict[tuple[str, str], set[str]] = {}
    for draft in drafts:
        for maker in draft.makers:
            for token in draft.name.words | draft.name.kinds | {code.text for code in draft.name.codes}:
                names.setdefault((maker, token), set()).add(_shape(draft.name))
    return Counter({key: len(found) for key, found in names.items()})


def _shape(name: ProductName) -> str:
    return " ".join(sorted(name.words | name.pool)) + " " + " ".join(sorted(map(str, name.codes)))


def _systems(drafts: list[_Draft]) -> dict[tuple[str, frozenset[str]], frozenset[str]]:
    """Which system a module belongs to, learned from names of the form "System - Module"."""
    found: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
    for draft in drafts:
        if draft.name.system:
            for maker in draft.makers:
                key = (maker, draft.name.words)
                found[key] = found.get(key, frozenset()) | draft.name.system
    return found


def _entry(
    draft: _Draft,
    group: list[_Draft],
    in_names: frozenset[str],
    frequency: Counter[tuple[str, str]],
    systems: dict[tuple[str, frozenset[str]], frozenset[str]],
    lexicon: Lexicon,
) -> Entry:
    name = draft.name
    title_only = frozenset(draft.title) - in_names
    system = name.system
    for maker in draft.makers:
        system |= systems.get((maker, name.words), frozenset())
    name = _with_title_code(_with_system(name, system), group, title_only)
    listed = frozenset(token for item in draft.reading.models for token in item if token not in lexicon.noise)
    own_text = frozenset(tokens(draft.product.full_name)) | frozenset(tokens(draft.product.name))
    in_product_words = any(token in in_names for token in draft.title if token not in lexicon.kinds)
    host: frozenset[str] = frozenset()
    if not in_product_words:
        host = title_only - lexicon.kinds - lexicon.legal_forms - _slips_of(title_only, in_names)
    parts_of = frozenset(
        token
        for text in (*draft.reading.parts_of, name.part_of)
        for token in tokens(text)
        if token not in lexicon.noise | lexicon.kinds and token not in {m.lower() for m in draft.makers}
    )
    return Entry(
        advisory=draft.advisory,
        product=draft.product,
        makers=draft.makers,
        name=name,
        reading=draft.reading,
        status=_status(draft.advisory, draft.product.id),
        fixes=fixes_for(draft.advisory, draft.product.id),
        required=_required_kinds(name, draft.makers, frequency),
        joined=_joined(draft.product.name, name),
        explained=own_text | title_only | listed | name.system | parts_of,
        title_host=host,
        parts_of=parts_of,
        listed=listed,
        pairing=_is_pairing(name, listed),
        family=frozenset(w for w in name.words if any(frequency[(m, w)] >= _FAMILY for m in draft.makers)),
        said_in_name=said_in_name(draft.product.full_name, draft.advisory.initial_release.year),
        rare_code=bool(name.codes)
        and all(frequency[(maker, code.text)] <= 2 for maker in draft.makers for code in name.codes if code.text),
    )


def _name_tokens(group: list[_Draft]) -> frozenset[str]:
    found: set[str] = set()
    for draft in group:
        found |= draft.name.words | draft.name.pool | draft.name.kinds
        found.update(code.text for code in draft.name.codes)
        found.update(tokens(draft.product.name))
        found.update(tokens(draft.product.version))
    return frozenset(found)


def _slips_of(title_only: frozenset[str], in_names: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in title_only if any(near(word, known) for known in in_names))


def _with_system(name: ProductName, system: frozenset[str]) -> ProductName:
    return replace(name, system=system) if system else name


def _with_title_code(name: ProductName, group: list[_Draft], title_only: frozenset[str]) -> ProductName:
    """When the one product named has no model number and the title has ("SureSigns VS4"), the title's counts."""
    codes = [token for token in title_only if is_code(token)]
    if name.codes or not codes or len({_shape(draft.name) for draft in group}) > 1:
        return name
    if not name.words & frozenset(group[0].title):
        return name
    return replace(name, codes=tuple(Code(token) for token in codes))


def _required_kinds(name: ProductName, makers: tuple[str, ...], frequency: Counter[tuple[str, str]]) -> frozenset[str]:
    """Common words count when nothing else in the name is rare among the maker's products ("Pyxis Anesthesia ES")."""
    if not name.kinds or any(code.high >= 0 or code.pattern or code.prefix for code in name.codes):
        return frozenset()
    telling = name.words | name.pool | {code.text for code in name.codes}
    if any(frequency[(maker, token)] <= 2 and len(token) > 2 for maker in makers for token in telling):
        return frozenset()
    return name.kinds


def _joined(written: str, name: ProductName) -> tuple[tuple[str, frozenset[str]], ...]:
    """ "Med Link" is also written "MedLink"."""
    found = tokens(written)
    pairs = []
    for left, right in pairwise(found):
        if left.isalpha() and right.isalpha() and {left, right} <= name.words:
            pairs.append((left + right, frozenset({left, right})))
    return tuple(pairs)


def _status(advisory: Advisory, product_id: str) -> ProductStatus:
    """The worst that is said of a product over all vulnerabilities; nothing said counts as affected."""
    said = {s.status for v in advisory.vulnerabilities for s in v.statements if s.product_id == product_id}
    for status in (ProductStatus.AFFECTED, ProductStatus.UNDER_INVESTIGATION, ProductStatus.NOT_AFFECTED):
        if status in said:
            return status
    return ProductStatus.FIXED if ProductStatus.FIXED in said else ProductStatus.AFFECTED


def _is_pairing(name: ProductName, listed: frozenset[str]) -> bool:
    """True when the list names what the product is used with: numbers of the same shape as the product's own."""
    shapes = {"".join("9" if c.isdigit() else c for c in code.text) for code in name.codes if code.text}
    return any("".join("9" if c.isdigit() else c for c in token) in shapes for token in listed)
