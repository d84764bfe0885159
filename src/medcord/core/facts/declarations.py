"""Declarations of a manufacturer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.facts.base import Digest, OfCase, OfOrganisation


@dataclass(frozen=True, slots=True)
class LearnedOfDeclared(OfCase):
    """A manufacturer signed when it learned of the vulnerability (M3). ``corrects`` is an earlier declaration; both
    stay."""

    declaration: UUID
    party: UUID
    learned: datetime
    corrects: UUID | None
    digest: Digest


@dataclass(frozen=True, slots=True)
class LearnedOfDecided(OfCase):
    """A named person of the regulator decided which of two declared times the clocks run from."""

    declaration: UUID
    party: UUID
    learned: datetime
    reason: Digest


@dataclass(frozen=True, slots=True)
class RiskDeclared(OfCase):
    """A named person of the manufacturer decided controlled or uncontrolled, with a rationale (M5)."""

    declaration: UUID
    party: UUID
    uncontrolled: bool
    digest: Digest


@dataclass(frozen=True, slots=True)
class CorrectionDeclared(OfCase):
    """A manufacturer initiated a correction or removal (M8). ``extends``: the declaration it widens to more lots."""

    declaration: UUID
    party: UUID
    initiated: datetime
    removal: bool
    extends: UUID | None
    digest: Digest


@dataclass(frozen=True, slots=True)
class CorrectionReported(OfCase):
    """The report of a correction or removal went to the regulator (21 CFR 806.10)."""

    declaration: UUID
    party: UUID
    reported: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class CorrectionNotReported(OfCase):
    """A manufacturer signed why it does not report a correction or removal (21 CFR 806.20)."""

    declaration: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class ExpectedLifeDeclared(OfCase):
    """A manufacturer said until when it expects a device to be used whose correction it does not report; the record is
    kept two years longer (21 CFR 806.20, CLK-13). ``declaration`` is the correction."""

    declaration: UUID
    party: UUID
    ends: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class UpdateCycleDeclared(OfCase):
    """A manufacturer declared, with its justification, in how many days it updates regularly (524B, CLK-14). ``cycle``
    is the first declaration of it; a later one with the same changes the days."""

    declaration: UUID
    party: UUID
    cycle: UUID
    days: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class RegularReleaseDeclared(OfCase):
    """A regular update of a cycle was released."""

    declaration: UUID
    party: UUID
    cycle: UUID
    released: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class ConsigneesKept(OfCase):
    """A manufacturer kept a list of consignees with a correction or removal, its ``declaration`` (806.10(c)(11))."""

    declaration: UUID
    party: UUID
    kept: UUID
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class OutOfCycleReleased(OfCase):
    """A named person of the manufacturer signed that a version was released out of the regular cycle, and why
    (524B(b)(2)(B), M12)."""

    declaration: UUID
    party: UUID
    released: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class NoHarmDeclared(OfCase):
    """A named person signed that no serious adverse event or death is known (F2.7, first condition)."""

    declaration: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class HarmEventDeclared(OfCase):
    """A manufacturer became aware of a reportable death, serious injury or malfunction (21 CFR 803). ``urgent``: it
    needs remedial action, or the regulator asked in writing."""

    declaration: UUID
    party: UUID
    aware: datetime
    serious: bool
    urgent: bool
    digest: Digest


@dataclass(frozen=True, slots=True)
class HarmEventReported(OfCase):
    declaration: UUID
    party: UUID
    reported: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class CustomersTold(OfCase):
    """Customers got the communication with controls and a plan (F2.7, F2.8). ``complete``: a named person answered that
    it holds the least elements and a way to lower the risk; without them the remediation is incomplete (F2.1)."""

    declaration: UUID
    party: UUID
    told: datetime
    digest: Digest
    complete: bool = True


@dataclass(frozen=True, slots=True)
class IsaoTold(OfCase):
    """An ISAO got the customers' text (I6, CLK-4); ``digest`` is that text's."""

    declaration: UUID
    party: UUID
    isao: UUID
    told: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class IsaoAcknowledged(OfCase):
    """The ISAO's receipt: when, what text, which ISAO."""

    declaration: UUID
    party: UUID
    isao: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class FixDeclared(OfCase):
    """A validated fix was distributed, or a compensating control is the long-term answer (F2.7)."""

    declaration: UUID
    party: UUID
    distributed: datetime
    digest: Digest


@dataclass(frozen=True, slots=True)
class IsaoMembershipDeclared(OfCase):
    """A manufacturer signed the signs of an active participant of an ISAO (F2.9)."""

    declaration: UUID
    party: UUID
    digest: Digest


@dataclass(frozen=True, slots=True)
class RiskMatrixSigned(OfOrganisation):
    """A manufacturer signed a version of its own risk matrix (F2.4)."""

    matrix: UUID
    number: int
    digest: Digest
