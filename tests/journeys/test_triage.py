"""The coordinator's morning: the board goes by the clock, triage computes a decision, a person makes it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from medcord.gateways import clock
from medcord.ledger import worker
from tests.api.programs import Programs, file_report, programs_of
from tests.cast import Cast, browser_of
from tests.journeys.steps import absent, decided, invited, opened, page, refused, reported, send

pytestmark = pytest.mark.django_db

ANSWERS = {
    "report_public": "no",
    "supplier_contacted": "yes",
    "report_credibility": "credible",
    "supplier_cardinality": "one",
    "supplier_engagement": "active",
    "utility": "laborious",
    "public_safety_impact": "significant",
    "life_supporting": "yes",
}


@pytest.fixture
def programs(cast: Cast) -> Programs:
    return programs_of(cast)


def order_of(shown: str, *references: str) -> list[str]:
    """The references in the order the page has them."""
    return sorted(references, key=lambda one: shown.index(f">{one}</span>"))


def test_the_board_has_what_is_due_first_and_counts_by_state(cast: Cast, programs: Programs) -> None:
    lead, owner = browser_of(cast.coordinator), programs.coordinator
    start = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday: two work days are over before three days are
    with clock.at(start - timedelta(days=40)):
        first, _ = reported(lead)
        decided(lead, first)
        old = opened(lead, first)
        invited(lead, old, cast.manufacturer.organisation_id)
    with clock.at(start):
        second, _ = reported(lead)
        decided(lead, second)
        young = opened(lead, second)
        waiting, _ = reported(lead)
    with clock.at(start - timedelta(days=4)):
        late, _ = reported(lead)
    with clock.at(start):
        board = page(lead, "/board")
    # Late are the opinion of harm in the old case, and the report: a person answers one within three days.
    assert order_of(board, old, young, waiting, late) == [old, late, young, waiting]
    assert 'Late</span> <span class="muted">2</span>' in board
    assert "Harm opinion, held by the regulator" in board
    assert "Answer the finder, held by us" in board
    states = dict(re.findall(r'href="\?state=(\w+)">.*?<b>(\d+)</b>', board))
    # No maker knows of the young case yet: it counts among the new, as the words beside the number say.
    assert (states["new"], states["potential"], states["confirmed"]) == ("3", "1", "0")
    assert "to triage, or no maker told yet" in board
    # By state, by words, and nothing at all.
    owner.post(f"/cases/{young}/confirmation", {"evidence": "Shown on a unit."})
    above, _, confirmed = page(lead, "/board", state="confirmed").partition('class="board-top"')
    assert old in above, "its maker was approached 40 days ago: whatever is looked for, the decision is offered"
    assert (young in confirmed, old in confirmed) == (True, False)
    assert "No case matches." in page(lead, "/board", q="nothing of the kind")
    nothing = page(browser_of(cast.eve), "/board")
    assert not any(one in nothing for one in (old, young, waiting, late))


def test_the_decision_is_computed_shown_and_kept(cast: Cast) -> None:
    lead, eve = browser_of(cast.coordinator), browser_of(cast.eve)
    report, _finder = reported(lead)
    where = f"/reports/{report}"
    # Nothing is answered: the whole table is open beside the form. Some answers lead to one cell.
    assert "rows still possible" in page(lead, where)
    table = lead.get(f"{where}/table", ANSWERS).content.decode()
    assert table.count("o--here") == 1
    assert "at least tracked" in table
    assert eve.get(f"{where}/table", ANSWERS).status_code == 404
    # Otherwise than both tables: a reason is asked for, and the answers stay on the page.
    version = re.findall(r'name="version" value="(\d+)"', page(lead, where))[0]
    form = {"version": version, "medical_device": "yes", "outcome": "accept", **ANSWERS}
    asked = refused(lead, f"{where}/triage", **form)
    assert "say why" in asked
    assert "o--here" in asked
    send(lead, f"{where}/triage", **form, because="A child's ventilator; we do not wait.")
    kept = page(lead, where)
    assert '<b>Coordinate</b> <span class="muted">the table said decline</span>' in kept
    assert "A child&#x27;s ventilator; we do not wait." in kept
    assert "coordinator-triage:1.0.0+medical:1.0.0" in kept
    # Deciding from a page that is old by now changes nothing and says so; what was typed is there to be saved again.
    late = refused(lead, f"{where}/triage", **form, because="Twice.")
    assert "Somebody else changed this report" in late
    assert "Twice." in late
    assert "Twice." not in page(lead, where)
    form["version"] = re.findall(r'name="version" value="(\d+)"', late)[0]
    send(lead, f"{where}/triage", **form, because="Twice.")
    assert page(lead, where).count("the table said decline") == 2
    assert absent(eve, where)


def test_a_program_decides_again_and_both_decisions_stay(cast: Cast, programs: Programs) -> None:
    owner, report = programs.coordinator, file_report(programs)[0]
    wanted = {"medical_device": "yes", "outcome": "accept", "answers": ANSWERS}
    alone = owner.post(f"/reports/{report}/triage", wanted, status=422)
    assert alone["fields"]["field"] == "because"
    owner.post(f"/reports/{report}/triage", wanted | {"outcome": "defer"})
    silent = ANSWERS | {"supplier_engagement": "unresponsive"}
    decided_now = owner.post(f"/reports/{report}/triage", wanted | {"answers": silent})
    assert [(one["outcome"], one["decided"]) for one in decided_now["decisions"]] == [
        ("coordinate", "coordinate"),
        ("decline", "track"),
    ]
    assert {one["by"] for one in decided_now["decisions"]} == {str(cast.coordinator.pk)}
    assert decided_now["state"] == "accepted"
    worker.drain()
    assert programs.eve.send("POST", f"/reports/{report}/triage", wanted).status_code == 404
    assert "Decided before" in page(browser_of(cast.coordinator), f"/reports/{report}")
