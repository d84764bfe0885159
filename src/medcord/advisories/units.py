"""Single devices and patients stay out of what everybody reads (P4): an implant's serial number is its patient's.

What goes out through the door names kinds of device. What was taken in is another publisher's word and is kept as it
is; its serial numbers are in no page, no index and no answer, and its file goes to strangers only when it holds none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from medcord.core.access import Viewer, ViewerKind
from medcord.core.advisory import Advisory, Identifiers
from medcord.core.advisory.texts import texts_of
from medcord.core.device.carrier import carried_in
from medcord.core.device.serials import names_one_device
from medcord.core.refusals import RuleRefusal
from medcord.formats.evidence.patient_data import Sign, in_text

_GS1 = r"\(01\)\s?\d{14}(?:\s?\((?!21)\d{2,4}\)[^()\s]*)*\s?\(21\)\s?\S+"
_HIBCC = r"\+[A-Z][A-Z0-9]{4,22}/\S*/S[A-Z0-9]{3,}"
_CARRIER = re.compile(f"{_GS1}|{_HIBCC}")
_OF_A_PATIENT = frozenset(Sign) - {Sign.NAME_AND_PHONE}
"""A name with a telephone number is whom to call: advisories have those."""


def has_serials(value: Advisory) -> bool:
    """Whether products are named by the serial numbers of single devices."""
    return any(product.identifiers.serial_numbers for product in value.products)


def without_serials(value: Advisory) -> Advisory:
    """The same with the serial numbers left out, for whoever reads it."""
    if not has_serials(value):
        return value
    products = (replace(one, identifiers=replace(one.identifiers, serial_numbers=())) for one in value.products)
    return replace(value, products=tuple(products))


def require_no_single_device(value: Advisory, *also: str) -> None:
    """Raises RuleRefusal when the advisory, or a text beside it, names one device or looks like data of a patient."""
    for product in value.products:
        if product.identifiers.serial_numbers or _more_than_a_kind(product.identifiers):
            raise _single(f"the product {product.name or product.full_name or product.id}")
    for text in (*texts_of(value), *also):
        if _CARRIER.search(text) or names_one_device(text):
            raise _single("a text")
        hints = [hint for hint in in_text(text) if hint.sign in _OF_A_PATIENT]
        if hints:
            raise RuleRefusal(
                f"A text of the advisory holds what looks like {hints[0]}. What is published is read by everybody and "
                "cannot be taken back. Take it out of the draft, then publish again.",
                code="patient-published",
            )


def require_servable(viewer: Viewer, value: Advisory) -> None:
    """Raises RuleRefusal when a file that is passed on as it is would name single devices to strangers."""
    if has_serials(value) and viewer.kind not in (ViewerKind.MEMBER, ViewerKind.SYSTEM):
        raise RuleRefusal(
            "This file names single devices by serial number, and such a number may be a patient's. It is not passed "
            f"on here. Everything else in it stands on the page of the advisory; the file is at its publisher, "
            f"{value.publisher.name or value.publisher.namespace}.",
            code="single-device",
        )


def _more_than_a_kind(identifiers: Identifiers) -> bool:
    """Whether what should be a device identifier goes on with production data."""
    return any(
        found.text.lstrip("+") != one.strip().upper().lstrip("+*").rstrip("*")
        and len(one.strip()) > len(found.text) + 4
        for one in identifiers.udi_dis
        if (found := carried_in(one)) is not None
    )


def _single(where: str) -> RuleRefusal:
    return RuleRefusal(
        f"The advisory names single devices: {where} holds a serial number. What is published is read by everybody, "
        "and the serial number of an implant is its patient's. Name the kind of device: its model, device identifier "
        "and versions. Tell owners of single devices by letter.",
        code="single-device",
    )
