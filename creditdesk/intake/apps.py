from __future__ import annotations

from django.apps import AppConfig


class IntakeApp(AppConfig):
    name = "creditdesk.intake"
    label = "intake"
