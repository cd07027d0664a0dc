from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class ApprovalsApp(AppConfig):
    name = "creditdesk.approvals"
    label = "approvals"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.approvals.triggers import APPROVAL_GUARDS
    from creditdesk.journal import triggers

    triggers.install(APPROVAL_GUARDS, connection=connections[using])
