"""From a maker's file to the advisory: products come in, siblings are confirmed, a statement picks, hospitals read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from medcord.advisories import queries as advisories
from medcord.drafting import actions as drafting
from medcord.ledger import worker
from medcord.products import queries
from tests.cases.road import DRAFT, approved, joined
from tests.cast import Cast, browser_of

pytestmark = pytest.mark.django_db

FILE = (
    "name,model number,UDI-DI,versions,released\r\n"
    "Breva V2,KR-BV2,00810000040025,4.0 | 4.1.0 | 4.2.1,2024-01-31 | 2025-01-31 | 2026-01-31\r\n"
    "Breva V1,KR-BV1,,3.9,\r\n"
)


def test_a_registry_goes_from_a_file_into_an_advisory(cast: Cast) -> None:
    maker, eve, coordinator = (browser_of(one) for one in (cast.manufacturer, cast.eve, cast.coordinator))
    case = joined(cast)

    # The maker gives its file, looks at the preview, and uses it.
    upload = SimpleUploadedFile("registry.csv", FILE.encode())
    preview = maker.post("/products/import", {"file": upload}, follow=True)
    assert "2 products" in preview.content.decode()
    assert "2 added, 0 changed" in maker.post(f"{preview.request['PATH_INFO']}/use", follow=True).content.decode()
    product = queries.visible(cast.manufacturer.viewer, q="KR-BV2")[0]

    # It names a maker that sells the device under another name; that maker confirms; the coordinator sees both.
    sibling = {"other_maker": cast.eve.organisation_id, "relation": "relabelled", "other_name": "Eveline Air"}
    maker.post(f"/products/{product.pk}/siblings", sibling)
    asked = queries.stated_about(cast.eve.viewer)[0]
    eve.post(f"/products/siblings/{asked.pk}", {"answer": "confirm", "version": asked.version})
    assert "Eveline Air" in coordinator.get(f"/products/{product.pk}").content.decode()
    assert eve.get(f"/products/{product.pk}").status_code == 404

    # In the case it picks the versions; nothing has to be typed.
    picked = {"product": product.pk, "first": "4.0", "fixed": "4.2.1", "status": "affected"}
    assert maker.post(f"/cases/{case}/statements", picked).status_code == 302

    # The advisory holds the identifiers of the registry, and the product's page says where it is used.
    drafting.save_draft(case, DRAFT, actor=cast.coordinator.viewer)
    draft = drafting.publish(approved(cast, case), early_reason="the finder went public", actor=cast.coordinator.viewer)
    worker.drain()
    value = advisories.value_of(advisories.advisory_for(cast.hospital.viewer, draft.tracking_id).current)
    (named,) = value.products
    assert (named.version, named.identifiers.udi_dis) == (">= 4.0, < 4.2.1", ("00810000040025",))
    page = maker.get(f"/products/{product.pk}").content.decode()
    assert f"/advisories/{draft.tracking_id}" in page
    assert f"/cases/{case}/statements" in page
