"""Files made to break a reader: each is refused with a sentence, in bounded time and memory."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcord.core.refusals import UnreadableFile
from medcord.formats.csaf import read_advisory
from medcord.formats.csaf.json_text import PART_LIMIT, SIZE_LIMIT
from tests.formats.csaf.documents import as_bytes, minimal, realistic_advisory
from tests.formats.csaf.test_round_trip import written


def refused(data: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_advisory(data, name="bad.json")
    assert caught.value.sentence.startswith("bad.json")
    assert caught.value.why
    assert caught.value.todo
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"PK\x03\x04\x00\x00", "binary"),
        (b"\xff\xfe\x00", "binary"),
        (json.dumps(minimal()).encode("utf-16-le"), "binary"),
        (b"[]", "not-an-object"),
        (b'"CSAF"', "not-an-object"),
        (b"{}", "not-csaf"),
        (b'{"document": {}}', "not-csaf"),
        (b'{"bomFormat": "CycloneDX"}', "not-csaf"),
        (b'{"document": {"tracking": {"id": NaN}}}', "broken-json"),
        (b'{"a": "\xe9"}', "broken-json"),
        (b'{"a": "\\ud800"}', "broken-json"),
        (b'{"a": "x\\u0000y"}', "control-character"),
        (b" " * 10 + b"x" * SIZE_LIMIT, "too-large"),
    ],
)
def test_what_is_no_advisory_is_refused_by_its_kind(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_broken_json_names_line_and_column() -> None:
    refusal = refused(b'{\n  "document": {\n    "title": oops\n  }\n}')
    assert (refusal.code, refusal.where) == ("broken-json", "line 3, column 14")


def test_a_truncated_document_is_refused_wherever_it_was_cut() -> None:
    whole = written(realistic_advisory()).rstrip()
    cuts = {refused(whole[:at]).code for at in range(1, len(whole), 97)}
    assert cuts == {"broken-json"}


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_nesting_a_hundred_thousand_deep_does_not_blow_the_stack(opening: bytes) -> None:
    assert refused(b'{"document":' + opening * 100_000).code == "nested-too-deep"


def test_deep_nesting_where_nobody_looks_is_read_or_refused_but_never_fatal() -> None:
    document = as_bytes(minimal())[:-1] + b', "x": ' + b"[" * 900 + b"]" * 900 + b"}"
    assert read_advisory(document).warnings[-1].endswith("file.x")


def test_branches_beyond_the_limit_are_refused_with_their_path() -> None:
    document = minimal()
    branch: dict[str, Any] = {"category": "vendor", "name": "v", "product": {"name": "n", "product_id": "P1"}}
    for _ in range(60):
        branch = {"category": "product_family", "name": "f", "branches": [branch]}
    document["product_tree"] = {"branches": [branch]}
    refusal = refused(as_bytes(document))
    assert refusal.code == "nested-too-deep"
    assert refusal.where.startswith("product_tree.branches[0].branches[0]")


def test_the_second_of_two_equal_keys_is_found_with_its_line() -> None:
    text = json.dumps(minimal(), indent=1).replace('"title":', '"title": "Other",\n  "title":')
    refusal = refused(text.encode())
    line = next(at for at, row in enumerate(text.splitlines(), 1) if '"Acme pump"' in row)
    assert refusal.code == "duplicate-key"
    assert refusal.where == f"line {line}, column 3"
    assert "'title'" in refusal.why


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"a": 1, "\\u0061": 2}',
        '{"b": [{"x": {}, "x": []}]}',
        '{"a": "\\u0022\\u0022", "c": 1, "c": 2}',
        '{"k": "one: \\" two", "k": null}',
    ],
)
def test_repeated_keys_are_found_however_they_are_dressed(text: str) -> None:
    assert refused(text.encode()).code == "duplicate-key"


def test_repeated_keys_are_found_below_the_depth_the_quick_look_reaches() -> None:
    text = '{"d": ' + "[" * 400 + '{"e": 1, "e": 2}' + "]" * 400 + "}"
    assert refused(text.encode()).code == "duplicate-key"


keys = st.sampled_from(['"a"', '"b"', '"\\u0022"', '"\\\\"', '"\\""', '"é"'])


@st.composite
def raw_json(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(keys | st.sampled_from(["1", "null", "[]", "{}", '"x\\u0022y"']))
    inner = raw_json(depth - 1)
    if draw(st.booleans()):
        return "[" + ",".join(draw(st.lists(inner, max_size=3))) + "]"
    members = draw(st.lists(st.tuples(keys, inner), max_size=4))
    return "{" + ",".join(f"{key}:{value}" for key, value in members) + "}"


def repeats_a_key(text: str) -> bool:
    """The slow and obvious way."""
    found = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.append(len({key for key, _ in pairs}) < len(pairs))
        return dict(pairs)

    json.loads(text, object_pairs_hook=look)
    return any(found)


@settings(max_examples=400, deadline=None)
@given(raw_json().map(lambda inner: '{"top":' + inner + "}"))
def test_the_quick_search_for_repeated_keys_agrees_with_the_obvious_one(text: str) -> None:
    code = refused(text.encode()).code
    assert code == ("duplicate-key" if repeats_a_key(text) else "not-csaf")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    found = [path] if path else []
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        found += places(inner, (*path, step))
    return found


WHOLE = json.loads(written(realistic_advisory()))
PLACES = places(WHOLE)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLACES), json_values)
def test_anything_anywhere_is_read_or_refused_with_a_sentence(place: tuple[Any, ...], value: Any) -> None:
    document = json.loads(json.dumps(WHOLE))
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    with suppress(UnreadableFile):  # nothing else may come out
        assert read_advisory(as_bytes(document)).advisory.id


@pytest.mark.parametrize("place", [place for place in PLACES if place[-1] in ("baseScore", "text", "name", "branches")])
def test_a_wrong_type_is_refused_with_the_path_to_it(place: tuple[Any, ...]) -> None:
    document = json.loads(json.dumps(WHOLE))
    holder = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = "8.1" if place[-1] == "baseScore" else 7
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    refusal = refused(as_bytes(document))
    assert (refusal.code, refusal.where) == ("wrong-type", path)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_whatever_bring_the_reader_down(data: bytes) -> None:
    refused(data)


def test_a_million_products_are_refused_before_they_fill_the_memory() -> None:
    entry = b'{"name":"n","product_id":"p"},'
    data = b'{"document":{"tracking":{}},"product_tree":{"full_product_names":[' + entry * 1_000_000
    refusal = refused(data[:-1] + b"]}}")
    assert refusal.code == "too-large"
    assert f"{PART_LIMIT:,}" in refusal.why


def test_more_products_than_the_limit_are_refused_with_a_sentence() -> None:
    document = minimal()
    document["product_tree"] = {
        "full_product_names": [{"name": f"n{at}", "product_id": f"p{at}"} for at in range(100_001)]
    }
    assert refused(as_bytes(document)).code == "too-many-products"


def test_groups_cannot_multiply_products_without_end() -> None:
    document = minimal()
    names = [{"name": f"n{at}", "product_id": f"p{at}"} for at in range(2_000)]
    group = {"group_id": "g", "product_ids": [name["product_id"] for name in names]}
    document["product_tree"] = {"full_product_names": names, "product_groups": [group]}
    remedy = {"category": "mitigation", "details": "d", "group_ids": ["g"]}
    document["vulnerabilities"] = [{"remediations": [remedy] * 1_000}]
    assert refused(as_bytes(document)).code == "too-large"


def test_one_id_used_twenty_thousand_times_does_not_multiply_either() -> None:
    document = minimal()
    document["product_tree"] = {"full_product_names": [{"name": f"n{at}", "product_id": "p"} for at in range(20_000)]}
    document["vulnerabilities"] = [{"product_status": {"known_affected": ["p"]}}] * 100
    assert refused(as_bytes(document)).code == "too-large"


def test_an_escaped_backslash_before_u0000_is_text_and_no_nul() -> None:
    document = minimal()
    document["document"]["title"] = "a payload of \\u0000 bytes"
    assert read_advisory(as_bytes(document)).advisory.title == "a payload of \\u0000 bytes"
