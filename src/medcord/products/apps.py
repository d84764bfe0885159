from __future__ import annotations

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "medcord.products"
    label = "products"
