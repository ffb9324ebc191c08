"""Documents, engines and the reference share nothing with what makes the queries.

If both came from one table, a mistake in it would agree with itself.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parent.parent
WITNESSES: Final = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for name in ("document", "engine", "losses", "trino", "live")
    for path in ROOT.glob(f"converter/targets/*/{name}.py")
)
REFERENCE: Final = "converter.verify.reference"
# Names of modules; what lies below them is meant as well. Pipelines are YAML, which a witness does not read.
FORBIDDEN: Final = (
    *("sigma", "yaml", "converter.condition", "converter.read", "converter.mend", "converter.conversion"),
    *(
        "converter.regex",
        "converter.pcre",
        "converter.grammar",
        "converter.casing",
        "converter.targets.backend",
    ),
    *(f"converter.targets.{target}.backend" for target in TARGETS),
)


def file_of(module: str) -> Path | None:
    """Where a module of ours is written; None for what is not ours."""
    stem = ROOT / module.replace(".", "/")
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


@cache
def imports(module: str) -> frozenset[str]:
    """What a module of ours imports, in functions too, but for types alone; its packages come with it."""
    path = file_of(module)
    if path is None:
        return frozenset()
    found = set(_packages(module))
    for node in _executed(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by a relative name"
            name = node.module or ""
            found.add(name)
            found.update(f"{name}.{alias.name}" for alias in node.names if file_of(f"{name}.{alias.name}"))
    return frozenset(found)


def _packages(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:end]) for end in range(2, len(parts)))


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from _executed(node)


def reached(module: str) -> set[str]:
    """Everything that a module leads to, itself included."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(imports(name))
    return seen


def forbidden(modules: set[str]) -> list[str]:
    """Those that witnesses must not know."""
    return sorted(
        name for name in modules for root in FORBIDDEN if name == root or name.startswith(f"{root}.")
    )


def loaded(module: str) -> set[str]:
    """What Python has loaded once a fresh process has imported the module."""
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stdout))


def test_witnesses_are_there() -> None:
    """Each target has a document, an engine and an account of what is lost."""
    assert {
        f"converter.targets.{target}.{name}"
        for target in ("splunk", "eql", "athena")
        for name in ("document", "engine", "losses")
    } <= set(WITNESSES)


@pytest.mark.parametrize("module", [*WITNESSES, REFERENCE])
def test_nothing_leads_to_what_makes_queries(module: str) -> None:
    """Neither at the top of a module nor inside a function of any module on the way."""
    assert forbidden(reached(module)) == []


@pytest.mark.parametrize("module", [*WITNESSES, REFERENCE])
def test_nothing_that_makes_queries_is_loaded(module: str) -> None:
    """Nor by any name that is made up when the program runs."""
    assert forbidden(loaded(module)) == []


def test_the_reference_needs_errors_alone() -> None:
    """Of the project it imports itself, its class of errors, and the budget of PCRE2, which knows no rule."""
    ours = {name for name in reached(REFERENCE) if name.split(".")[0] == "converter"}
    others = {name for name in ours if not name.startswith(REFERENCE)}
    assert others == {"converter.errors", "converter.verify", "converter.verify.budget"}


def test_a_forbidden_import_would_be_seen() -> None:
    """Both ways of looking find what a backend rests on."""
    backend = "converter.targets.splunk.backend"
    for found in (reached(backend), loaded(backend)):
        assert {"converter.condition", backend} <= set(forbidden(found))
