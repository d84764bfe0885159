"""CSAF 2.0 documents at random, with every optional member the standard has and some it has not."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.formats.csaf.documents import minimal

Node = dict[str, Any]

GUDID = "https://accessgudid.nlm.nih.gov/devices/"

said = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=8)
words = st.sampled_from(["Acme", "Pump", "2.4", "<= 2.3", "vers:all/*", "Käte", "0"])
names = words | said
urls = st.sampled_from(["https://acme.example/a", "https://else.example/b?c=1#d", "http://x.example"])
times = st.sampled_from(
    ["2026-03-02T09:00:00Z", "2019-02-05T07:00:00.123Z", "2020-06-01T01:00:00+02:00", "1999-12-31T23:59:59.5-05:00"]
)
languages = st.sampled_from(["en", "en-US", "de", "fr-CA"])
unknown = st.sampled_from([1, "text", [1, {"b": None}], {"y": {"z": [True]}}])
"""The standard lets members be that it does not know (6.2.20 only recommends against them)."""

BRANCHES = [
    "architecture", "host_name", "language", "legacy", "patch_level", "product_family", "product_name",
    "product_version", "product_version_range", "service_pack", "specification", "vendor",
]  # fmt: skip
LABELS = ["component_not_present", "inline_mitigations_already_exist", "vulnerable_code_not_present"]
STATUS = [
    "first_affected", "first_fixed", "fixed", "known_affected", "known_not_affected", "last_affected", "recommended",
    "under_investigation",
]  # fmt: skip


def some(strategy: st.SearchStrategy, most: int = 2) -> st.SearchStrategy:
    """A list of at least one, no two alike."""
    return st.lists(strategy, min_size=1, max_size=most, unique_by=_alike)


def _alike(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def record(must: Node, may: Node) -> st.SearchStrategy:
    """An object with members that must and members that may be there, now and then with an unknown one."""
    return st.fixed_dictionaries(must, optional={**may, "x_unknown": unknown})


file_hash = st.fixed_dictionaries(
    {"algorithm": st.sampled_from(["sha256", "sha512"]), "value": st.just("a" * 64) | st.just("0f" * 32)}
)
generic_uri = st.fixed_dictionaries(
    {
        "namespace": st.sampled_from(
            [
                "https://accessgudid.nlm.nih.gov/devices/",
                "https://github.com/package-url/purl-spec",
                "https://z.example",
            ]
        ),
        "uri": st.sampled_from(
            [
                "https://accessgudid.nlm.nih.gov/devices/0123",
                "https://accessgudid.nlm.nih.gov/devices/a/b",
                "pkg:pypi/a",
            ]
        ),
    }
)
helper = record(
    {},
    {
        "cpe": st.just("cpe:2.3:h:acme:pump:*:*:*:*:*:*:*:*"),
        "hashes": some(st.fixed_dictionaries({"file_hashes": some(file_hash), "filename": said})),
        "model_numbers": some(said),
        "purl": st.sampled_from(["pkg:pypi/csaf@1", "pkg:generic/a"]),
        "sbom_urls": some(urls),
        "serial_numbers": some(said),
        "skus": some(said),
        "x_generic_uris": some(generic_uri, 3),
    },
).filter(bool)
acknowledgment = record({}, {"names": some(said), "organization": said, "summary": said, "urls": some(urls)}).filter(
    lambda one: one.keys() - {"x_unknown"}
)
note = record(
    {"category": st.sampled_from(["summary", "description", "general", "legal_disclaimer"]), "text": said},
    {"title": said, "audience": said},
)
reference = record({"summary": said, "url": urls}, {"category": st.sampled_from(["self", "external"])})
revision = record(
    {"date": times, "number": st.sampled_from(["1", "2", "3"]), "summary": said}, {"legacy_version": said}
)


class Ids:
    """Numbers product ids in one document."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def next(self) -> str:
        self.made.append(f"P{len(self.made)}")
        return self.made[-1]


def _entry(draw: st.DrawFn, ids: Ids) -> Node:
    entry = draw(record({"name": names}, {"product_identification_helper": helper}))
    return {**entry, "product_id": ids.next()}


