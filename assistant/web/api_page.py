"""An OpenAPI description as a page to read; it needs no script and nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem;
background: Canvas; color: CanvasText }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top;
padding: .3rem 1rem .3rem 0; border-bottom: 1px solid; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
:root { color-scheme: light dark }
"""


def page_html(described: dict[str, Any]) -> str:
    """The page of an OpenAPI 3.1 description."""
    title = escape(f"{described['info']['title']} {described['info']['version']}")
    operations = "".join(
        _operation(described, path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        '<p>For programs on this machine: <a href="/api/openapi.json">the same as OpenAPI</a>.'
        f"</p>{operations}</main></body></html>"
    )


def _operation(described: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    asked = _resolved(described, operation["requestBody"]["content"]["application/json"]["schema"])
    answers = "".join(
        f"<h3>{status}: {escape(answer['description'])}</h3>{_answer(described, answer)}"
        for status, answer in operation["responses"].items()
    )
    return (
        f"<h2>{escape(operation['summary'])}</h2><pre>{method.upper()} {escape(path)}</pre>"
        f"<p>{escape(operation['description'])}</p>"
        f"<h3>Body</h3>{_fields(described, asked)}"
        f"<h3>For example</h3>{_example(path, asked)}{answers}"
    )


def _answer(described: dict[str, Any], answer: dict[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return _fields(described, _resolved(described, schema))


def _fields(described: dict[str, Any], schema: dict[str, Any]) -> str:
    """A table of an object's fields; those of an object in it under its field's name."""
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(name)}</code></th><td>{escape(kind)}</td>"
        f"<td>{escape(told)}</td></tr>"
        for name, kind, told in _rows(described, schema, "")
    )
    return f"<table>{rows}</table>" if rows else ""


def _rows(
    described: dict[str, Any], schema: dict[str, Any], before: str
) -> Iterator[tuple[str, str, str]]:
    for name, field in schema.get("properties", {}).items():
        told = field.get("description", "")
        if "default" in field and not isinstance(field["default"], dict | None):
            told = f"{told} {json.dumps(field['default'])} where it is left out.".strip()
        yield before + name, _kind(described, field), told
        inner = _resolved(described, field.get("items", field))
        yield from _rows(described, inner, f"{before}{name}{'[]' if 'items' in field else ''}.")


def _kind(described: dict[str, Any], field: dict[str, Any]) -> str:
    """What a value is: 'list of string', 'integer or null'."""
    if "anyOf" in field:
        return " or ".join(_kind(described, one) for one in field["anyOf"])
    whole = _resolved(described, field)
    if "enum" in whole:
        return " or ".join(map(json.dumps, whole["enum"]))
    inner = whole.get("items")
    return f"list of {_kind(described, inner)}" if inner else str(whole.get("type", "anything"))


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference points at, or the schema itself."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def _example(path: str, schema: dict[str, Any]) -> str:
    body = {n: f["examples"][0] for n, f in schema["properties"].items() if "examples" in f}
    call = (
        f"curl http://127.0.0.1:7860{path} -H 'Content-Type: application/json' \\\n"
        f"  -d '{json.dumps(body)}'"
    )
    return f"<pre>{escape(call)}</pre>"
