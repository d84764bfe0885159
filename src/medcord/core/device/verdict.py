"""From a relation to a verdict: versions, dates, listed models, conditions and what the text says is fixed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from medcord.core.device.dates import find_dates
from medcord.core.device.entry import Entry
from medcord.core.device.expression import (
    All,
    Answer,
    DateBound,
    Exact,
    Expression,
    State,
    Union,
    Unknown,
    contains,
    contains_date,
    date_bounds,
)
from medcord.core.device.maker import Lexicon
from medcord.core.device.relation import Kind, Relation
from medcord.core.device.row import Row
from medcord.core.device.value import Identity
from medcord.core.device.version import Version, parse_version
from medcord.core.device.words import fold, is_code, looks_like_version, tokens
from medcord.core.vocabulary import Basis, ProductStatus, Verdict

OUTSIDE_RANGE = "outside the stated range; the manufacturer has not said this version is safe"

_IN_TEXT = re.compile(
    r"\b(?:sw|s/w|software|fw|f/w|firmware|ver|version|vers|rev|revision|v)\b[.:]?\s*(v?[a-z]?\.?\d[\w.]*)", re.I
)
_DATE_CUE = re.compile(r"\b(?:mfg|mfd|manufactured|made|shipped|ship|distributed|released?|updated?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One entry's verdict for a row. ``because`` is the part after maker and model."""

    verdict: Verdict
    basis: Basis
    because: tuple[str, ...]
    relation: Relation
    other_line: bool = False
    """The entry speaks of another product line; it counts only when no entry speaks of this one."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The versions a row states: ``readable`` ones with where they stand, and ``unreadable`` text."""

    readable: tuple[tuple[Version, str], ...] = ()
    unreadable: str = ""


@lru_cache(maxsize=65536)
def stated_versions(version: str, model: str, description: str, component: bool = False) -> Stated:
    """Versions of a row: the version field; without one, what model and description say. For a ``component`` of the
    row's device the description comes first, because the field may hold the host's version."""
    in_words = tuple(
        (found, "description") for hit in _IN_TEXT.findall(description) if (found := parse_version(hit)) is not None
    )
    if component and in_words:
        return Stated(in_words)
    field = parse_version(version)
    if field is not None:
        return Stated(((field, "version field"),))
    in_model = tuple(
        (found, "model")
        for token in tokens(model)
        if looks_like_version(token) and (found := parse_version(token)) is not None
    )
    in_words = in_words or tuple(
        (found, "model") for hit in _IN_TEXT.findall(model) if (found := parse_version(hit)) is not None
    )
    known = fold(version)
    unreadable = version.strip() if known and parse_version(version) is None and _says_something(known) else ""
    return Stated(in_words or in_model, unreadable)


def _says_something(text: str) -> bool:
    return text not in {"unknown", "unk", "n/a", "na", "none", "tbd", "?", "-", "not known", "see label", "various"}


def judge(relation: Relation, row: Row, identity: Identity, lexicon: Lexicon) -> Outcome | None:
    """The verdict of one related entry; None when the entry says nothing about this row after all."""
    if relation.kind is Kind.EXCLUDED:
        return _excluded(relation, identity)
    if relation.kind is Kind.EXACT:
        return _exact(relation, row, identity, lexicon)
    why = {
        Kind.ROLE: f'the advisory does not say whether "{", ".join(relation.missing)}" is meant',
        Kind.VARIANT: f"the advisory lists a near variant of {', '.join(relation.missing)}, not this one",
        Kind.SUB_MODEL: f"the row does not state {', '.join(relation.missing)}",
        Kind.HOST: "whether the affected part is present is not stated",
    }[relation.kind]
    return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (why,), relation)


def _excluded(relation: Relation, identity: Identity) -> Outcome | None:
    exclusion = relation.exclusion
    if exclusion is None or exclusion.expression is None:
        return Outcome(Verdict.NOT_AFFECTED, Basis.STATED, (), relation)
    stated = stated_versions(identity.version, identity.model, identity.description)
    if not stated.readable:
        return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, ("the row states no version for that",), relation)
    answer = contains(exclusion.expression, stated.readable[0][0])
    if answer.state is State.INSIDE:
        return Outcome(Verdict.NOT_AFFECTED, Basis.STATED, (answer.why,), relation)
    if answer.state is State.OUTSIDE:
        return Outcome(Verdict.AFFECTED, Basis.IN_RANGE, (f"not excluded: {answer.why}",), relation)
    return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (answer.why,), relation)


