"""A user's pySigma pipeline on top of the target's own: what it may say, each with its meaning.

Only what stays exact is taken. Values of placeholders and conditions change the rule before a target sees
it, in raw CloudTrail paths; new names of fields change the query once it is made, so that whatever
a target knows of a field stays true.
https://sigmahq-pysigma.readthedocs.io/en/latest/Processing_Pipelines.html, November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from converter.load import LOGSOURCE
from converter.own import Filter
from converter.own.renames import nowhere, refusal_of, usual_names
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    import yaml

    from converter.own.nodes import File

_KEYS: Final = ("name", "priority", "allowed_backends", "vars", "transformations")
_COMMON: Final = ("id", "type", "rule_conditions")


@dataclass
class Additions:
    """What one pipeline adds, with the nodes that say so."""

    filters: list[Filter] = field(default_factory=list)
    placeholders: list[tuple[yaml.Node, str, tuple[str, ...]]] = field(default_factory=list)
    renames: list[tuple[str, yaml.Node, str, str]] = field(default_factory=list)


def read_pipeline(file: File) -> Additions:
    """What the pipeline in a file adds.

    Raises:
        SettingsError: it has something that could not be applied exactly; with the line.
    """
    parts = {}
    for key, name, value in file.pairs(file.root, "a pipeline"):
        if name not in _KEYS:
            file.refuse(key, f"'{name}' of a pipeline cannot be applied here; {_WAY_OUT}")
        parts[name] = value
    if "transformations" not in parts:
        file.refuse(file.root, "is no pipeline; it takes at least a list of transformations")
    reader = _Reader(file, parts)
    for step in file.items(parts["transformations"], "transformations"):
        reader.take(step)
    return reader.found


class _Reader:
    def __init__(self, file: File, parts: dict[str, yaml.Node]) -> None:
        self.file, self.parts = file, parts
        self.found = Additions()
        self.targets = self._targets()

    def _targets(self) -> list[str]:
        node = self.parts.get("allowed_backends")
        if node is None:
            return list(TARGETS)
        names = [name.removeprefix("cloudtrail_") for name in self.file.texts(node, "allowed_backends")]
        for name in names:
            if name not in TARGETS:
                self.file.refuse(node, f"there is no target '{name}'; choose from {', '.join(TARGETS)}")
        return names

    def take(self, step: yaml.Node) -> None:
        """Add what one transformation says."""
        parts = {name: (key, value) for key, name, value in self.file.pairs(step, "a transformation")}
        if "type" not in parts:
            self.file.refuse(step, "a transformation has a type")
        kind = self.file.text(parts["type"][1], "type")
        if kind not in _STEPS:
            self.file.refuse(step, f"the transformation '{kind}' cannot be applied exactly; {_WAY_OUT}")
        own, apply = _STEPS[kind]
        for name, (key, _) in parts.items():
            if name not in (*_COMMON, *own):
                self.file.refuse(key, f"'{name}' of {kind} cannot be applied exactly; {_WAY_OUT}")
        if "rule_conditions" in parts:
            self._check_conditions(parts["rule_conditions"][1])
        apply(self, step, {name: value for name, (_, value) in parts.items()})

    def _check_conditions(self, node: yaml.Node) -> None:
        """Only the condition that all rules here meet: to be of CloudTrail."""
        for each in self.file.items(node, "rule_conditions"):
            data = self.file.data(each)
            if not isinstance(data, dict) or not data.items() <= {"type": "logsource", **LOGSOURCE}.items():
                self.file.refuse(each, f"a condition other than CloudTrail's logsource; {_WAY_OUT}")

    def _for_all(self, step: yaml.Node) -> None:
        if set(self.targets) != set(TARGETS):
            self.file.refuse(
                step, "changes what rules mean, for some targets only; leave out allowed_backends"
            )

    def fill(self, step: yaml.Node, parts: dict[str, yaml.Node]) -> None:
        """`value_placeholders`: the pipeline's vars are values of placeholders."""
        self._for_all(step)
        given = self.parts.get("vars")
        if given is None:
            self.file.refuse(step, "fills placeholders from vars, and the pipeline has none")
        only = self.file.texts(parts["include"], "include") if "include" in parts else None
        for key, name, value in self.file.pairs(given, "vars"):
            if only is None or name in only:
                self.found.placeholders.append((key, name, self.file.texts(value, f"'{name}'")))

    def condition(self, step: yaml.Node, parts: dict[str, yaml.Node]) -> None:
        """`add_condition`: a filter for every rule."""
        self._for_all(step)
        if "conditions" not in parts:
            self.file.refuse(step, "add_condition takes conditions, a map of fields and values")
        selection: Any = self.file.data(parts["conditions"])
        negated = self.file.data(parts["negated"]) if "negated" in parts else False
        if not isinstance(selection, dict) or not selection or not isinstance(negated, bool):
            self.file.refuse(step, "add_condition takes conditions, a map of fields and values, and negated")
        condition = "not selection" if negated else "selection"
        detection = {"rules": "any", "selection": selection, "condition": condition}
        place = f"{self.file.path}:{step.start_mark.line + 1}"
        self.found.filters.append(Filter(place, {"logsource": LOGSOURCE, "filter": detection}))

    def rename(self, step: yaml.Node, parts: dict[str, yaml.Node]) -> None:
        """`field_name_mapping`: the name of a field on the user's platform, by its usual name there."""
        if "mapping" not in parts:
            self.file.refuse(step, "field_name_mapping takes a mapping of names")
        for key, old, value in self.file.pairs(parts["mapping"], "mapping"):
            new = self.file.text(value, f"the new name of '{old}'")
            concerned = [target for target in self.targets if old in usual_names(target)]
            if not concerned:
                self.file.refuse(key, nowhere(old, self.targets))
            for target in concerned:
                if reason := refusal_of(target, new):
                    self.file.refuse(key, reason)
            self.found.renames += [(target, key, old, new) for target in concerned]


_WAY_OUT: Final = (
    "value_placeholders, add_condition and field_name_mapping are; for more, see docs/convert.md"
)

_STEPS: Final[
    dict[str, tuple[tuple[str, ...], Callable[[_Reader, yaml.Node, dict[str, yaml.Node]], None]]]
] = {
    "value_placeholders": (("include",), _Reader.fill),
    "add_condition": (("conditions", "negated"), _Reader.condition),
    "field_name_mapping": (("mapping",), _Reader.rename),
}
