"""Other publishers' advisories: newer ones come to the front, broken files are listed, nothing is lost."""

import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from medcord.advisories import actions, queries
from medcord.advisories.actions import taking_in
from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal, NotAllowed, RuleRefusal, UnreadableFile
from medcord.formats.unpacking import documents_below, documents_in
from medcord.ledger import queries as ledger_queries
from tests.advisories.stories import COORDINATOR, HOSPITAL, MAKER, NODE, PUMP_ADVISORY, STRANGER

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
ICSMA = SHARED / "icsma"
KEV = SHARED / "kev"
needs_icsma = pytest.mark.skipif(not ICSMA.is_dir(), reason="the shared advisories are not beside the checkout")


def csaf(
    tracking_id: str = "ICSMA-99-001-01", version: str = "1.0.0", day: str = "2024-05-01", **changes: Any
) -> bytes:
    """A foreign advisory with one product and one flaw."""
    date = f"{day}T10:00:00Z"
    document = {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": "WHITE"}},
        "publisher": {"category": "coordinator", "name": "CISA", "namespace": "https://www.cisa.gov/"},
        "title": "Oakhollow OH-Flow",
        "tracking": {
            "current_release_date": date,
            "id": tracking_id,
            "initial_release_date": "2024-05-01T10:00:00Z",
            "revision_history": [{"date": date, "number": version, "summary": "x"}],
            "status": "final",
            "version": version,
        },
    }
    document |= changes
    product = {"product_id": "P1", "name": "Oakhollow OH-Flow all"}
    tree = {
        "branches": [
            {
                "category": "vendor",
                "name": "Oakhollow",
                "branches": [
                    {
                        "category": "product_name",
                        "name": "OH-Flow",
                        "branches": [{"category": "product_version_range", "name": "vers:all/*", "product": product}],
                    }
                ],
            }
        ]
    }
    flaws = [{"cve": "CVE-2024-11111", "product_status": {"known_affected": ["P1"]}}]
    return json.dumps({"document": document, "product_tree": tree, "vulnerabilities": flaws}).encode()


def read_facts() -> list[tuple[int, int, int]]:
    facts = ledger_queries.facts_of_kinds(["AdvisoriesRead"])
    return [(fact.data["taken"], fact.data["unchanged"], fact.data["refused"]) for fact in facts]


@needs_icsma
def test_all_104_medical_advisories_of_cisa_go_in_and_a_second_time_changes_nothing() -> None:
    first = actions.take_in(documents_below([ICSMA]), actor=HOSPITAL)
    assert (first.taken, first.unchanged, first.refused) == (104, 0, ())
    second = actions.take_in(documents_below([ICSMA]), actor=HOSPITAL)
    assert (second.taken, second.unchanged, second.refused) == (0, 104, ())
    assert queries.published(STRANGER).count == 104
    assert len(list(queries.current_values())) == 104
    assert read_facts() == [(50, 0, 0), (50, 0, 0), (4, 0, 0), (0, 50, 0), (0, 50, 0), (0, 4, 0)]


@needs_icsma
def test_the_bytes_as_fetched_are_kept() -> None:
    file = min(ICSMA.glob("*.json"))
    actions.take_in([(file.name, file.read_bytes())], actor=HOSPITAL)
    [current] = queries.current_values()
    row = queries.by_id(STRANGER, current.id)
    assert queries.document_of(row.current) == file.read_bytes()


def test_broken_files_are_listed_by_name_and_the_rest_goes_in() -> None:
    result = actions.take_in(
        [
            ("good.json", csaf()),
            ("broken.json", b'{"document": '),
            ("empty.json", b""),
            ("more.json", csaf("ICSMA-99-002-01")),
        ],
        actor=HOSPITAL,
    )
    assert (result.taken, [refusal.file for refusal in result.refused]) == (2, ["broken.json", "empty.json"])
    assert result.refused[0].sentence.startswith("broken.json, line 1")


def test_a_newer_revision_comes_to_the_front_and_the_former_stays_in_the_history() -> None:
    actions.take_in([("a.json", csaf())], actor=HOSPITAL)
    result = actions.take_in([("b.json", csaf(version="1.1.0", day="2024-06-01"))], actor=HOSPITAL)
    advisory = queries.advisory_for(STRANGER, "ICSMA-99-001-01")
    assert (result.taken, result.older) == (1, 0)
    assert [each.label for each in queries.history(STRANGER, advisory)] == ["1.1.0", "1.0.0"]
    assert advisory.current.label == "1.1.0"


