from __future__ import annotations

from django.apps import AppConfig


class PartiesApp(AppConfig):
    name = "creditdesk.parties"
    label = "parties"
