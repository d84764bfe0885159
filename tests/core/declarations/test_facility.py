"""Where the law routes the report of a user facility, and what its form refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from medcord.core.declarations.facility import Addressee, Event, check, route
from medcord.core.refusals import InputRefusal

NOW = datetime(2028, 3, 1, 12, tzinfo=UTC)
WHOLE = Event(False, NOW - timedelta(days=1), "Breva V2", "Karst", "An alarm did not sound.")


@pytest.mark.parametrize(
    ("death", "known", "expected"),
    [
        (True, True, {Addressee.REGULATOR, Addressee.MANUFACTURER}),
        (True, False, {Addressee.REGULATOR}),
        (False, True, {Addressee.MANUFACTURER}),
        (False, False, {Addressee.REGULATOR}),
    ],
)
def test_a_death_goes_to_both_and_an_injury_to_the_manufacturer_if_it_is_known(
    death: bool, known: bool, expected: set[Addressee]
) -> None:
    assert route(death=death, maker_known=known) == expected


def test_an_event_names_the_device_and_what_happened_and_lies_in_the_past() -> None:
    check(WHOLE, NOW)
    for lacking, field in (
        (replace(WHOLE, device=" "), "device"),
        (replace(WHOLE, text=""), "text"),
        (replace(WHOLE, aware=NOW + timedelta(hours=1)), "aware"),
        (replace(WHOLE, aware=datetime(1999, 1, 1, tzinfo=UTC)), "aware"),
    ):
        with pytest.raises(InputRefusal) as found:
            check(lacking, NOW)
        assert found.value.fields["field"] == field