def _branches(draw: st.DrawFn, ids: Ids, depth: int) -> list[Node]:
    found = []
    for _ in range(draw(st.integers(1, 3))):
        branch: Node = {"category": draw(st.sampled_from(BRANCHES)), "name": draw(names)}
        if depth and draw(st.booleans()):
            branch["branches"] = _branches(draw, ids, depth - 1)
        else:
            branch["product"] = _entry(draw, ids)
        found.append(branch)
    return found


def _tree(draw: st.DrawFn, ids: Ids) -> tuple[Node, list[str]]:
    tree: Node = draw(st.fixed_dictionaries({}, optional={"x_unknown": unknown}))
    if draw(st.booleans()):
        tree["branches"] = _branches(draw, ids, 3)
    if not ids.made or draw(st.booleans()):
        tree["full_product_names"] = [_entry(draw, ids) for _ in range(draw(st.integers(1, 2)))]
    relations = []
    for _ in range(draw(st.integers(0, 3))):
        known = st.sampled_from(list(ids.made))
        relation = draw(
            record(
                {
                    "category": st.sampled_from(["installed_on", "default_component_of", "optional_component_of"]),
                    "product_reference": known,
                    "relates_to_product_reference": known,
                },
                {},
            )
        )
        relations.append({**relation, "full_product_name": _entry(draw, ids)})
    if relations:
        # the order in a document says nothing on the order in which they build on each other
        tree["relationships"] = draw(st.permutations(relations))
    groups = [f"G{at}" for at in range(draw(st.integers(0, 2)))]
    if groups:
        members = st.lists(st.sampled_from(ids.made), min_size=2, max_size=4, unique=True)
        if len(ids.made) < 2:
            return tree, []
        tree["product_groups"] = [
            {**draw(record({"product_ids": members}, {"summary": said})), "group_id": group} for group in groups
        ]
    return tree, groups


def _about(ids: list[str], groups: list[str]) -> tuple[st.SearchStrategy, Node]:
    """Product ids, and the members that name products or groups."""
    products = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)
    about: Node = {"product_ids": products}
    if groups:
        about["group_ids"] = st.lists(st.sampled_from(groups), min_size=1, unique=True)
    return products, about


