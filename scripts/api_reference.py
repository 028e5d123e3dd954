"""Write amana/api/openapi.json and docs/reference/api.md from the API itself; with --check say whether they are as they should be."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTION = ROOT / "amana" / "api" / "openapi.json"
REFERENCE = ROOT / "docs" / "reference" / "api.md"
BEGINS = """# The API, call by call

Made from `amana/api/openapi.json` by `python scripts/api_reference.py`; how to begin is in
[the guide](../guides/api.md), and the description itself is at `/api/v1/openapi.json`.

Every call sends `Authorization: Bearer amana_…`. What is not answered is a problem (RFC 9457) with `status`, `code`,
`detail` in the caller's language, and `errors` field by field. Calls that change something take an `Idempotency-Key`.
"""


def described() -> dict[str, Any]:
    """Return the description as the running API gives it."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.config.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.utils import translation

    from amana.api.describing import described as whole
    from amana.api.opening import api

    with translation.override("en"):
        return whole(api)


def as_file(description: dict[str, Any]) -> str:
    """Return the description as it is kept: readable, and the same every time."""
    return json.dumps(description, indent=1, ensure_ascii=False, default=str) + "\n"


def as_page(description: dict[str, Any]) -> str:
    """Return the page of the reference: every call by its room, then every shape."""
    by_room: dict[str, list[str]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            by_room.setdefault(operation["tags"][0], []).append(_call(path, method, operation))
    parts = [BEGINS]
    for room, calls in by_room.items():
        parts.append(f"\n## {room.capitalize()}\n" + "".join(calls))
    parts.append("\n## Shapes\n")
    for name, shape in description["components"]["schemas"].items():
        parts.append(_shape(name, shape))
    return "".join(parts)


def _call(path: str, method: str, operation: dict[str, Any]) -> str:
    scope = operation.get("x-scope", "")
    right = f"Needs `{scope}`." if scope else "Any token."
    if operation.get("x-for-owners"):
        right += " Owners of own cases too."
    lines = [f"\n### `{method.upper()} {path}`\n", f"{operation.get('description', '').strip()} {right}\n"]
    rows = [
        f"| `{one['name']}` | {one['in']} | {_type(one['schema'])} | {'yes' if one['required'] else ''} | {one.get('description', '')} |"
        for one in operation["parameters"]
    ]
    if rows:
        lines.append("\n".join(["| parameter | in | type | must | |", "|---|---|---|---|---|", *rows]) + "\n")
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        lines.append(f"Sends {_type(body['schema'])} as `{kind}`.\n")
    given = [
        f"{status} {_type(answer['content'][kind]['schema'])}" + ("" if kind == "application/json" else f" as `{kind}`")
        for status, answer in operation["responses"].items()
        for kind in list(answer.get("content", {}))[:1]
        if status < "300"
    ]
    others = ", ".join(status for status in operation["responses"] if status >= "300")
    lines.append(f"Gives {' or '.join(given) or next(iter(operation['responses']))}; otherwise {others}.\n")
    return "\n".join(lines)


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"] if one != "")
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = str(schema.get("format") or schema.get("type") or schema.get("const") or "anything")
    return f"{kind}, at most {schema['maxLength']}" if "maxLength" in schema else kind


def _shape(name: str, shape: dict[str, Any]) -> str:
    must = set(shape.get("required", []))
    rows = [
        f"| `{field}` | {_type(schema)} | {'yes' if field in must else ''} |"
        for field, schema in shape.get("properties", {}).items()
    ]
    words = " ".join(shape.get("description", "").split())
    head = f"\n### {name}\n\n" + (f"{words}\n\n" if words else "")
    return head + "\n".join(["| field | type | must |", "|---|---|---|", *rows]) + "\n"


def main(arguments: list[str]) -> int:
    description = described()
    wanted = {DESCRIPTION: as_file(description), REFERENCE: as_page(description)}
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the API says; run python scripts/api_reference.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
