"""What an advisory that was told before all means for the devices of a hospital (89): found when its page is read.

Nothing of it is kept: no run, no verdict, no heading, no line of a worklist, so no other page, count, file or token of
this hospital, and nothing of another one, can show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from medcord.advisories import queries as published
from medcord.core.access import Viewer
from medcord.core.advisory import Advisory
from medcord.core.device.value import Identity as IdentityValue
from medcord.data import load_clinical_words
from medcord.inventory import queries as inventory
from medcord.matching.engine import Engine, Finding

AT_ONCE = 2000
MOST = 100_000
"""Kinds of device that are matched for one page: some seconds. A hospital of a million devices has fewer."""


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One kind of device that it means, and where those in use are: (site, department, devices)."""

    name: str
    version: str
    finding: Finding
    places: tuple[tuple[str, str, int], ...]

    @property
    def devices(self) -> int:
        return sum(number for *_, number in self.places)


@dataclass(frozen=True, slots=True)
class ToldDevices:
    """What it means for a hospital, most urgent first. ``looked_at``: kinds of device; ``left``: more than are looked
    at."""

    lines: tuple[ToldLine, ...]
    looked_at: int
    left: int

    def devices(self, kind: str) -> int:
        """Devices in use of one kind of verdict."""
        return sum(one.devices for one in self.lines if one.finding.kind == kind)

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """Kinds of verdict with their devices, those that need work first."""
        kinds = ("affected", "possible", "outside_range", "not_affected")
        return tuple((kind, number) for kind in kinds if (number := self.devices(kind)))


def devices_told(viewer: Viewer, advisory: UUID, value: Advisory) -> ToldDevices | None:
    """What the devices in use of the viewer's hospital have to do with it; None without an inventory. The caller was
    allowed to read the advisory. Raises NotFound or NotAllowed for who reads no inventory."""
    organisation = inventory.hospital_of(viewer)
    if inventory.current_batch(viewer) is None:
        return None
    current = published.Current(advisory, 1, "", value)
    matcher = Engine([current], published.known_exploited(), load_clinical_words())
    found: dict[UUID, tuple[str, str, Finding]] = {}
    number = looked_at = 0
    while looked_at < MOST and (some := inventory.identities_after(organisation, number, AT_ONCE)):
        for one in some:
            for finding in matcher.findings(
                IdentityValue(one.maker, one.model, one.description, one.catalog_no, one.software)
            ):
                found[one.id] = (f"{one.maker} {one.model}".strip(), one.software, finding)
        number, looked_at = some[-1].number, looked_at + len(some)
    left = len(inventory.identities_after(organisation, number, 1)) if looked_at >= MOST else 0
    places = inventory.where(viewer, found)
    lines = [ToldLine(*found[key], tuple(where)) for key, where in places.items()]
    lines.sort(key=lambda line: (line.finding.order_key, -line.devices, line.name, line.version))
    return ToldDevices(tuple(lines), looked_at, left)
