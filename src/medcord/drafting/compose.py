"""From a case to the value of the waist: only what may be used is read, and nothing is made up.

May be used: the draft's own words, statements that parties made for the advisory, the regulator's released sentence,
and what each finder chose to be thanked by. Opinions and reports never are; of a
message only the words that the draft quotes (50).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.conf import settings

from medcord.core.advisory import (
    Advisory,
    Identifiers,
    Note,
    Product,
    Publisher,
    Reference,
    Remediation,
    Score,
    Ssvc,
    Vulnerability,
)
from medcord.core.advisory import Statement as ProductStatement
from medcord.core.advisory.standing import with_standing
from medcord.core.advisory.value import ClinicianWords, PlainWords
from medcord.core.credit import acknowledged
from medcord.core.exercise import marked, told
from medcord.core.vocabulary import ProductStatus, Severity
from medcord.drafting.flaws import Flaw, flaws_of
from medcord.drafting.models import Draft
from medcord.drafting.scores import VECTORS, score_of
from medcord.drafting.thanks import told as told_thanks
from medcord.drafting.weaknesses import further
from medcord.parties.models import Organisation

if TYPE_CHECKING:
    from medcord.cases.models import Statement
    from medcord.intake.models import Report
    from medcord.opinions.models import HarmOpinion

# What CSAF calls a sign of a range wherever it stands (6.1.31), and what else begins or parts one.
_RANGE = re.compile(
    r"^\s*(vers:|[=!])|[<>|]|\b(after|all|before|earlier|later|prior|through|versions)\b", re.IGNORECASE
)


def is_range(versions: str) -> bool:
    """Whether a version text is a range or a list rather than one version."""
    return bool(_RANGE.search(versions))


def _key(row: Statement) -> tuple[UUID, str]:
    return row.product_id, row.versions


def product_rows(statements: Sequence[Statement]) -> list[Statement]:
    """One statement for each product and its versions, in order: what is said of several vulnerabilities names the
    product once."""
    found: dict[tuple[UUID, str], Statement] = {}
    for row in statements:
        found.setdefault(_key(row), row)
    return list(found.values())


def stated_of(flaw: Flaw, statements: Sequence[Statement]) -> list[Statement]:
    """What counts for one vulnerability: of the statements on it and those on all, the newest of each product and its
    versions."""
    about = sorted((row for row in statements if row.cve in ("", flaw.cve)), key=lambda row: row.at)
    newest = {_key(row): row for row in about}
    return [row for row in statements if newest.get(_key(row)) is row]


def unplaced(draft: Draft, statements: Sequence[Statement]) -> list[Statement]:
    """Statements on a vulnerability that the draft does not have: what they say would be lost."""
    known = {"", *(one.cve for one in flaws_of(draft))}
    return [row for row in statements if row.cve not in known]


def compose(
    draft: Draft,
    *,
    coordinator: Organisation,
    statements: Sequence[Statement],
    opinion: HarmOpinion | None,
    reports: Sequence[Report],
    parties: Collection[UUID] = (),
    now: datetime,
) -> Advisory:
    """The advisory as it would be published now. ``id``, version and dates are given by the door, not here."""
    products = tuple(_product(number, row) for number, row in enumerate(product_rows(statements), start=1))
    listed = {_key(row): product.id for row, product in zip(product_rows(statements), products, strict=True)}
    ids = {row.pk: listed[_key(row)] for row in statements}
    thanked = partial(told_thanks, draft, owner=coordinator.pk, statements=statements, seen=parties)
    value = Advisory(
        id="",
        title=marked(draft.title, settings.MEDCORD_DRILL),
        publisher=Publisher(
            name=coordinator.name,
            namespace=settings.MEDCORD_PUBLISHER_NAMESPACE,
            category="coordinator",
            contact=coordinator.address,
        ),
        status="final",
        version="",
        initial_release=now,
        current_release=now,
        summary=draft.summary,
        notes=(Note("summary", draft.summary, title="Summary"), *_exercise()),
        acknowledgments=(*acknowledged(one.wish for one in reports), *thanked("")),
        products=products,
        vulnerabilities=tuple(
            replace(_vulnerability(draft, flaw, stated_of(flaw, statements), ids), acknowledgments=thanked(flaw.key))
            for flaw in flaws_of(draft)
        ),
        plain=_plain(draft, opinion),
    )
    return with_standing(value)


def _plain(draft: Draft, opinion: HarmOpinion | None) -> PlainWords:
    """The words for patients and for clinicians, and the regulator's sentence where it released one."""
    sentence = opinion.public_sentence if opinion else ""
    return PlainWords(
        device=draft.device,
        what_could_happen=draft.what_could_happen,
        what_to_do=draft.what_to_do,
        not_known=draft.not_known,
        clinicians=ClinicianWords(
            draft.clinicians_device,
            draft.clinicians_could_happen,
            draft.clinicians_to_do,
            draft.clinicians_not_known,
        ),
        harm=Severity(opinion.severity) if opinion and sentence else None,
        harm_statement=sentence,
    )


