from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class MailApp(AppConfig):
    name = "creditdesk.mail"
    label = "mail"

    def ready(self) -> None:
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.journal import triggers
    from creditdesk.mail.triggers import MAIL_GUARDS

    triggers.install(MAIL_GUARDS, connection=connections[using])
