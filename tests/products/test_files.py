"""A registry comes as a file: first a preview, then all of it in one act, or nothing."""

from __future__ import annotations

import io

import pytest

from medcord.core.refusals import InputRefusal, NotAllowed, NotFound, RuleRefusal
from medcord.formats.registry import write_registry
from medcord.ledger.models import FactRow
from medcord.products import actions, queries
from medcord.products.models import Product, ProductFile
from tests.cases.road import product_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db

HEAD = "name,model number,UDI-DI,versions,released\r\n"


def given(cast: Cast, text: str, name: str = "products.csv") -> ProductFile:
    return actions.receive_file(text.encode(), name=name, actor=cast.manufacturer.viewer)


def states(file: ProductFile) -> dict[str, str]:
    return {line["name"]: line["state"] for line in file.lines}


def test_each_row_says_what_it_would_do_and_nothing_is_written_yet(cast: Cast) -> None:
    product_of(cast)
    product_of(cast, "Breva V1")
    file = given(
        cast,
        HEAD
        + "Breva V2,KR-BV2,,4.1.0 | 4.2.1,\r\n"
        + "Breva V1,KR-BV1,,4.1.0 | 4.2.1,2024-01-31\r\n"
        + "Breva V3,,00860001234566,1.0,\r\n"
        + "Breva V4,,00860001234565,1.0,\r\n",
    )
    assert states(file) == {
        "Breva V2": "unchanged",
        "Breva V1": "changed",
        "Breva V3": "refused",
        "Breva V4": "added",
    }
    assert (file.added, file.changed, file.unchanged, file.refused) == (1, 1, 1, 1)
    assert sorted(row.name for row in queries.visible(cast.manufacturer.viewer)) == ["Breva V1", "Breva V2"]


def test_a_refused_row_names_its_row_and_column_and_the_check_that_failed(cast: Cast) -> None:
    file = given(cast, HEAD + "Breva V3,,00860001234566,1.0,\r\n")
    (line,) = file.lines
    (fault,) = line["faults"]
    assert (line["row"], fault["column"]) == (2, "UDI-DI")
    assert "GS1 check digit" in fault["sentence"]
    assert "should be 5" in fault["sentence"]
    with pytest.raises(RuleRefusal, match="1 rows are refused"):
        actions.use_file(file.pk, actor=cast.manufacturer.viewer)


def test_the_good_rows_go_in_together_with_one_fact(cast: Cast) -> None:
    file = given(cast, HEAD + "A,,,1.0 | 1.1, | 2026-01-31\r\nB,,,,\r\nC,,1,,\r\n")
    before = set(FactRow.objects.values_list("pk", flat=True))
    actions.use_file(file.pk, leave_out=True, actor=cast.manufacturer.viewer)
    assert [row.name for row in queries.visible(cast.manufacturer.viewer)] == ["A", "B"]
    (fact,) = FactRow.objects.exclude(pk__in=before)
    assert fact.kind == "ProductsImported"
    assert (fact.data["added"], fact.data["refused"]) == (2, 1)
    assert queries.visible(cast.manufacturer.viewer)[0].version_list[1].released == "2026-01-31"
    assert queries.file_for(cast.manufacturer.viewer, file.pk).lines == []


def test_a_column_that_is_not_in_the_file_changes_nothing(cast: Cast) -> None:
    product_of(cast)
    file = given(cast, "name,description\r\nBreva V2,A ventilator\r\n")
    actions.use_file(file.pk, actor=cast.manufacturer.viewer)
    (row,) = queries.visible(cast.manufacturer.viewer)
    assert (row.description, row.model_number, row.versions) == ("A ventilator", "KR-BV2", ["4.1.0", "4.2.1"])


def test_a_registry_changed_meanwhile_makes_the_preview_void_and_nothing_is_half_written(cast: Cast) -> None:
    product = product_of(cast)
    file = given(cast, "name,description\r\nNew one,x\r\nBreva V2,A ventilator\r\n")
    words = actions.ProductWords(name="Breva V2", description="meanwhile")
    actions.change(product.pk, words, expected_version=product.version, actor=cast.manufacturer.viewer)
    with pytest.raises(RuleRefusal, match="Give the file again"):
        actions.use_file(file.pk, actor=cast.manufacturer.viewer)
    assert [row.name for row in queries.visible(cast.manufacturer.viewer)] == ["Breva V2"]
    assert queries.visible(cast.manufacturer.viewer)[0].description == "meanwhile"


