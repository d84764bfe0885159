"""The list of legal bases as it stands, and each version that something rests on (F1.10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from medcord.cases.models import BasisChange
from medcord.core.access import AgreementItem, Permission, Viewer, may, require
from medcord.core.confidentiality import BASES, Effect, Holds, LegalBasis, period_on
from medcord.core.confidentiality.bases import read
from medcord.core.refusals import NotFound
from medcord.gateways import clock
from medcord.ledger import destroying

CHAIN: Final = "node"


@dataclass(frozen=True, slots=True)
class BasisHeld:
    """A version of a basis, and who wrote it. ``change`` is None for one as it was shipped."""

    basis: LegalBasis
    number: int
    change: BasisChange | None = None

    @property
    def gone(self) -> bool:
        """Whether its words were destroyed (81)."""
        return self.change is not None and self.change.purged_at is not None

    @property
    def holds(self) -> Holds:
        """Where it stands today."""
        today = clock.now().date()
        period = period_on(self.basis, today)
        if period.valid_from is not None and today < period.valid_from:
            return Holds.NOT_YET
        return Holds.LAPSED if period.valid_to is not None and period.valid_to < today else Holds.HOLDS


def bases(viewer: Viewer) -> list[BasisHeld]:
    """Every basis as it stands, those that were shipped first."""
    require(viewer, Permission.AGREEMENT_READ, AgreementItem(), "basis")
    return list(listed().values())


def basis_for(viewer: Viewer, code: str) -> BasisHeld:
    """One basis as it stands. Raises NotFound."""
    found = next((one for one in bases(viewer) if one.basis.code == code), None)
    if found is None:
        raise NotFound("basis")
    return found


def basis_history(viewer: Viewer, code: str) -> list[BasisHeld]:
    """Every version of a basis, the newest first; the last is the one that was shipped, if it was."""
    basis_for(viewer, code)
    rows = BasisChange.objects.filter(code=code).select_related("party").order_by("-number")
    shipped = [BasisHeld(BASES[code], 1)] if code in BASES else []
    return [*(_held(row) for row in rows), *shipped]


def basis_change(viewer: Viewer, item: UUID) -> BasisChange:
    """One version as an administrator wrote it. Raises NotFound."""
    require(viewer, Permission.AGREEMENT_READ, AgreementItem(), "basis")
    found = BasisChange.objects.filter(pk=item).first()
    if found is None:
        raise NotFound("basis")
    return found


def basis_why_destroyed(viewer: Viewer) -> dict[UUID, str]:
    """Why versions of bases were destroyed, for those who may destroy; by id."""
    may_know = may(viewer, Permission.AGREEMENT_CHANGE, AgreementItem()).allowed
    return destroying.reasons_for(CHAIN, "basis-change") if may_know else {}


def listed() -> dict[str, BasisHeld]:
    """The list as it stands, for an action or a form that rests something on it."""
    found = {code: BasisHeld(one, 1) for code, one in BASES.items()}
    for row in BasisChange.objects.select_related("party").order_by("number"):
        found[row.code] = _held(row)
    return found


def versions_named(rested: Collection[tuple[str, int]]) -> dict[tuple[str, int], LegalBasis]:
    """The versions that items rest on, by code and number: each goes on being named as it was then."""
    found = {(code, 1): one for code, one in BASES.items()}
    wanted = {key for key in rested if key not in found}
    if wanted:
        rows = BasisChange.objects.filter(code__in={code for code, _number in wanted})
        found |= {(row.code, row.number): _held(row).basis for row in rows}
    return found


def _held(row: BasisChange) -> BasisHeld:
    value = LegalBasis(row.code, row.words, row.gives, read(row.periods), Effect(row.effect))
    return BasisHeld(value, row.number, row)
