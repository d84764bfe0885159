"""A part of a long page that folds: a line that says how it stands, and the part under it."""

from __future__ import annotations

from dataclasses import replace

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from medcord.web.pages.folds import CLOSED, Fold

register = template.Library()


@register.filter
def opened(how: Fold, refused: object) -> Fold:
    """The same part, open where its form was refused."""
    return replace(how, open=how.open or bool(refused))


# The address of the part (#key) stands inside of what folds: a browser that is sent there opens it by itself.
@register.simple_block_tag(end_name="endfold")
def fold(content: str, key: str, title: str, how: Fold = CLOSED) -> SafeString:
    """``how``: what the line says of the part, and whether it starts open."""
    return format_html(
        '<details class="panel mt2 fold"{}><summary><h2>{}</h2> <span class="small muted">{}</span></summary>'
        '<div class="body stack" id="{}">{}</div></details>',
        mark_safe(" open") if how.open else "",
        title,
        how.says,
        key,
        mark_safe(content),  # noqa: S308 - the template rendered and escaped it already
    )
