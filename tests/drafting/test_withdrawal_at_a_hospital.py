"""What a hospital reads where an advisory on its worklist was withdrawn or superseded: that it clears no device."""

from __future__ import annotations

import csv
import io
from uuid import UUID

import pytest

from medcord.core.advisory.revising import RevisionKind
from medcord.drafting import actions
from medcord.drafting.models import Draft
from medcord.gateways import clock
from medcord.matching.queries import Cut
from medcord.remediation import listing
from tests.api.programs import program_of
from tests.cast import Cast, browser_of, make_cast
from tests.drafting.test_withdrawal import ADVICE, WHY, another, go_out, out
from tests.inventory.ward import advisory_id, device_of, imported, table

pytestmark = pytest.mark.django_db

CLEARS = "This clears no device: each stands as it did under the last revision that was in force."
DECIDE = "Nothing takes its place: decide about each device by what you know of it, or ask the publisher."
ROW = ("V-1", "Karst Respiratory", "Breva V2", "ventilator", "4.1.0", "ICU", "Main", "1")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def today() -> str:
    now = clock.now()
    return f"{now.day} {now:%B %Y}"


def at_work(cast: Cast) -> tuple[str, Draft, UUID]:
    """An advisory that stands on the hospital's worklist."""
    case, draft = out(cast)
    imported(cast.hospital, table(ROW))
    return case, draft, advisory_id(cast.hospital, draft.tracking_id)


def pages(cast: Cast, known: UUID) -> list[str]:
    device = device_of(cast.hospital, "V-1")
    browser = browser_of(cast.hospital)
    read = ("/worklist", f"/worklist/{known}", f"/inventory/devices/{device}", "/worklist/print")
    return [browser.get(address).content.decode() for address in read]


def test_list_page_item_and_paper_say_at_the_heading_that_it_was_withdrawn(cast: Cast) -> None:
    case, _, known = at_work(cast)
    actions.withdraw(case, WHY, ADVICE, actor=cast.coordinator.viewer)
    go_out(cast, case)
    for page in pages(cast, known):
        assert f"Withdrawn on {today()}" in page
        assert (CLEARS in page, DECIDE in page, ADVICE in page) == (True, True, True)
        assert "o action stated" not in page


def test_what_takes_its_place_is_named_and_linked(cast: Cast) -> None:
    case, _, known = at_work(cast)
    newer = another(cast)
    actions.supersede(case, newer.tracking_id, WHY, ADVICE, actor=cast.coordinator.viewer)
    go_out(cast, case)
    for page in pages(cast, known):
        assert f"Superseded by {newer.tracking_id} on {today()}" in page
        assert (CLEARS in page, f"/advisories/{newer.tracking_id}" in page) == (True, True)
        assert f"Read {newer.tracking_id}</a>, and decide about each device by it." in page


def test_files_and_programs_get_the_same(cast: Cast) -> None:
    case, draft, known = at_work(cast)
    assert [row[-2:] for row in listing.rows(cast.hospital.viewer, Cut())] == [["", ""]]
    actions.withdraw(case, WHY, ADVICE, actor=cast.coordinator.viewer)
    go_out(cast, case)
    sent = browser_of(cast.hospital).get("/worklist/export.csv")
    text = b"".join(sent.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["standing"], row["what_to_do_now"]) == (f"Withdrawn on {today()}", f"{CLEARS} {DECIDE}")
    assert (row["verdict"], row["work"], row["actions"]) == ("affected", "open", f"advice: {ADVICE}")
    program = program_of(cast.hospital)
    device = device_of(cast.hospital, "V-1")
    [item] = program.get("/worklist")["items"]
    one = program.get(f"/worklist/{draft.tracking_id}")
    said = [
        item["standing"],
        one["standing"],
        one["items"][0]["said"]["standing"],
        program.get(f"/devices/{device}")["said"][0]["standing"],
    ]
    for standing in said:
        assert (standing["kind"], standing["superseded_by"], standing["reason"]) == ("withdrawn", "", WHY)
        assert (standing["clears_nothing"], standing["todo"], standing["advice"]) == (CLEARS, DECIDE, ADVICE)
    assert known == UUID(item["advisory"])


def test_a_correction_takes_the_word_away_again(cast: Cast) -> None:
    case, _, known = at_work(cast)
    actions.withdraw(case, WHY, ADVICE, actor=cast.coordinator.viewer)
    go_out(cast, case)
    lead = cast.coordinator.viewer
    actions.open_for_revision(case, RevisionKind.CORRECTION, "It was withdrawn by mistake.", actor=lead)
    actions.save_draft(case, {"what_to_do": "Install 4.2.1."}, actor=lead)
    go_out(cast, case)
    assert not any("Withdrawn on" in page for page in pages(cast, known))


def test_nobody_else_reads_it_on_a_worklist(cast: Cast) -> None:
    case, _, known = at_work(cast)
    actions.withdraw(case, WHY, ADVICE, actor=cast.coordinator.viewer)
    go_out(cast, case)
    for member in (cast.other_hospital, cast.manufacturer, cast.coordinator, cast.eve):
        answer = browser_of(member).get(f"/worklist/{known}")
        assert (answer.status_code, CLEARS.encode() in answer.content) == (404, False)
        assert CLEARS.encode() not in browser_of(member).get("/worklist").content
