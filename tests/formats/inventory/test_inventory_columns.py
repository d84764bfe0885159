"""Columns are found by themselves, in the words of many countries; what titles do not tell, the cells may."""

from __future__ import annotations

import pytest

from medcord.formats.inventory import FIELDS, recognise
from medcord.formats.inventory.columns import normal
from medcord.formats.inventory.fields import TITLES


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "Asset Tag|Manufacturer|Model|Description|Catalog No.|Serial #|SW Version|UDI|Dept.|Site",
            dict(zip(FIELDS, range(10), strict=True)),
        ),
        (
            "EQ_NUMBER|MFR_NAME|MODEL_NUM|EQUIP_TYPE|SERIAL_NUM|FirmwareVersion|COST_CENTER|FACILITY",
            {"asset_tag": 0, "manufacturer": 1, "model": 2, "serial": 4, "version": 5, "department": 6, "site": 7},
        ),
        (
            "Inventar-Nr.|Gerätebezeichnung|Hersteller|Typ|Seriennummer|Softwarestand|Kostenstelle|Standort",
            {"asset_tag": 0, "description": 1, "manufacturer": 2, "model": 3, "serial": 4, "version": 5}
            | {"department": 6, "site": 7},
        ),
        (
            "N° inventaire|Désignation|Marque|Modèle|N° de série|Version logicielle|Unité fonctionnelle|Établissement",
            {"asset_tag": 0, "description": 1, "manufacturer": 2, "model": 3, "serial": 4, "version": 5}
            | {"department": 6, "site": 7},
        ),
        (
            "Nº de inventario|Descripción|Marca|Modelo|Referencia|Nº de serie|Versión de software|Servicio",
            {
                "asset_tag": 0,
                "description": 1,
                "manufacturer": 2,
                "model": 3,
                "catalog_no": 4,
                "serial": 5,
                "version": 6,
            }
            | {"department": 7},
        ),
        (
            "sys_id|name|asset_tag|manufacturer|model_id|serial_number|os_version|department|location",
            {"description": 1, "asset_tag": 2, "manufacturer": 3, "model": 4, "serial": 5, "department": 7, "site": 8},
        ),
        (
            "管理番号|メーカー|型式|機器名|製造番号|バージョン|診療科",
            {
                "asset_tag": 0,
                "manufacturer": 1,
                "model": 2,
                "description": 3,
                "serial": 4,
                "version": 5,
                "department": 6,
            },
        ),
        (
            "Nr inwentarzowy|Nazwa urządzenia|Producent|Model|Numer seryjny|Wersja oprogramowania|Oddział",
            {
                "asset_tag": 0,
                "description": 1,
                "manufacturer": 2,
                "model": 3,
                "serial": 4,
                "version": 5,
                "department": 6,
            },
        ),
        ("Asset|Make/Model|Model Year", {"asset_tag": 0, "manufacturer": 1, "model": 1}),
        (
            "CMMS Asset Tag|Equipment Manufacturer Name|Clinical Model Name|Model Number|Manufacture Date",
            {"asset_tag": 0, "manufacturer": 1, "model": 3},
        ),
    ],
)
def test_titles_of_many_systems_are_known(header: str, expected: dict[str, int]) -> None:
    found = recognise(header.split("|"), []).positions
    assert expected == {field: at for field, at in found.items() if field in expected}
    assert set(found) - set(expected) <= {"description", "catalog_no"}


def test_a_column_is_given_to_one_field_only() -> None:
    found = recognise(["Tag", "Model Number", "Model", "Manufacturer"], []).positions
    assert found == {"asset_tag": 0, "manufacturer": 3, "model": 2, "catalog_no": 1}


def test_an_operating_system_version_is_no_software_version() -> None:
    assert "version" not in recognise(["tag", "make", "model", "OS version", "Version date"], []).positions


def test_columns_without_telling_titles_are_found_by_what_stands_in_them() -> None:
    rows = [
        [f"X{n:05}", maker, model, f"{n % 9}.{n % 3}.1", f"(01)0088483853360{n % 10}(21)A{n}"]
        for n, (maker, model) in enumerate(
            [("PHILIPS", "MX800"), ("GE Healthcare", "B450"), ("B. Braun", "8713051U")] * 4
        )
    ]
    found = recognise(["F1", "F2", "F3", "F4", "F5"], rows)
    assert found.positions == {"asset_tag": 0, "manufacturer": 1, "model": 2, "version": 3, "udi": 4}
    assert {"content"} == set(found.how.values())


def test_three_rows_prove_nothing() -> None:
    assert recognise(["F1", "F2"], [["PHILIPS", "MX800"]] * 3).positions == {}


def test_what_is_required_and_missing_is_named() -> None:
    assert recognise(["tag"], []).missing == ("manufacturer", "model")
    assert recognise(["tag", "Beschreibung"], []).missing == ("manufacturer",)
    assert recognise(["Hersteller", "Artikelnummer"], []).missing == ()


def test_curated_titles_are_kept_as_they_are_compared_and_serve_their_field() -> None:
    assert [title for titles in TITLES.values() for title in titles if title.isascii() and normal(title) != title] == []
    assert set(FIELDS) == set(TITLES)
    lost = [
        (field, title)
        for field, titles in TITLES.items()
        for title in titles
        if title not in {other for name, more in TITLES.items() if name != field for other in more}
        and field not in recognise([title], []).positions
    ]
    assert lost == []
