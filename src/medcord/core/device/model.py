"""What a product name requires of a row: words, codes, and what it excludes or limits.

"IntelliVue Patient Monitors MP Series (includingMP2/X2/MP30)"  → word intellivue; codes MP*, MP2, X2, MP30
"Venue, not including Venue 40 R1-3 and Venue 50 R4-5"          → word venue; two exclusions
"BD Kiestra TLA WCA … - PerformA"                                → word performa; system words kiestra, tla, wca
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from medcord.core.device.expression import Expression
from medcord.core.device.maker import Lexicon
from medcord.core.device.reading import parse_expression
from medcord.core.device.words import fold, is_code, looks_like_version, tokens


@dataclass(frozen=True, slots=True)
class Code:
    """A model number a row may carry: one text, a range ("MP2-MP90"), a series ("CM Series") or "5x0"."""

    text: str
    prefix: str = ""
    low: int = -1
    high: int = -1
    pattern: str = ""

    def accepts(self, token: str) -> bool:
        """True when ``token`` from a row is this model; letters after a number are a variant of it (8015LS)."""
        if self.pattern:
            return re.fullmatch(self.pattern, token) is not None
        if self.high >= 0 or (self.prefix and not self.text):
            return self._in_range(token)
        return token == self.text or _same_number(self.text, token)

    def _in_range(self, token: str) -> bool:
        hit = re.fullmatch(r"([a-z]+)(\d+)[a-z]{0,2}", token)
        if hit is None or hit[1] != self.prefix:
            return False
        return self.high < 0 or self.low <= int(hit[2]) <= self.high

    def __str__(self) -> str:
        if self.pattern:
            return self.text
        if self.high >= 0:
            return f"{self.prefix}{self.low}-{self.prefix}{self.high}"
        return self.text or f"{self.prefix} series"


def _same_number(code: str, token: str) -> bool:
    if token.startswith(code) and len(code) >= 3 and code[-1].isdigit() and token[len(code) :].isalpha():
        return len(token) - len(code) <= 4
    ours, theirs = re.fullmatch(r"([a-z]*)(\d+)([a-z]*)", code), re.fullmatch(r"([a-z]*)(\d+)([a-z]*)", token)
    if ours is None or theirs is None or ours[2] != theirs[2] or ours[3] != theirs[3][: len(ours[3])]:
        return False
    if ours[3] != theirs[3] and (ours[3] or len(theirs[3]) > 4):
        return False
    one_is_bare = not ours[1] or not theirs[1]
    if one_is_bare:
        return len(ours[2]) >= 3
    return len(ours[2]) >= 2 and (ours[1].startswith(theirs[1]) or theirs[1].startswith(ours[1]))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What a name says it does not mean; ``expression`` limits the exclusion to some versions."""

    words: frozenset[str]
    text: str
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class ProductName:
    """A parsed product name. ``pool`` are alternatives of which one is enough; ``stand_ins`` are abbreviations with
    the words they stand for; ``system`` are the words of the system a module belongs to; ``plain`` is true when
    the name is common words only; ``only_order_numbers`` when its numbers are order numbers beside the name ("Pulsera
    (718095)"), which a row need not carry; ``part_of`` is the text that names what the product is built into."""

    text: str
    words: frozenset[str]
    kinds: frozenset[str] = frozenset()
    pool: frozenset[str] = frozenset()
    codes: tuple[Code, ...] = ()
    stand_ins: tuple[tuple[str, frozenset[str]], ...] = ()
    conditions: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    system: frozenset[str] = frozenset()
    versions: tuple[str, ...] = ()
    plain: bool = False
    part_of: str = ""
    only_order_numbers: bool = False

    @property
    def catch_all(self) -> bool:
        """Nothing in the name tells one product from another ("Imaging and Ultrasound Products")."""
        return not (self.words or self.pool or self.codes)


