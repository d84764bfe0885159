"""Verbs of independent tests (C12; F1.1: an independent third party for technical analysis and testing)."""

from medcord.lab.actions.asking import HandWords, RequestWords, add_specimen, answer, hand_over, request
from medcord.lab.actions.results import keep_document, release, report

__all__ = [
    "HandWords",
    "RequestWords",
    "add_specimen",
    "answer",
    "hand_over",
    "keep_document",
    "release",
    "report",
    "request",
]
