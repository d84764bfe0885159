"""The product identification helper (CSAF 2.0 3.1.3.3), with UDI-DI and further purls as generic URIs.

CSAF 2.0 has no field for a UDI device identifier and room for one purl; ``x_generic_uris`` is the place it offers.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from medcord.core.advisory.value import Identifiers
from medcord.formats.csaf.reading import Node, Reading

UDI_NAMESPACE = "https://accessgudid.nlm.nih.gov/devices/"
"""The public register of device identifiers; the URI of a DI is its page there."""
PURL_NAMESPACE = "https://github.com/package-url/purl-spec"

_HELPER = frozenset(["cpe", "purl", "purls", "model_numbers", "serial_numbers", "skus", "x_generic_uris"])


def read_identifiers(helper: Node, where: str, reading: Reading) -> Identifiers:
    """Read a helper; generic URIs of other namespaces are named in the warnings."""
    reading.unkept(helper, _HELPER, where)
    one = reading.text(helper, "purl", where)
    purls = [one] if one else []
    purls += reading.texts(helper, "purls", where)
    udi_dis = []
    for at, generic in enumerate(reading.objects(helper, "x_generic_uris", where)):
        place = f"{where}.x_generic_uris[{at}]"
        namespace, uri = reading.text(generic, "namespace", place), reading.text(generic, "uri", place)
        if namespace == UDI_NAMESPACE and uri.startswith(UDI_NAMESPACE):
            udi_dis.append(unquote(uri.removeprefix(UDI_NAMESPACE)))
        elif namespace == PURL_NAMESPACE:
            purls.append(uri)
        else:
            reading.warn(place, f"identifiers of {namespace[:60]!r} are not known and were left out")
    return Identifiers(
        cpe=reading.text(helper, "cpe", where),
        purls=tuple(purls),
        model_numbers=tuple(reading.texts(helper, "model_numbers", where)),
        serial_numbers=tuple(reading.texts(helper, "serial_numbers", where)),
        skus=tuple(reading.texts(helper, "skus", where)),
        udi_dis=tuple(udi_dis),
    )


def write_identifiers(identifiers: Identifiers) -> dict[str, Any]:
    """The helper for CSAF 2.0; empty when there is nothing to say."""
    generic = [{"namespace": PURL_NAMESPACE, "uri": purl} for purl in identifiers.purls[1:]]
    generic += [{"namespace": UDI_NAMESPACE, "uri": UDI_NAMESPACE + quote(di, safe="")} for di in identifiers.udi_dis]
    helper = {
        "cpe": identifiers.cpe,
        "purl": identifiers.purls[0] if identifiers.purls else "",
        "model_numbers": list(identifiers.model_numbers),
        "serial_numbers": list(identifiers.serial_numbers),
        "skus": list(identifiers.skus),
        "x_generic_uris": generic,
    }
    return {key: value for key, value in helper.items() if value}
