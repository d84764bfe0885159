"""Nothing goes out that people read otherwise than programs do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medcord.advisories import queries
from medcord.advisories.actions import publish
from medcord.core.refusals import RuleRefusal
from tests.advisories.stories import COORDINATOR, PUMP, PUMP_ADVISORY, STRANGER

pytestmark = pytest.mark.django_db
TURNED = "\u202e"


@pytest.mark.parametrize("sign", ["\u202d", "\u202e"])
def test_a_version_that_reads_backwards_does_not_go_out_and_nobody_sees_it(sign: str) -> None:
    products = (replace(PUMP, name=f"Tidewater {sign}3 PVL"), *PUMP_ADVISORY.products[1:])
    with pytest.raises(RuleRefusal, match="after “Tidewater”, that turns the letters") as refused:
        publish(replace(PUMP_ADVISORY, products=products), actor=COORDINATOR)
    assert refused.value.code == "turned-text"
    assert queries.published(STRANGER).count == 0


def test_nor_does_a_word_on_what_is_new() -> None:
    with pytest.raises(RuleRefusal, match="at the beginning of a text"):
        publish(PUMP_ADVISORY, summary=f"{TURNED}dehsilbup", actor=COORDINATOR)


@pytest.mark.parametrize("name", ["مضخة 3", "משאבה 3", "\u2067משאבה\u2069 3", "\u200fמשאבה"])
def test_names_that_are_written_from_right_to_left_go_out(name: str) -> None:
    publish(replace(PUMP_ADVISORY, title=f"A flaw in {name}"), actor=COORDINATOR)
    assert queries.published(STRANGER).items[0].current.title == f"A flaw in {name}"
