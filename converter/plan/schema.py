"""Write what a plan may hold into docs: the JSON Schema, and the table in plan.md.

python -m converter.plan.schema
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from converter.plan.model import Plan

_DOCS: Final = Path(__file__).parents[2] / "docs"
SCHEMA: Final = _DOCS / "plan.schema.json"
PAGE: Final = _DOCS / "plan.md"
_BEGIN: Final = "<!-- the tables: python -m converter.plan.schema -->\n"
_END: Final = "<!-- end of the tables -->\n"
# Sections that may leave out what the rule's level decides.
_FILLED_UP: Final = ("Plan", "Schedule", "Risk", "Alert", "Annotations")
_HEADINGS: Final = {
    "Plan": "The plan itself",
    "Schedule": "`[schedule]`",
    "Summary": "`[summary]`",
    "Column": "An entry of `group_by` and `values`",
    "Derived": "An entry of `derived`",
    "Condition": "`when`",
    "Risk": "`[risk]`",
    "RiskObject": "An entry of `objects`",
    "ThreatObject": "An entry of `threats`",
    "Alert": "`[alert]`",
    "Suppression": "`[alert.suppression]`",
    "Annotations": "`[annotations]`",
    "Drilldown": "`[[drilldowns]]`",
}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a plan."""
    made = msgspec.json.schema(Plan)
    for name in _FILLED_UP:
        made["$defs"][name].pop("required")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The plan of a sigmatrail rule",
    } | made


def schema_text() -> str:
    """The schema as its file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def page_text(page: str) -> str:
    """The page with its tables written anew."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{tables()}{_END}{after}"


def tables() -> str:
    """A table in Markdown for each part of a plan."""
    parts = schema()["$defs"]
    return "".join(_table(heading, parts[name]) for name, heading in _HEADINGS.items())


def _table(heading: str, part: dict[str, Any]) -> str:
    rows = [_row(key, field, part) for key, field in part["properties"].items()]
    head = "| key | is | kind | needed |\n| --- | --- | --- | --- |\n"
    return f"### {heading}\n\n{part['description'].splitlines()[0]}\n\n{head}{''.join(rows)}\n"


def _row(key: str, field: dict[str, Any], part: dict[str, Any]) -> str:
    needed = "yes" if key in part.get("required", ()) else "no"
    return f"| `{key}` | {field['description']} | {_kind(field)} | {needed} |\n"


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "items" in field:
        return f"list of {_kind(field['items'])}"
    if "anyOf" in field:
        return _kind(next(each for each in field["anyOf"] if each != {"type": "null"}))
    if "$ref" in field:
        return "table"
    return {"string": "text", "integer": "number", "boolean": "true or false"}[field["type"]]


def main() -> None:
    """Write both files."""
    SCHEMA.write_text(schema_text(), encoding="utf-8", newline="\n")
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
