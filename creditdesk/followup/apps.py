from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class FollowupApp(AppConfig):
    name = "creditdesk.followup"
    label = "followup"

    def ready(self) -> None:
        from creditdesk.followup.crm_history import CrmHistory
        from creditdesk.intake.models import ImportFile
        from creditdesk.intake.records.keepers import receive

        receive(ImportFile.Content.CRM_HISTORY, CrmHistory())
        post_migrate.connect(_install_guards, sender=self)


def _install_guards(using: str, **kwargs: Any) -> None:
    from creditdesk.followup.triggers import FOLLOWUP_GUARDS
    from creditdesk.journal import triggers

    triggers.install(FOLLOWUP_GUARDS, connection=connections[using])
