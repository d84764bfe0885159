"""The registry by API: what the pages do, with the answers a program can act on."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from medcord.products import queries
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db
V1 = "/api/v1/products"


def posted(client: Client, path: str, data: dict[str, object], status: int) -> dict[str, object]:
    answer = client.post(V1 + path, data, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, object] = answer.json()
    return found


def given(client: Client, text: str, status: int = 201) -> dict[str, object]:
    answer = client.post(f"{V1}/imports", {"file": SimpleUploadedFile("mine.csv", text.encode())})
    assert answer.status_code == status, answer.content
    found: dict[str, object] = answer.json()
    return found


def test_a_product_is_made_changed_retired_and_taken_back(cast: Cast) -> None:
    maker = browser_of(cast.manufacturer)
    versions = ["4.1.0", {"name": "4.2.1", "released": "2026-01-31"}]
    made = posted(maker, "", {"name": "Breva V2", "versions": versions, "udi_dis": ["00614141999996"]}, 201)
    assert made["versions"] == ["4.1.0", "4.2.1"]
    assert made["version_details"] == {"4.2.1": {"released": "2026-01-31"}}
    changed = maker.put(
        f"{V1}/{made['id']}",
        {"name": "Breva V2", "support": "ended", "expected_version": 1},
        content_type="application/json",
    ).json()
    assert changed["support"] == "ended"
    stale = {"reason": "twice", "expected_version": 1}
    assert posted(maker, f"/{made['id']}/retirement", stale, 409)["code"] == "edited-meanwhile"
    posted(maker, f"/{made['id']}/retirement", {"reason": "twice", "expected_version": 2}, 200)
    assert maker.get(V1).json()["count"] == 0
    assert maker.get(f"{V1}?state=retired").json()["count"] == 1
    assert posted(maker, f"/{made['id']}/restoration", {}, 200)["retired_at"] is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"udi_dis": ["00614141999995"]}, "GS1 check digit"),
        ({"udi_dis": ["+A123BJC5D6E71H"]}, "mod 43"),
        ({"support": "maybe"}, "no support status"),
        ({"versions": [{"name": "1", "released": "soon"}]}, "no day"),
    ],
)
def test_what_is_wrong_is_a_422_with_its_sentence(cast: Cast, data: dict[str, object], words: str) -> None:
    refused = posted(browser_of(cast.manufacturer), "", {"name": "Breva V2", **data}, 422)
    assert words in str(refused["sentence"])


def test_a_file_is_compared_then_used(cast: Cast) -> None:
    maker = browser_of(cast.manufacturer)
    file = given(maker, "name,UDI-DI\r\nA,\r\nB,1\r\n")
    assert (file["added"], file["refused"]) == (1, 1)
    rows = maker.get(f"{V1}/imports/{file['id']}/rows?state=refused").json()["items"]
    assert (rows[0]["row"], rows[0]["faults"][0]["column"]) == (3, "UDI-DI")
    assert posted(maker, f"/imports/{file['id']}/use", {}, 409)["code"] == "rows-refused"
    assert posted(maker, f"/imports/{file['id']}/use", {"leave_out": True}, 200)["state"] == "used"
    assert posted(maker, f"/imports/{file['id']}/drop", {}, 409)["code"] == "file-done"
    exported = maker.get(f"{V1}/export").content.decode().splitlines()
    assert [line.split(",")[0] for line in exported] == ["name", "A"]
    assert given(maker, "colour\r\nred\r\n", 422)["code"] == "no-name-column"


def test_siblings_are_stated_answered_and_asked_for(cast: Cast) -> None:
    maker, eve, coordinator = (browser_of(one) for one in (cast.manufacturer, cast.eve, cast.coordinator))
    product = posted(maker, "", {"name": "Breva V2"}, 201)["id"]
    words = {"other_maker": str(cast.eve.organisation_id), "relation": "relabelled", "other_name": "Air"}
    sibling = posted(maker, f"/{product}/siblings", words, 201)["id"]
    assert coordinator.get(f"{V1}/{product}/siblings").json()["items"][0]["confirmed"] is False
    posted(maker, f"/siblings/{sibling}/answer", {"confirm": True}, 403)
    assert posted(eve, f"/siblings/{sibling}/answer", {"confirm": True}, 200)["state"] == "confirmed"
    assert coordinator.get(f"{V1}/{product}/siblings").json()["items"][0]["confirmed"] is True
    assert eve.get(f"{V1}/siblings").json()["count"] == 1
    assert eve.get(f"{V1}/{product}/siblings").status_code == 404
    posted(maker, f"/siblings/{sibling}/withdrawal", {}, 200)
    assert eve.get(f"{V1}/siblings").json()["count"] == 0


def test_eve_and_the_hospital_find_nothing_of_it(cast: Cast) -> None:
    maker = browser_of(cast.manufacturer)
    product = posted(maker, "", {"name": "Breva V2"}, 201)["id"]
    file = given(maker, "name\r\nA\r\n")["id"]
    eve, hospital = browser_of(cast.eve), browser_of(cast.hospital)
    for path in (f"/{product}", f"/imports/{file}", f"/imports/{file}/rows"):
        assert eve.get(V1 + path).status_code == 404
        assert hospital.get(V1 + path).status_code == 404
    posted(eve, f"/imports/{file}/use", {}, 404)
    assert "Breva" not in eve.get(f"{V1}/export").content.decode()
    assert queries.visible(cast.eve.viewer) == []