def _exact(relation: Relation, row: Row, identity: Identity, lexicon: Lexicon) -> Outcome | None:
    entry = relation.entry
    listed = _listed_model(entry, row, lexicon)
    if listed is _ANOTHER_MODEL:
        return None
    answer, stated = _version_answer(relation, identity)
    if entry.status in {ProductStatus.FIXED, ProductStatus.NOT_AFFECTED}:
        return _good_news(entry, answer, relation)
    because = [listed] if listed else []
    if (
        answer.state is State.OUTSIDE
        and relation.component
        and stated.readable
        and stated.readable[0][1] == "version field"
    ):
        answer = Answer(State.UNCERTAIN, f"{answer.why}, but that may be the version of the device it is built into")
    if answer.state is State.OUTSIDE:
        return _outside(relation, answer, stated, because)
    limited = _condition(entry, row, lexicon)
    if limited is not None and limited[0] is State.OUTSIDE:
        text = f"{limited[1]}: {OUTSIDE_RANGE}"
        return Outcome(Verdict.NOT_AFFECTED, Basis.OUTSIDE_RANGE, (*because, text), relation)
    if answer.state is not State.INSIDE:
        return _uncertain(relation, answer, stated, because)
    doubt = _doubt(entry, answer, stated, limited, listed)
    if doubt or entry.status is ProductStatus.UNDER_INVESTIGATION:
        doubt = doubt or "the document says this product is under investigation"
        return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (*because, answer.why, doubt), relation)
    named = listed.startswith("model") or (_is_named(entry.reading.expression) and not answer.sub_level)
    basis = Basis.STATED if named else Basis.IN_RANGE
    because.append(answer.why)
    if limited is not None:
        because.append(limited[1])
    return Outcome(Verdict.AFFECTED, basis, tuple(because), relation)


def _is_named(expression: Expression) -> bool:
    if isinstance(expression, Union):
        return all(isinstance(member, Exact) for member in expression.members)
    return isinstance(expression, Exact)


def _doubt(entry: Entry, answer: Answer, stated: Stated, limited: tuple[State, str] | None, listed: str) -> str:
    """Why an entry that includes the version is nevertheless uncertain; empty when it is not."""
    if listed.startswith("which"):
        return listed
    if limited is not None and limited[0] is State.UNCERTAIN:
        return limited[1]
    if answer.sub_level and stated.readable:
        mention = entry.fixes.fix_for(stated.readable[0][0])
        if mention is not None:
            return f'the range includes the whole family, but the text names a fix in it: "{mention.sentence}"'
    return ""


def _version_answer(relation: Relation, identity: Identity) -> tuple[Answer, Stated]:
    expression = relation.entry.reading.expression
    stated = stated_versions(identity.version, identity.model, identity.description, relation.component)
    if isinstance(expression, All):
        return Answer(State.INSIDE, "all versions are meant"), stated
    bounds = date_bounds(expression)
    if bounds:
        return _date_answer(bounds[0], expression, identity, stated), stated
    if isinstance(expression, Unknown):
        return Answer(State.UNCERTAIN, expression.reason), stated
    if not stated.readable:
        if stated.unreadable:
            return Answer(State.UNCERTAIN, f'version "{stated.unreadable}" cannot be read'), stated
        text = getattr(expression, "text", "")
        return Answer(State.UNCERTAIN, f'the inventory states no version; the advisory says "{text}"'), stated
    answers = [contains(expression, version) for version, _ in stated.readable]
    if len({answer.state for answer in answers}) > 1:
        return Answer(State.UNCERTAIN, "the row states versions that do not agree"), stated
    (version, where), answer = stated.readable[0], answers[0]
    if answer.state is State.OUTSIDE and _is_odd(version) and "." in getattr(expression, "text", ""):
        why = f'version {version.raw} is not of the kind the advisory counts in "{getattr(expression, "text", "")}"'
        answer = Answer(State.UNCERTAIN, why)
    return (answer if where == "version field" else replace(answer, why=f"{answer.why} (from the {where})")), stated


def _is_odd(version: Version) -> bool:
    """A bare number with a letter ("10B") is a hardware or document revision where the advisory counts 1.54."""
    return len(version.parts) == 2 and isinstance(version.parts[0], int) and isinstance(version.parts[1], str)


def _date_answer(bound: DateBound, expression: Expression, identity: Identity, stated: Stated) -> Answer:
    for text, cue in ((identity.version, True), (identity.description, bool(_DATE_CUE.search(identity.description)))):
        spans = find_dates(text, bare_year=False) if cue else ()
        if spans:
            return contains_date(bound, spans[0])
    if stated.readable:
        return contains(expression, stated.readable[0][0])
    return Answer(State.UNCERTAIN, f'the inventory states no date; the advisory says "{bound.text}"')


def _outside(relation: Relation, answer: Answer, stated: Stated, because: list[str]) -> Outcome:
    fixes = relation.entry.fixes
    if stated.readable:
        version = stated.readable[0][0]
        said = relation.entry.said_in_name
        if said is not None and contains(said, version).state is State.INSIDE:
            why = f'{answer.why}, but the entry is displayed as "{relation.entry.product.full_name}"'
            return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (*because, why), relation)
        bad = fixes.still_vulnerable(version)
        if bad is not None:
            why = f'{answer.why}, but the text says it is still vulnerable: "{bad.sentence}"'
            return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (*because, why), relation)
        good = fixes.fix_for(version)
        if good is not None:
            why = f'{answer.why}; the text names the fix: "{good.sentence}"'
            return Outcome(Verdict.NOT_AFFECTED, Basis.FIXED, (*because, why), relation)
    text = f"{answer.why}: {OUTSIDE_RANGE}"
    return Outcome(Verdict.NOT_AFFECTED, Basis.OUTSIDE_RANGE, (*because, text), relation)