_EXCLUDING = re.compile(
    r",?\s*\b(?:not including|excluding|except(?: for)?|other than|does not include)\b\s*(.+)$", re.I
)
_CONDITION = re.compile(
    r"\s(?:research use only|ruo\b|ivd\b).*$|\s\b(?:used with|enabled with|running|when|if|in combination with)\b.*$"
    r"|\swith [\w ]+ (?:capability|option|feature)s?$",
    re.I,
)
_CONDITION_IN_PARENS = re.compile(r"\b(?:only|with|without|enabled|option|running|used|if|when|not)\b", re.I)
_PART_OF = re.compile(
    r",?\s*\(?\b(?:which (?:is|are) )?(?:integrated into|included in|embedded in|part of|built into) (?P<host>.+)$",
    re.I,
)
_CLAUSE = re.compile(r",\s*(?:which|that)\b.*$", re.I)
_PARENS = re.compile(r"\(([^()]*)\)")
_RANGE = re.compile(r"\b([A-Za-z]{1,4})(\d{1,4})\s?-\s?([A-Za-z]{0,4})(\d{1,4})\b")
_SERIES = re.compile(r"\b([A-Z]{1,4})[ -]Series\b")


class NameReader:
    """Parses product names of one maker; ``corporate`` are phrases that only name companies."""

    def __init__(
        self,
        lexicon: Lexicon,
        corporate: tuple[tuple[str, ...], ...],
        written_out: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (),
    ) -> None:
        self._lexicon = lexicon
        self._short = dict(lexicon.short_forms)
        self._corporate = corporate
        self._written_out = tuple(pair for pair in written_out if all(token.isalpha() for token in pair[0]))

    def read_all(self, name: str) -> tuple[ProductName, ...]:
        """Parse ``name``, which may give two whole names ("Spot Vital Signs 4400 / Spot 4400 Extended Care")."""
        parts: list[str] = []
        for part in name.split(" / "):
            if parts and not any(token.isalpha() and len(token) >= 4 for token in self._without_noise(part)):
                parts[-1] += f"/{part}"
            else:
                parts.append(part)
        return tuple(self.read(part) for part in parts)

    def read(self, name: str) -> ProductName:
        """Parse ``name``; the result may be ``catch_all``."""
        text, exclusions = self._exclusions(name)
        text, part_of = _host(text)
        text, conditions = _conditions(text)
        system: frozenset[str] = frozenset()
        if " - " in text:
            text, system = self._module(text)
        codes: list[Code] = []
        text, in_parens, stand_ins, more = self._parentheses(text)
        conditions = (*conditions, *more)
        codes.extend(in_parens)
        text, ranged = _ranges(text)
        codes.extend(ranged)
        pool, text = self._alternatives(text, codes)
        found = self._sorted(name, text, codes, pool, stand_ins, conditions, exclusions, system)
        return replace(found, part_of=part_of) if part_of else found

    def _exclusions(self, name: str) -> tuple[str, tuple[Exclusion, ...]]:
        hit = _EXCLUDING.search(name)
        if hit is None:
            return name, ()
        found = []
        for part in re.split(r"\s+and\s+|,\s*|/", hit[1]):
            revision = re.search(r"\b(R\d+(?:-\d+)?|v?\d+\.[\dx.]+)\s*$", part)
            bare = part[: revision.start()] if revision else part
            words = frozenset(self._without_noise(bare))
            if words:
                found.append(Exclusion(words, part.strip(), parse_expression(revision[1]) if revision else None))
        return name[: hit.start()], tuple(found)

    def _without_noise(self, text: str) -> list[str]:
        return [t for t in self.plain_tokens(text) if t not in self._lexicon.noise]

    def plain_tokens(self, text: str) -> list[str]:
        """Tokens with short forms written out and company names taken away (unless nothing else would be left)."""
        found = [long for token in tokens(text) for long in self._short.get(token, token).split()]
        kept = list(found)
        for phrase in self._corporate:
            position = 0
            while position <= len(kept) - len(phrase):
                if tuple(kept[position : position + len(phrase)]) == phrase:
                    del kept[position : position + len(phrase)]
                else:
                    position += 1
        return self._replaced(kept or found)

    def _replaced(self, found: list[str]) -> list[str]:
        """Known phrases in one form ("Point-of-Care Unit" is "PC Unit")."""
        for phrase, means in self._written_out:
            for position in range(len(found) - len(phrase) + 1):
                if tuple(found[position : position + len(phrase)]) == phrase:
                    found = [*found[:position], *means, *found[position + len(phrase) :]]
                    break
        return found

    def _joined(self, found: list[str]) -> list[str]:
        """ "EC 80" is one model number, "LOGIQ 5" a word and a number; of three digits on it also stands alone."""
        joined: list[str] = []
        shapes = [_shape_of(token) for token in found if is_code(token)]
        for token in found:
            before = joined[-1] if joined else ""
            is_prefix = before.isalpha() and 2 <= len(before) <= 4
            is_prefix = is_prefix and before not in self._lexicon.kinds | self._lexicon.noise
            one_of_many = shapes.count(_shape_of(token)) > 1
            if is_prefix and token[0].isdigit() and is_code(token) and not token.endswith("t") and not one_of_many:
                joined[-1] = before + token
            else:
                joined.append(token)
        return joined

    def _module(self, text: str) -> tuple[str, frozenset[str]]:
        """ "System - Module" names a module; "Name - Model 3120" and "Name - Workstation" do not."""
        system, _, module = text.rpartition(" - ")
        telling = [t for t in self._without_noise(module) if t not in self._lexicon.kinds | self._lexicon.roles]
        if not telling or all(is_code(token) for token in telling):
            return f"{system} {module}", frozenset()
        words = [t for t in self._without_noise(system) if t not in self._lexicon.kinds]
        if len(words) < 2:
            return f"{system} {module}", frozenset()
        return module, frozenset(words)

    def _parentheses(
        self, text: str
    ) -> tuple[str, list[Code], tuple[tuple[str, frozenset[str]], ...], tuple[str, ...]]:
        codes: list[Code] = []
        stand_ins: list[tuple[str, frozenset[str]]] = []
        conditions: list[str] = []
        for hit in list(_PARENS.finditer(text)):
            inner = hit[1].strip()
            before = self._without_noise(text[: hit.start()])
            found = self._without_noise(inner)
            if inner.lower().startswith("incl"):
                rest, ranged = _ranges(re.sub(r"(?i)^including:?\s*|^incl\.?\s*", "", inner))
                codes.extend(ranged)
                codes.extend(_listed_codes(rest))
            elif _CONDITION_IN_PARENS.search(inner):
                conditions.append(inner)
            elif any(is_code(token) for token in found) or _RANGE.search(inner):
                rest, ranged = _ranges(inner)
                codes.extend(ranged)
                codes.extend(_listed_codes(rest))
            elif inner.replace(" ", "").isalpha() and _is_abbreviation(inner) and before:
                stand_ins.append(("".join(tokens(inner)), _abbreviated(inner, before)))
            elif found:
                conditions.append(inner)
        return _PARENS.sub(" ", text), codes, tuple(stand_ins), tuple(conditions)

    def _alternatives(self, text: str, codes: list[Code]) -> tuple[frozenset[str], str]:
        pool: set[str] = set()
        kept: list[str] = []
        for chunk in text.split():
            if "/" not in chunk:
                kept.append(chunk)
                continue
            codes.extend(_listed_codes(chunk))
            pool.update(t for t in self._without_noise(chunk.replace("/", " ")) if not is_code(t))
        plain = " ".join(kept)
        for hit in re.finditer(r"(\w+),? and (\w+)", plain):
            both = [hit[1].lower(), hit[2].lower()]
            if all(word not in self._lexicon.noise | self._lexicon.kinds and not is_code(word) for word in both):
                pool.update(both)
                plain = plain.replace(hit[0], " ")
        return frozenset(pool), plain

    def _sorted(
        self,
        name: str,
        text: str,
        codes: list[Code],
        pool: frozenset[str],
        stand_ins: tuple[tuple[str, frozenset[str]], ...],
        conditions: tuple[str, ...],
        exclusions: tuple[Exclusion, ...],
        system: frozenset[str],
    ) -> ProductName:
        found = [t for t in self._joined(self.plain_tokens(text)) if t not in self._lexicon.noise]
        own = [token for token in found if is_code(token)]
        shape = _shape_of(own[0]) if own else ""
        for token in own:
            if _shape_of(token) == shape:
                codes.append(_code(token))
                codes.extend(_alone(token, text))
        versions = tuple(token for token in found if looks_like_version(token))
        # a second number of another shape is no alternative but a part of the name: "MedStation 4000 T2"
        rest = [t for t in found if not (is_code(t) and _shape_of(t) == shape) and not looks_like_version(t)]
        in_parens = not own
        prefixes = {code.prefix for code in codes if code.prefix}
        words = frozenset(t for t in rest if t not in self._lexicon.kinds and t not in prefixes)
        kinds = frozenset(t for t in rest if t in self._lexicon.kinds)
        pool = pool - self._lexicon.kinds
        plain = not words and not pool and not codes
        if plain and kinds and not re.search(r"\bproducts\b", fold(name)):
            # "Service Monitor" is nothing but common words: then all of them together are the name
            words, kinds = kinds, frozenset()
        return ProductName(
            text=name,
            words=words,
            kinds=kinds,
            pool=pool,
            codes=tuple(dict.fromkeys(codes)),
            stand_ins=stand_ins,
            conditions=conditions,
            exclusions=exclusions,
            system=system,
            versions=versions,
            plain=plain,
            only_order_numbers=bool(in_parens and codes and (words or pool)) and all(map(_is_order_number, codes)),
        )


