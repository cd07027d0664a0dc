from __future__ import annotations

from django.apps import AppConfig


class OutboundApp(AppConfig):
    name = "creditdesk.outbound"
    label = "outbound"
