"""What every page's template has: the navigation of the role, and the desk's date, companies and look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, Any]:
    """`nav` and `desk`, see docs/guide/components.md."""
    return {"nav": [], "desk": {}}
