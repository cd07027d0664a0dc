"""What becomes of documents after they were attached; the documents themselves stand in `models`."""

from __future__ import annotations

from django.db import models

from creditdesk.parties.models import User


class DocumentTakenBack(models.Model):
    """A document that was attached to the wrong account, and why it does not count there any more. Append-only."""

    document = models.OneToOneField("followup.Document", on_delete=models.PROTECT, related_name="taken_back")
    why = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.why}"
