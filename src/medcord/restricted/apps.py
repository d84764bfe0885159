from __future__ import annotations

from django.apps import AppConfig


class RestrictedConfig(AppConfig):
    name = "medcord.restricted"
    label = "restricted"
