"""The room of credit files, reviews and limits."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CreditFileApp(AppConfig):
    name = "creditdesk.creditfile"
    label = "creditfile"

    def ready(self) -> None:
        from creditdesk.creditfile.entry_files import RatingFiles, StatementFiles
        from creditdesk.intake.models import ImportFile
        from creditdesk.intake.records.keepers import receive

        receive(ImportFile.Content.CREDIT_RATINGS, RatingFiles())
        receive(ImportFile.Content.FINANCIALS, StatementFiles())
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.creditfile.triggers import CREDIT_FILE_GUARDS
    from creditdesk.journal import triggers

    triggers.install(CREDIT_FILE_GUARDS, connection=connections[using])