def _uncertain(relation: Relation, answer: Answer, stated: Stated, because: list[str]) -> Outcome:
    if answer.refined and stated.readable:
        good = relation.entry.fixes.fix_for(stated.readable[0][0], precisely=True)
        if good is not None and relation.entry.fixes.still_vulnerable(stated.readable[0][0]) is None:
            why = f'{answer.why}; the text names the fix: "{good.sentence}"'
            return Outcome(Verdict.NOT_AFFECTED, Basis.FIXED, (*because, why), relation)
    other_line = answer.state is State.OTHER_LINE
    return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (*because, answer.why), relation, other_line)


def _good_news(entry: Entry, answer: Answer, relation: Relation) -> Outcome | None:
    """An entry that the document calls fixed or not affected speaks only for the versions it names."""
    fixed = entry.status is ProductStatus.FIXED
    if answer.state is State.INSIDE:
        basis = Basis.FIXED if fixed else Basis.STATED
        said = "fixed" if fixed else "not affected"
        return Outcome(Verdict.NOT_AFFECTED, basis, (answer.why, f"the document says {said}"), relation)
    if answer.state is State.OUTSIDE:
        return None
    return Outcome(Verdict.POSSIBLE, Basis.NEEDS_REVIEW, (answer.why,), relation)


_ANOTHER_MODEL = "another model"


def _listed_model(entry: Entry, row: Row, lexicon: Lexicon) -> str:
    """How the row stands to the models listed in the version field: a sentence that begins with "model" when it is
    one of them, with "which" when it does not say; ``_ANOTHER_MODEL``; empty when there is no list."""
    models = entry.reading.models
    if not models or entry.pairing:
        return ""
    in_row = [token for token in (*row.strong, *sorted(row.weak)) if is_code(token)]
    for item in models:
        for token in item:
            if is_code(token) and any(found == token or _variant_of(token, found) for found in in_row):
                return f'model "{token}" is listed'
    rest = _rest_of_model(entry, row, lexicon)
    if rest and all(token in entry.listed for token in rest):
        return f'model "{" ".join(rest)}" is listed'
    if any(is_code(token) for token in rest) or _same_shape(entry, row.catalog):
        return _ANOTHER_MODEL
    return "which of the listed models it is the row does not state"


def _variant_of(code: str, found: str) -> bool:
    return len(code) >= 4 and code[-1].isdigit() and found.startswith(code) and found[len(code) :].isalpha()


def _rest_of_model(entry: Entry, row: Row, lexicon: Lexicon) -> list[str]:
    name = entry.name
    known = name.words | name.pool | entry.required
    used = {p for token in known for p in row.strong.get(token, ())}
    used |= {p for token, ps in row.strong.items() if any(code.accepts(token) for code in name.codes) for p in ps}
    idle = lexicon.noise | lexicon.kinds
    return [
        token
        for position, token in enumerate(row.model)
        if position not in used and token not in idle and not looks_like_version(token)
    ]


def _same_shape(entry: Entry, catalog: set[str]) -> bool:
    shapes = {_shape(token) for token in entry.listed if is_code(token)}
    return any(_shape(token) in shapes for token in catalog if is_code(token))


def _shape(token: str) -> str:
    return "".join("9" if char.isdigit() else char for char in token)


def _condition(entry: Entry, row: Row, lexicon: Lexicon) -> tuple[State, str] | None:
    """Whether what limits the statement is met, contradicted or not stated; None when nothing limits it."""
    conditions = (*entry.name.conditions, *entry.reading.conditions)
    if not conditions:
        return None
    opposites = dict(lexicon.opposites)
    words_in_row = row.strong.keys() | row.weak
    unmet, met = "", ""
    for condition in conditions:
        words = [t for t in tokens(condition) if t not in _LINKING and (t not in lexicon.noise or t in opposites)]
        for word in words:
            if any(f" {phrase} " in f" {row.text} " for phrase in opposites.get(word, ())):
                return State.OUTSIDE, f'the statement is limited to "{condition}" and the row says otherwise'
        if words and not all(_met(word, words_in_row, row) for word in words):
            unmet = unmet or condition
        elif words:
            met = met or condition
    if unmet:
        return State.UNCERTAIN, f'the statement is limited to "{unmet}", which the row does not state'
    return (State.INSIDE, f'"{met}" is met') if met else None


_LINKING = frozenset(
    {
        "with",
        "without",
        "on",
        "running",
        "used",
        "enabled",
        "only",
        "when",
        "if",
        "not",
        "using",
        "the",
        "a",
        "of",
        "and",
        "in",
        "system",
        "systems",
        "capability",
        "option",
        "feature",
    }
)


def _met(word: str, words_in_row: frozenset[str] | set[str], row: Row) -> bool:
    if word in words_in_row:
        return True
    return (word == "windows" and "win" in words_in_row) or f" {word} " in f" {row.text} "
