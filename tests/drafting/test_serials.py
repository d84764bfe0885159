"""The serial number of one device never goes out in a text; a range of them goes out for a reason that shows (P4)."""

from __future__ import annotations

import pytest

from medcord.cases import queries as case_queries
from medcord.core.advisory.readiness import Missing
from medcord.core.refusals import NotFound, RuleRefusal
from medcord.drafting import actions, queries
from tests.cases.road import approved, drafted
from tests.cast import Cast, browser_of, make_cast

pytestmark = pytest.mark.django_db

RANGE = "Affected are pumps with serial numbers 10000 to 19999."


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def saying(cast: Cast, words: str) -> str:
    case = drafted(cast)
    actions.save_draft(case, {"summary": words}, actor=cast.coordinator.viewer)
    return approved(cast, case)


def out(cast: Cast, case: str) -> str:
    return actions.publish(case, early_reason="The fix is out.", actor=cast.coordinator.viewer).tracking_id


def test_no_text_of_a_draft_takes_the_number_of_one_device_out_with_it(cast: Cast) -> None:
    case = saying(cast, "It was seen on the pump with S/N 77883-ZQ.")
    with pytest.raises(RuleRefusal) as refused:
        out(cast, case)
    assert (refused.value.code, "77883" in refused.value.sentence) == ("single-device", False)


def test_a_range_of_serial_numbers_goes_out_for_a_reason_that_shows(cast: Cast) -> None:
    case, lead = saying(cast, RANGE), cast.coordinator.viewer
    with pytest.raises(RuleRefusal, match="A text tells devices apart by a range of serial numbers") as refused:
        out(cast, case)
    assert refused.value.code == "not-matchable"
    [statement] = queries.material(lead, case_queries.case_for(lead, case)).statements
    page = browser_of(cast.coordinator).get(f"/cases/{case}/draft").content.decode()
    assert f"{statement.pk}:serials" in page
    with pytest.raises(NotFound):
        actions.waive(case, statement.pk, Missing.SERIALS, reason="x", actor=cast.eve.viewer)
    actions.waive(case, statement.pk, Missing.SERIALS, reason="Only one lot of boards is bad.", actor=lead)
    number = out(cast, approved(cast, case))
    shown = browser_of(None).get(f"/advisories/{number}").content.decode()
    assert "Only one lot of boards is bad." in shown
