"""Which column holds what: by its title first, then by what stands in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from medcord.formats.inventory.fields import COMMON_MAKERS, FIELDS, FOREIGN_WORDS, MAKER_AND_MODEL, TITLES

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^0-9a-z\u0080-\U0010ffff]+")

_PART = 1000  # a title that only contains a known one ranks after every title that is one


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guess at the columns: field to title (``columns``) and to index (``positions``), and how it was found."""

    columns: dict[str, str] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """What matching cannot do without and no column was found for: a maker, and one column that names the model."""
        names_model = {"model", "description", "catalog_no"} & self.positions.keys()
        lacks = [] if "manufacturer" in self.positions else ["manufacturer"]
        return tuple(lacks if names_model else [*lacks, "model"])


def normal(title: str) -> str:
    """A title as it is compared: "SW_Version ", "swVersion" and "S/W version" lose case, accents and signs."""
    spaced = _CAMEL.sub(" ", title.replace("#", " no ").replace("№", " no ").replace("S/W", "sw").replace("s/w", "sw"))
    folded = unicodedata.normalize("NFKD", spaced.replace("ß", "ss").replace("ł", "l").replace("ø", "o")).casefold()
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    bare = unicodedata.normalize("NFC", bare).replace("º", "o").replace("°", "o")
    return " ".join(_OTHER.sub(" ", bare).split())


_RANK: dict[str, list[tuple[str, int]]] = {}
for _field, _titles in TITLES.items():
    for _rank, _title in enumerate(_titles):
        _RANK.setdefault(normal(_title), []).append((_field, _rank))


def known_titles(header: Sequence[str]) -> int:
    """How many cells of a row are titles that inventories use; what tells a header from a row of devices."""
    return sum(1 for cell in header if 0 < len(cell) <= 60 and _is_title(normal(cell)))


def _is_title(plain: str) -> bool:
    return plain in _RANK or plain in MAKER_AND_MODEL or plain.replace(" ", "") in _RANK


def recognise(header: Sequence[str], sample: Sequence[Sequence[str]]) -> Proposal:
    """Propose a column for each field of a device, from the titles and, where they do not tell, from sample rows."""
    offers = sorted(
        (rank, FIELDS.index(name), position)
        for position, title in enumerate(header)
        for name, rank in _candidates(title)
    )
    positions: dict[str, int] = {}
    for _rank, number, position in offers:
        if FIELDS[number] not in positions and (
            position not in positions.values() or normal(header[position]) in MAKER_AND_MODEL
        ):
            positions[FIELDS[number]] = position
    how = dict.fromkeys(positions, "name")
    for name, position in _by_content(header, sample, positions):
        positions[name] = position
        how[name] = "content"
    ordered = {name: positions[name] for name in FIELDS if name in positions}
    return Proposal({name: header[at] for name, at in ordered.items()}, ordered, how)


def looks_like_data(row: Sequence[str]) -> bool:
    """Whether a row reads like a device rather than like column titles."""
    filled = [cell for cell in row if cell.strip()]
    if not filled:
        return False
    numbered = sum(1 for cell in filled if any(sign.isdigit() for sign in cell))
    makers = any(
        COMMON_MAKERS & set(normal(cell[:200]).split()[:2]) and not _is_title(normal(cell[:200])) for cell in filled
    )
    return makers or numbered / len(filled) >= 0.34


def _candidates(title: str) -> Iterator[tuple[str, int]]:
    """Fields a title may stand for, with a rank (less is better)."""
    plain = normal(title[:200])
    if plain in MAKER_AND_MODEL:
        yield from (("manufacturer", 500), ("model", 500))
        return
    for spelling in dict.fromkeys((plain, plain.replace(" ", ""))):
        if spelling in _RANK:
            yield from _RANK[spelling]
            return
    words = plain.split()
    if len(words) < 2 or len(words) > 6 or FOREIGN_WORDS & set(words):
        return
    for size in range(len(words) - 1, 0, -1):
        found = False
        for start in range(len(words) - size, -1, -1):
            for name, rank in _RANK.get(" ".join(words[start : start + size]), ()):
                found = True
                yield name, _PART * (len(words) - size) + rank
        if found:
            return


# Content. A column without a telling title is looked at only for fields that no title claimed.

_VERSION = re.compile(r"(?i)^(v|ver|version|rev|r|sw|fw|release)?[ .]?\d+([._-]\w+){1,5}$|^(rev|v)[ .]?[a-z0-9]+$")
_UDI = re.compile(r"^\(01\)\d{14}|^01\d{14}(1[017]|21)|^\+[A-Z]\d{3}[A-Z0-9]{2,}$")
_SERIAL = re.compile(r"^(?=.*\d)[A-Za-z0-9./-]{5,24}$")
_MODEL = re.compile(r"(?i)^(?=.*[a-z])[\w .,()/+&*'-]{2,60}$")


def _by_content(
    header: Sequence[str], sample: Sequence[Sequence[str]], taken: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Fields found by the cells alone, surest first. Six rows at least: fewer prove nothing."""
    free = [
        at
        for at, title in enumerate(header)
        if at not in taken.values() and not FOREIGN_WORDS & set(normal(title).split())
    ]
    cells = {at: [row[at].strip() for row in sample if at < len(row) and row[at].strip()] for at in free}
    free = [at for at in free if len(cells[at]) >= 6]
    for name in ("udi", "manufacturer", "version", "asset_tag", "serial", "model"):
        if name in taken:
            continue
        best = max(free, key=lambda at: _likeness(name, cells[at]), default=None)
        if best is not None and _likeness(name, cells[best]) >= _ENOUGH[name]:
            free.remove(best)
            yield name, best


_ENOUGH = {"udi": 0.6, "manufacturer": 0.4, "version": 0.7, "asset_tag": 0.95, "serial": 0.95, "model": 0.6}


def _likeness(name: str, cells: Sequence[str]) -> float:
    """The share of the cells that look like the field, 0 to 1."""
    distinct = len(set(cells)) / len(cells)
    if name == "manufacturer":
        return _share(cells, lambda cell: bool(COMMON_MAKERS & set(normal(cell).split()[:2])))
    if name in {"asset_tag", "serial"}:
        return _share(cells, lambda cell: bool(_SERIAL.match(cell))) if distinct > 0.98 else 0.0
    if name == "model":
        named = _share(cells, lambda cell: bool(_MODEL.match(cell)))
        numbered = _share(cells, lambda cell: any(sign.isdigit() for sign in cell))
        return named * min(1.0, 2 * numbered) if distinct < 0.98 else 0.0
    pattern = _UDI if name == "udi" else _VERSION
    return _share(cells, lambda cell: bool(pattern.match(cell)))


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells)
