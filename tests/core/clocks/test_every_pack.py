"""Each law pack over a holiday, a weekend, a change of the clocks, a leap day and time zones: days worked out by hand.

Work days step over weekends and federal holidays. Days end at midnight where the holder lives, and full days and hours
are counted through: neither is moved by a day on which nobody works.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from medcord.core.clocks import PACKS, Context
from medcord.core.clocks.value import Happened
from tests.core.clocks.told import KARST, fact, local, name, run

IN_TOKYO = Context(zones={KARST: "Asia/Tokyo"})
EUROPE = Context(eu_market=True, device_under_mdr=False)
AGENCY = Context(federal_users=True, in_kev=True, publicly_exposed=False, automatable=False, total_impact=False)

Started = Callable[[str], list[Happened]]


def urgent_harm(at: str) -> list[Happened]:
    aware = f"{at.replace(' ', 'T')}:00+00:00"
    return [fact("HarmEventDeclared", at, KARST, declaration=name("h"), urgent=True, serious=True, aware=aware)]


def first_attempt(at: str) -> list[Happened]:
    invited = fact("ParticipantInvited", at, KARST, role="manufacturer")
    return [invited, fact("ContactAttempted", at, KARST, channel="mail")]


def report(at: str) -> list[Happened]:
    return [fact("ReportReceived", at, report=name("r"))]


def attacks(at: str) -> list[Happened]:
    return [fact("CaseMarked", at, mark="A", party=None)]


def fix_while_attacked(at: str) -> list[Happened]:
    distributed = f"{at.replace(' ', 'T')}:00+00:00"
    fixed = fact("FixDeclared", at, KARST, declaration=name("f"), distributed=distributed)
    return [*attacks("2026-09-12 12:00"), fixed]


def invited(at: str) -> list[Happened]:
    return [fact("ParticipantInvited", at, KARST, role="manufacturer")]


def published(at: str) -> list[Happened]:
    return [fact("CaseMarked", at, mark="P", party=None)]


# Pack and rule: what starts it, what is known, and when it starts (UTC) and is due (where its holder lives).
WORKED: dict[tuple[str, str], tuple[Started, Context, dict[str, tuple[str, str]]]] = {
    ("us-fda", "CLK-5"): (  # five work days, in New York
        urgent_harm,
        Context(),
        {
            # Thu 2, (Fri 3 in place of Sat 4 July), Mon 6, Tue 7, Wed 8, Thu 9
            "holiday": ("2026-07-01 15:00", "Thu 2026-07-09 23:59:59 EDT"),
            "weekend": ("2026-06-05 15:00", "Fri 2026-06-12 23:59:59 EDT"),
            "clocks": ("2026-03-05 15:00", "Thu 2026-03-12 23:59:59 EDT"),
            # Fri 25, Mon 28, Tue 29 February, Wed 1, Thu 2 March
            "leap": ("2028-02-24 15:00", "Thu 2028-03-02 23:59:59 EST"),
            "zone": ("2026-06-10 02:00", "Tue 2026-06-16 23:59:59 EDT"),  # Tuesday evening there
        },
    ),
    ("agreement", "M2"): (  # five work days, in Tokyo
        invited,
        IN_TOKYO,
        {
            # Mon 23, Tue 24, Wed 25, (Thanksgiving), Fri 27, Mon 30
            "holiday": ("2026-11-20 03:00", "Mon 2026-11-30 23:59:59 JST"),
            "weekend": ("2026-06-01 03:00", "Mon 2026-06-08 23:59:59 JST"),
            "clocks": ("2026-10-29 03:00", "Thu 2026-11-05 23:59:59 JST"),  # none change in Tokyo
            "leap": ("2028-02-24 03:00", "Thu 2028-03-02 23:59:59 JST"),
            "zone": ("2026-06-10 02:00", "Wed 2026-06-17 23:59:59 JST"),  # Wednesday there already
        },
    ),
    ("cisa", "CLK-10"): (  # 45 days of 24 hours
        first_attempt,
        IN_TOKYO,  # where the manufacturer lives moves nothing
        {
            "holiday": ("2026-05-20 14:00", "Sat 2026-07-04 10:00:00 EDT"),
            "weekend": ("2026-04-16 14:00", "Sun 2026-05-31 10:00:00 EDT"),
            "clocks": ("2026-02-01 14:00", "Wed 2026-03-18 10:00:00 EDT"),  # began at nine in the morning
            "leap": ("2028-01-20 14:00", "Sun 2028-03-05 09:00:00 EST"),
            "zone": ("2026-05-21 03:30", "Sat 2026-07-04 23:30:00 EDT"),
        },
    ),
    ("cisa", "BOD-26-04"): (  # 14 days, at the agency
        published,
        AGENCY,
        {
            "holiday": ("2026-12-11 12:00", "Fri 2026-12-25 23:59:59 EST"),
            "weekend": ("2026-08-01 12:00", "Sat 2026-08-15 23:59:59 EDT"),
            "clocks": ("2026-10-25 12:00", "Sun 2026-11-08 23:59:59 EST"),
            "leap": ("2028-02-20 12:00", "Sun 2028-03-05 23:59:59 EST"),
            "zone": ("2026-07-02 02:00", "Wed 2026-07-15 23:59:59 EDT"),  # the evening of 1 July there
        },
    ),
    ("certcc", "CLK-11"): (  # 72 hours
        report,
        Context(),
        {
            "holiday": ("2026-11-25 14:00", "Sat 2026-11-28 09:00:00 EST"),
            "weekend": ("2026-08-14 14:00", "Mon 2026-08-17 10:00:00 EDT"),
            "clocks": ("2026-03-06 14:00", "Mon 2026-03-09 10:00:00 EDT"),
            "leap": ("2028-02-28 14:00", "Thu 2028-03-02 09:00:00 EST"),
            "zone": ("2026-08-01 03:30", "Mon 2026-08-03 23:30:00 EDT"),
        },
    ),
    ("us-circia", "CLK-15"): (  # 72 hours
        attacks,
        Context(),
        {
            "holiday": ("2026-12-24 14:00", "Sun 2026-12-27 09:00:00 EST"),
            "weekend": ("2026-08-14 14:00", "Mon 2026-08-17 10:00:00 EDT"),
            "clocks": ("2026-10-30 13:00", "Mon 2026-11-02 08:00:00 EST"),
            "leap": ("2028-02-28 14:00", "Thu 2028-03-02 09:00:00 EST"),
            "zone": ("2026-08-01 03:30", "Mon 2026-08-03 23:30:00 EDT"),
        },
    ),
    ("eu-cra", "CRA-14D"): (  # 14 days, in Brussels
        fix_while_attacked,
        EUROPE,
        {
            "holiday": ("2026-12-11 12:00", "Fri 2026-12-25 23:59:59 CET"),
            "weekend": ("2026-12-12 12:00", "Sat 2026-12-26 23:59:59 CET"),
            "clocks": ("2026-10-20 12:00", "Tue 2026-11-03 23:59:59 CET"),
            "leap": ("2028-02-20 12:00", "Sun 2028-03-05 23:59:59 CET"),
            "zone": ("2026-09-15 23:30", "Wed 2026-09-30 23:59:59 CEST"),  # 16 September there
        },
    ),
}
CASES = [
    (pack, rule, over, *instants)
    for (pack, rule), (_, _, examples) in WORKED.items()
    for over, instants in examples.items()
]


@pytest.mark.parametrize(("pack", "rule", "over", "started", "due"), CASES, ids=[f"{c[1]}-{c[2]}" for c in CASES])
def test_a_clock_is_due_when_it_was_worked_out_by_hand(pack: str, rule: str, over: str, started: str, due: str) -> None:
    begin, context, _ = WORKED[pack, rule]
    clock = run(*begin(started), context=context)[rule]
    assert (clock.pack.split()[0], local(clock)) == (pack, due), over


def test_every_pack_has_an_example_over_each_of_them() -> None:
    over = {"holiday", "weekend", "clocks", "leap", "zone"}
    assert {pack for pack, _ in WORKED} == {pack.key for pack in PACKS}
    assert [key for key, (_, _, examples) in WORKED.items() if set(examples) != over] == []
