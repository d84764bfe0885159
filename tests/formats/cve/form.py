"""The CVE record format 5.1 in our own words, as far as our drafts use it: what a CNA's container must and may hold."""

from __future__ import annotations

from typing import Any

Form = dict[str, Any]


def text(most: int, least: int = 1, **more: Any) -> Form:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def record(must: Form, may: Form | None = None, **more: Any) -> Form:
    return {"type": "object", "required": list(must), "properties": must | (may or {}), **more}


def several(of: Form, most: int | None = None, **more: Any) -> Form:
    return {"type": "array", "minItems": 1, "items": of} | ({"maxItems": most} if most else {}) | more


_ONLY: Form = {"additionalProperties": False}
_LANG: Form = {"type": "string", "pattern": r"^[A-Za-z]{2,4}([_-][A-Za-z]{4})?([_-]([A-Za-z]{2}|[0-9]{3}))?$"}
_TEXT = record({"lang": _LANG, "value": text(4096)}, {"supportingMedia": {}}, **_ONLY)
_TEXTS = several(_TEXT, uniqueItems=True)
_STATUS: Form = {"enum": ["affected", "unaffected", "unknown"]}
_UUID: Form = {"type": "string", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"}
_TIME: Form = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"}

# A version stands alone, or opens a range that has one end and says how its versions are ordered.
_VERSION: Form = {
    "oneOf": [
        record({"version": text(1024), "status": _STATUS}, {"versionType": text(128)}, **_ONLY),
        {
            **record(
                {"version": text(1024), "status": _STATUS, "versionType": text(128)},
                {"lessThan": text(1024), "lessThanOrEqual": text(1024), "changes": {"type": "array"}},
                **_ONLY,
            ),
            "oneOf": [{"required": ["lessThan"]}, {"required": ["lessThanOrEqual"]}],
        },
    ]
}
_PRODUCT: Form = {
    **record(
        {"vendor": text(512), "product": text(2048)},
        {
            "versions": several(_VERSION),
            "defaultStatus": _STATUS,
            "cpes": several({"type": "string", "pattern": r"^cpe:"}, uniqueItems=True),
        },
    ),
    "anyOf": [{"required": ["versions"]}, {"required": ["defaultStatus"]}],
}
_RATING: Form = {"enum": ["NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"]}


def _cvss(version: str, vector: str, *, rated: bool = True) -> Form:
    must: Form = {
        "version": {"const": version},
        "vectorString": {"type": "string", "pattern": vector},
        "baseScore": {"type": "number", "minimum": 0, "maximum": 10},
    }
    return record(must | ({"baseSeverity": _RATING} if rated else {}))


_METRIC: Form = {
    **record(
        {},
        {
            "format": {"enum": ["CVSS"]},
            "scenarios": {},
            "cvssV2_0": _cvss("2.0", "^AV:[LAN]/", rated=False),
            "cvssV3_0": _cvss("3.0", r"^CVSS:3\.0/"),
            "cvssV3_1": _cvss("3.1", r"^CVSS:3\.1/"),
            "cvssV4_0": _cvss("4.0", r"^CVSS:4\.0/AV:[NALP]/"),
            "other": {"type": "object"},
        },
        **_ONLY,
    ),
    "anyOf": [{"required": [key]} for key in ("cvssV2_0", "cvssV3_0", "cvssV3_1", "cvssV4_0", "other")],
}
_PROBLEM = record(
    {"descriptions": several(record(
        {"lang": _LANG, "description": text(4096)},
        {"cweId": text(9, 5, pattern="^CWE-[1-9][0-9]*$"), "type": text(128), "references": {}},
        **_ONLY,
    ))},
    **_ONLY,
)  # fmt: skip
_REFERENCE = record(
    {"url": text(2048, format="uri")},
    {"name": text(512), "tags": several({"type": "string"}, uniqueItems=True)},
    **_ONLY,
)

CONTAINER: Form = record(
    {
        "providerMetadata": record({"orgId": _UUID}),
        "descriptions": {
            **_TEXTS,
            "contains": {"properties": {"lang": {"type": "string", "pattern": "^en([_-].*)?$"}}},
        },
        "affected": several(_PRODUCT),
        "references": several(_REFERENCE, 512, uniqueItems=True),
    },
    {
        "title": text(256),
        "datePublic": _TIME,
        "problemTypes": several(_PROBLEM, uniqueItems=True),
        "metrics": several(_METRIC, uniqueItems=True),
        "solutions": _TEXTS,
        "workarounds": _TEXTS,
        "credits": several(record({"lang": _LANG, "value": text(4096)}), uniqueItems=True),
        "source": {"type": "object"},
    },
)
RECORD: Form = record(
    {
        "dataType": {"const": "CVE_RECORD"},
        "dataVersion": {"type": "string", "pattern": r"^5\.(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))?$"},
        "cveMetadata": record(
            {
                "cveId": {"type": "string", "pattern": "^CVE-[0-9]{4}-[0-9]{4,19}$"},
                "assignerOrgId": _UUID,
                "state": {"const": "PUBLISHED"},
            }
        ),
        "containers": record({"cna": CONTAINER}),
    }
)
"""A published record: what our draft is once the CNA has put in its id and its word that it is out."""