def test_a_file_may_name_the_successor_it_adds(cast: Cast) -> None:
    file = given(cast, "name,superseded by\r\nOld,New\r\nNew,\r\nLost,Nowhere\r\n")
    assert states(file) == {"Old": "added", "New": "added", "Lost": "refused"}
    actions.use_file(file.pk, leave_out=True, actor=cast.manufacturer.viewer)
    old = next(row for row in queries.visible(cast.manufacturer.viewer) if row.name == "Old")
    assert old.superseded_by is not None
    assert old.superseded_by.name == "New"


def test_one_identifier_or_one_name_twice_is_refused_in_the_later_row(cast: Cast) -> None:
    file = given(cast, "name,udi\r\nA,00860001234565\r\nB,00860001234565\r\nA,\r\n")
    assert [line["state"] for line in file.lines] == ["added", "refused", "refused"]
    assert "stands at “A” already" in file.lines[1]["faults"][0]["sentence"]
    assert "row 2 already" in file.lines[2]["faults"][0]["sentence"]


def test_a_name_in_other_capitals_is_asked_about_and_not_added_beside_it(cast: Cast) -> None:
    product_of(cast)
    (line,) = given(cast, "name,description\r\nBREVA V2,x\r\n").lines
    assert line["state"] == "refused"
    assert "has it as “Breva V2”" in line["faults"][0]["sentence"]


def test_a_retired_product_is_not_changed_by_a_file(cast: Cast) -> None:
    row = product_of(cast)
    actions.retire(row.pk, reason="Entered twice", expected_version=row.version, actor=cast.manufacturer.viewer)
    file = given(cast, "name,description\r\nBreva V2,x\r\n")
    assert file.lines[0]["state"] == "refused"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"serial,colour\r\n1,red\r\n", "no column for the name"),
        (b"%PDF-1.7", "PDF"),
        (b"name,description\r\n", "no row of data"),
    ],
)
def test_an_unusable_file_is_refused_with_a_sentence_and_leaves_nothing(cast: Cast, data: bytes, words: str) -> None:
    with pytest.raises(InputRefusal, match=words):
        actions.receive_file(data, name="x.csv", actor=cast.manufacturer.viewer)
    assert not queries.files(cast.manufacturer.viewer)


def test_a_file_is_used_or_given_up_once(cast: Cast) -> None:
    file = given(cast, "name,description\r\nA,x\r\n")
    actions.drop_file(file.pk, actor=cast.manufacturer.viewer)
    for verb in (actions.use_file, actions.drop_file):
        with pytest.raises(RuleRefusal, match="given up"):
            verb(file.pk, actor=cast.manufacturer.viewer)


def test_eve_the_agencies_and_the_hospital_do_not_find_the_file(cast: Cast) -> None:
    file = given(cast, "name,description\r\nA,x\r\n")
    for member in (cast.eve, cast.coordinator, cast.regulator, cast.hospital):
        assert queries.files(member.viewer) == []
        with pytest.raises(NotFound):
            actions.use_file(file.pk, actor=member.viewer)
    for member in (cast.hospital, cast.coordinator):
        with pytest.raises((NotFound, NotAllowed)):
            actions.receive_file(b"name,description\r\nA,x\r\n", name="x.csv", actor=member.viewer)


def test_five_thousand_products_are_added_and_then_changed_by_file(cast: Cast) -> None:
    def sheet(note: str) -> bytes:
        words = (
            actions.ProductWords(name=f"Pump {n}", model_number=f"P-{n}", versions=["1.0", "1.1"], description=note)
            for n in range(5000)
        )
        out = io.StringIO()
        write_registry(out, (("", one) for one in words))
        return out.getvalue().encode()

    for note, added, changed in (("first", 5000, 0), ("second", 0, 5000)):
        file = actions.receive_file(sheet(note), name="all.csv", actor=cast.manufacturer.viewer)
        assert (file.added, file.changed) == (added, changed)
        actions.use_file(file.pk, actor=cast.manufacturer.viewer)
    assert Product.objects.filter(description="second", version=2).count() == 5000
