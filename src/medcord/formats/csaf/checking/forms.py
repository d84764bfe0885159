"""The form of provider-metadata.json (7) and aggregator.json (21): our schemas for CSAF 2.0, the draft's for 2.1."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from medcord.formats.csaf.editions import feed_schema

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

MOST_FAULTS = 10
MOST_LISTED = 10_000
"""Parties in one aggregator.json: each fault of each is put into words before the first is seen."""
PROVIDER_ROLES = ("csaf_publisher", "csaf_provider", "csaf_trusted_provider")
LIST_CATEGORIES = ("aggregator", "lister")
_LABELS = ("UNLABELED", "WHITE", "GREEN", "AMBER", "RED")
_CATEGORIES = ("coordinator", "discoverer", "other", "translator", "user", "vendor")

Form = dict[str, Any]
_TEXT: Form = {"type": "string", "minLength": 1}
_TIME: Form = {"type": "string", "format": "date-time"}
_FLAG: Form = {"type": "boolean"}
_ADDRESS: Form = {"type": "string", "format": "uri"}
_VERSION: Form = {"const": "2.0"}


def _address_of(ending: str) -> Form:
    return {**_ADDRESS, "pattern": ending.replace(".", r"\.") + "$"}


def _object(required: Form, optional: Form | None = None) -> Form:
    return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}}


def _list(of: Form, least: int = 1) -> Form:
    return {"type": "array", "minItems": least, "uniqueItems": True, "items": of}


_PUBLISHER = _object(
    {"category": {"enum": list(_CATEGORIES)}, "name": _TEXT, "namespace": _ADDRESS},
    {"contact_details": _TEXT, "issuing_authority": _TEXT},
)
_METADATA_ADDRESS = _address_of("/provider-metadata.json")
_FEED = _object(
    {"tlp_label": {"enum": list(_LABELS)}, "url": _address_of(".json")},
    {"summary": {"type": "string"}},
)
_ROLIE = _object(
    {"feeds": _list(_FEED)},
    {"services": _list(_address_of(".json")), "categories": _list(_address_of(".json"))},
)
_DISTRIBUTION = {
    **_object({}, {"directory_url": _ADDRESS, "rolie": _ROLIE}),
    "minProperties": 1,
}
_FINGERPRINT: Form = {"type": "string", "pattern": "^[0-9a-fA-F]{40,}$"}
PROVIDER_FORM: Form = {
    **_object(
        {
            "canonical_url": _METADATA_ADDRESS,
            "last_updated": _TIME,
            "list_on_CSAF_aggregators": _FLAG,
            "metadata_version": _VERSION,
            "mirror_on_CSAF_aggregators": _FLAG,
            "publisher": _PUBLISHER,
            "role": {"enum": list(PROVIDER_ROLES)},
        },
        {
            "distributions": _list(_DISTRIBUTION),
            "public_openpgp_keys": {
                "type": "array",
                "items": _object({"url": _ADDRESS}, {"fingerprint": _FINGERPRINT}),
            },
        },
    ),
}
_LISTED = _object(
    {"last_updated": _TIME, "publisher": _PUBLISHER, "url": _METADATA_ADDRESS},
    {"role": {"enum": list(PROVIDER_ROLES)}},
)
AGGREGATOR_FORM: Form = _object(
    {
        "aggregator": _object(
            {"category": {"enum": list(LIST_CATEGORIES)}, "name": _TEXT, "namespace": _ADDRESS},
            {"contact_details": _TEXT, "issuing_authority": _TEXT},
        ),
        "aggregator_version": _VERSION,
        "canonical_url": _address_of("/aggregator.json"),
        "csaf_providers": _list(_object({"metadata": _LISTED}, {"mirrors": _list(_METADATA_ADDRESS)})),
        "last_updated": _TIME,
    },
    {
        "csaf_publishers": _list(
            _object({"metadata": _LISTED, "mirrors": _list(_METADATA_ADDRESS), "update_interval": _TEXT})
        )
    },
)


def provider_faults(metadata: Form) -> list[str]:
    """What is wrong with the form of provider metadata of the version they name, a sentence each; at most ten."""
    return _faults(_validator("provider", _is_2_1(metadata, "metadata_version")), metadata)


def aggregator_faults(body: Form) -> list[str]:
    """What is wrong with the form of an aggregator.json, a sentence each; at most ten."""
    listed = sum(
        len(each) for each in (body.get("csaf_providers"), body.get("csaf_publishers")) if isinstance(each, list)
    )
    if listed > MOST_LISTED:
        return [f"It lists {listed:,} parties; more than {MOST_LISTED:,} are not looked at."]
    return _faults(_validator("aggregator", _is_2_1(body, "aggregator_version")), body)


def _is_2_1(body: Form, key: str) -> bool:
    return body.get(key) == "2.1"


def _faults(validator: Draft202012Validator, value: Form) -> list[str]:
    errors = zip(range(MOST_FAULTS), validator.iter_errors(value), strict=False)
    return [
        f"At {''.join(f'/{step}' for step in error.instance_path) or '/'}: {error.message[:160]}."
        for _, error in errors
    ]


@lru_cache(maxsize=4)
def _validator(kind: str, newer: bool) -> Draft202012Validator:
    import jsonschema_rs

    if newer:
        return feed_schema(kind)
    form = PROVIDER_FORM if kind == "provider" else AGGREGATOR_FORM
    return jsonschema_rs.Draft202012Validator(form, validate_formats=True)
