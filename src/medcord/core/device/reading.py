"""Reads the text of a version field into an ``Expression`` and what else stands there (models, conditions, dates)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from medcord.core.device.dates import DateSpan, find_dates
from medcord.core.device.expression import (
    All,
    Contradictory,
    DateBound,
    Exact,
    Expression,
    Interval,
    Unknown,
    union,
)
from medcord.core.device.version import Order, Version, compare, parse_version
from medcord.core.device.words import tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """What a version field says. ``models`` are the names or numbers listed where a version was expected, each a set
    of tokens; ``conditions`` limit the statement ("on Windows 8.1"); ``parts_of`` names what the product is built
    into; ``per_model`` holds an expression for certain models only ("X3/MX100 for Rev M only")."""

    expression: Expression
    models: tuple[frozenset[str], ...] = ()
    conditions: tuple[str, ...] = ()
    parts_of: tuple[str, ...] = ()
    per_model: tuple[tuple[frozenset[str], Expression], ...] = field(default=())


_ALL = frozenset({"", "*", "all", "any", "all versions", "any version", "all models", "vers:all/*", "all version"})
_ALL_BUT_LIMITED = re.compile(r"^all (?P<condition>.+?)(?:[- ]based)? (?:versions?|releases?|systems|models)$")
_ALL_BEFORE_RANGE = re.compile(r"^(?:all|any)(?: \w+)? (?:versions?|releases?) (?=[<>])")
_WORDS_TO_SIGNS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"≤|=<|\bup to and including\b|\bup to\b(?! but)|\bno later than\b", "<="),
        (r"≥|=>|\bsince\b|\bstarting (?:with|from)\b", ">="),
        (r"\b(?:versions? )?(?:prior to|before|earlier than|lower than|older than|less than|below)\b", "<"),
        (r"\b(?:later than|newer than|greater than|higher than|above)\b(?= *v?\d)", ">"),
        (r"<\s*(?:versions?|revisions?|rev\.?|releases?)\s+", "<"),
    )
)
_PRIOR = re.compile(
    r"([\w.\-]+(?: [a-z]?\d[\w.]*)?),? (?:and|or|&) (?:all )?(?:prior|earlier|below|lower|older|previous)"
    r"(?: versions?| releases?)?"
)
_LATER = re.compile(
    r"([\w.\-]+(?: [a-z]?\d[\w.]*)?),? (?:and|or|&) (?:all )?(?:later|above|newer|higher|up|greater|following)"
    r"(?: versions?| releases?)?"
)
_THROUGH = re.compile(
    r"(?:between |from )?(v?[a-z]?[\d][\w.]*|[a-z]\.[\w.]+)\s+(?:through(?: to)?|thru|to|until|-)\s+(v?[\w.]+)"
)
_DATE_ALONE = re.compile(
    r"[<>= ]*(?:[a-z]{3,9}\.?[ \d,-]*|\d{1,2}/\d{1,2}/\d{4}|\d{1,2} ?[a-z]{3,9} ?\d{4}|\d{4}-\d\d-\d\d)"
)
_DATE_WORDS = re.compile(r"\b(?:shipped|distributed|manufactured|released|mfg|produced|installed|sold|made|dated)\b")
_CONDITION = re.compile(
    r"(?:^|\s)(?P<condition>(?:on|running|with|using|used|when|if|in combination|only|without|not|installed|except"
    r"|connected)\b.*)$"
)
_MODEL_WORD = re.compile(
    r"\b(?:models?|catalog(?:ue)?|ref|reorder|part|ndc|product id|udi|item)"
    r"(?:[ /]*(?:numbers?|no\.?|#|s|model|ndc))*\s*:?\s*"
)
_MODEL_NUMBER = re.compile(r"^(?!(?:19|20)\d\d-\d+$)[a-z]{0,5}-?\d{3,}[a-z]{0,4}\d?(?:\([a-z]\))?$")
_PART_OF = re.compile(r"\b(?:integrated into|included in|embedded in|part of|built into)\s+(?P<host>[^.;]*)")
_PER_MODEL = re.compile(r"\(?([\w/ ,-]+?) for (?:rev(?:ision)?\.? |version )?([\w.]+) only\)?")
_SPLIT = re.compile(r"\s*(?:\||;|,(?!\d{3}\b)|\band\b|\bor\b|&|(?<=\s)/(?=\s))\s*")
_ITEM = re.compile(r"(<=|>=|<|>|==|=|!=)?\s*([^<>=!]+)")
_LETTER_RANGE = re.compile(r"^(?:rev(?:ision)?s?\.? )?([a-z])\s*-\s*([a-z])$")
_REV_RANGE = re.compile(r"^(?:rev(?:ision)?s?\.? ?|r)(\d+)\s*-\s*(\d+)$")
_DOUBLE_REVISION = re.compile(r"^([a-z]\.\d+)\.([a-z]\.\d+)$")


MOST_CHARACTERS = 1000
"""The longest version field of CISA's advisories has 178; what reads them grows with the square of the length."""


