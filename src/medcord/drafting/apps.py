from __future__ import annotations

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "medcord.drafting"
    label = "drafting"
