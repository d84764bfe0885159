"""The advisory as a VEX: statements with their ground, actions for what is affected, and no made-up reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from medcord.core.advisory.value import Advisory, Statement
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf import read_advisory, validate
from medcord.formats.csaf.vex import LEFT_OUT_TITLE, NO_ACTION, write_vex
from tests.formats.csaf.documents import URL, icsma_files, needs_icsma, realistic_advisory


def written(advisory: Advisory) -> bytes:
    return write_vex(advisory, canonical_url=URL, engine_version="1")


def errors(data: bytes) -> list[str]:
    return [finding.message for finding in validate(data) if finding.level == "error"]


def with_statements(*statements: Statement) -> Advisory:
    value = realistic_advisory()
    flaw = replace(value.vulnerabilities[0], statements=statements, remediations=(), scores=())
    return replace(value, vulnerabilities=(flaw,))


def only(data: bytes) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = orjson.loads(data)["vulnerabilities"]
    (node,) = nodes
    return node


FIRST, SECOND = (product.id for product in realistic_advisory().products[:2])


def test_our_advisory_is_a_valid_vex() -> None:
    data = written(realistic_advisory())
    assert orjson.loads(data)["document"]["category"] == "csaf_vex"
    assert errors(data) == []


@needs_icsma
def test_every_medical_advisory_of_cisa_becomes_a_valid_vex() -> None:
    files = icsma_files()
    assert files
    for file in files:
        assert errors(written(read_advisory(file.read_bytes()).advisory)) == [], file.name


def test_what_is_affected_without_a_remedy_says_that_none_is_named() -> None:
    data = written(with_statements(Statement(FIRST, ProductStatus.AFFECTED)))
    (remedy,) = only(data)["remediations"]
    assert (remedy["category"], remedy["details"]) == ("none_available", NO_ACTION)
    assert remedy["product_ids"] == [FIRST]
    assert errors(data) == []


def test_not_affected_stands_with_its_word_or_its_sentence() -> None:
    word = "vulnerable_code_not_present"
    data = written(
        with_statements(
            Statement(FIRST, ProductStatus.NOT_AFFECTED, word),
            Statement(SECOND, ProductStatus.NOT_AFFECTED, "The radio is left out of this model."),
        )
    )
    node = only(data)
    assert node["flags"] == [{"label": word, "product_ids": [FIRST]}]
    assert node["threats"][-1]["details"] == "The radio is left out of this model."
    assert errors(data) == []


def test_not_affected_without_a_reason_is_left_out_and_said_to_be() -> None:
    value = with_statements(
        Statement(FIRST, ProductStatus.NOT_AFFECTED), Statement(SECOND, ProductStatus.UNDER_INVESTIGATION)
    )
    data = written(value)
    assert only(data)["product_status"] == {"under_investigation": [SECOND]}
    (note,) = [n for n in orjson.loads(data)["document"]["notes"] if n.get("title") == LEFT_OUT_TITLE]
    assert f"product {FIRST}: not affected, and no reason is given." in note["text"]
    assert errors(data) == []


def test_nothing_to_say_is_no_vex() -> None:
    with pytest.raises(InputRefusal, match="no statement that can stand in a VEX") as refused:
        written(with_statements(Statement(FIRST, ProductStatus.NOT_AFFECTED)))
    assert refused.value.code == "no-vex"
