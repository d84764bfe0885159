"""Exports that somebody asked for on a page: the worker, which may read the private key, signs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from medcord.core.refusals import RuleRefusal
from medcord.gateways import clock
from medcord.ledger import export
from medcord.ledger.models import FactRow, SignedExport
from medcord.ledger.rows import writing
from medcord.ledger.ticks import every


@every(timedelta(seconds=2), name="ledger.sign_exports")
def sign_waiting() -> None:
    """Sign what waits. Outside any transaction, for proofs of many days may take a second; twice does no harm."""
    for row in SignedExport.objects.filter(signed_at=None).order_by("asked_at"):
        fact = FactRow.objects.filter(stream=row.stream, kind="LedgerExported", data__export=str(row.pk)).first()
        if fact is None:
            continue
        framed = export.frame(row.stream, fact.seq, fact.digest)
        with writing():
            SignedExport.objects.filter(pk=row.pk, signed_at=None).update(
                signed_at=clock.now(),
                seq=framed.seq,
                digest=fact.digest,
                header=framed.header.decode(),
                proofs=b"".join(framed.proofs).decode(),
                ending=framed.ending.decode(),
            )


def of_stream(stream: str) -> list[SignedExport]:
    """What was asked for of this chain, newest first. Who asks has checked that the viewer may have it."""
    return list(SignedExport.objects.filter(stream=stream).defer("header", "proofs", "ending"))


def newest_lines(stream: str) -> Iterator[bytes]:
    """The file of the newest signed export. Raises RuleRefusal when none is asked for, or none is signed yet."""
    row = SignedExport.objects.filter(stream=stream).exclude(signed_at=None).first()
    if row is None:
        waits = SignedExport.objects.filter(stream=stream).exists()
        raise RuleRefusal(
            "The file is being signed; that takes the worker a few seconds. Try again in a moment."
            if waits
            else "Nobody has asked for this ledger as a file yet. Ask for it first; that leaves a fact.",
            code="no-export",
        )
    proofs = tuple(line + b"\n" for line in row.proofs.encode().splitlines())
    return export.lines(export.Frame(row.stream, row.seq, row.header.encode(), proofs, row.ending.encode()))