def test_an_older_revision_is_history_only() -> None:
    actions.take_in([("b.json", csaf(version="1.1.0", day="2024-06-01"))], actor=HOSPITAL)
    result = actions.take_in([("a.json", csaf())], actor=HOSPITAL)
    advisory = queries.advisory_for(STRANGER, "ICSMA-99-001-01")
    assert (result.taken, result.older, advisory.current.label) == (1, 1, "1.1.0")
    assert [each.label for each in queries.history(STRANGER, advisory)] == ["1.1.0", "1.0.0"]


def test_of_one_date_the_higher_version_is_the_newer_one() -> None:
    actions.take_in([("a.json", csaf(version="1.10.0")), ("b.json", csaf(version="1.9.0"))], actor=HOSPITAL)
    assert queries.advisory_for(STRANGER, "ICSMA-99-001-01").current.label == "1.10.0"


def test_both_revisions_in_one_batch_make_one_advisory() -> None:
    result = actions.take_in(
        [
            ("new.json", csaf(version="2", day="2024-07-01")),
            ("old.json", csaf()),
            ("new-copy.json", csaf(version="2", day="2024-07-01")),
        ],
        actor=HOSPITAL,
    )
    assert (result.taken, result.unchanged, result.older) == (2, 1, 1)
    assert queries.published(STRANGER).count == 1


def test_a_slash_at_the_end_does_not_make_another_publisher() -> None:
    publisher = {"category": "coordinator", "name": "CISA", "namespace": "https://www.cisa.gov"}
    actions.take_in([("a.json", csaf())], actor=HOSPITAL)
    actions.take_in([("b.json", csaf(version="2", day="2024-06-01", publisher=publisher))], actor=HOSPITAL)
    assert queries.published(STRANGER).count == 1


def test_the_same_id_of_another_publisher_is_another_advisory() -> None:
    publisher = {"category": "vendor", "name": "Oakhollow", "namespace": "https://oakhollow.example"}
    actions.take_in([("a.json", csaf()), ("b.json", csaf(publisher=publisher))], actor=HOSPITAL)
    assert queries.published(STRANGER).count == 2


@pytest.mark.parametrize("label", ["GREEN", "AMBER", "RED", None])
def test_what_is_not_marked_for_everybody_is_refused_and_absent_everywhere(label: str | None) -> None:
    marking = {"tlp": {"label": label}} if label else {"text": "see the contract"}
    result = actions.take_in([("a.json", csaf(distribution=marking))], actor=HOSPITAL)
    assert [(each.file, each.code) for each in result.refused] == [("a.json", "not-public")]
    assert (queries.published(NODE).count, list(queries.current_values())) == (0, [])


def test_a_draft_of_somebody_else_is_refused() -> None:
    data = csaf().replace(b'"status": "final"', b'"status": "draft"')
    assert [each.code for each in actions.take_in([("a.json", data)], actor=HOSPITAL).refused] == ["draft"]


def test_nobody_can_bring_in_an_advisory_in_our_name() -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    forged = queries.document_of(ours).replace(b"Keep using the pump.", b"Stop using the pump.")
    result = actions.take_in([("forged.json", forged)], actor=HOSPITAL)
    assert [each.code for each in result.refused] == ["our-own"]
    assert queries.advisory_for(STRANGER, ours.advisory.tracking_id).current.sha256 == ours.sha256


def test_our_own_file_comes_back_unchanged() -> None:
    ours = actions.publish(PUMP_ADVISORY, actor=COORDINATOR)
    result = actions.take_in([("copy.json", queries.document_of(ours))], actor=HOSPITAL)
    assert (result.taken, result.unchanged, result.refused) == (0, 1, ())


@pytest.mark.parametrize("viewer", [MAKER, STRANGER], ids=["maker", "stranger"])
def test_taking_in_is_for_those_who_work_with_advisories(viewer: Viewer) -> None:
    with pytest.raises(NotAllowed):
        actions.take_in([("a.json", csaf())], actor=viewer)
    assert queries.published(NODE).count == 0


def test_no_file_at_all_is_told() -> None:
    with pytest.raises(InputRefusal, match="No advisory was given"):
        actions.take_in([], actor=HOSPITAL)


