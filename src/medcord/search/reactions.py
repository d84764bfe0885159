"""What the index does when content is destroyed."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Q

from medcord import ledger
from medcord.core.facts import ContentPurged
from medcord.ledger.models import FactRow
from medcord.search import index
from medcord.search.models import Entry
from medcord.search.sources import has_source, refresh


@ledger.on(ContentPurged, name="search.forget")
def forget(fact: FactRow) -> None:
    """Read anew, for good, every text of what was destroyed and of the case or report it lay in: a text of one row may
    stand in the entry of another. Doing it twice does no harm."""
    item, place = UUID(fact.data["item"]), UUID(fact.data["where"].partition(":")[2])
    found = defaultdict[str, list[UUID]](list)
    for kind, key in Entry.objects.filter(Q(key__in=(item, place)) | Q(within=place)).values_list("kind", "key"):
        found[kind].append(key)
    for kind, keys in found.items():
        if has_source(kind):
            refresh(kind, keys, for_good=True)
        else:
            index.drop(kind, keys, for_good=True)
