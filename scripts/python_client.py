"""Make docs/examples/creditdesk_client.py from the description of the interface; a test keeps it in step.

    .venv/bin/python -m scripts.python_client

Each operation of the description becomes a method with its own types, each schema a TypedDict; how calls are made is in
scripts/python_client_calls.py and is copied as it stands.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLIENT = ROOT / "docs" / "examples" / "creditdesk_client.py"
CALLS = ROOT / "scripts" / "python_client_calls.py"
PREFIX = "/api/v1"
_WIDTH = 116
_PLAIN = {"string": "str", "integer": "int", "boolean": "bool", "number": "float", "null": "None"}
Schema = Mapping[str, Any]

HEAD = '''"""A client of Creditdesk's interface for programs, from its description in OpenAPI; it needs Python alone.

Made by scripts/python_client.py and not changed by hand. docs/guide/python-client.md says how to use it.
"""
'''


def main() -> None:
    """Write the client."""
    os.environ.setdefault("CREDITDESK_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditdesk.config.settings")
    import django

    django.setup()
    CLIENT.write_text(client_text(), encoding="utf-8")


def client_text() -> str:
    """The client's module, formatted as the project's code is."""
    from creditdesk.api.desk import api

    description = api.get_openapi_schema(path_prefix=f"{PREFIX}/")
    schemas = description["components"]["schemas"]
    parts = [HEAD, _calls(), *_enumerations(schemas), *_shapes(schemas), *_client(description["paths"])]
    return _formatted("\n\n".join(parts) + "\n")


def _calls() -> str:
    text = CALLS.read_text(encoding="utf-8").partition('"""\n\n')[2]
    return text.replace("from typing import Any\n", "from typing import Any, Literal, NotRequired, TypedDict\n")


def _enumerations(schemas: Mapping[str, Schema]) -> Iterator[str]:
    for name, schema in schemas.items():
        if "enum" in schema:
            yield f"{_name(name)} = {_type(schema)}"


def _shapes(schemas: Mapping[str, Schema]) -> Iterator[str]:
    for name, schema in schemas.items():
        if "enum" in schema or name == "Problem":
            continue
        required = set(schema.get("required", ()))
        lines = [f"class {_name(name)}(TypedDict):", *_docstring(schema.get("description", _name(name)))]
        for field, one in schema.get("properties", {}).items():
            kind = _type(one)
            lines.append(f"    {field}: {kind if field in required else f'NotRequired[{kind}]'}")
        yield "\n".join(lines)


def _client(paths: Mapping[str, Mapping[str, Schema]]) -> Iterator[str]:
    methods = [
        _method(path, verb, operation) for path, operations in paths.items() for verb, operation in operations.items()
    ]
    yield 'class Creditdesk(Calls):\n    """Every operation of the interface."""\n\n' + "\n\n".join(methods)


def _method(path: str, verb: str, operation: Schema) -> str:
    given = operation.get("parameters", ())
    in_path = [f"{one['name']}: int" for one in given if one["in"] == "path"]
    in_query = [one for one in given if one["in"] == "query"]
    content = operation.get("requestBody", {}).get("content", {})
    code = ", code=code" if any(one["name"] == "Second-Factor-Code" for one in given) else ""
    named = [f"{one['name']}: {_optional(_type(one['schema']))} = None" for one in in_query]
    address = f'f"{path.removeprefix(PREFIX)}"' if in_path else f'"{path.removeprefix(PREFIX)}"'
    if verb == "get":
        query = ", ".join(f'"{one["name"]}": {one["name"]}' for one in in_query)
        ask = "_file" if _answer(operation) == "bytes" else "_get"
        call = f"self.{ask}({address}{f', {{{query}}}' if query else ''})"
    elif "multipart/form-data" in content:
        form = content["multipart/form-data"]["schema"]
        kinds = {field: _type(one) for field, one in form["properties"].items() if field != "file"}
        named = ["file: bytes", "file_name: str"]
        named += [
            f"{field}: {kind}" if field in form["required"] else f"{field}: {_optional(kind)} = None"
            for field, kind in kinds.items()
        ]
        told = ", ".join(f'"{field}": {field}' for field in kinds)
        call = f"self._upload({address}, (file_name, file), {{{told}}}, key=key)"
    elif content:
        in_path.append(f"body: {_type(content['application/json']['schema'])}")
        call = f"self._act({address}, body, key=key{code})"
    else:
        call = f"self._act({address}, key=key{code})"
    if code:
        named.append("code: str")
    if verb != "get":
        named.append("key: str | None = None")
    arguments = ", ".join(["self", *in_path, *(["*", *named] if named else [])])
    head = f"    def {operation['operationId']}({arguments}) -> {_answer(operation)}:"
    body = [*_docstring(operation["description"], indent=8), f"        answer: {_answer(operation)} = {call}"]
    return "\n".join([head, *body, "        return answer"])


def _answer(operation: Schema) -> str:
    """What an operation answers: data, or a file as bytes."""
    status = min(status for status in operation["responses"] if int(status) < 400)
    content = operation["responses"][status]["content"]
    return _type(content["application/json"]["schema"]) if "application/json" in content else "bytes"


def _type(schema: Schema) -> str:
    """The type of a schema in Python's words. Raises KeyError for one that the description has not had so far."""
    if "$ref" in schema:
        return _name(schema["$ref"].rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        choices = schema.get("enum", [schema.get("const")])
        return f"Literal[{', '.join(json.dumps(one) for one in choices)}]"
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(one) for one in schema[several]))
    return _plain_type(schema) if "type" in schema else "Any"


def _plain_type(schema: Schema) -> str:
    if schema["type"] == "array":
        return f"list[{_type(schema.get('items', {}))}]"
    if schema["type"] == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {_type(values) if isinstance(values, Mapping) else 'Any'}]"
    return _PLAIN[schema["type"]]


def _optional(kind: str) -> str:
    return kind if kind.endswith("None") else f"{kind} | None"


def _name(name: str) -> str:
    """A schema's name as a class of Python has it: `Page_ItemOut_` becomes `PageItemOut`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def _docstring(text: str, *, indent: int = 4) -> list[str]:
    space, words = " " * indent, " ".join(text.replace("\\", "\\\\").split())
    lines = textwrap.wrap(words, _WIDTH - indent - 6)
    if len(lines) <= 1:
        return [f'{space}"""{words}"""']
    return [f'{space}"""{lines[0]}', *(space + line for line in lines[1:]), f'{space}"""']


def _formatted(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--quiet", "--stdin-filename", str(CLIENT), "-"]
    done = subprocess.run(ruff, input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout


if __name__ == "__main__":
    main()
