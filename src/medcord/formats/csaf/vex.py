"""An ``Advisory`` as a CSAF VEX (profile 5 of CSAF 2.0, ``csaf_vex``): who is affected, who is not, and why.

The profile asks more than an advisory has to say (tests 6.1.27.7 to 6.1.27.10): a status, an id, an impact statement or
flag for what is not affected, an action for what is. Nothing is made up to fill these: a status without its ground is
left out and named in a note, and where nothing is left there is no VEX.
"""

from __future__ import annotations

from dataclasses import replace

from medcord.core.advisory.value import Advisory, Note, Remediation, Vulnerability
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf.writer import write_csaf

NO_ACTION = "The publisher names no remediation for these products."
LEFT_OUT_TITLE = "Left out of this VEX"


def write_vex(advisory: Advisory, *, canonical_url: str, engine_version: str) -> bytes:
    """The document, as ``write_csaf`` gives it. Raises InputRefusal where no statement can stand in a VEX."""
    kept, left_out = [], []
    for vulnerability in advisory.vulnerabilities:
        one, missing = _statements(vulnerability)
        left_out += missing
        if one is not None:
            kept.append(one)
    if not kept:
        raise InputRefusal(
            f"{advisory.id} has no statement that can stand in a VEX: each needs a CVE or another id, a status, and for"
            " a product that is not affected the reason.",
            code="no-vex",
        )
    notes = advisory.notes
    if left_out:
        notes = (*notes, Note("general", "\n".join(dict.fromkeys(left_out)), LEFT_OUT_TITLE))
    value = replace(advisory, category="csaf_vex", vulnerabilities=tuple(kept), notes=notes)
    return write_csaf(value, canonical_url=canonical_url, engine_version=engine_version)


def _statements(vulnerability: Vulnerability) -> tuple[Vulnerability | None, list[str]]:
    name = vulnerability.cve or next((text for _, text in vulnerability.ids), "")
    if not name:
        return None, ["A vulnerability without an id."]
    grounded = [each for each in vulnerability.statements if _has_ground(each.status, each.justification)]
    missing = [
        f"{name}, product {each.product_id}: not affected, and no reason is given."
        for each in vulnerability.statements
        if each not in grounded
    ]
    if not grounded:
        return None, missing or [f"{name}: no product has a status."]
    notes = vulnerability.notes or (Note("description", vulnerability.title or name),)
    return replace(
        vulnerability,
        notes=notes,
        statements=tuple(grounded),
        remediations=_with_actions(vulnerability),
        scores=tuple(score for score in vulnerability.scores if score.product_ids),
    ), missing


def _has_ground(status: ProductStatus, justification: str) -> bool:
    return status is not ProductStatus.NOT_AFFECTED or bool(justification)


def _with_actions(vulnerability: Vulnerability) -> tuple[Remediation, ...]:
    """The remediations, and for what is affected and has none the statement that its publisher names none."""
    acted = {product for remediation in vulnerability.remediations for product in remediation.product_ids}
    bare = tuple(
        each.product_id
        for each in vulnerability.statements
        if each.status is ProductStatus.AFFECTED and each.product_id not in acted
    )
    if not bare:
        return vulnerability.remediations
    return (*vulnerability.remediations, Remediation("none_available", NO_ACTION, product_ids=bare))
