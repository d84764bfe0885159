"""The pages of the registry, as its maker, the agencies and Eve meet them."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.cases import queries as cases
from medcord.products import actions, queries
from medcord.products.models import Product
from tests.cases.road import joined, product_of, stated
from tests.cast import Cast, browser_of
from tests.formats.inventory.sheets import xlsx

pytestmark = pytest.mark.django_db


def saved(cast: Cast, name: str = "Breva V2") -> Product:
    return next(row for row in queries.visible(cast.manufacturer.viewer) if row.name == name)


def test_versions_are_typed_a_line_each_and_come_back_as_typed(cast: Cast) -> None:
    lines = "4.1.0; 2024-01-31; 2026-01-31; first; and best\n4.2.0\n4.2.1;; 2029-01-31\nodd\\; name"
    browser = browser_of(cast.manufacturer)
    answer = browser.post("/products/new", {"name": "Breva V2", "versions": lines})
    assert answer.status_code == 302
    row = saved(cast)
    assert row.versions == ["4.1.0", "4.2.0", "4.2.1", "odd; name"]
    first = row.version_list[0]
    assert (first.released, first.support_ends, first.note) == ("2024-01-31", "2026-01-31", "first; and best")
    form = browser.get(f"/products/{row.pk}/edit").context["form"]
    again = browser.post(
        f"/products/{row.pk}/edit", {"name": "Breva V2", "versions": form.initial["versions"], "version": row.version}
    )
    assert again.status_code == 302
    assert saved(cast).version_list == row.version_list


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"versions": "1.0; yesterday"}, "which is no day. Write it as 2026-01-31."),
        ({"versions": "1.0; 2026-01-31; 2025-01-31"}, "ends before its release"),
        ({"versions": "1.0\n1.0; 2026-01-31"}, "stands here twice"),
        ({"udi_dis": "00614141999995"}, "fails the GS1 check digit"),
        ({"superseded_by": "Nothing"}, "is no other product of your registry"),
        ({"name": ""}, "Please fill in “Name”"),
    ],
)
def test_what_cannot_be_kept_is_told_beside_its_field_and_stays_typed(
    cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    answer = browser_of(cast.manufacturer).post("/products/new", {"name": "Breva V2", **typed})
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert all(text.splitlines()[-1] in page for text in typed.values() if text)
    assert queries.visible(cast.manufacturer.viewer) == []


def test_one_identifier_names_one_product(cast: Cast) -> None:
    browser = browser_of(cast.manufacturer)
    browser.post("/products/new", {"name": "A", "udi_dis": "00614141999996"})
    answer = browser.post("/products/new", {"name": "B", "udi_dis": "(01) 0061 4141 9999 96"})
    assert "stands at “A” already" in answer.content.decode()


def test_the_second_of_two_editors_sees_what_was_saved_and_saves_over_it_knowingly(cast: Cast) -> None:
    row = product_of(cast)
    words = actions.ProductWords(name="Breva V2", description="saved first", versions=["4.3"])
    actions.change(row.pk, words, expected_version=row.version, actor=cast.manufacturer.viewer)
    browser = browser_of(cast.manufacturer)
    form = {"name": "Breva V2", "description": "typed second", "versions": "4.3", "version": row.version}
    form["support"] = "unknown"
    answer = browser.post(f"/products/{row.pk}/edit", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "typed second" in page
    assert "saved first" in page
    assert [label for label, _text in answer.context["now"]] == ["What it is"]
    newer = answer.context["form"]["version"].value()
    assert browser.post(f"/products/{row.pk}/edit", form | {"version": newer}).status_code == 302
    assert saved(cast).description == "typed second"


def test_a_used_product_is_retired_and_stays_where_it_is_used(cast: Cast) -> None:
    case = joined(cast)
    stated(cast, case)
    row = saved(cast)
    browser = browser_of(cast.manufacturer)
    page = browser.get(f"/products/{row.pk}").content.decode()
    assert f"/cases/{case}/statements" in page
    answer = browser.post(f"/products/{row.pk}/retire", {"version": row.version, "reason": ""})
    assert answer.status_code == 422
    browser.post(f"/products/{row.pk}/retire", {"version": row.version, "reason": "Entered twice"})
    assert queries.visible(cast.manufacturer.viewer) == []
    assert "Breva V2" in browser.get(f"/cases/{case}/statements").content.decode()
    assert "Breva V2" in browser.get("/products?state=retired").content.decode()
    browser.post(f"/products/{row.pk}/restore")
    assert saved(cast).retired_at is None


def test_where_it_is_used_is_shown_to_its_own_maker_only(cast: Cast) -> None:
    stated(cast, joined(cast))
    row = saved(cast)
    for member in (cast.coordinator, cast.regulator):
        page = browser_of(member).get(f"/products/{row.pk}")
        assert page.status_code == 200
        assert "Where it is used" not in page.content.decode()
    assert browser_of(cast.eve).get(f"/products/{row.pk}").status_code == 404


def test_the_list_is_searched_filtered_and_exported_as_shown(cast: Cast) -> None:
    for name, support in (("Breva V1", "ended"), ("Breva V2", "supported"), ("Marlo", "supported")):
        words = actions.ProductWords(name=name, support=support)
        actions.register(words, maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer)
    browser = browser_of(cast.manufacturer)
    assert browser.get("/products?q=breva&support=supported").context["total"] == 1
    rows = browser.get("/products.csv?q=breva").content.decode().splitlines()
    assert [line.split(",")[0] for line in rows] == ["name", "Breva V1", "Breva V2"]
    assert "No product fits" in browser.get("/products?q=zebra").content.decode()
    assert browser_of(cast.eve).get("/products").context["total"] == 0


def test_a_file_goes_from_template_to_registry_on_pages(cast: Cast) -> None:
    browser = browser_of(cast.manufacturer)
    head = browser.get("/products/import/template.csv").content.decode().strip()
    blank = "," * head.count(",")
    file = SimpleUploadedFile("mine.csv", f"{head}\r\nBreva V2{blank}\r\n{blank}x\r\n".encode())
    preview = browser.post("/products/import", {"file": file}, follow=True)
    where = preview.request["PATH_INFO"]
    page = preview.content.decode()
    assert "A product needs a name" in page
    told = browser.get(f"{where}/refused.csv").content.decode()
    assert "mine.csv,3,name" in told
    assert browser.post(f"{where}/use").status_code == 422
    assert queries.visible(cast.manufacturer.viewer) == []
    browser.post(f"{where}/use", {"leave_out": "1"})
    assert saved(cast).name == "Breva V2"
    assert browser_of(cast.eve).get(where).status_code == 404


def test_a_workbook_is_read_too(cast: Cast) -> None:
    rows = [["name", "versions", "support ends"], ["Breva V2", "4.1.0 | 4.2.1", " | 2029-01-31"]]
    data = xlsx(("Products", rows))
    file = actions.receive_file(data, name="mine.xlsx", actor=cast.manufacturer.viewer)
    actions.use_file(file.pk, actor=cast.manufacturer.viewer)
    assert saved(cast).version_list[1].support_ends == "2029-01-31"


def test_what_is_exported_is_imported_without_a_change(cast: Cast) -> None:
    words = actions.ProductWords(
        name="=Breva", aliases=["a | b", "-1"], udi_dis=["+A123BJC5D6E71G"], versions=["1", "2"], description="'=x"
    )
    actions.register(words, maker=cast.manufacturer.organisation_id, actor=cast.manufacturer.viewer)
    data = browser_of(cast.manufacturer).get("/products.csv").content
    file = actions.receive_file(data, name="back.csv", actor=cast.manufacturer.viewer)
    assert (file.unchanged, file.added, file.changed, file.refused) == (1, 0, 0, 0)
    assert io.BytesIO(data).read(5) == b"name,"


def test_a_statement_picks_its_versions_from_the_registry(cast: Cast) -> None:
    case, row = joined(cast), product_of(cast)
    browser = browser_of(cast.manufacturer)
    url = f"/cases/{case}/statements"
    shown = browser.post(url, {"product": row.pk, "show": "1", "remediation": "kept words"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert '<option value="4.2.1">4.2.1</option>' in page
    assert "kept words" in page
    base = {"product": row.pk, "status": "affected"}
    assert browser.post(url, base).context["form"].errors["versions"]
    both = browser.post(url, base | {"fixed": "4.2.1", "versions": "< 4.2.1"})
    assert "not both" in both.content.decode()
    assert browser.post(url, base | {"first": "4.2.1", "last": "4.1.0"}).context["form"].errors["last"]
    assert browser.post(url, base | {"first": "4.1.0", "fixed": "4.2.1"}).status_code == 302
    assert browser.post(url, base | {"versions": "vers:all/*"}).status_code == 302
    said = cases.statements(cast.manufacturer.viewer, cases.case_for(cast.manufacturer.viewer, case))
    assert {one.versions for one in said} == {">= 4.1.0, < 4.2.1", "vers:all/*"}
