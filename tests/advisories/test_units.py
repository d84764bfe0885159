"""No single device and no patient in what everybody reads (P4). The stranger meets no serial number anywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from medcord.advisories import actions, queries
from medcord.advisories.models import PublishedAdvisory
from medcord.core.advisory import Advisory, Identifiers, Note
from medcord.core.refusals import RuleRefusal
from tests.advisories.stories import COORDINATOR, FIXED_PUMP, HOSPITAL, PUMP, PUMP_ADVISORY, STRANGER
from tests.advisories.test_take_in import csaf

pytestmark = pytest.mark.django_db

SERIAL = "SN-7788-ZQ"


def with_identifiers(**given: tuple[str, ...]) -> Advisory:
    pump = replace(PUMP, identifiers=Identifiers(model_numbers=("QI-3100",), **given))
    return replace(PUMP_ADVISORY, products=(pump, FIXED_PUMP))


def with_note(text: str) -> Advisory:
    return replace(PUMP_ADVISORY, notes=(*PUMP_ADVISORY.notes, Note("other", text, "Who")))


@pytest.mark.parametrize(
    "value",
    [
        with_identifiers(serial_numbers=(SERIAL,)),
        with_identifiers(udi_dis=(f"(01)00000000031004(21){SERIAL}",)),
        with_identifiers(udi_dis=("+A99912345/$10X3/16D20111212/S77DEFG45",)),
        with_note(f"Seen on (01)00000000031004(17)281231(21){SERIAL} in May."),
        with_note(f"The pump with serial number {SERIAL} was looked at."),
        replace(PUMP_ADVISORY, title=f"Quillon Tidewater, S/N {SERIAL}"),
        replace(PUMP_ADVISORY, summary=f"Serial no.: {SERIAL}"),
    ],
)
def test_nothing_is_published_that_names_one_single_device(value: Advisory) -> None:
    with pytest.raises(RuleRefusal) as refused:
        actions.publish(value, actor=COORDINATOR)
    assert refused.value.code == "single-device"
    assert "7788" not in refused.value.sentence
    assert not PublishedAdvisory.objects.exists()


@pytest.mark.parametrize("text", ["Patient born 12 March 1951 was given too much.", "SSN 219-09-9999"])
def test_nothing_is_published_that_looks_like_data_of_a_patient(text: str) -> None:
    for value, summary in ((with_note(text), "First"), (PUMP_ADVISORY, text)):
        with pytest.raises(RuleRefusal) as refused:
            actions.publish(value, summary=summary, actor=COORDINATOR)
        assert refused.value.code == "patient-published"
        assert "1951" not in refused.value.sentence
    assert not PublishedAdvisory.objects.exists()


def test_what_is_new_in_a_revision_names_no_single_device_either() -> None:
    with pytest.raises(RuleRefusal) as refused:
        actions.publish(PUMP_ADVISORY, summary=f"S/N {SERIAL} is affected too", actor=COORDINATOR)
    assert (refused.value.code, "7788" in refused.value.sentence) == ("single-device", False)


def test_a_serial_port_is_no_serial_number() -> None:
    value = with_note("The serial port 2 of the pump asks for no password, and tells the serial number of the device.")
    assert actions.publish(value, actor=COORDINATOR).number == 1


def test_kinds_of_device_and_whom_to_call_may_be_named() -> None:
    value = with_identifiers(udi_dis=("00000000031004", "(01)00000000031004", "+A999123457", "=/A9999XYZ100T0944"))
    note = Note("other", "Call Jane Doe, +1 555 010 0199, or write to psirt@quillon.example.", "Contact")
    assert actions.publish(replace(value, notes=(*value.notes, note)), actor=COORDINATOR).number == 1


@pytest.fixture
def foreign() -> str:
    """An advisory of another publisher that names devices by serial number."""
    document = json.loads(csaf())

    def name(branches: list[dict[str, Any]]) -> None:
        for branch in branches:
            name(branch.get("branches", []))
            if "product" in branch:
                helper = branch["product"].setdefault("product_identification_helper", {})
                helper["serial_numbers"] = [SERIAL]

    name(document["product_tree"]["branches"])
    taken = actions.take_in([("a.json", json.dumps(document).encode())], actor=HOSPITAL)
    assert taken.taken == 1
    return str(PublishedAdvisory.objects.get().tracking_id)


def test_serial_numbers_of_others_advisories_are_shown_to_nobody(foreign: str) -> None:
    assert queries.published(STRANGER).count == 1
    assert queries.published(STRANGER, q=SERIAL).count == 0
    assert queries.published(STRANGER, model=SERIAL).count == 0
    for path in (
        f"/advisories/{foreign}",
        f"/api/v1/advisories/{foreign}",
        "/advisories/feed.atom",
        "/advisories/feed.json",
    ):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert SERIAL not in answer.content.decode()


def test_a_file_with_serial_numbers_in_it_is_not_passed_on_to_strangers(foreign: str) -> None:
    for path in (f"/advisories/{foreign}/csaf.json", f"/api/v1/advisories/{foreign}/csaf",
                 f"/advisories/{foreign}/revisions/1/csaf.json"):  # fmt: skip
        answer = Client().get(path)
        assert answer.status_code == 409
        assert "single devices by serial number" in answer.content.decode()
        assert SERIAL not in answer.content.decode()
    row = queries.advisory_for(HOSPITAL, foreign)
    assert SERIAL.encode() in queries.document_for(HOSPITAL, row.current)