def _is_order_number(code: Code) -> bool:
    return code.text.isdigit() and len(code.text) >= 5


def _alone(token: str, text: str) -> list[Code]:
    """The number of "ELI 280" by itself, when it was written apart and has three digits."""
    hit = re.fullmatch(r"[a-z]{2,4}(\d{3,}[a-z]{0,2})", token)
    return [Code(hit[1])] if hit and hit[1] in tokens(text) else []


def _shape_of(token: str) -> str:
    """ "tc10" and "tc20" are of one shape; a word has none."""
    return re.sub(r"\d+", "9", token) if is_code(token) else ""


def _host(text: str) -> tuple[str, str]:
    """ "SpaceCom module, which is integrated into the SpaceStation" names SpaceCom, and what it is part of."""
    hit = _PART_OF.search(text)
    if hit is None:
        return _CLAUSE.sub("", text), ""
    return text[: hit.start()].strip(" ,("), hit["host"].strip(" .)")


def _conditions(text: str) -> tuple[str, tuple[str, ...]]:
    hit = _CONDITION.search(text)
    if hit is None:
        return text, ()
    return text[: hit.start()], (hit[0].strip(),)


def _code(token: str) -> Code:
    if re.fullmatch(r"[a-z]*\dx\d?[a-z]?", token):
        return Code(token, pattern=re.escape(token).replace("x", r"[\dx]"))
    return Code(token)


