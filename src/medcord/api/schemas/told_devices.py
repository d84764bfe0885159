"""What an advisory that was told before all means for a hospital's devices."""

from __future__ import annotations

from pydantic import BaseModel

from medcord.matching.told import ToldDevices, ToldLine


class ToldPlace(BaseModel):
    """Where devices in use are."""

    site: str
    department: str
    devices: int


class ToldDevice(BaseModel):
    """One kind of device that it means. ``kind`` is the verdict: affected, possible, outside_range or not_affected."""

    device: str
    software_version: str
    kind: str
    because: list[str]
    devices: int
    places: list[ToldPlace]

    @classmethod
    def of(cls, line: ToldLine) -> ToldDevice:
        return cls(
            device=line.name,
            software_version=line.version,
            kind=line.finding.kind,
            because=list(line.finding.match.because),
            devices=line.devices,
            places=[ToldPlace(site=site, department=where, devices=number) for site, where, number in line.places],
        )


class ToldMatched(BaseModel):
    """All of them, most urgent first. ``complete``: every kind of device was looked at."""

    inventory: bool
    looked_at: int
    complete: bool
    items: list[ToldDevice]

    @classmethod
    def whole(cls, found: ToldDevices | None) -> ToldMatched:
        if found is None:
            return cls(inventory=False, looked_at=0, complete=False, items=[])
        items = [ToldDevice.of(line) for line in found.lines]
        return cls(inventory=True, looked_at=found.looked_at, complete=not found.left, items=items)
