"""A provider of CSAF 2.1, alone and beside 2.0: its documents, lists and metadata are held against 2.1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medcord.formats.csaf.checking import FolderSource, Got, requirement
from tests.formats.csaf.providers import (
    CLEAR_21,
    FEED_21,
    HOST,
    METADATA,
    METADATA_21,
    NEW_21,
    SECURITY,
    Files,
    Server,
    both,
    edit,
    editions,
    failing,
    good,
    laid_out,
    rewrite,
    rolie,
)


def told(files: Files, root: Path) -> list[tuple[str, list[int]]]:
    """Version and failing requirements of each edition found in a folder."""
    found = editions(FolderSource(laid_out(files, root)), "https://folder.invalid")
    return [(one.version, failing(one)) for one in found]


def test_both_editions_hold_side_by_side(tmp_path: Path) -> None:
    assert told(both(), tmp_path) == [("2.0", []), ("2.1", [])]
    older, newer = editions(Server(both()))
    assert (str(older.outcome), str(newer.outcome)) == ("holds", "holds")
    assert (newer.role, newer.documents, newer.validated) == ("csaf_trusted_provider", 2, 2)
    assert newer.start == f"{HOST}/{METADATA_21}"


def test_a_provider_of_one_edition_is_told_once(tmp_path: Path) -> None:
    assert told(good(), tmp_path) == [("2.0", [])]


def test_2_0_at_its_own_address_too_is_not_told_twice(tmp_path: Path) -> None:
    files = both()
    files[".well-known/csaf/v2.0/provider-metadata.json"] = files[METADATA]
    assert [version for version, _ in told(files, tmp_path)] == ["2.0", "2.1"]


def test_after_the_roll_over_2_1_is_in_force_and_judged_as_such(tmp_path: Path) -> None:
    files = both()
    files[METADATA] = files[METADATA_21]
    assert told(files, tmp_path) == [("2.1", [])]


def test_one_file_is_checked_alone() -> None:
    [one] = editions(Server(both()), f"{HOST}/{METADATA_21}")
    assert (one.version, one.validated) == ("2.1", 2)


def test_requirements_are_named_as_their_edition_names_them() -> None:
    assert (requirement(4, "2.0"), requirement(4, "2.1")) == ("TLP:WHITE free to read", "TLP:CLEAR free to read")
    assert requirement(13, "2.1") == requirement(13, "2.0")


def _quoted(files: Files) -> None:
    lines = files[f"{CLEAR_21}changes.csv"].decode().splitlines()
    files[f"{CLEAR_21}changes.csv"] = "".join('"{}","{}"\n'.format(*line.split(",")) for line in lines).encode()


def _of_2_0(files: Files) -> None:
    """A document of CSAF 2.0 lies among those of 2.1, with hash and signature, and the feed says what it is."""
    older = files[NEW_21.replace("v2.1/clear", "white")]
    files[NEW_21] = older
    rewrite(files, NEW_21, lambda _it: None)
    edit(files, FEED_21, lambda it: [
        one["format"].update(version="2.0") for one in it["feed"]["entry"] if one["id"] == "MCSA-26-014-01"
    ])  # fmt: skip


def _wrong_rule(files: Files) -> None:
    """Well-formed, and against a mandatory test that only 2.1 has: a text in a range that is no vers (6.1.50)."""

    def break_range(it: Any) -> None:
        branch = it["product_tree"]["branches"][0]["branches"][0]["branches"][0]
        branch.update(category="product_version_range", name="all before spring")

    rewrite(files, NEW_21, break_range)


def _metadata(change: Callable[[Any], object]) -> Callable[[Files], None]:
    return lambda files: edit(files, METADATA_21, change)


BROKEN: list[tuple[int, str, Callable[[Files], object]]] = [
    (1, "a mandatory test of 2.1 alone", _wrong_rule),
    (1, "a document of 2.0", _of_2_0),
    (7, "metadata of 2.0", _metadata(lambda it: it.update(metadata_version="2.0"))),
    (7, "no $schema", _metadata(lambda it: it.pop("$schema"))),
    (7, "a feed without its time", _metadata(lambda it: rolie(it)["feeds"][0].pop("last_updated"))),
    (7, "a label of TLP 1.0", _metadata(lambda it: rolie(it)["feeds"][0].update(tlp_label="WHITE"))),
    (7, "contact_details of 2.0", _metadata(lambda it: it["publisher"].update(contact_details="a@example.org"))),
    (7, "a canonical_url of the other", _metadata(lambda it: it.update(canonical_url=f"{HOST}/{METADATA}"))),
    (8, "security.txt without it", lambda it: it.update({SECURITY: f"CSAF: {HOST}/{METADATA}\n".encode()})),
    (8, "security.txt in the wrong order", lambda it: it.update(
        {SECURITY: f"CSAF: {HOST}/{METADATA_21}\nCSAF: {HOST}/{METADATA}\n".encode()})),
    (13, "quotation marks", _quoted),
    (15, "a format of 2.0 in the feed", lambda it: edit(
        it, FEED_21, lambda of: of["feed"]["entry"][0]["format"].update(version="2.0"))),
    (20, "another fingerprint", _metadata(lambda it: it["public_openpgp_keys"][0].update(fingerprint="0" * 40))),
]  # fmt: skip


@pytest.mark.parametrize(("number", "way", "breaks"), BROKEN, ids=[f"{number}: {way}" for number, way, _ in BROKEN])
def test_2_1_broken_in_one_way_fails_there_and_2_0_holds(
    number: int,
    way: str,
    breaks: Callable[[Files], object],
    tmp_path: Path,
) -> None:
    files = both()
    breaks(files)
    assert told(files, tmp_path) == [("2.0", []), ("2.1", [number])]


def test_a_document_of_2_1_among_those_of_2_0_fails_there(tmp_path: Path) -> None:
    files = both()
    path = NEW_21.replace("v2.1/clear", "white")
    files[path] = files[NEW_21]
    rewrite(files, path, lambda _it: None)
    assert told(files, tmp_path) == [("2.0", [1, 15]), ("2.1", [])]


def test_a_server_that_turns_programs_away_fails_2_1_and_not_2_0() -> None:
    server = Server(both())
    server.agents["curl/8.5.0"] = Got(403)
    older, newer = editions(server)
    assert (failing(older), older.lacking) == ([24], ())
    assert (failing(newer), newer.lacking) == ([24], (24,))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff\xfe", b'{"a":' * 3000, b"{}"])
def test_hostile_metadata_beside_hide_nothing_of_2_0(body: bytes, tmp_path: Path) -> None:
    files = both() | {METADATA_21: body}
    [older, newer] = told(files, tmp_path)
    assert older[1] in ([], [8])
    assert 7 in newer[1]
