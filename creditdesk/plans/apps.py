from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PlansApp(AppConfig):
    name = "creditdesk.plans"
    label = "plans"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.journal import triggers
    from creditdesk.plans.triggers import PLAN_GUARDS

    triggers.install(PLAN_GUARDS, connection=connections[using])
