from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "medcord.parties"
    label = "parties"

    def ready(self) -> None:
        import_module("medcord.parties.sessions")
