from __future__ import annotations

from django.apps import AppConfig


class NightlyApp(AppConfig):
    name = "creditdesk.nightly"
    label = "nightly"
