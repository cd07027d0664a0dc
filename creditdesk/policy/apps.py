from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PolicyApp(AppConfig):
    name = "creditdesk.policy"
    label = "policy"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.journal import triggers
    from creditdesk.policy.triggers import POLICY_GUARDS

    triggers.install(POLICY_GUARDS, connection=connections[using])
