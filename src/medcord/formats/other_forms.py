"""The forms besides CSAF 2.0 in which an advisory is handed out, on the public site and by the command line alike."""

from __future__ import annotations

from enum import StrEnum

from medcord.core.advisory.value import Advisory
from medcord.core.vocabulary import ProductStatus


class OtherForm(StrEnum):
    """The word is the file's name on the public site and the value of ``--format``."""

    CSAF_2_1 = "csaf-2.1"
    VEX = "vex"
    CVE = "cve"


NAMES = {OtherForm.CSAF_2_1: "CSAF 2.1 (draft standard)", OtherForm.VEX: "CSAF VEX", OtherForm.CVE: "CVE record, draft"}


def forms_of(advisory: Advisory) -> tuple[OtherForm, ...]:
    """The forms that can be written of this advisory."""
    stated = any(
        (each.cve or each.ids)
        and any(s.status is not ProductStatus.NOT_AFFECTED or s.justification for s in each.statements)
        for each in advisory.vulnerabilities
    )
    holds = {OtherForm.CSAF_2_1: True, OtherForm.VEX: stated, OtherForm.CVE: bool(advisory.cves)}
    return tuple(form for form in OtherForm if holds[form])


def write_form(
    advisory: Advisory, form: OtherForm, *, url: str, page: str, engine_version: str, cve: str = "", org_id: str = ""
) -> bytes:
    """The file: ``url`` is where it will be found, ``page`` the advisory's page; both may be empty.

    ``cve`` and ``org_id`` count for CVE records only. Raises InputRefusal where the form cannot be written.
    """
    from medcord.formats.csaf.vex import write_vex
    from medcord.formats.csaf.writing_2_1 import write_csaf_2_1
    from medcord.formats.cve import write_cve_records

    if form is OtherForm.CVE:
        return write_cve_records(advisory, cve=cve, url=page, engine_version=engine_version, org_id=org_id)
    write = write_csaf_2_1 if form is OtherForm.CSAF_2_1 else write_vex
    return write(advisory, canonical_url=url, engine_version=engine_version)