def _exercise() -> tuple[Note, ...]:
    """What the document of an exercise says of itself, in every copy of it."""
    sentence = told(settings.MEDCORD_DRILL)
    return (Note("legal_disclaimer", sentence, title="Exercise"),) if sentence else ()


def _product(number: int, row: Statement) -> Product:
    product = row.product
    maker = product.maker.name
    return Product(
        id=f"MCPID-{number:04d}",
        vendor=maker,
        name=product.name,
        version=row.versions,
        version_is_range=is_range(row.versions),
        full_name=f"{maker} {product.name} {row.versions}",
        identifiers=Identifiers(
            model_numbers=(product.model_number,) if product.model_number else (), udi_dis=tuple(product.udi_dis)
        ),
        path=(maker, product.name, row.versions),
    )


def _vulnerability(draft: Draft, flaw: Flaw, statements: Sequence[Statement], ids: dict[UUID, str]) -> Vulnerability:
    return Vulnerability(
        cve=flaw.cve,
        title=flaw.title or draft.title,
        cwe_id=flaw.cwe,
        cwe_name=flaw.cwe_name,
        # CSAF asks for a note on each vulnerability (6.1.27.5); the summary serves where nothing more is written.
        notes=(Note("description", flaw.flaw or draft.summary, title="Vulnerability description"),),
        statements=tuple(
            ProductStatement(ids[row.pk], ProductStatus(row.status), row.justification) for row in statements
        ),
        scores=_scores(flaw, _scored(statements, ids)),
        ssvc=_ssvc(draft, _scored(statements, ids)),
        more_cwes=further(flaw.more_cwes),
        remediations=_remediations(statements, ids),
        references=(Reference(f"https://www.cve.org/CVERecord?id={flaw.cve}", flaw.cve),) if flaw.cve else (),
    )


def _scored(statements: Sequence[Statement], ids: dict[UUID, str]) -> list[str]:
    """The products that a score is about: the affected ones, else those that are looked into or not affected. A fixed
    one is rated no more (6.2.19); where all are fixed, the score is of the vulnerability alone."""
    affected = [ids[row.pk] for row in statements if row.status == ProductStatus.AFFECTED.value]
    return affected or [ids[row.pk] for row in statements if row.status != ProductStatus.FIXED.value]


def _scores(flaw: Flaw, scored: Sequence[str]) -> tuple[Score, ...]:
    """The scores of both editions, for the products they are about."""
    vectors = ((field, getattr(flaw, field)) for field in VECTORS)
    return tuple(score_of(text, scored, field=field) for field, text in vectors if text)


def _ssvc(draft: Draft, about: Sequence[str]) -> tuple[Ssvc, ...]:
    """The decision that was chosen to go out, for the products that the scores are about."""
    if not draft.ssvc:
        return ()
    text = orjson.dumps(draft.ssvc["selection_list"], option=orjson.OPT_SORT_KEYS).decode()
    words = tuple((name, value) for name, value in draft.ssvc["words"])
    return (Ssvc(text, tuple(about), words),)


def _remediations(statements: Sequence[Statement], ids: dict[UUID, str]) -> tuple[Remediation, ...]:
    """Each distinct text of the makers, verbatim, with the products it is for."""
    said: dict[tuple[str, str, str, datetime | None], list[str]] = {}
    for row in statements:
        for one in row.offered:
            said.setdefault((one.category, one.details, one.url, one.at), []).append(ids[row.pk])
    return tuple(
        Remediation(category=category, details=text, url=url, product_ids=tuple(dict.fromkeys(products)), date=at)
        for (category, text, url, at), products in said.items()
    )
