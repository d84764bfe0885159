"""The product identification helper (CSAF 2.0 3.1.3.3), with UDI-DI and further purls as generic URIs.

CSAF 2.0 has no field for a UDI device identifier and room for one purl; ``x_generic_uris`` is the place it offers.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from medcord.core.advisory.value import Identifiers
from medcord.formats.csaf.reading import Node, Reading
from medcord.formats.csaf.rest import loaded, with_rest

UDI_NAMESPACE = "https://accessgudid.nlm.nih.gov/devices/"
"""The public register of device identifiers; the URI of a DI is its page there."""
PURL_NAMESPACE = "https://github.com/package-url/purl-spec"

_HELPER = frozenset(["cpe", "purl", "purls", "model_numbers", "serial_numbers", "skus", "x_generic_uris"])


def read_identifiers(helper: Node, where: str, reading: Reading) -> tuple[Identifiers, Node]:
    """Read a helper; and what of it the identifiers do not say (hashes, SBOMs, URIs of other namespaces)."""
    more = loaded(reading.rest(helper, _HELPER, where))
    one = reading.text(helper, "purl", where)
    purls = [one] if one else []
    purls += reading.texts(helper, "purls", where)
    uris = reading.objects(helper, "x_generic_uris", where)
    for at, uri in enumerate(uris):
        for key in ("namespace", "uri"):
            reading.text(uri, key, f"{where}.x_generic_uris[{at}]")
    further, udi_dis = _said(uris)
    found = Identifiers(
        cpe=reading.text(helper, "cpe", where),
        purls=(*purls, *further),
        model_numbers=tuple(reading.texts(helper, "model_numbers", where)),
        serial_numbers=tuple(reading.texts(helper, "serial_numbers", where)),
        skus=tuple(reading.texts(helper, "skus", where)),
        udi_dis=udi_dis,
    )
    if uris and (uris != _generic(found) or one != "".join(found.purls[:1])):
        more |= {"purl": one, "x_generic_uris": uris}
    return found, more


def write_identifiers(identifiers: Identifiers, more: Node | None = None) -> dict[str, Any]:
    """The helper for CSAF 2.0; empty when there is nothing to say. ``more`` is what was kept beside the identifiers."""
    more = dict(more or {})
    one, uris = identifiers.purls[0] if identifiers.purls else "", _generic(identifiers)
    if "x_generic_uris" in more:
        one, uris = _as_told(more.pop("purl", ""), more.pop("x_generic_uris"), identifiers)
    helper = {
        "cpe": identifiers.cpe,
        "purl": one,
        "model_numbers": list(identifiers.model_numbers),
        "serial_numbers": list(identifiers.serial_numbers),
        "skus": list(identifiers.skus),
        "x_generic_uris": uris,
    }
    return with_rest({key: value for key, value in helper.items() if value}, more)


def _generic(identifiers: Identifiers) -> list[Node]:
    generic = [{"namespace": PURL_NAMESPACE, "uri": purl} for purl in identifiers.purls[1:]]
    return generic + [
        {"namespace": UDI_NAMESPACE, "uri": UDI_NAMESPACE + quote(di, safe="")} for di in identifiers.udi_dis
    ]


def _said(uris: list[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The purls and the device identifiers among generic URIs."""
    purls, udi_dis = [], []
    for each in uris:
        namespace, uri = each.get("namespace", ""), each.get("uri", "")
        if namespace == UDI_NAMESPACE and uri.startswith(UDI_NAMESPACE):
            udi_dis.append(unquote(uri.removeprefix(UDI_NAMESPACE)))
        elif namespace == PURL_NAMESPACE:
            purls.append(uri)
    return tuple(purls), tuple(udi_dis)


def _as_told(one: str, told: list[Node], identifiers: Identifiers) -> tuple[str, list[Node]]:
    """The purl and the generic URIs in their publisher's order, as long as they say what the identifiers say."""
    purls, udi_dis = _said(told)
    if (*([one] if one else []), *purls) == identifiers.purls and udi_dis == identifiers.udi_dis:
        return one, told
    foreign = [each for each in told if _said([each]) == ((), ())]
    return (identifiers.purls[0] if identifiers.purls else ""), foreign + _generic(identifiers)
