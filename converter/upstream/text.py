"""The text of a rule with its keys in SigmaHQ's order; what stands under each key stays as it was written."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from converter.errors import RuleError
from converter.lint.sigmahq.form import KEYS
from converter.safe_yaml import compose, construct

_OWN_COMMENT: Final = re.compile(r"[ \t]*#\s*sigmatrail:.*$")


def upstream_text(text: str, regression_path: str | None) -> str:
    """A rule's text as SigmaHQ takes it, with the path of its regression data where it has some.

    Raises:
        RuleError: its keys cannot be put in order line by line.
    """
    blocks = _blocks(text)
    if regression_path:
        blocks["regression_tests_path"] = [f"regression_tests_path: {regression_path}"]
    else:
        blocks.pop("regression_tests_path", None)
    ordered = sorted(blocks, key=lambda name: KEYS.index(name) if name in KEYS else len(KEYS))
    made = "\n".join(line for name in ordered for line in blocks[name]) + "\n"
    if not _same(made, text, regression_path):
        raise RuleError("its keys cannot be put in order; write one key a line, each with what belongs to it")
    return made


def _blocks(text: str) -> dict[str, list[str]]:
    """The lines of each key; comments above a key go with it, those for sigmatrail go."""
    root = compose(text)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise RuleError("is no map of keys, one a line")
    starts = {key.start_mark.line: str(key.value) for key, _ in root.value}
    blocks: dict[str, list[str]] = {}
    above: list[str] = []
    name = ""
    for number, line in enumerate(text.splitlines()):
        name = starts.get(number, name)
        kept = _OWN_COMMENT.sub("", line).rstrip()
        if number in starts:
            blocks[name] = [*above, kept]
            above = []
        elif line.startswith("#") and kept:
            above.append(kept)
        elif name and kept:
            blocks[name] += [*above, kept]
            above = []
    return blocks


def _same(made: str, text: str, regression_path: str | None) -> bool:
    """Whether the order is all that changed; an anchor that comes behind its alias shows here."""
    try:
        return _document(made, regression_path) == _document(text, regression_path)
    except yaml.YAMLError:
        return False


def _document(text: str, regression_path: str | None) -> dict[str, Any]:
    document = dict(construct(compose(text)))
    document.pop("regression_tests_path", None)
    return document | ({"regression_tests_path": regression_path} if regression_path else {})
