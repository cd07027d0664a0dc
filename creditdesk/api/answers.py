"""What an operation declares that it answers: its own shape, and the problems that every caller must expect.

Problems are declared by their statuses: `desk` describes them all as the one shape that they have, and the framework
would make a model of its own for each of some two thousand.
"""

from __future__ import annotations

from typing import Any

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_READING = (401, 403, 404, 422, 429)
_WRITING = (400, 401, 403, 404, 409, 422, 429)
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
    "description": "Chosen by the caller, another one for each act. The same key with the same request acts once.",
}
_CODE = {
    "name": "Second-Factor-Code",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 6, "maxLength": 20, "pattern": "^[0-9 ]+$"},
    "description": "A code of the authenticator app of the token's user, which counts once.",
}


def reads(shape: Any) -> dict[str, Any]:
    """The declaration of an operation that changes nothing."""
    return {"response": {200: shape} | dict.fromkeys(_READING)}


def reads_file(media_type: str) -> dict[str, Any]:
    """The declaration of an operation that answers with a file."""
    content = {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}
    return {
        "response": dict.fromkeys(_READING),
        "openapi_extra": {"responses": {200: {"description": "OK", **content}}},
    }


def writes(shape: Any, *, status: int = 200, confirmed: bool = False) -> dict[str, Any]:
    """The declaration of an operation that acts, once for each Idempotency-Key; a person confirms some by a code."""
    headers = [dict(_KEY), dict(_CODE)] if confirmed else [dict(_KEY)]
    return {
        "response": {status: shape} | dict.fromkeys(_WRITING),
        "openapi_extra": {"parameters": headers},
    }
