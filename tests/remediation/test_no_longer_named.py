"""A revision that no longer names our pump: the hospital is told, nothing leaves the worklist without a word."""

from __future__ import annotations

import csv
import io
import itertools
import json

import pytest

from medcord.advisories import actions as advisories
from medcord.core.refusals import NotFound
from medcord.inventory import queries as inventory
from medcord.ledger import worker
from medcord.matching import actions as matching
from medcord.matching import queries as verdicts
from medcord.matching.models import AdvisoryHead, MatchRun, Verdict
from medcord.matching.queries import Cut
from medcord.remediation import actions, listing, queries
from tests.cast import SYSTEM, Cast, browser_of
from tests.inventory.ward import ROWS, advisory_id, bulletin, device_of, imported, table, taken_in
from tests.matching.test_verdicts import said
from tests.remediation.test_worklist import close, counted

pytestmark = pytest.mark.django_db

OTHER = "Pyxis MedStation ES"
NUMBER = "ICSMA-17-017-02"
GONE = "revision 2 no longer names this product; revision 1 did, and said: "
EXPECTED = dict.fromkeys(("SE-001", "SE-002", "SE-003", "SE-004"), ("possible", "no_longer_named"))


@pytest.fixture
def ward(cast: Cast) -> Cast:
    taken_in(bulletin())
    imported(cast.hospital)
    return cast


def dropped(revision: int = 2) -> bytes:
    return bulletin(product=OTHER, revision=revision)


def why(cast: Cast, tag: str) -> list[str]:
    unit = inventory.unit_for(cast.hospital.viewer, device_of(cast.hospital, tag))
    [verdict] = verdicts.verdicts_of_identity(cast.hospital.viewer, unit.entry.identity_id)
    return [str(line) for line in verdict.because]


def test_what_was_open_is_possible_with_the_reason_and_stays_on_the_worklist(ward: Cast) -> None:
    assert counted(ward.hospital) == (2, 1, 1, 0)
    taken_in(dropped())
    assert said(ward.hospital) == EXPECTED
    assert counted(ward.hospital) == (0, 4, 0, 0)
    assert why(ward, "SE-001")[0] == GONE + "affected"
    assert why(ward, "SE-003")[0] == GONE + "possible"
    assert why(ward, "SE-004")[0] == GONE + "outside the stated range"


