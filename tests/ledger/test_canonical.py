"""The bytes under the seal are those of RFC 8785 (JSON canonicalization), written out here a second time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core.facts import CaseMarked, Code, Digest, EmbargoChanged
from medcord.ledger.chain import canonical
from tests.ledger.stories import CASE

CODES = st.text(alphabet="ABCXYZabcxyz0189_.:+-", max_size=64)
# RFC 8785 3.2.2.3: numbers are those of ECMAScript, exact for whole numbers up to 2^53.
WHOLE = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
PLAIN = st.one_of(CODES, WHOLE, st.booleans(), st.none(), st.uuids().map(str))
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def by_the_text(value: object) -> str:
    """RFC 8785 section 3.2: literals, strings, whole numbers, objects sorted by UTF-16 code units."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(_SHORT.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    assert isinstance(value, dict)
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(f"{by_the_text(name)}:{by_the_text(value[name])}" for name in names) + "}"


@given(st.dictionaries(CODES, st.one_of(PLAIN, st.dictionaries(CODES, PLAIN, max_size=6)), max_size=12))
def test_our_bytes_are_those_of_the_standard(value: dict[str, object]) -> None:
    assert canonical(value) == by_the_text(value).encode()


@given(st.dictionaries(CODES, PLAIN, min_size=2, max_size=8), st.randoms())
def test_the_order_in_which_keys_came_does_not_show(value: dict[str, object], dice: object) -> None:
    names = list(value)
    dice.shuffle(names)  # type: ignore[attr-defined]
    assert canonical({name: value[name] for name in names}) == canonical(value)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_even_text_that_no_fact_may_hold_has_one_form(text: str) -> None:
    assert canonical({"x": text}) == by_the_text({"x": text}).encode()


def test_a_fact_written_out_by_hand() -> None:
    until = datetime(2027, 1, 9, 10, tzinfo=UTC)
    fact = EmbargoChanged(CASE, Code("accept"), Code("proposed"), Code("active"), until)
    assert canonical(fact.data()) == (
        b'{"after":"active","before":"proposed","case":"11111111-1111-4111-8111-111111111111",'
        b'"trigger":"accept","until":"2027-01-09T10:00:00.000000+00:00"}'
    )


def test_what_comes_back_from_the_database_has_the_same_bytes() -> None:
    data = CaseMarked(CASE, Code("V"), None, Digest("ab" * 32)).data()
    assert canonical(json.loads(json.dumps(data))) == canonical(data)


def test_a_number_too_large_for_one_form_is_not_sealed() -> None:
    with pytest.raises(TypeError):
        canonical({"count": 2**64})
