"""Real documents with something changed in them: every reader of CSAF answers with a sentence, and soon."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf import canonical, read_advisory, validate, write_csaf
from medcord.formats.csaf.checking import FolderSource
from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
from tests.formats.csaf.documents import as_bytes, icsma_files, minimal, realistic_advisory
from tests.formats.csaf.full_documents import rich
from tests.formats.csaf.providers import (
    CATEGORY,
    CLEAR_21,
    FEED,
    FEED_21,
    HOST,
    METADATA,
    METADATA_21,
    SECURITY,
    SERVICE,
    WHITE,
    Files,
    Server,
    both,
    checked,
    editions,
    failing,
    laid_out,
)

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
WRONG = (None, True, 0, -1, 2**63, 1.5, "", "\x7f", "9999-99-99T99:99:99Z", "2026-02-30T00:00:00Z", [], {}, [[]], [{}])
ODD = ("CVE-2026-1", "pkg:", "cpe:2.3:*", "vers:", "vers:intdot/", "<=", "TLP:RED", "P1", "G1", "\u2028", "a" * 3000)

PIECES = (b'"', b"}", b"\\ud800", b"\\u0000", b"\xc3", b"[" * 300)


@contextmanager
def within(seconds: float, megabytes: float = 300) -> Iterator[None]:
    """Fails where the processor or the memory was needed for longer or more than that."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
        assert time.process_time() - begun < seconds
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1e6
    finally:
        tracemalloc.stop()


@cache
def originals() -> tuple[bytes, ...]:
    """Documents of both editions; where they are at hand, CISA's too, and the largest of them."""
    ours = [as_bytes(rich()), write_csaf(realistic_advisory(), canonical_url="", engine_version="1")]
    ours += [write_csaf_2_1(read_advisory(one).advisory, canonical_url="", engine_version="1") for one in tuple(ours)]
    oasis = files("csaf") / "csaf" / "v21" / "data" / "mandatory"
    ours += [(oasis / f"oasis_csaf_tc-csaf_2_1-2024-{test}.json").read_bytes() for test in ("6-1-01-11", "6-1-46-11")]
    theirs = sorted(icsma_files(), key=lambda file: file.stat().st_size)
    return tuple(ours + [file.read_bytes() for file in (*theirs[:3], *theirs[-1:])])