def test_the_pages_and_the_files_say_it_and_what_to_do(ward: Cast) -> None:
    taken_in(dropped())
    browser = browser_of(ward.hospital)
    todo = "No longer named by the advisory; ask its publisher, or close it with a reason."
    device = device_of(ward.hospital, "SE-001")
    for address in ("/worklist", f"/worklist/{NUMBER}", f"/inventory/devices/{device}"):
        page = browser.get(address).content.decode()
        assert ("Revision 2 no longer names this product" in page, todo in page) == (True, True), address
        assert "Update to version 12.1.2" not in page, address  # that is said of another product now
    assert "no longer names this product" in browser.get("/worklist/print").content.decode()
    written = b"".join(browser.get("/worklist/export.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(written)))
    assert {row["basis"] for row in rows} == {"no_longer_named"}
    assert all(row["because"].startswith(GONE) for row in rows)
    assert [row[listing.COLUMNS.index("verdict")] for row in listing.rows(ward.hospital.viewer, Cut())] == [
        "possible"
    ] * 4


def test_an_identity_that_comes_after_the_drop_is_told_the_same(cast: Cast) -> None:
    taken_in(bulletin(), dropped())
    imported(cast.hospital)
    assert said(cast.hospital) == EXPECTED


def test_it_does_not_matter_which_revision_came_in_first_nor_when(cast: Cast) -> None:
    documents = [bulletin(), dropped(), dropped(3)]
    found = set()
    for n, order in enumerate(itertools.permutations(documents)):
        number = f"ICSMA-17-017-1{n}"
        taken_in(*(one.replace(NUMBER.encode(), number.encode()) for one in order[:2]))
        if n == 0:
            imported(cast.hospital)
        taken_in(order[2].replace(NUMBER.encode(), number.encode()))
        digests = Verdict.objects.filter(advisory__tracking_id=number).order_by("identity__number")
        found.add(tuple(digests.values_list("digest", "kind", "order_key")))
    assert len(found) == 1


def test_rebuilding_from_nothing_gives_the_same_verdicts_and_digest(ward: Cast) -> None:
    taken_in(dropped())
    before = set(Verdict.objects.values_list("digest", "identity", "advisory", "order_key"))
    matching.rebuild(actor=ward.hospital.viewer)
    worker.drain()
    first = MatchRun.objects.latest("started_at").result
    again = matching.rebuild(actor=ward.hospital.viewer)
    worker.drain()
    again.refresh_from_db()
    assert (set(Verdict.objects.values_list("digest", "identity", "advisory", "order_key")), again.result) == (
        before,
        first,
    )


def test_a_closed_device_stays_closed_with_its_proof_and_its_page_says_what_changed(ward: Cast) -> None:
    close(ward.hospital, "SE-001", proof="WO 4711")
    taken_in(dropped())
    assert counted(ward.hospital) == (0, 3, 0, 1)
    device = device_of(ward.hospital, "SE-001")
    page = browser_of(ward.hospital).get(f"/inventory/devices/{device}").content.decode()
    assert ("WO 4711" in page, "Revision 2 no longer names this product" in page) == (True, True)
    patched = (*ROWS[0][:4], "12.1.2", *ROWS[0][5:])
    imported(ward.hospital, table(patched, *ROWS[1:]))
    assert counted(ward.hospital) == (0, 3, 0, 1)


def test_what_is_named_again_as_before_is_affected_and_reopens_only_what_was_closed_since(ward: Cast) -> None:
    close(ward.hospital, "SE-001")
    taken_in(dropped())
    close(ward.hospital, "SE-002", outcome="checked_not_affected", note="The publisher says it is not meant")
    taken_in(bulletin(revision=3))
    assert counted(ward.hospital) == (1, 1, 1, 1)
    assert said(ward.hospital)["SE-001"] == ("affected", "in_range")
    assert queries.history_of(ward.hospital.viewer, device_of(ward.hospital, "SE-002"))[0].closed is False


def test_a_narrower_range_keeps_it_open_outside_the_range(ward: Cast) -> None:
    taken_in(bulletin(revision=2, versions="<= 5"))
    assert said(ward.hospital)["SE-001"] == ("outside_range", "outside_range")
    assert counted(ward.hospital) == (0, 1, 3, 0)


def test_a_person_closes_it_with_a_reason_like_everything_else(ward: Cast) -> None:
    taken_in(dropped())
    close(ward.hospital, "SE-001", outcome="checked_not_affected", note="Asked CISA, call of 3 March")
    taken_in(dropped(3))
    assert counted(ward.hospital) == (0, 3, 0, 1)


def test_an_attack_on_a_flaw_that_is_no_longer_named_still_moves_it_up(ward: Cast) -> None:
    taken_in(bulletin(product=OTHER, revision=2, cve="CVE-2018-0001"))
    listed = [{"cveID": "CVE-2016-9355", "dateAdded": "2026-01-01"}]
    known = json.dumps({"catalogVersion": "2026.01.01", "count": 1, "vulnerabilities": listed}).encode()
    advisories.take_in_kev(known, actor=SYSTEM)
    worker.drain()
    reasons = {next(iter(one.reasons)) for one in Verdict.objects.all()}
    assert reasons == {"known exploited (CISA KEV: CVE-2016-9355)"}


def test_a_node_that_matched_before_finds_again_what_it_had_lost(ward: Cast) -> None:
    """What an earlier engine took away comes back: the advisory counts as not matched yet."""
    taken_in(dropped())
    head = AdvisoryHead.objects.get(tracking_id=NUMBER)
    assert verdicts.stale() == []
    assert head.spread != head.digest


def test_one_publishers_revisions_say_nothing_for_anothers_advisory_of_the_same_number(cast: Cast) -> None:
    theirs = bulletin(maker="Stryker", product="EPIC II", versions="vers:all/*")
    theirs = theirs.replace(b"https://www.cisa.gov/", b"https://psirt.example/")
    taken_in(theirs, bulletin(), dropped())
    imported(cast.hospital)
    assert said(cast.hospital) == EXPECTED | {"SE-005": ("affected", "in_range")}


def test_nobody_else_is_told(ward: Cast) -> None:
    imported(ward.other_hospital, table(ROWS[4]))
    taken_in(dropped())
    assert counted(ward.other_hospital) == (0, 0, 0, 0)
    for member in (ward.other_hospital, ward.manufacturer, ward.coordinator, ward.eve):
        with pytest.raises(NotFound):
            verdicts.head_for(member.viewer, str(advisory_id(ward.hospital)))
        page = browser_of(member).get(f"/worklist/{NUMBER}")
        assert (page.status_code, b"no longer names" in page.content) == (404, False)
    with pytest.raises(NotFound):
        actions.close(
            advisory_id(ward.hospital),
            [device_of(ward.hospital, "SE-001")],
            outcome="accepted",
            note="Not mine",
            actor=ward.other_hospital.viewer,
        )
