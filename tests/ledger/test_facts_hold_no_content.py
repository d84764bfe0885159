"""A fact holds ids, counts, codes and digests. Words of people do not fit in, whatever they are."""

from __future__ import annotations

import re
import typing
from dataclasses import fields
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcord.core import facts
from medcord.core.facts import CaseMarked, Code, Digest, EmbargoChanged, Fact
from tests.ledger.stories import CASE

INSIDE = re.compile(r"[A-Za-z0-9_.:+-]{0,64}", re.ASCII)


def every_kind() -> list[type[Fact]]:
    """All facts the product knows."""
    found = [kind for kind in vars(facts).values() if isinstance(kind, type) and issubclass(kind, Fact)]
    return [kind for kind in found if kind is not Fact and not kind.__name__.startswith("_")]


@given(st.text())
def test_text_outside_the_alphabet_of_codes_is_refused(text: str) -> None:
    fact = CaseMarked(CASE, Code(text), None, Digest(""))
    if INSIDE.fullmatch(text):
        assert fact.data()["mark"] == text
        return
    with pytest.raises(TypeError, match="a fact may not hold mark"):
        fact.data()


@given(st.text(alphabet="abc:-", min_size=65, max_size=200))
def test_what_is_longer_than_a_code_is_refused(text: str) -> None:
    with pytest.raises(TypeError):
        CaseMarked(CASE, Code(text), None, Digest("")).data()


@pytest.mark.parametrize(
    "words",
    ["kestrel 9", "ann@example.org", "The pump overdoses.", "V\n", "résumé", "a/b", "\u0661\u0662", "'; DROP", "V\x00"],
)
def test_names_addresses_and_sentences_are_refused(words: str) -> None:
    with pytest.raises(TypeError):
        CaseMarked(CASE, Code(words), None, Digest("")).data()


@given(st.one_of(st.floats(), st.binary(), st.lists(st.integers()), st.dictionaries(st.text(), st.text()), st.tuples()))
def test_what_could_carry_more_than_one_word_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        CaseMarked(CASE, value, None, Digest("")).data()  # type: ignore[arg-type]


def test_times_become_utc_to_the_microsecond() -> None:
    until = datetime.fromisoformat("2027-01-09T12:00:00.5+02:00")
    data = EmbargoChanged(CASE, Code("accept"), Code("proposed"), Code("active"), until).data()
    assert data["until"] == "2027-01-09T10:00:00.500000+00:00"
    assert datetime.fromisoformat(str(data["until"])).tzinfo == UTC


def test_no_fact_has_a_field_for_words() -> None:
    """Of text only codes and digests: a plain ``str`` in a fact would be a hole."""
    # A NewType is the class's own annotation, so this tells Code from str.
    allowed = {UUID, int, bool, datetime, Code, Digest, type(None)}
    holes = []
    for kind in every_kind():
        hints = typing.get_type_hints(kind)
        for item in fields(kind):
            types = set(typing.get_args(hints[item.name])) or {hints[item.name]}
            if not types <= allowed:
                holes.append(f"{kind.__name__}.{item.name}")
    assert holes == []
    assert len(every_kind()) > 40


def test_every_fact_names_the_chain_it_belongs_to() -> None:
    keys = {(kind.__name__, kind.STREAM[1]) for kind in every_kind() if kind.STREAM[1]}
    known = {(kind.__name__, item.name) for kind in every_kind() for item in fields(kind)}
    assert keys - known == set()
