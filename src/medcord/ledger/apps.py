"""The ledger app: loads every stage's reactions, channels and roads of destruction once Django is ready."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class LedgerConfig(AppConfig):
    name = "medcord.ledger"
    label = "ledger"

    def ready(self) -> None:
        import_module("medcord.ledger.anchors")
        import_module("medcord.ledger.blobs")
        import_module("medcord.ledger.exports")
        import_module("medcord.ledger.limits")
        for app in apps.get_app_configs():
            for room in ("roads", "crossing", "channels", "reactions"):
                if app.name.startswith("medcord.") and find_spec(f"{app.name}.{room}"):
                    import_module(f"{app.name}.{room}")