def _score(products: st.SearchStrategy) -> st.SearchStrategy:
    base = st.integers(0, 100).map(lambda tenths: tenths / 10)
    old = "AV:N/AC:L/Au:N/C:P/I:P/A:P"
    v2 = record({"version": st.just("2.0"), "vectorString": st.just(old), "baseScore": base}, {})
    v3 = st.fixed_dictionaries(
        {
            "version": st.just("3.1"),
            "vectorString": st.just("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
            "baseScore": base,
            "baseSeverity": st.sampled_from(["NONE", "LOW", "HIGH", "CRITICAL"]),
        },
        optional={
            "attackVector": st.just("NETWORK"),
            "temporalScore": base,
            "environmentalScore": base,
            "environmentalSeverity": st.just("MEDIUM"),
        },
    )
    return record({"products": products}, {"cvss_v2": v2, "cvss_v3": v3}).filter(
        lambda one: one.keys() & {"cvss_v2", "cvss_v3"}
    )


def _remediation(about: Node) -> st.SearchStrategy:
    restart = record({"category": st.sampled_from(["none", "system", "zone"])}, {"details": said})
    return record(
        {"category": st.sampled_from(["mitigation", "vendor_fix", "none_available"]), "details": said},
        {"date": times, "entitlements": some(said), "restart_required": restart, "url": urls, **about},
    )


def _vulnerability(draw: st.DrawFn, ids: list[str], groups: list[str]) -> Node:
    products, about = _about(ids, groups)
    threat = record(
        {
            "category": st.sampled_from(["exploit_status", "impact", "target_set"]),
            "details": said | st.just("Known to be exploited") | st.just("Not affected by design"),
        },
        {"date": times, **about},
    )
    involvement = record(
        {"party": st.just("vendor"), "status": st.sampled_from(["open", "disputed"])}, {"date": times, "summary": said}
    )
    return draw(
        record(
            {},
            {
                "acknowledgments": some(acknowledgment),
                "cve": st.sampled_from(["CVE-2026-10001", "CVE-2026-10002"]),
                "cwe": record({"id": st.just("CWE-306"), "name": said}, {}),
                "discovery_date": times,
                "flags": some(record({"label": st.sampled_from(LABELS)}, {"date": times, **about}), 3),
                "ids": some(record({"system_name": said, "text": said}, {})),
                "involvements": some(involvement),
                "notes": some(note),
                "product_status": st.dictionaries(st.sampled_from(STATUS), products, min_size=1),
                "references": some(reference),
                "release_date": times,
                "remediations": some(_remediation(about)),
                "scores": some(_score(products)),
                "threats": some(threat, 3),
                "title": said,
            },
        ).filter(bool)
    )


def _head(draw: st.DrawFn) -> Node:
    tracking = record(
        {
            "current_release_date": times,
            "id": st.just("ACME-1"),
            "initial_release_date": times,
            "revision_history": st.lists(revision, min_size=1, max_size=3),
            "status": st.sampled_from(["draft", "final", "interim"]),
            "version": st.sampled_from(["1", "2.0.0"]),
        },
        {
            "aliases": some(said),
            "generator": record(
                {"engine": record({"name": said}, {"version": said})},
                {"date": times},
            ),
        },
    )
    label = st.sampled_from(["AMBER", "GREEN", "RED", "WHITE"])
    return draw(
        record(
            {
                "category": st.sampled_from(["csaf_security_advisory", "csaf_vex", "csaf_base"]),
                "csaf_version": st.just("2.0"),
                "publisher": record(
                    {"category": st.just("vendor"), "name": said, "namespace": urls},
                    {"contact_details": said, "issuing_authority": said},
                ),
                "title": said,
                "tracking": tracking,
            },
            {
                "acknowledgments": some(acknowledgment),
                "aggregate_severity": record({"text": said}, {"namespace": urls}),
                "distribution": record({"tlp": record({"label": label}, {"url": urls})}, {"text": said}),
                "lang": languages,
                "notes": some(note),
                "references": some(reference),
                "source_lang": languages,
            },
        )
    )


@st.composite
def documents(draw: st.DrawFn) -> Node:
    """A document that the schema of CSAF 2.0 accepts and whose product ids are defined once."""
    ids = Ids()
    tree, groups = _tree(draw, ids)
    root: Node = {"document": _head(draw), "product_tree": tree}
    if draw(st.booleans()):
        root["vulnerabilities"] = [_vulnerability(draw, ids.made, groups) for _ in range(draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        root["$schema"] = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"
    return root


def rich() -> Node:
    """A document of 2.0 with much that no field of the value holds."""
    document = minimal()
    document["document"]["aggregate_severity"] = {"text": "High"}
    document["document"]["distribution"]["text"] = "Share it."
    document["document"]["tracking"] |= {"aliases": ["ALIAS-1"], "generator": {"engine": {"name": "Editor"}}}
    document["document"]["tracking"]["revision_history"][0]["legacy_version"] = "A"
    tree = document["product_tree"] = {}
    tree["full_product_names"] = [{"product_id": key, "name": f"Pump {key}"} for key in ("P1", "P2", "P3")]
    tree["product_groups"] = [{"group_id": "G1", "product_ids": ["P2", "P3"], "summary": "Both newer"}]
    flaw = document["vulnerabilities"][0]
    flaw["product_status"] = {"last_affected": ["P1"], "known_not_affected": ["P2", "P3"]}
    flaw["flags"] = [{"label": "component_not_present", "group_ids": ["G1"], "date": "2026-01-01T00:00:00Z"}]
    flaw["threats"] = [{"category": "target_set", "details": "Hospitals", "date": "2026-01-01T00:00:00Z"}]
    flaw["remediations"] = [
        {
            "category": "vendor_fix",
            "details": "Update.",
            "group_ids": ["G1"],
            "product_ids": ["P1"],
            "entitlements": ["x"],
        }
    ]
    return document
