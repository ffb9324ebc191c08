"""`sigmatrail explain`: what became of each item of a rule on each target, and why."""

from __future__ import annotations

import sys
from itertools import zip_longest
from typing import TYPE_CHECKING

from converter.cli_targets import target_options
from converter.colour import painter
from converter.conversion import load_backend
from converter.errors import RuleError
from converter.explain.explanation import explain
from converter.explain.rows import row
from converter.explain.text import text_of
from converter.load import rules_without_filters
from converter.own.read import read_own
from converter.printable import printable, printable_json
from converter.source import read_sources
from converter.targets import known_targets

if TYPE_CHECKING:
    import argparse

    from converter.explain.explanation import Explained
    from converter.load import Rule


def run(arguments: argparse.Namespace) -> int:
    """Explain the rules; the exit status is 1 where some rule has no query."""
    targets, options, files = target_options(arguments)
    sources = read_sources(arguments.paths)
    own = read_own(files, sources)
    backends = {
        name: load_backend(name, options.get(name, {}), own.renames.get(name, {}))
        for name in known_targets(targets, options)
    }
    loaded = [rule for source in sources for rule in rules_without_filters(source)]
    errors = [str(rule) for rule in loaded if isinstance(rule, RuleError)]
    rules = [rule for rule in loaded if not isinstance(rule, RuleError)]
    explained = [
        (rule, [explain(rule, name, backend, own) for name, backend in backends.items()]) for rule in rules
    ]
    sys.stdout.write(_json(explained) if arguments.json else _text(explained))
    paint = painter(sys.stderr)
    sys.stderr.writelines(f"{paint(printable(error), 'error')}\n" for error in errors)
    refused = any(each.error for _, targets_ in explained for found in targets_ for each in found)
    return 1 if errors or refused else 0


def _json(explained: list[tuple[Rule, list[list[Explained]]]]) -> str:
    rows = [row(rule, each) for rule, targets in explained for found in targets for each in found]
    return printable_json(rows)


def _text(explained: list[tuple[Rule, list[list[Explained]]]]) -> str:
    lines: list[str] = []
    for rule, targets in explained:
        conditions = ([each for each in found if each] for found in zip_longest(*targets))
        lines += text_of(rule, conditions, painter(sys.stdout))
    return "".join(f"{line}\n" for line in lines)
