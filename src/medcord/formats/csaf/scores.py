"""CVSS scores: ``scores`` of CSAF 2.0 and ``metrics`` of 2.1."""

from __future__ import annotations

import orjson

from medcord.core.advisory.value import Score, Ssvc
from medcord.formats.csaf.products import Products
from medcord.formats.csaf.reading import Node, Reading

_SCORE = frozenset({"cvss_v2", "cvss_v3", "products"})
_CVSS = frozenset({"baseScore", "vectorString", "version", "baseSeverity"})
_CVSS_2 = _CVSS - {"baseSeverity"}
_METRIC = frozenset({"content", "products"})
_CONTENT = frozenset({"cvss_v2", "cvss_v3", "cvss_v4", "ssvc_v2"})
_VERSIONS = {"cvss_v2": ("2.0",), "cvss_v3": ("3.0", "3.1"), "cvss_v4": ("4.0",)}
_BANDS = ((9.0, "CRITICAL"), (7.0, "HIGH"), (4.0, "MEDIUM"), (0.1, "LOW"), (0.0, "NONE"))


def severity_word(version: str, base: float) -> str:
    """The qualitative rating of a base score (CVSS 3.1 section 5); CVSS 2.0 has none."""
    if version == "2.0":
        return ""
    return next((word for least, word in _BANDS if base >= least), "NONE")


def read_scores(node: Node, where: str, products: Products, reading: Reading) -> tuple[Score, ...]:
    """Every CVSS score, 4.0 last."""
    scores: list[Score] = []
    for at, item in enumerate(reading.objects(node, "scores", where)):
        place = f"{where}.scores[{at}]"
        scores += _of(item, place, products.meant(item, place, "products"), reading)
    for at, item in enumerate(reading.objects(node, "metrics", where)):
        place = f"{where}.metrics[{at}]"
        reading.lose(item.keys() - _METRIC, place)
        content = reading.object(item, "content", place)
        reading.lose(content.keys() - _CONTENT, f"{place}.content")
        scores += _of(content, f"{place}.content", products.meant(item, place, "products"), reading)
    if len(scores) > 1:
        scores.sort(key=lambda score: score.version == "4.0")
    return tuple(scores)


def read_ssvc(node: Node, where: str, products: Products, reading: Reading) -> tuple[Ssvc, ...]:
    """The decisions by SSVC among the metrics of 2.1, each kept as it was given."""
    found = []
    for at, item in enumerate(reading.objects(node, "metrics", where)):
        place = f"{where}.metrics[{at}]"
        given = reading.object(reading.object(item, "content", place), "ssvc_v2", place)
        if given:
            text = orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode()
            found.append(Ssvc(text, products.meant(item, place, "products")))
    return tuple(found)


def _of(holder: Node, where: str, about: tuple[str, ...], reading: Reading) -> list[Score]:
    scores = []
    for key, versions in _VERSIONS.items():
        if key not in holder:
            continue
        place = f"{where}.{key}"
        cvss = reading.object(holder, key, where)
        base = reading.number(cvss, "baseScore", place)
        vector = reading.text(cvss, "vectorString", place)
        version = reading.text(cvss, "version", place) or _version(vector, versions)
        if base is None or not 0 <= base <= 10 or version not in versions:
            reading.warn(place, "no base score of 0 to 10, or a version that is out of place; it was left out")
            continue
        severity = reading.text(cvss, "baseSeverity", place) or severity_word(version, base)
        if version == "2.0":
            severity, known = "", _CVSS_2
        else:
            known = _CVSS
        # whatever the edition: a CVSS object is the same in both
        more = {} if cvss.keys() <= known else {name: cvss[name] for name in cvss.keys() - known}
        scores.append(Score(version, vector, base, severity, about, reading.kept(more, place) if more else ""))
    return scores


def _version(vector: str, versions: tuple[str, ...]) -> str:
    named = vector[5:8] if vector.startswith("CVSS:") else ""
    return named or versions[-1]


def grouped_otherwise(node: Node) -> bool:
    """Whether ``scores`` of 2.0 says more than one CVSS object and its products in any of its items."""
    return any(len(item.keys() - {"products"}) != 1 for item in node.get("scores", ()))