@pytest.fixture(autouse=True, scope="module")
def _at_hand() -> None:
    """Made before a strategy asks for them."""
    originals()


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A real document with one to three values taken out, made another, moved, or doubled."""
    document = orjson.loads(draw(st.sampled_from(originals())))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = document
        for _ in range(draw(st.integers(1, 9))):
            steps = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            inner = [step for step in steps if isinstance(holder[step], dict | list) and holder[step]]
            if not inner:
                break
            holder = holder[draw(st.sampled_from(inner))]
        steps = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not steps:
            continue
        step = draw(st.sampled_from(steps))
        match draw(st.sampled_from(["out", "wrong", "odd", "alike", "again"])):
            case "out":
                del holder[step]
            case "wrong":
                holder[step] = draw(st.sampled_from(WRONG))
            case "odd":
                holder[step] = draw(st.sampled_from(ODD))
            case "alike":
                holder[step] = holder[draw(st.sampled_from(steps))]
            case "again" if isinstance(holder, list):
                holder.append(holder[step])
    return orjson.dumps(document)


@st.composite
def torn(draw: st.DrawFn) -> bytes:
    """A real document with bytes changed, cut out or put in, or in another encoding."""
    data = bytearray(draw(st.sampled_from(originals())))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data) - 1))
        end = at + draw(st.integers(0, 40))
        data[at:end] = draw(st.binary(max_size=4) | st.sampled_from(PIECES))
        if not data:
            break
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-16", "utf-16-be", "utf-32", "latin-1", "utf-8-sig"]))
    return bytes(data) if encoding == "utf-8" else bytes(data).decode("utf-8", "replace").encode(encoding, "replace")


def read_written_and_checked(data: bytes) -> None:
    """The whole road of one document: only a refusal with a sentence may stop it, and findings have words."""
    with suppress(UnreadableFile):
        advisory = read_advisory(data).advisory
        hash(advisory)
        again = read_advisory(write_csaf(advisory, canonical_url="", engine_version="1")).advisory
        assert again.id == canonical(advisory).id
        write_csaf_2_1(advisory, canonical_url="", engine_version="1")
    assert all(found.message for found in validate(data, recommended=True))


@SLOW
@given(changed())
def test_no_change_of_a_real_document_is_more_than_a_sentence(data: bytes) -> None:
    read_written_and_checked(data)


@SLOW
@given(torn())
def test_no_damage_to_the_bytes_of_a_real_document_is_more_than_a_sentence(data: bytes) -> None:
    read_written_and_checked(data)


# --- large and crooked documents -----------------------------------------------------------------------------------


def tree_of(count: int) -> dict[str, Any]:
    document = minimal()
    document["product_tree"] = {
        "full_product_names": [{"product_id": f"P{at}", "name": f"n{at}"} for at in range(count)],
        "relationships": [
            {
                "category": "installed_on",
                "product_reference": f"P{at}",
                "relates_to_product_reference": f"Q{at + 1}",
                "full_product_name": {"product_id": f"Q{at}", "name": f"q{at}"},
            }
            for at in range(count)
        ],
    }
    return document


def refusal_of(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_advisory(data)
    return refused.value.code


def test_three_thousand_relationships_in_one_chain_are_read_in_bounded_time() -> None:
    document = tree_of(3_000)
    with within(6):
        advisory = read_advisory(as_bytes(document)).advisory
        again = orjson.loads(write_csaf(advisory, canonical_url="", engine_version="1"))
    assert again["product_tree"] == document["product_tree"]


def test_three_thousand_relationships_in_a_circle_are_refused_in_bounded_time() -> None:
    document = tree_of(3_000)
    document["product_tree"]["relationships"][-1]["relates_to_product_reference"] = "Q0"
    with within(6):
        assert refusal_of(as_bytes(document)) == "circular-relationship"
    with within(20):
        assert any(found.rule == "6.1.3" for found in validate(as_bytes(document)))


def test_what_is_kept_beside_the_fields_may_be_deep_and_long_but_not_without_end() -> None:
    deep: Any = 1
    for _ in range(240):
        deep = [deep]
    document = minimal()
    document["document"]["x"] = {"y": deep, "z": ["w" * 1000] * 5000}
    document["product_tree"]["x"] = deep
    with within(5):
        advisory = read_advisory(as_bytes(document)).advisory
        hash(advisory)
        write_csaf(advisory, canonical_url="", engine_version="1")
        write_csaf_2_1(advisory, canonical_url="", engine_version="1")
    document["document"]["x"] = deep
    for _ in range(500):
        document["document"]["x"] = [document["document"]["x"]]
    read = read_advisory(json.dumps(document).encode())
    assert read.warnings == ("not carried over (the original file is kept whole): document.x",)


@pytest.mark.parametrize("edition", ["2.0", "2.1"])
def test_two_thousand_products_are_held_against_either_edition_in_bounded_time(edition: str) -> None:
    document = minimal()
    document["product_tree"] = {
        "full_product_names": [{"product_id": f"P{at}", "name": f"n{at}"} for at in range(2_000)],
        "product_groups": [{"group_id": "G", "product_ids": [f"P{at}" for at in range(2_000)]}],
    }
    document["vulnerabilities"] = [{"product_status": {"known_affected": [f"P{at}" for at in range(2_000)]}}]
    data = as_bytes(document)
    if edition == "2.1":
        data = write_csaf_2_1(read_advisory(data).advisory, canonical_url="", engine_version="1")
    begun = time.process_time()
    assert all(found.message for found in validate(data))
    assert time.process_time() - begun < 15


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_another_encoding_than_utf_8_is_a_sentence(encoding: str) -> None:
    document = minimal()
    document["document"]["title"] = "Dräger"
    data = json.dumps(document, ensure_ascii=False).encode(encoding)
    assert refusal_of(data) in ("binary", "broken-json")
    [found] = validate(data)
    assert found.rule == "json"


def test_half_a_character_is_a_sentence_in_every_place() -> None:
    for place in (b'"title":', b'"name":', b'"id":'):
        data = as_bytes(minimal()).replace(place + b'"', place + b'"\\ud83d', 1)
        data = data if b"\\ud83d" in data else data.replace(place + b' "', place + b' "\\ud83d', 1)
        assert refusal_of(data) == "broken-json"


# --- the files around the documents --------------------------------------------------------------------------------

LISTS = [
    METADATA, METADATA_21, FEED, FEED_21, SERVICE, CATEGORY, SECURITY, f"{WHITE}index.txt", f"{WHITE}changes.csv",
    f"{CLEAR_21}changes.csv",
]  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(LISTS), draw=st.data())
def test_no_damage_to_a_file_of_a_provider_stops_the_check(path: str, draw: st.DataObject) -> None:
    broken = both()
    broken.setdefault(CATEGORY, b'{"categories": {"category": [{"term": "pump"}]}}')
    data = bytearray(broken[path])
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, max(0, len(data) - 1)))
        data[at : at + draw.draw(st.integers(0, 30))] = draw.draw(st.binary(max_size=4) | st.sampled_from(PIECES))
    broken[path] = bytes(data)
    found = editions(Server(broken), documents=1)
    assert all(list(one.results) == list(range(1, 26)) for one in found)
    assert all(each.sentence for one in found for result in one.results.values() for each in result.findings)


def _lines(count: int) -> bytes:
    return "".join(f"2026/mcsa-26-{at}.json\n" for at in range(count)).encode()


def _changes(count: int) -> bytes:
    return "".join(f'"2026/mcsa-26-{at}.json","2026-03-09T16:30:00Z"\n' for at in range(count)).encode()


def _feed(count: int) -> bytes:
    entry = {"id": "A", "link": [], "content": {"src": f"{HOST}/{WHITE}2026/a.json"}}
    return json.dumps({"feed": {"id": "f", "entry": [entry | {"id": f"A{at}"} for at in range(count)]}}).encode()


def _metadata(count: int) -> bytes:
    value = json.loads(both()[METADATA])
    value["distributions"] = value["distributions"] * count
    return json.dumps(value).encode()


def _aggregator(count: int) -> bytes:
    issuer = {"metadata": {"publisher": {"namespace": "https://a.example"}}, "mirrors": [f"{HOST}/x.json"]}
    return json.dumps({"aggregator": {"category": "aggregator"}, "csaf_providers": [issuer] * count}).encode()


HUGE: list[tuple[str, str, Callable[[], bytes]]] = [
    ("index.txt of 30,000 lines", f"{WHITE}index.txt", lambda: _lines(30_000)),
    ("index.txt of one line", f"{WHITE}index.txt", lambda: b"a" * 2_000_000),
    ("changes.csv of 30,000 lines", f"{WHITE}changes.csv", lambda: _changes(30_000)),
    ("changes.csv of one field", f"{WHITE}changes.csv", lambda: b'"' + b"a" * 2_000_000),
    ("a feed of 30,000 entries", FEED, lambda: _feed(30_000)),
    ("the same folder 2,000 times", METADATA, lambda: _metadata(2_000)),
    ("security.txt of lines CSAF:", SECURITY, lambda: f"CSAF: {HOST}/x.json\n".encode() * 300_000),
    ("security.txt of one line", SECURITY, lambda: b"CSAF: " + b"h" * 2_000_000),
    ("an aggregator of 50,000", "aggregator.json", lambda: _aggregator(50_000)),
    ("deep brackets", METADATA, lambda: b"[" * 500_000),
    ("a key twice", METADATA, lambda: both()[METADATA].replace(b'"role"', b'"canonical_url"')),
    ("UTF-16", METADATA, lambda: both()[METADATA].decode().encode("utf-16")),
    ("latin-1", FEED, lambda: both()[FEED].replace(b"security advisories", "für Dräger".encode("latin-1"))),
    ("half a character", FEED, lambda: both()[FEED].replace(b"security advisories", b"\\ud83d")),
]


@pytest.mark.parametrize(("path", "body"), [(path, body) for _, path, body in HUGE], ids=[name for name, _, _ in HUGE])
def test_a_huge_or_crooked_file_of_a_provider_costs_seconds_at_most(
    path: str, body: Callable[[], bytes], tmp_path: Path
) -> None:
    broken: Files = both() | {path: body()}
    root = laid_out(broken, tmp_path)
    begun = time.process_time()
    report = checked(FolderSource(root), "https://folder.invalid", documents=0)
    assert time.process_time() - begun < 25
    if path != "aggregator.json":
        assert failing(report) or path == METADATA
    assert all(each.sentence and len(each.sentence) < 600 for one in report.results.values() for each in one.findings)
