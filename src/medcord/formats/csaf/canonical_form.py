"""The form of an ``Advisory`` a CSAF 2.0 document can hold: what is read back after it was written."""

from __future__ import annotations

from dataclasses import replace

from medcord.core.advisory.value import (
    Acknowledgment,
    Advisory,
    Note,
    Product,
    Reference,
    Score,
    Statement,
    Vulnerability,
    Weakness,
)
from medcord.core.vocabulary import ProductStatus
from medcord.formats.csaf.branches import branch_path, shared_steps
from medcord.formats.csaf.our_notes import SUMMARY_TITLE
from medcord.formats.csaf.scores import severity_word
from medcord.formats.csaf.statements import STATUS_OF

_RANK = {status: rank for rank, status in enumerate(dict.fromkeys(STATUS_OF.values()))}


def canonical(advisory: Advisory, *, canonical_url: str = "") -> Advisory:
    """Fill in what a document always carries and put things in the order it holds them.

    Full names and branch paths of products, the self reference, severities, the summary; statements by status.
    ``read_advisory(write_csaf(a, …)).advisory == canonical(a, …)``, and what was read is canonical already.
    """
    notes = tuple(note for note in advisory.notes if note.text)
    summary = advisory.summary or next((note.text for note in notes if note.category == "summary"), "")
    if notes and notes[0] == Note("summary", summary, SUMMARY_TITLE):
        notes = notes[1:]
    combined = {relation.product_id for relation in advisory.relationships}
    products = [product if product.id in combined else canonical_product(product) for product in advisory.products]
    return replace(
        advisory,
        title=advisory.title or advisory.id,
        summary=summary,
        notes=notes,
        references=_with_self(_references(advisory.references), advisory.id, canonical_url),
        acknowledgments=_acknowledgments(advisory.acknowledgments),
        products=_opened(sorted(products, key=lambda product: not product.path), combined),
        vulnerabilities=tuple(_vulnerability(vulnerability) for vulnerability in advisory.vulnerabilities),
    )


def canonical_product(product: Product) -> Product:
    """The product with the name, full name and path its place in a product tree gives it."""
    named = replace(product, name=product.name or product.full_name or product.id)
    steps = branch_path(named)
    path = tuple(step for _, step in steps)
    full_name = named.full_name or (" ".join(path) or named.name)
    return replace(
        named,
        path=path,
        categories=tuple(category for category, _ in steps),
        full_name=full_name,
        version_is_range=bool(named.version) and named.version_is_range,
    )


def _opened(products: list[Product], combined: set[str]) -> tuple[Product, ...]:
    """The products, ``opens`` only where there is a branch of the same name to be told from."""
    before: tuple[tuple[str, str], ...] = ()
    found = []
    for product in products:
        if product.id not in combined:
            steps = tuple(zip(product.categories, product.path, strict=True))
            if product.opens and shared_steps(before, steps, product.opens) != product.opens - 1:
                product = replace(product, opens=0)
            before = steps[:-1] if steps else before
        found.append(product)
    return tuple(found)


def _vulnerability(vulnerability: Vulnerability) -> Vulnerability:
    scores = [_score(score) for score in vulnerability.scores]
    statements = [_statement(statement) for statement in vulnerability.statements]
    return replace(
        vulnerability,
        notes=tuple(note for note in vulnerability.notes if note.text),
        statements=tuple(sorted(statements, key=lambda statement: _RANK[statement.status])),
        scores=tuple(sorted(scores, key=lambda score: _place(score))),
        references=_references(vulnerability.references),
        acknowledgments=_acknowledgments(vulnerability.acknowledgments),
        more_cwes=tuple(Weakness(one.id, one.name.replace("\n", " ")) for one in vulnerability.more_cwes),
    )


def _statement(statement: Statement) -> Statement:
    if statement.status is ProductStatus.NOT_AFFECTED or not statement.justification:
        return statement
    return replace(statement, justification="")


def _place(score: Score) -> int:
    """Scores of no product and those of 4.0 stand in notes, after the others."""
    return 2 if score.version == "4.0" else int(not score.product_ids)


def _score(score: Score) -> Score:
    if score.version == "2.0":
        return replace(score, severity="")
    return replace(score, severity=score.severity or severity_word(score.version, score.base))


def _acknowledgments(thanks: tuple[Acknowledgment, ...]) -> tuple[Acknowledgment, ...]:
    return tuple(thank for thank in thanks if thank != Acknowledgment())


def _references(references: tuple[Reference, ...]) -> tuple[Reference, ...]:
    return tuple(
        reference if reference.summary else replace(reference, summary=reference.url)
        for reference in references
        if reference.url
    )


def _with_self(references: tuple[Reference, ...], advisory_id: str, canonical_url: str) -> tuple[Reference, ...]:
    named = any(reference.category == "self" and reference.url == canonical_url for reference in references)
    if named or not canonical_url:
        return references
    return (Reference(canonical_url, f"{advisory_id} in CSAF", "self"), *references)
