"""The page takes as many remedies as a program: a button gives a place for one more and keeps what is typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from medcord.cases import queries as case_queries
from medcord.core.advisory.remedies import MOST, Remedy
from medcord.web.forms.remedies import FURTHER, rearranged
from tests.cases.road import joined, product_of, products_of
from tests.cast import Cast, browser_of


def words(cast: Cast, **more: str) -> dict[str, str]:
    product = next(iter(products_of(cast)), None) or product_of(cast)
    said = {"product": str(product.pk), "versions": "< 4.2.1", "status": "affected", "version": "0"}
    return said | {"remediation_category": "vendor_fix", "remediation": "Install 4.2.1."} | more


def further(number: int, text: str, kind: str = "mitigation") -> dict[str, str]:
    return {f"further_{number}": text, f"further_{number}_category": kind}


def shown(browser: Client, case: str, sent: dict[str, str]) -> str:
    answer = browser.post(f"/cases/{case}/statements", sent)
    assert answer.status_code == 200
    return str(answer.content.decode())


def places(page: str) -> list[str]:
    return re.findall(r"<legend>Remedy (\d+)</legend>", page)


@pytest.mark.django_db
def test_a_place_for_one_more_keeps_what_is_typed_and_states_nothing(cast: Cast) -> None:
    case, browser = joined(cast), browser_of(cast.manufacturer)
    assert places(browser.get(f"/cases/{case}/statements").content.decode()) == []
    page = shown(browser, case, words(cast, add_remedy="1", controls="Keep it apart."))
    assert places(page) == ["2"]
    for typed in ("Install 4.2.1.", "Keep it apart.", "&lt; 4.2.1"):
        assert typed in page
    assert re.search(r'name="further_1_category"[^>]* autofocus', page)
    assert "usa-alert--error" not in page
    viewer = cast.manufacturer.viewer
    assert case_queries.statements(viewer, case_queries.case_for(viewer, case)) == []


@pytest.mark.django_db
def test_one_in_the_middle_is_taken_out_and_the_others_move_up(cast: Cast) -> None:
    case, browser = joined(cast), browser_of(cast.manufacturer)
    three = further(1, "One.") | further(2, "Two.") | further(3, "Three.", "workaround")
    page = shown(browser, case, words(cast, **three, drop_remedy="2"))
    assert places(page) == ["2", "3"]
    assert "Two." not in page
    assert page.index("One.") < page.index("Three.")


@pytest.mark.django_db
def test_twenty_remedies_are_stated_and_no_place_is_left(cast: Cast) -> None:
    case, browser = joined(cast), browser_of(cast.manufacturer)
    many: dict[str, str] = {}
    for number in range(1, MOST):
        many |= further(number, f"Measure {number}.", "control_workaround" if number == MOST - 1 else "mitigation")
    page = shown(browser, case, words(cast, **many, add_remedy="1"))
    assert len(places(page)) == FURTHER
    assert "A statement holds no more remedies" in page
    assert "Add another remedy" not in page
    sent = words(cast, **many, further_19_url="https://karst.example/gate")
    assert browser.post(f"/cases/{case}/statements", sent).status_code == 302
    viewer = cast.coordinator.viewer
    (row,) = case_queries.statements(viewer, case_queries.case_for(viewer, case))
    assert len(row.offered) == MOST
    assert row.offered[0].details == "Install 4.2.1."
    assert row.offered[-1] == Remedy("workaround", "Measure 19.", "https://karst.example/gate", control=True)


@pytest.mark.django_db
def test_one_too_many_by_lines_is_refused_and_everything_typed_stays(cast: Cast) -> None:
    case, browser = joined(cast), browser_of(cast.manufacturer)
    lines = "\n".join(f"Measure {number}." for number in range(MOST))
    answer = browser.post(f"/cases/{case}/statements", words(cast, controls=lines, **further(1, "Typed for an hour.")))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "holds at most 20 remedies" in page
    assert "Typed for an hour." in page
    assert places(page) == ["2"]


@pytest.mark.django_db
def test_who_may_not_state_gets_no_place(cast: Cast) -> None:
    case = joined(cast)
    sent = words(cast, add_remedy="1")
    assert browser_of(cast.eve).post(f"/cases/{case}/statements", sent).status_code == 404
    assert browser_of(cast.regulator).post(f"/cases/{case}/statements", sent).status_code in (403, 404)


@given(
    st.lists(st.text("abc", min_size=1, max_size=3), max_size=FURTHER),
    st.sampled_from(["add", *map(str, range(-1, FURTHER + 3)), "x"]),
)
def test_whatever_is_pressed_loses_no_other_remedy(said: list[str], pressed: str) -> None:
    typed = {f"further_{number}": words for number, words in enumerate(said, start=1)}
    typed |= {"add_remedy": "1"} if pressed == "add" else {"drop_remedy": pressed}
    found = rearranged(typed)
    left = [found[f"further_{number}"] for number in range(1, FURTHER + 1) if f"further_{number}" in found]
    at = int(pressed) if pressed.isdigit() else 0
    assert left == [words for number, words in enumerate(said, start=1) if number != at]
