"""Whom a draft thanks beside its finders, as the draft keeps it: a list in one column, in the order of the document."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from medcord import ledger
from medcord.core.advisory import Acknowledgment
from medcord.core.facts import Digest
from medcord.core.refusals import InputRefusal
from medcord.core.thanks import MOST, Thanked, checked
from medcord.drafting.flaws import keys_of
from medcord.drafting.models import Draft

if TYPE_CHECKING:
    from medcord.cases.models import Statement


NOTHING: dict[str, Any] = {}


def thanks_of(draft: Draft) -> tuple[Thanked, ...]:
    """All of them, those too that wait for an answer."""
    return tuple(_read(row) for row in draft.thanks or ())


def _read(row: dict[str, Any]) -> Thanked:
    said = (row["name"], row.get("agreed"))
    return Thanked(
        UUID(row["party"]), row["summary"], tuple(row["people"]), tuple(row["links"]), row["flaw"], row["key"], *said
    )


def _row(one: Thanked, answered: dict[str, Any]) -> dict[str, Any]:
    said = {"key": one.key, "party": str(one.party), "name": one.name, "summary": one.summary, "flaw": one.flaw}
    return {**said, "people": list(one.people), "links": list(one.links), **answered}


def put_thanks(draft: Draft, given: Sequence[Thanked], names: dict[UUID, str]) -> list[Thanked]:
    """Make these the thanks of the draft, in this order; those whose words are new, which have to be asked about.

    ``names``: parties that can be thanked. An answer counts for exactly the words it was given to. Raises InputRefusal.
    """
    if len(given) > MOST:
        raise InputRefusal(f"An advisory thanks at most {MOST} organisations; here are {len(given)}.")
    before: dict[str, tuple[Thanked, dict[str, Any]]] = {
        one.key: (one, row) for one, row in zip(thanks_of(draft), draft.thanks or (), strict=True)
    }
    flaws = {"", *keys_of(draft)}
    rows, new = [], []
    for one in given:
        if one.party not in names and one.key not in before:
            raise InputRefusal(
                "This organisation does not take part in the case, so nobody there can be asked. Choose one that does.",
                fields={"field": "party"},
            )
        if one.flaw not in flaws:
            raise InputRefusal("This vulnerability is not in the draft any more.", fields={"field": "flaw"})
        was, row = before.get(one.key, (None, NOTHING))
        name = was.name if was and was.party == one.party else names.get(one.party, "")
        done = replace(checked(one), key=one.key if was else ledger.new_salt()[:6], name=name)
        same = was is not None and was.words == done.words
        rows.append(_row(done, {key: row[key] for key in ("agreed", "at", "by") if key in row} if same else {}))
        if not same:
            new.append(done)
    draft.thanks = rows
    return new


def answer(draft: Draft, key: str, *, agreed: bool, at: datetime, by: UUID) -> None:
    """Put down what a member of the party said."""
    said = {"agreed": agreed, "at": at.isoformat(), "by": str(by)}
    draft.thanks = [row | said if row["key"] == key else row for row in draft.thanks or ()]


def agreed_at(draft: Draft) -> datetime | None:
    """When an agreement last put words into the advisory: an approval from before was of another document."""
    times = (datetime.fromisoformat(row["at"]) for row in draft.thanks or () if row.get("agreed"))
    return max(times, default=None)


def seal_of(draft: Draft, one: Thanked) -> Digest:
    """The digest of exactly these words."""
    return ledger.seal(draft.salt, *one.words)


def makers_in(statements: Sequence[Statement]) -> frozenset[UUID]:
    """The makers that the advisory names anyway."""
    return frozenset(row.product.maker_id for row in statements)


def told(
    draft: Draft, flaw: str, *, owner: UUID, statements: Sequence[Statement], seen: Collection[UUID]
) -> tuple[Acknowledgment, ...]:
    """What goes out of them for one vulnerability, or with an empty key for the advisory as a whole, each once.
    ``seen``: parties that the reader knows of."""
    makers, keys = makers_in(statements), set(keys_of(draft))
    rows = (one for one in thanks_of(draft) if one.party in seen and one.stands(owner, makers))
    # What was said of a vulnerability that was taken out is of the advisory.
    placed = (one for one in rows if (one.flaw if one.flaw in keys else "") == flaw)
    return tuple(dict.fromkeys(one.said for one in placed))


def in_words(draft: Draft) -> str:
    """The thanks as a version keeps them: whom, for what, how many people and links, under a seal of each entry. The
    people themselves stand on the page of thanks, for those who may read them there."""
    return "; ".join(_line(draft, one) for one in thanks_of(draft))


def _line(draft: Draft, one: Thanked) -> str:
    people, links = len(one.people), len(one.links)
    more = (f", {people} {'person' if people == 1 else 'people'}" if people else "") + (
        f", {links} link{'' if links == 1 else 's'}" if links else ""
    )
    return f"{one.name}: {one.summary} ({seal_of(draft, one)[:8]}{more})"