@lru_cache(maxsize=65536)
def read_version_field(text: str, context: str = "", year: int | None = None) -> Reading:
    """Read ``text``. ``context`` is the entry's display name, which may say that the numbers are models; ``year``
    completes a date without one (the advisory's own year). A text beyond MOST_CHARACTERS is prose: unknown."""
    if len(text) > MOST_CHARACTERS:
        return Reading(Unknown(f"{len(text)} characters are too long for a version", text[:MOST_CHARACTERS]))
    context = context[:MOST_CHARACTERS]
    plain = _plain(_with_lost_zero(text, context))
    host = _PART_OF.search(plain) or _PART_OF.search(_plain(context))
    parts_of = (host["host"].split(" all ")[0].strip(" )"),) if host else ()
    plain = _PART_OF.sub("", plain).replace("()", "").strip()
    per_model: tuple[tuple[frozenset[str], Expression], ...] = ()
    if hit := _PER_MODEL.search(plain):
        per_model = ((frozenset(tokens(hit[1])), _one(None, hit[2], hit[2])),)
        plain = plain.replace(hit[0], "").strip(" |,;")
    if plain in _ALL:
        return Reading(All(), parts_of=parts_of, per_model=per_model)
    if hit := _ALL_BUT_LIMITED.match(plain):
        return Reading(All(), conditions=(hit["condition"],), parts_of=parts_of, per_model=per_model)
    dated = _read_dates(plain, year)
    if dated is not None:
        return replace(dated, parts_of=parts_of, per_model=per_model)
    return replace(_read_versions(plain, _plain(context)), parts_of=parts_of, per_model=per_model)


def _with_lost_zero(text: str, context: str) -> str:
    """ "2.2" where the display name says "2.20": a spreadsheet took the zero away, and 2.20 is another version."""
    hit = re.fullmatch(r"(\D*)(\d+\.\d+)", text.strip())
    if hit is None or re.search(rf"(?<![\d.]){re.escape(hit[2])}(?![\d.]*\d)", context):
        return text
    longer = re.search(rf"(?<![\d.]){re.escape(hit[2])}0+(?![\d.]*\d)", context)
    return hit[1] + longer[0] if longer else text


def said_in_name(full_name: str, year: int | None = None) -> Expression | None:
    """The range that a display name gives after its colon, when it can be read; used only to doubt the version
    field ("Tasy EMR Versions: 3.02.1744 and prior" beside "<= 3.01.1744")."""
    _, colon, said = full_name.rpartition(": ")
    if not colon or "up to" in said.lower():
        # "up to 7.6.2" is said of both, with and without 7.6.2: no ground for doubt
        return None
    reading = read_version_field(said, "", year)
    if (
        reading.models
        or reading.conditions
        or reading.per_model
        or not isinstance(reading.expression, Interval | Exact)
    ):
        return None
    return reading.expression


def parse_expression(text: str, *, context: str = "", year: int | None = None) -> Expression:
    """The expression alone; see ``read_version_field``."""
    return read_version_field(text, context, year).expression


def _plain(text: str) -> str:
    lowered = " ".join(text.lower().replace("–", "-").replace("—", "-").split())
    if lowered.startswith("vers:") and "/" in lowered:
        lowered = lowered.partition("/")[2]
    for pattern, sign in _WORDS_TO_SIGNS:
        lowered = pattern.sub(sign, lowered)
    lowered = _PRIOR.sub(lambda hit: hit[0] if hit[1] in {"version", "versions"} else f"<={hit[1]}", lowered)
    lowered = _LATER.sub(lambda hit: f">={hit[1]}", lowered)
    return _ALL_BEFORE_RANGE.sub("", lowered)


