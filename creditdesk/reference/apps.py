from __future__ import annotations

from django.apps import AppConfig


class ReferenceApp(AppConfig):
    name = "creditdesk.reference"
    label = "reference"
