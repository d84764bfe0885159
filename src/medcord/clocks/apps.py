from __future__ import annotations

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "medcord.clocks"
    label = "clocks"