def test_each_part_is_kept_by_itself_so_that_a_kill_loses_only_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "PART_FILES", 2)

    def files() -> Any:
        yield ("1.json", csaf("A-1"))
        yield ("2.json", csaf("A-2"))
        yield ("3.json", csaf("A-3"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.take_in(files(), actor=HOSPITAL)
    assert [one.value.id for one in queries.current_values()] == ["A-1", "A-2"]
    again = actions.take_in([(f"{n}.json", csaf(f"A-{n}")) for n in (1, 2, 3)], actor=HOSPITAL)
    assert (again.taken, again.unchanged) == (1, 2)


# --- archives ------------------------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


MIRROR = {
    "white/2024/a.json": csaf("A-1"),
    "white/2024/a.json.sha512": b"00  a.json",
    "white/csaf-feed-tlp-white.json": b'{"feed": {}}',
    "provider-metadata.json": b"{}",
    ".DS_Store": b"x",
    "white/notes.pdf": b"%PDF",
}


@pytest.mark.parametrize("kind", ["zip", "w:", "w:gz", "w:bz2", "w:xz"])
def test_a_mirrored_provider_is_read_out_of_its_archive(kind: str) -> None:
    data = zipped(MIRROR) if kind == "zip" else tarred(MIRROR, kind)
    given = list(documents_in("mirror", data))
    assert [each[0] for each in given if not isinstance(each, UnreadableFile)] == ["mirror/white/2024/a.json"]
    assert [each.file for each in given if isinstance(each, UnreadableFile)] == ["mirror/white/notes.pdf"]


@pytest.mark.parametrize("kind", ["zip", "w:gz", "w:bz2", "w:xz"])
def test_an_archive_that_unpacks_to_too_much_is_stopped(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medcord.formats.unpacking.MOST_BYTES", 300_000)
    files = {"good.json": csaf("A-1"), **{f"{n}.json": b"0" * 100_000 for n in range(9)}}
    given = list(documents_in("bomb", zipped(files) if kind == "zip" else tarred(files, kind)))
    assert given[0] == ("bomb/good.json", csaf("A-1"))
    assert isinstance(given[-1], UnreadableFile)
    assert given[-1].code in {"too-large", "broken-archive"}
    assert sum(len(each[1]) for each in given if not isinstance(each, UnreadableFile)) <= 300_000


def test_an_archive_of_too_many_files_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medcord.formats.unpacking.MOST_FILES", 2)
    given = list(documents_in("many.zip", zipped({f"{n}.json": b"{}" for n in range(5)})))
    assert (len(given), given[-1].code if isinstance(given[-1], UnreadableFile) else "") == (3, "too-large")


@pytest.mark.parametrize("cut", [30, 200])
def test_a_broken_archive_is_a_sentence(cut: int) -> None:
    for data in (zipped(MIRROR), tarred(MIRROR, "w:xz"), tarred(MIRROR, "w:gz")):
        last = list(documents_in("half", data[:cut]))[-1]
        assert isinstance(last, UnreadableFile)
        assert last.code == "broken-archive"


def test_a_path_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    [refusal] = documents_below([tmp_path / "nothing"])
    assert isinstance(refusal, UnreadableFile)
    assert refusal.code == "not-opened"


# --- known exploited -----------------------------------------------------------------------------------------------


def kev(version: str, *cves: str) -> bytes:
    listed = [{"cveID": cve, "dateAdded": "2024-01-02"} for cve in cves]
    return json.dumps({"catalogVersion": version, "vulnerabilities": listed}).encode()


def test_the_list_of_exploited_cves_is_replaced_as_a_whole() -> None:
    actions.take_in_kev(kev("2025.01.01", "CVE-2024-1111", "CVE-2024-2222"), actor=HOSPITAL)
    actions.take_in_kev(kev("2025.02.01", "CVE-2024-2222", "CVE-2024-3333"), actor=HOSPITAL)
    assert queries.known_exploited() == frozenset({"CVE-2024-2222", "CVE-2024-3333"})
    [_, fact] = ledger_queries.facts_of_kinds(["KnownExploitedRead"])
    assert (fact.data["listed"], fact.data["added"], fact.data["removed"]) == (2, 1, 1)


def test_an_older_list_does_not_replace_a_newer_one() -> None:
    actions.take_in_kev(kev("2025.02.01", "CVE-2024-2222"), actor=HOSPITAL)
    with pytest.raises(RuleRefusal, match=r"2025\.02\.01"):
        actions.take_in_kev(kev("2025.01.01", "CVE-2024-1111"), actor=HOSPITAL)
    assert queries.known_exploited() == frozenset({"CVE-2024-2222"})


def test_a_broken_list_changes_nothing() -> None:
    actions.take_in_kev(kev("2025.02.01", "CVE-2024-2222"), actor=HOSPITAL)
    with pytest.raises(UnreadableFile):
        actions.take_in_kev(b"[]", actor=HOSPITAL)
    assert queries.known_exploited() == frozenset({"CVE-2024-2222"})
