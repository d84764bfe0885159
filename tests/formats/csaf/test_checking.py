"""A provider that is broken in one way fails exactly the requirement of that way (CSAF 2.0 and 2.1, section 7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcord.cli.provider_source import WebSource
from medcord.formats.csaf.checking import FolderSource, Got
from medcord.formats.csaf.checking.outcome import FOLDER_CANNOT_TELL
from medcord.gateways.web import MemoryWeb
from tests.formats.csaf.documents import SHARED
from tests.formats.csaf.providers import (
    CATEGORY,
    FEED,
    HOST,
    KEY,
    METADATA,
    NEW,
    OLD,
    SECURITY,
    SERVICE,
    WHITE,
    Files,
    Server,
    checked,
    edit,
    failing,
    good,
    laid_out,
    rewrite,
    rolie,
)

CHANGES = f"{WHITE}changes.csv"
QUIRKS = SHARED / "data" / "cisa-provider-quirks"


def test_a_good_trusted_provider_holds_its_role_on_the_web() -> None:
    report = checked(Server(good()))
    assert {number: one.findings for number, one in report.results.items() if one.outcome != "holds"}.keys() == {
        21,
        22,
        23,
    }
    assert (report.role, str(report.outcome), report.passes) == ("csaf_trusted_provider", "holds", True)
    assert (report.documents, report.validated) == (2, 2)


def test_a_folder_says_what_it_cannot_tell_and_passes(tmp_path: Path) -> None:
    report = checked(FolderSource(laid_out(good(), tmp_path)), "https://folder.invalid")
    assert failing(report) == []
    untold = {number for number, one in report.results.items() if one.outcome == "untold"}
    assert untold == (FOLDER_CANNOT_TELL.keys() | {21, 22, 23}) - {5}
    assert (report.unknown, str(report.outcome), report.passes) == ((3, 4, 6), "untold", True)


def _oldest_first(files: Files) -> None:
    """The document of 2025 is the newest, and changes.csv alone does not have it first."""
    rewrite(files, OLD, lambda it: it["document"]["tracking"].update(current_release_date="2026-03-09T16:30:01Z"))
    edit(files, FEED, lambda it: it["feed"]["entry"].sort(key=lambda one: one["id"]))
    edit(files, FEED, lambda it: it["feed"]["entry"][0].update(updated="2026-03-09T16:30:01Z"))
    edit(files, FEED, lambda it: it["feed"].update(updated="2026-03-09T16:30:01Z"))
    lines = b'"2026/mcsa-26-014-01.json","2026-03-09T16:30:00Z"', b'"2025/mcsa-25-001-01.json","2026-03-09T16:30:01Z"'
    files[CHANGES] = b"\n".join(lines) + b"\n"


def _without_quotation_marks(files: Files) -> None:
    files[CHANGES] = files[CHANGES].replace(b'"', b"")


def _move_year(files: Files) -> None:
    """The document of 2025 moves to 2024, and every list follows."""
    for path in [one for one in files if one.startswith(OLD)]:
        files[path.replace("/2025/", "/2024/")] = files.pop(path)
    for path in (f"{WHITE}index.txt", CHANGES, FEED):
        files[path] = files[path].replace(b"2025/", b"2024/")


def _rename(files: Files) -> None:
    """The document has another name than its id asks for, and every list follows."""
    for path in [one for one in files if one.startswith(OLD)]:
        files[path.replace("mcsa-25", "MCSA-25")] = files.pop(path).replace(b"  mcsa-25", b"  MCSA-25")
    for path in (f"{WHITE}index.txt", CHANGES, FEED):
        files[path] = files[path].replace(b"mcsa-25", b"MCSA-25")


def _mark(files: Files) -> None:
    rewrite(files, OLD, lambda it: it["document"]["distribution"]["tlp"].update(label="AMBER"))


def _break_reference(files: Files) -> None:
    def twice(it: Any) -> None:
        it["document"]["tracking"]["revision_history"].append(it["document"]["tracking"]["revision_history"][0])

    rewrite(files, NEW, twice)


BROKEN_FILES: list[tuple[int, str, Callable[[Files], object]]] = [
    (1, "a revision comes twice", _break_reference),
    (2, "a name not of the id", _rename),
    (5, "an AMBER document among public ones", _mark),
    (7, "no publisher name", lambda it: edit(it, METADATA, lambda of: of["publisher"].pop("name"))),
    (7, "a flag in quotation marks", lambda it: edit(
        it, METADATA, lambda of: of.update(list_on_CSAF_aggregators="no"))),
    (8, "no line CSAF:", lambda it: it.update({SECURITY: b"Contact: mailto:a@example.org\n"})),
    (8, "a line that leads nowhere", lambda it: it.update({SECURITY: f"CSAF: {HOST}/nothing.json\n".encode()})),
    (11, "the wrong year", _move_year),
    (12, "no index.txt", lambda it: it.pop(f"{WHITE}index.txt")),
    (12, "a file left out", lambda it: it.update({f"{WHITE}index.txt": b"2026/mcsa-26-014-01.json\n"})),
    (13, "a file left out", lambda it: it.update({CHANGES: it[CHANGES].splitlines()[0] + b"\n"})),
    (13, "times out of order", _oldest_first),
    (13, "no quotation marks", _without_quotation_marks),
    (13, "a time that is not the document's", lambda it: it.update(
        {CHANGES: it[CHANGES].replace(b"2026-03-09", b"2026-03-08")})),
    (15, "no hash link", lambda it: edit(it, FEED, lambda of: of["feed"]["entry"][0]["link"].pop(1))),
    (15, "the id of another", lambda it: edit(it, FEED, lambda of: of["feed"]["entry"][0].update(id="OTHER-1"))),
    (15, "a time that is not the document's", lambda it: edit(
        it, FEED, lambda of: of["feed"]["entry"][1].update(updated="2026-03-01T00:00:00Z"))),
    (16, "the service lacks the feed", lambda it: it.update({SERVICE: b'{"service": {}}'})),
    (17, "a category document without any", lambda it: it.update({CATEGORY: b'{"categories": {}}'})),
    (18, "another hash", lambda it: it.update({f"{NEW}.sha512": b"0" * 128 + b"  mcsa-26-014-01.json\n"})),
    (18, "the name of another behind the hash", lambda it: it.update(
        {f"{NEW}.sha256": it[f"{NEW}.sha256"].split()[0] + b"  other.json"})),
    (19, "the signature of another document", lambda it: it.update({f"{NEW}.asc": it[f"{OLD}.asc"]})),
    (19, "no signature", lambda it: (it.pop(f"{NEW}.asc"), edit(
        it, FEED, lambda of: [one["link"].pop() for one in of["feed"]["entry"]]), it.pop(f"{OLD}.asc"))),
    (20, "another fingerprint", lambda it: edit(
        it, METADATA, lambda of: of["public_openpgp_keys"][0].update(fingerprint="0" * 40))),
]  # fmt: skip


@pytest.mark.parametrize(("number", "way", "breaks"), BROKEN_FILES, ids=[f"{n}: {way}" for n, way, _ in BROKEN_FILES])
def test_a_folder_broken_in_one_way(
    number: int,
    way: str,
    breaks: Callable[[Files], object],
    tmp_path: Path,
) -> None:
    files = good()
    breaks(files)
    report = checked(FolderSource(laid_out(files, tmp_path)), "https://folder.invalid")
    assert failing(report) == [number]


def test_what_follows_a_hash_may_be_left_out(tmp_path: Path) -> None:
    files = good()
    files[f"{NEW}.sha256"] = files[f"{NEW}.sha256"].split()[0]
    assert failing(checked(FolderSource(laid_out(files, tmp_path)), "https://folder.invalid")) == []


def _redirects(server: Server) -> None:
    server.files["elsewhere.json"] = server.files[FEED]
    server.answers[f"{HOST}/{FEED}"] = Got(302, headers={"location": "/elsewhere.json"})


def _without_tls(server: Server) -> None:
    edit(server.files, METADATA, lambda it: it["public_openpgp_keys"][0].update(url=f"{HOST}/{KEY}".replace("s:", ":")))
    server.answers[f"{HOST}/{KEY}".replace("s:", ":")] = Got(200, server.files[KEY])


def _asks_for_a_password(server: Server) -> None:
    # The service document is optional, so nothing else is missed with it; it fails as well, being unreadable.
    server.answers[f"{HOST}/{SERVICE}"] = Got(401)


def _open_amber(server: Server) -> None:
    feed = {"tlp_label": "AMBER", "url": f"{HOST}/amber/feed.json"}
    edit(server.files, METADATA, lambda it: rolie(it)["feeds"].append(feed))
    server.files["amber/feed.json"] = b"{}"


BROKEN_SERVERS: list[tuple[list[int], Callable[[Server], object]]] = [
    ([3], _without_tls),
    ([4, 16], _asks_for_a_password),
    ([5], _open_amber),
    ([6], _redirects),
    (
        [10],
        lambda it: it.answers.update({"https://csaf.data.security.psirt.example.org": Got(0, problem="unknown-host")}),
    ),
    ([14], lambda it: it.answers.update({f"{HOST}/{WHITE}": Got(403)})),
    ([24], lambda it: it.agents.update({"curl/8.5.0": Got(403)})),
    ([25], lambda it: it.headers.clear()),
]


@pytest.mark.parametrize(("numbers", "breaks"), BROKEN_SERVERS, ids=[str(numbers) for numbers, _ in BROKEN_SERVERS])
def test_a_server_broken_in_one_way(numbers: list[int], breaks: Callable[[Server], object]) -> None:
    server = Server(good())
    breaks(server)
    assert failing(checked(server)) == numbers


def test_metadata_elsewhere_are_found_by_security_txt_and_only_9_fails(tmp_path: Path) -> None:
    files = good()
    files["csaf/provider-metadata.json"] = files.pop(METADATA).replace(
        f"{HOST}/{METADATA}".encode(), f"{HOST}/csaf/provider-metadata.json".encode()
    )
    files[SECURITY] = f"CSAF: {HOST}/csaf/provider-metadata.json\n".encode()
    report = checked(FolderSource(laid_out(files, tmp_path)), "https://folder.invalid")
    assert (failing(report), report.passes) == ([9], True)
    assert report.lacking == ()


def _hostile(number: int, path: str, body: bytes, tmp_path: Path) -> str:
    """What the check says when one file is hostile: the sentence, once it is sure that only this number fails."""
    files = good() | {path: body}
    (tmp_path / "secret.json").write_bytes(good()[NEW])
    report = checked(FolderSource(laid_out(files, tmp_path / "www")), "https://folder.invalid")
    assert number in failing(report)
    return report.results[number].findings[0].sentence


@pytest.mark.parametrize(
    ("number", "path", "body", "says"),
    [
        (12, f"{WHITE}index.txt", b"../../../../secret.json\n", "leads out of the folder"),
        (12, f"{WHITE}index.txt", b"%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.json\n", "leads out of the folder"),
        (12, f"{WHITE}index.txt", b"https://elsewhere.example/2026/x.json\n", "leads out of the folder"),
        (12, f"{WHITE}index.txt", b"http://[::1\n", "leads out of the folder"),
        (12, f"{WHITE}index.txt", b"2026/a\x00b.json\n", "NUL"),
        (12, f"{WHITE}index.txt", "2026/ü.json".encode("latin-1"), "not UTF-8"),
        (12, f"{WHITE}index.txt", b"\n" * 200_001, "more than 200,000 lines"),
        (13, CHANGES, b'"2026/x.json","soon"\n"\n,,,\n', "is not a file and a time"),
        (7, METADATA, b'{"a":' * 3000 + b"1" + b"}" * 3000, "nested too deeply"),
        (7, METADATA, b"[]", "not one JSON object"),
        (15, FEED, b'{"feed": {"entry": [1, {"link": 5, "content": []}, null]}}', "feed.id is missing"),
        (15, FEED, b'{"feed": []}', "feed.id is missing"),
        (20, KEY, b"no key", "no OpenPGP key"),
        (18, f"{NEW}.sha512", b"\xff\xfe" * 1000, "does not begin with a hash"),
        (19, f"{NEW}.asc", b"\x00" * 1000, "no OpenPGP signature"),
        (1, NEW, b"\x00\x01", "not a text file"),
    ],
)
def test_hostile_files_become_sentences(number: int, path: str, body: bytes, says: str, tmp_path: Path) -> None:
    assert says in _hostile(number, path, body, tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    root = laid_out(good(), tmp_path / "www")
    (tmp_path / "outside.json").write_bytes((root / NEW).read_bytes())
    (root / NEW).unlink()
    (root / NEW).symlink_to(tmp_path / "outside.json")
    report = checked(FolderSource(root), "https://folder.invalid")
    assert failing(report) == [15]
    assert report.results[15].findings[0].sentence == "It leads out of the folder, so it was not opened."


def test_a_circle_of_redirects_ends() -> None:
    server = Server(good())
    server.answers[f"{HOST}/{FEED}"] = Got(301, headers={"location": f"{HOST}/there"})
    server.answers[f"{HOST}/there"] = Got(301, headers={"location": f"{HOST}/{FEED}"})
    report = checked(server)
    assert failing(report) == [6, 15]
    assert report.results[15].findings[0].sentence == "It redirects in a circle, or too often."


def test_a_server_that_lets_us_wait_is_asked_three_times_and_nothing_is_held_against_it() -> None:
    slow = MemoryWeb({f"{HOST}/.well-known/{name}": "timeout" for name in (
        "csaf-aggregator/aggregator.json", "csaf/aggregator.json", "security.txt")})  # fmt: skip
    report = checked(WebSource(slow))
    assert len(slow.asked) == 4
    assert failing(report) == []
    assert report.passes is False


def test_a_signature_that_did_not_come_in_time_is_not_called_missing() -> None:
    server = Server(good())
    for ending in ("asc", "sha256", "sha512"):
        server.answers[f"{HOST}/{NEW}.{ending}"] = Got(0, problem="timeout")
    report = checked(server)
    assert (failing(report), report.unknown, report.passes) == ([], (18, 19), False)


def test_nothing_at_all_is_told_and_no_crash(tmp_path: Path) -> None:
    report = checked(FolderSource(tmp_path), "https://folder.invalid")
    assert (failing(report), report.role, report.passes) == ([7, 8, 9], "", False)


@pytest.mark.skipif(not QUIRKS.is_dir(), reason="CISA's lists (../shared/data) are not beside this checkout")
def test_the_lists_of_cisa_are_read_and_their_quirks_told(tmp_path: Path) -> None:
    files = good()
    for name in ("index.txt", "changes.csv"):
        files[f"{WHITE}{name}"] = (QUIRKS / name).read_bytes()
    files[FEED] = (QUIRKS / "cisa-csaf-ot-feed-tlp-white.json").read_bytes()
    report = checked(FolderSource(laid_out(files, tmp_path)), "https://folder.invalid")
    assert {12, 13} <= set(failing(report))
    assert report.results[12].findings[0].sentence == (
        "It names 'csaf_files/OT/white/2024/icsma-24-254-01.json': paths must begin at the folder, "
        "so '2024/icsma-24-254-01.json'."
    )
    # Its documents lie with another host, so nothing is said of them.
    assert ((report.documents, report.validated), str(report.results[1].outcome)) == ((0, 0), "untold")
    assert report.results[13].findings[0].sentence == "Line 1: file and time must stand in quotation marks."


def _aggregator(category: str, **changes: Any) -> bytes:
    def issuer(name: str) -> dict[str, Any]:
        mirrors = [f"{HOST}/{name}/provider-metadata.json"] if category == "aggregator" else []
        space = f"https://{name}.example"
        metadata = {
            "publisher": {"category": "vendor", "name": name, "namespace": space},
            "last_updated": "2026-03-09T16:30:00Z",
            "url": f"{space}/provider-metadata.json",
        }
        return {"metadata": metadata} | ({"mirrors": mirrors} if mirrors else {})

    value = {
        "aggregator": {"category": category, "name": "Lists", "namespace": HOST},
        "aggregator_version": "2.0",
        "canonical_url": f"{HOST}/aggregator.json",
        "last_updated": "2026-03-09T16:30:00Z",
        "csaf_providers": [issuer("acme"), issuer("elowen")],
    }
    return json.dumps(value | changes).encode()


@pytest.mark.parametrize(
    ("category", "changes", "numbers"),
    [
        ("lister", {}, []),
        ("aggregator", {}, []),
        ("lister", {"last_updated": "soon"}, [21]),
        ("lister", {"csaf_providers": json.loads(_aggregator("lister"))["csaf_providers"][:1]}, [22]),
    ],
)
def test_listers_and_aggregators(category: str, changes: dict[str, Any], numbers: list[int]) -> None:
    files = good() | {"aggregator.json": _aggregator(category, **changes)}
    for name in ("acme", "elowen"):
        files[f"{name}/provider-metadata.json"] = files[METADATA]
    report = checked(Server(files), f"{HOST}/aggregator.json")
    assert (report.role, failing(report), report.passes) == (category, numbers, not numbers)


def test_a_mirror_that_is_not_there_fails_23() -> None:
    report = checked(Server(good() | {"aggregator.json": _aggregator("aggregator")}), f"{HOST}/aggregator.json")
    assert (failing(report), report.lacking) == ([23], (23,))


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "http://[", f"{HOST}/{NEW}", "AMBER", "\x00", "../.."]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["url", "rolie", "feeds", "entry", "link", "content", "src", "id"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(path=st.sampled_from([METADATA, FEED, SERVICE, CATEGORY, NEW]), keys=st.data(), put=_json)
def test_no_value_anywhere_stops_the_check(path: str, keys: st.DataObject, put: Any) -> None:
    """One value somewhere in one file becomes something else; the check still tells of all 25."""
    files = good()
    value = json.loads(files[path])
    here: Any = value
    while True:
        steps = list(here) if isinstance(here, dict) else list(range(len(here)))
        step = keys.draw(st.sampled_from(steps))
        if not isinstance(here[step], dict | list) or not here[step] or keys.draw(st.booleans()):
            here[step] = put
            break
        here = here[step]
    files[path] = json.dumps(value).encode()
    assert list(checked(Server(files), documents=0).results) == list(range(1, 26))
