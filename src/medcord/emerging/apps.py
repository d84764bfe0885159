from __future__ import annotations

from django.apps import AppConfig


class EmergingConfig(AppConfig):
    name = "medcord.emerging"
    label = "emerging"