def _ranges(text: str) -> tuple[str, list[Code]]:
    """ "MX400-550" and "MP2-MP90" are ranges; "CM Series" is every CM number."""
    found: list[Code] = []
    for hit in _RANGE.finditer(text):
        prefix, low, other, high = hit[1].lower(), int(hit[2]), hit[3].lower(), int(hit[4])
        if other in {"", prefix} and low < high:
            found.append(Code("", prefix, low, high))
            text = text.replace(hit[0], " ")
    for hit in _SERIES.finditer(text):
        found.append(Code("", hit[1].lower()))
        text = text.replace(hit[0], " ")
    return text, found


def _listed_codes(text: str) -> list[Code]:
    """Codes in a list; a short one takes the beginning of the one before ("MX700/800", "M8001A/2A")."""
    found: list[Code] = []
    base = ""
    for token in tokens(text.replace("/", " ")):
        if not is_code(token):
            continue
        end = base[-len(token) :]
        if len(token) < len(base) and token[0].isdigit() and _digit_shape(end) == _digit_shape(token):
            found.append(Code(base[: -len(token)] + token))
        else:
            base = token
            found.append(_code(token))
    return found


def _digit_shape(token: str) -> str:
    return "".join("9" if char.isdigit() else "a" for char in token)


def _is_abbreviation(inner: str) -> bool:
    capitals = sum(char.isupper() for char in inner)
    return 2 <= len(inner.replace(" ", "")) <= 8 and capitals * 2 > len(inner.replace(" ", ""))


def _abbreviated(inner: str, before: list[str]) -> frozenset[str]:
    """The words an abbreviation stands for: the last ones whose initials it spells, else all before it."""
    letters = inner.replace(" ", "").lower()
    for start in range(len(before) - 1, -1, -1):
        if "".join(word[0] for word in before[start:]) == letters:
            return frozenset(before[start:])
    return frozenset(before)