def _read_dates(plain: str, year: int | None) -> Reading | None:
    spoken_of = bool(_DATE_WORDS.search(plain))
    spans = find_dates(plain, year=year, bare_year=spoken_of)
    if not spans or (not spoken_of and not _only_a_date(plain)):
        return None
    bound = _bound(plain, spans)
    condition = _CONDITION.search(_DATE_WORDS.split(plain)[0])
    conditions = (condition["condition"].strip(" ("),) if condition else ()
    return Reading(bound, conditions=conditions)


def _only_a_date(plain: str) -> bool:
    """A bare year-number pair ("2018-1") is a release number; a month name or a slashed date is a date."""
    return _DATE_ALONE.fullmatch(plain) is not None


def _bound(plain: str, spans: tuple[DateSpan, ...]) -> Expression:
    text = plain.strip()
    first, last = spans[0], spans[-1]
    if len(spans) >= 2:
        return (
            DateBound(first.start, _next_day(last.end), text)
            if first.start <= last.end
            else Unknown(f'the dates in "{text}" contradict each other', text)
        )
    if "<=" in text:
        return DateBound(None, _next_day(first.end), text)
    if "<" in text:
        return DateBound(None, first.start, text)
    if ">=" in text:
        return DateBound(first.start, None, text)
    if ">" in text:
        return DateBound(_next_day(first.end), None, text)
    return Unknown(f'"{text}" does not say before or after that date', text)


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _read_versions(plain: str, context: str) -> Reading:
    plain, conditions = _take_conditions(plain)
    models: list[frozenset[str]] = []
    if hit := _MODEL_WORD.search(plain):
        models.extend(_model_items(plain[hit.end() :]))
        plain = plain[: hit.start()].strip(" (|,;/")
    if plain.strip("() ") in _ALL | {"version", "versions", "v"}:
        return Reading(All(), tuple(models), conditions)
    listed = [item for item in _SPLIT.split(plain) if item]
    if not models and _lists_models(listed, context):
        return Reading(All(), tuple(_model_items(plain)), conditions)
    return Reading(_versions(plain), tuple(models), conditions)


def _take_conditions(plain: str) -> tuple[str, tuple[str, ...]]:
    """Split off what limits the statement; a short note in parentheses ("(global)", "(10-Pack)") is dropped."""
    if hit := re.match(r"^\((?:release|version|rev)s? ([^()]+)\)$", plain):
        return hit[1], ()
    found: list[str] = []
    for inner in re.findall(r"\(([^()]*)\)", plain):
        if _CONDITION.search(inner) or len(inner.split()) > 4 or re.search(r"[<>]|\bserial|\bsn\b", inner):
            found.append(inner)
        plain = plain.replace(f"({inner})", inner if re.fullmatch(r"[a-z]", inner) else " ")
    start = plain.find("(")
    if start > 0:
        found.append(plain[start:].strip("() "))
        plain = plain[:start]
    if hit := _CONDITION.search(plain):
        found.append(hit["condition"].strip())
        plain = plain[: hit.start()]
    return " ".join(plain.split()), tuple(condition for condition in found if condition)


def _lists_models(items: list[str], context: str) -> bool:
    """True when what stands here are model numbers or names: the display name says so, or none can be a version."""
    if not items or any(re.match(r"[<>=!]", item) for item in items):
        return False
    if re.search(r"\bmodels?\b[^:]*$", context) and any(char.isdigit() for char in items[0]):
        return all(not re.search(r"\d\.\d", item) for item in items)
    named = [item for item in items if re.search(r"[a-z]{4,}", item) and parse_version(item) is None]
    numbered = [item for item in items if any(_MODEL_NUMBER.match(token) for token in re.split(r"[ /]+", item))]
    short = all(len(item.split()) <= 7 for item in items)
    if numbered and short and all(item in numbered or item in named for item in items):
        return True
    return bool(named) and short and len(items) > 1 and not any(re.search(r"\d\.\d", item) for item in items)


def _model_items(text: str) -> list[frozenset[str]]:
    items: list[frozenset[str]] = []
    for item in re.split(r"\s*(?:\||;|,|/|\band\b|\bor\b)\s*", _MODEL_WORD.sub(" ", text)):
        found = frozenset(tokens(item))
        if found:
            items.append(found)
    return items


def _versions(plain: str) -> Expression:
    text = plain.strip()
    if hit := _LETTER_RANGE.match(text):
        return _interval(hit[1], hit[2], text)
    if hit := _REV_RANGE.match(text):
        return _interval(hit[1], hit[2], text)
    if hit := re.fullmatch(_THROUGH, text):
        return _interval(hit[1], hit[2], text)
    pairs: list[tuple[str, str]] = []
    for piece in _SPLIT.split(text):
        pairs.extend(_pairs(piece))
    if not pairs:
        return Unknown(f'"{text}" is not a version or a range', text)
    return _combine(pairs, text)


