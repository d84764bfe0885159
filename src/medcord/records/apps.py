from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "medcord.records"
    label = "records"
