from __future__ import annotations

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "medcord.opinions"
    label = "opinions"
