"""How the generated client calls the desk: the part that is the same for every operation. Standard library only."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any


class ProblemError(Exception):
    """The desk said no (RFC 9457): `type` says of which kind, `reasons` are a rule's, `errors` lead to the fields."""

    def __init__(self, status: int, problem: Mapping[str, Any], *, retry_after: int | None = None) -> None:
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status = status
        self.type: str = problem.get("type", "about:blank")
        self.detail: str = problem.get("detail", "")
        self.reasons: list[dict[str, Any]] = problem.get("reasons", [])
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        self.retry_after = retry_after


class Calls:
    """Calls with a token of the tokens page. `address` is the desk's own, such as https://desk.example.com."""

    def __init__(self, address: str, token: str, *, timeout: float = 30.0) -> None:
        self._base = address.rstrip("/") + "/api/v1"
        self._token = token
        self._timeout = timeout

    def every(self, ask: Callable[..., Any], **asked: Any) -> Iterator[Any]:
        """Every entry of a list that comes in pages: `every(desk.items, customer=17)`."""
        page = ask(**asked)
        while True:
            yield from page["entries"]
            if page["next"] is None:
                return
            page = ask(**asked, cursor=page["next"])

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return json.loads(self._file(path, query))

    def _file(self, path: str, query: Mapping[str, Any] | None = None) -> bytes:
        told = {name: value for name, value in (query or {}).items() if value is not None}
        return self._call("GET", path + (f"?{urllib.parse.urlencode(told, doseq=True)}" if told else ""))

    def _act(self, path: str, body: Any = None, *, key: str | None, code: str = "") -> Any:
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self._call("POST", path, data=data, media_type="application/json", key=key, code=code))

    def _upload(self, path: str, file: tuple[str, bytes], fields: Mapping[str, Any], *, key: str | None) -> Any:
        mark = uuid.uuid4().hex
        name = urllib.parse.quote(file[0])
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
            if value is not None
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        data = b"".join([*parts, head.encode(), file[1], f"\r\n--{mark}--\r\n".encode()])
        return json.loads(
            self._call("POST", path, data=data, media_type=f"multipart/form-data; boundary={mark}", key=key)
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        data: bytes | None = None,
        media_type: str = "",
        key: str | None = None,
        code: str = "",
    ) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        if data is not None:
            headers["Content-Type"] = media_type
        if method != "GET":  # another key for each act; who repeats one after a lost answer gives the same
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if code:
            headers["Second-Factor-Code"] = code
        request = urllib.request.Request(self._base + path, data=data, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            raise _problem(error) from error


def _problem(error: urllib.error.HTTPError) -> ProblemError:
    try:
        told = json.loads(error.read())
    except ValueError:  # a proxy before the desk speaks otherwise
        told = {"detail": error.reason}
    waits = error.headers.get("Retry-After", "")
    return ProblemError(error.code, told, retry_after=int(waits) if waits.isdecimal() else None)
