from __future__ import annotations

from django.apps import AppConfig


class ConsultsConfig(AppConfig):
    name = "medcord.consults"
    label = "consults"
