"""Verbs of sharing: build the provider's files from what is published, and put them in force."""

from __future__ import annotations

from medcord import ledger
from medcord.core.access import Viewer, ViewerKind
from medcord.core.facts import Code, Digest, ProviderTreeBuilt
from medcord.core.refusals import NotAllowed
from medcord.core.vocabulary import Role
from medcord.gateways import clock
from medcord.sharing import queries, tree


@ledger.action
def build_tree(*, actor: Viewer) -> str:
    """Build the provider tree of all our advisories in force and switch to it; returns the release's name.

    The files are in force before the fact is written: a kill in between leaves a whole tree, and the build is repeated.
    """
    if actor.kind is not ViewerKind.SYSTEM and actor.role is not Role.COORDINATOR:
        raise NotAllowed("The provider's files are built by the node or its coordinator.")
    with tree.locked(queries.home()):
        files, documents = queries.provider_files()
        name = tree.release_name(clock.now())
        tree.release(queries.home(), name, files)
        tree.prune(queries.home())
    fact = ProviderTreeBuilt(Code(name), documents, Digest(tree.digest(files)))
    ledger.commit(facts=[fact], actor=actor)
    return name
