"""Verbs of sharing: sign what is published, put the provider's files in force, change the key."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError

import medcord
from medcord import ledger
from medcord.advisories import queries as advisories
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import Code, Digest, DocumentsSigned, ProviderKeyChanged, ProviderTreeBuilt
from medcord.core.refusals import NotAllowed
from medcord.core.vocabulary import Role
from medcord.formats.csaf import Listed, listed
from medcord.formats.csaf.provider import csaf_path
from medcord.gateways import clock
from medcord.gateways.openpgp import Certificate
from medcord.ledger import chain
from medcord.sharing import disk, keys, publisher, queries, tree
from medcord.sharing.models import ProviderKey, ProviderTree, SignedDocument
from medcord.sharing.renditions import RENDITIONS, Rendition

NODE_CHAIN = "node"
"""The chain whose end a release holds until it is out, so that releases come one after another."""

_AT_ONCE = 100
"""Documents signed at once, so that memory does not grow with their number."""


def build_tree(*, actor: Viewer, trusting: bool = True) -> str:
    """Sign what is not signed yet, then build the provider's tree and switch to it; returns the release's name.

    Two transactions: signatures are kept before the first file that holds one can be read by anybody.
    """
    sign_missing(actor=actor)
    name = switch_tree(actor=actor, trusting=trusting)
    disk.follow()
    disk.tidy()
    return name


def sign_missing(*, actor: Viewer) -> None:
    """Sign what is not signed yet, if there is any, in a transaction of its own."""
    _require_builder(actor)
    try:
        if queries.is_unsigned():
            sign_documents(actor=actor)
    except IntegrityError:
        # The worker signed the same in this instant: its signatures count.
        if queries.is_unsigned():
            raise


@ledger.action
def sign_documents(*, actor: Viewer) -> int:
    """Sign every published document that has no signature that counts; returns how many were signed."""
    _require_builder(actor)
    chain.hold({NODE_CHAIN})
    certificate = _key_in_force(actor)
    fresh: list[SignedDocument] = []
    for rendition in RENDITIONS:
        missing = queries.unsigned(rendition.standard)
        for start in range(0, len(missing), _AT_ONCE):
            fresh += _signed(missing[start : start + _AT_ONCE], rendition)
    lines = "".join(f"{each.sha256} {each.fingerprint} {each.signature}\n" for each in fresh)
    digest = Digest(hashlib.sha256(lines.encode()).hexdigest())
    fact = DocumentsSigned(Code(certificate.fingerprint), len(fresh), digest)
    ledger.commit(new=[fresh], facts=[fact], actor=actor)
    return len(fresh)


@ledger.action
def switch_tree(*, actor: Viewer, trusting: bool = True) -> str:
    """Build the tree of all our advisories in force from what is kept, and put it in force with this transaction;
    returns the release's name. ``disk.follow`` comes after it.

    The files are on the disk before the commit, where nobody reads them: a kill in between leaves the former tree, and
    one after it leaves this one. With ``trusting`` off each file of the former release is read again. Raises
    RuleRefusal when a document is not signed, or when a kept document or signature is not what it was.
    """
    _require_builder(actor)
    chain.hold({NODE_CHAIN})  # one after another: what is read below stays in force until this is
    home, row, now = queries.home(), queries.in_force(), clock.now()
    row = row or ProviderTree(made_at=now)
    former = row.name or (linked.name if (linked := tree.current(home)) else "")
    at = max(now, row.made_at + timedelta(microseconds=1))  # names sort by time, even where a clock was set back
    with tree.locked(home):
        made = queries.provider_files()
        name = tree.release_name(at)
        digests = tree.write(home, name, made.files, former=former, trusting=trusting)
    row.name, row.made_at, row.as_of, row.digest = name, at, made.as_of, tree.digest_of(digests)
    fact = ProviderTreeBuilt(Code(name), made.documents, Digest(row.digest))
    ledger.commit(rows=[row], facts=[fact], actor=actor)
    return name


@ledger.action
def renew_key(*, actor: Viewer, compromised: bool = False) -> Certificate:
    """Put a new key in force; what is published from now on is signed by it. The former one stays published.

    With ``compromised`` nothing under any former key counts any more: none is named in the metadata, the one in force
    is published as revoked by itself, where its private half is still there, and everything is signed anew when the
    tree is built next.
    """
    _require_builder(actor)
    ring, now = keys.keyring(), clock.now()
    last = ProviderKey.objects.order_by("since").last()
    former = last.fingerprint if last and not keys.signs() else _key_in_force(actor).fingerprint
    # Kept by the ring before the new one replaces the private half: a kill in between loses no revocation.
    taken_back = ring.revoke() if compromised and keys.signs() else None
    fresh = ring.renew(keys.signing_name())
    row = ProviderKey(fingerprint=fresh.fingerprint, armored=fresh.armored.decode(), since=now)
    # Whoever had the key that signs had the folder it lies in: of the earlier ones nothing is certain either.
    old = list(ProviderKey.objects.filter(compromised_at=None)) if compromised else []
    for each in old:
        each.compromised_at = now
        if taken_back and each.fingerprint == taken_back.fingerprint:
            each.armored = taken_back.armored.decode()
    fact = ProviderKeyChanged(Code(fresh.fingerprint), Code(former), compromised)
    ledger.commit(rows=[row, *old], facts=[fact], actor=actor)
    return fresh


def _require_builder(actor: Viewer) -> None:
    if actor.kind is not ViewerKind.SYSTEM and actor.role is not Role.COORDINATOR:
        raise NotAllowed("The provider's files are built by the node or its coordinator.")


def _key_in_force(actor: Viewer) -> Certificate:
    """The certificate that signs now, made if there is none, and known to the database."""
    certificate = keys.keyring().ready(keys.signing_name())
    if not ProviderKey.objects.filter(fingerprint=certificate.fingerprint).exists():
        row = ProviderKey(fingerprint=certificate.fingerprint, armored=certificate.armored.decode(), since=clock.now())
        former = ProviderKey.objects.order_by("since").last()
        fact = ProviderKeyChanged(Code(certificate.fingerprint), Code(former.fingerprint if former else ""), False)
        ledger.commit(rows=[row], facts=[fact], actor=actor)
    return certificate


def _signed(digests: Sequence[str], rendition: Rendition) -> list[SignedDocument]:
    found = [(source, *_written(source, data, rendition)) for source, data in advisories.own_documents(digests)]
    signatures = keys.keyring().sign([data for _, _, data in found])
    now = clock.now()
    return [
        SignedDocument(
            source=source,
            standard=rendition.standard.version,
            fingerprint=signed.fingerprint,
            signed_at=now,
            path=said.path,
            tracking_id=said.id,
            title=said.title,
            summary=said.summary,
            first_release=said.first_release,
            current_release=said.current_release,
            sha256=said.sha256,
            sha512=said.sha512,
            signature=signed.signature.decode(),
            document=data if rendition.write else b"",
        )
        for (source, said, data), signed in zip(found, signatures, strict=True)
    ]


def _written(source: str, document: bytes, rendition: Rendition) -> tuple[Listed, bytes]:
    """A document in this version of the standard, and what the lists say of it."""
    value = advisories.value_under(source, document)
    if rendition.write is not None:
        url = publisher.provider_settings().url(csaf_path(value, rendition.standard))
        document = rendition.write(value, url, medcord.__version__)
    return listed(value, document, standard=rendition.standard), document
