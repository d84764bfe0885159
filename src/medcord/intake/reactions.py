"""What intake does when a fact arrives."""

from __future__ import annotations

from medcord import ledger
from medcord.core.facts import ContentPurged
from medcord.intake.models import ReportFile
from medcord.ledger import blobs
from medcord.ledger.models import FactRow


@ledger.on(ContentPurged, name="intake.destroy-files")
def destroy_files(fact: FactRow) -> None:
    """Destroy the bytes of a purged report's files. Doing it twice does no harm."""
    if fact.data["what"] != "report":
        return
    store = blobs.store()
    for file in ReportFile.objects.filter(report=fact.data["item"], purged_at__isnull=False):
        for blob in filter(None, (file.blob, file.clean_blob)):
            store.destroy(blob)