def _pairs(piece: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if hit := re.fullmatch(_THROUGH, piece.strip()):
        return [(">=", hit[1]), ("<=", hit[2])]
    if hit := _LETTER_RANGE.match(piece.strip()):
        return [(">=", hit[1]), ("<=", hit[2])]
    for hit in _ITEM.finditer(piece):
        value = hit[2].strip()
        if value:
            found.append((hit[1] or "", _several(value)[0] if hit[1] else value))
    if len(found) == 1 and not found[0][0]:
        return [("", one) for one in _several(found[0][1])]
    return found


def _several(value: str) -> list[str]:
    """ "1.3.2 1.4.0 1.4.1" is a list without separators; "F.0.G.0" is two revisions run together."""
    if hit := _DOUBLE_REVISION.match(value):
        return [hit[1], hit[2]]
    if hit := re.match(r"^[a-z]{1,4}\d{1,4} +(?=[a-z]\.\d)", value):
        # "S4 A.07.107": a model number has slipped in before the revision
        value = value[hit.end() :]
    words = value.split()
    if len(words) > 1 and all(re.fullmatch(r"v?\d+(?:\.\w+)+", word) for word in words):
        return words
    return [value]


def _combine(pairs: list[tuple[str, str]], text: str) -> Expression:
    members: list[Expression] = []
    position = 0
    while position < len(pairs):
        sign, value = pairs[position]
        following = pairs[position + 1] if position + 1 < len(pairs) else ("", "")
        if sign in {">", ">="} and following[0] in {"<", "<="}:
            members.append(_two_sided(sign, value, *following))
            position += 2
        elif not sign and following[0] in {"<", "<="} and _in_one_piece(value, following, text):
            members.append(_run_together(value, *following))
            position += 2
        else:
            members.append(_one(sign, value, f"{sign} {value}".strip()))
            position += 1
    return union(tuple(members), text)


def _in_one_piece(value: str, following: tuple[str, str], text: str) -> bool:
    """ "A.01 <= C.0x" is one range; "4.0 | <= 2" is a list."""
    return re.search(re.escape(value) + r"\s*" + following[0] + r"\s*" + re.escape(following[1]), text) is not None


def _run_together(value: str, sign: str, top: str) -> Expression:
    text = f"{value} {sign} {top}"
    low, high = parse_version(value), parse_version(top)
    if low is None or high is None:
        return Unknown(f'"{text}" cannot be read', text)
    if sign == "<":
        return Contradictory(low, high, text)
    return _checked(Interval(low, high, text))


def _two_sided(low_sign: str, low: str, high_sign: str, high: str) -> Expression:
    text = f"{low_sign} {low} | {high_sign} {high}"
    first, last = parse_version(low), parse_version(high)
    if first is None or last is None:
        return Unknown(f'the range "{text}" is not a range of versions', text)
    return _checked(Interval(first, last, text, low_sign == ">=", high_sign == "<="))


def _interval(low: str, high: str, text: str) -> Expression:
    first, last = parse_version(low), parse_version(high)
    if first is None or last is None:
        return Unknown(f'"{text}" is not a range of versions', text)
    return _checked(Interval(first, last, text))


def _checked(interval: Interval) -> Expression:
    low, high = interval.low, interval.high
    if low is None or high is None:
        return interval
    order = compare(low, high)
    if order is Order.GREATER or (order is Order.EQUAL and not (interval.low_included and interval.high_included)):
        return Unknown(f'the range "{interval.text}" is empty: its lower bound is above its upper bound', interval.text)
    if order is Order.INCOMPARABLE:
        return Unknown(f'the bounds of "{interval.text}" cannot be compared with each other', interval.text)
    return interval


def _one(sign: str | None, value: str, text: str) -> Expression:
    version: Version | None = parse_version(value)
    if value.strip() in _ALL:
        return All()
    if version is None:
        return Unknown(f'"{text}" is not a version or a range', text)
    if sign in {"<", "<="}:
        return Interval(None, version, text, high_included=sign == "<=")
    if sign in {">", ">="}:
        return Interval(version, None, text, low_included=sign == ">=")
    if sign == "!=":
        return Unknown(f'"{text}" names what is left out, not what is meant', text)
    return Exact(version, text)
