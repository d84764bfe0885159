"""From a date and a time of day in some place to the one instant that is meant."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from medcord.core.refusals import InputRefusal


def instant_of(local: datetime, zone: tzinfo, *, later: bool | None = None) -> datetime:
    """The instant in UTC. A time that the clocks skip is refused; one that comes twice needs ``later``.

    Raises InputRefusal (code ``time-skipped`` or ``time-twice``), so that no embargo ends an hour off.
    """
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first.astimezone(UTC)
    if before < after:
        shown = first.astimezone(UTC).astimezone(zone)
        raise InputRefusal(
            f"{local:%H:%M} does not exist on {local:%Y-%m-%d} in {zone}: the clocks go forward over it. "
            f"Choose another time, for example {shown:%H:%M}.",
            code="time-skipped",
        )
    if later is None:
        raise InputRefusal(
            f"{local:%H:%M} comes twice on {local:%Y-%m-%d} in {zone}, because the clocks go back: at "
            f"{first.astimezone(UTC):%H:%M} UTC and at {second.astimezone(UTC):%H:%M} UTC. Choose which one you mean.",
            code="time-twice",
        )
    return (second if later else first).astimezone(UTC)
