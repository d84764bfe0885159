"""``vulnerabilities`` of a document (CSAF 2.0 3.2.3) to values."""

from __future__ import annotations

from medcord.core.advisory.value import Remediation, Statement, Vulnerability, Weakness
from medcord.formats.csaf.our_notes import take_cvss4, take_further_weaknesses, take_scores_alone, take_ssvc
from medcord.formats.csaf.parts import read_acknowledgments, read_notes, read_references
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading
from medcord.formats.csaf.rest import loaded
from medcord.formats.csaf.said import said_otherwise
from medcord.formats.csaf.scores import grouped_otherwise, read_scores, read_ssvc
from medcord.formats.csaf.statements import read_flags, read_statements, read_threats

_VULNERABILITY = frozenset(
    [
        "acknowledgments",
        "cve",
        "cwe",
        "cwes",
        "flags",
        "ids",
        "notes",
        "product_status",
        "references",
        "remediations",
        "scores",
        "metrics",
        "threats",
        "title",
        "first_known_exploitation_dates",
        "disclosure_date",
    ]
)
_REMEDIATION = frozenset(["category", "details", "url", "product_ids", "date"])
_MEANT = ("group_ids", "product_ids")
_CWE = frozenset({"id", "name"})
_ID = frozenset({"system_name", "text"})


def read_vulnerabilities(root: Node, products: Products, reading: Reading, *, ours: bool) -> tuple[Vulnerability, ...]:
    """Read them all; ``ours`` says that the document is one of ours, whose titled notes are read back."""
    return tuple(
        _read(node, f"vulnerabilities[{at}]", products, reading, ours)
        for at, node in enumerate(reading.objects(root, "vulnerabilities", ""))
    )


def _read(node: Node, where: str, products: Products, reading: Reading, ours: bool) -> Vulnerability:
    notes = read_notes(node, where, reading)
    scores = read_scores(node, where, products, reading)
    ssvc = read_ssvc(node, where, products, reading)
    (cwe_id, cwe_name), further = _cwe(node, where, reading)
    if ours:
        more, notes = take_further_weaknesses(notes)
        further += more
        alone, notes = take_scores_alone(notes)
        extra, notes = take_cvss4(notes)
        told, notes = take_ssvc(notes)
        ssvc += told
        scores += alone + extra
    statements = read_statements(node, where, products, reading)
    if "flags" in node:
        read_flags(node, where, statements, products, reading)
    exploited = False
    if "threats" in node:
        exploited, threats = read_threats(node, where, statements, products, reading)
        notes += threats
    exploited = exploited or bool(reading.objects(node, "first_known_exploitation_dates", where))
    return Vulnerability(
        reading.text(node, "cve", where),
        _ids(node, where, reading),
        reading.text(node, "title", where),
        cwe_id,
        cwe_name,
        notes,
        tuple(statements.values()),
        scores,
        _remediations(node, where, products, reading),
        read_references(node, where, reading),
        read_acknowledgments(node, where, reading),
        exploited,
        _rest(node, tuple(statements.values()), exploited, where, reading),
        ssvc=ssvc,
        more_cwes=further,
    )


def _rest(node: Node, statements: tuple[Statement, ...], exploited: bool, where: str, reading: Reading) -> str:
    """What has no field, and the members of which the fields hold only the meaning: these win while they still mean it.

    A status "last affected" is read as affected, a flag has a date, a score stands with another in one item.
    """
    rest = reading.rest(node, _VULNERABILITY, where)
    if reading.keeps_all:
        said = said_otherwise(node, statements, exploited=exploited)
        if len(node.get("cwe", ())) > 2:
            said["cwe"] = {key: value for key, value in node["cwe"].items() if key not in _CWE}
        if any(item.keys() != _ID for item in node.get("ids", ())):
            said["ids"] = node["ids"]
        if grouped_otherwise(node):
            said["scores"] = node["scores"]
    else:
        said = {"release_date": node["disclosure_date"]} if "disclosure_date" in node else {}
    return reading.kept({**loaded(rest), **said}, where) if said else rest


def _cwe(node: Node, where: str, reading: Reading) -> tuple[tuple[str, str], tuple[Weakness, ...]]:
    """The first weakness, and the further ones that 2.1 has room for."""
    cwe = reading.object(node, "cwe", where)
    several = reading.objects(node, "cwes", where)
    if several and not cwe:
        cwe, several = several[0], several[1:]
    first = reading.text(cwe, "id", f"{where}.cwe"), reading.text(cwe, "name", f"{where}.cwe")
    said = (
        Weakness(reading.text(one, "id", f"{where}.cwes"), reading.text(one, "name", f"{where}.cwes"))
        for one in several
    )
    return first, tuple(one for one in dict.fromkeys(said) if one.words and (one.id, one.name) != first)


def _ids(node: Node, where: str, reading: Reading) -> tuple[tuple[str, str], ...]:
    if "ids" not in node:
        return ()
    found = []
    for at, item in enumerate(reading.objects(node, "ids", where)):
        place = f"{where}.ids[{at}]"
        found.append((reading.text(item, "system_name", place), reading.text(item, "text", place)))
    return tuple(found)


def _remediations(node: Node, where: str, products: Products, reading: Reading) -> tuple[Remediation, ...]:
    remediations = []
    text = reading.text
    for at, item in enumerate(reading.objects(node, "remediations", where)):
        place = f"{where}.remediations[{at}]"
        rest = reading.rest(item, _REMEDIATION, place)
        url = text(item, "url", place)
        details = text(item, "details", place)
        if "group_ids" in item:
            rest = reading.kept({**loaded(rest), **{key: item[key] for key in _MEANT if key in item}}, place)
        if not details:
            reading.warn(place, "it says nothing" + ("; its address was taken" if url else " and was left out"))
            if not url:
                continue
        remediations.append(
            Remediation(
                text(item, "category", place) or "mitigation",
                details or url,
                url,
                products.meant(item, place),
                reading.time(item, "date", place) if "date" in item else None,
                rest,
            )
        )
    return tuple(remediations)
