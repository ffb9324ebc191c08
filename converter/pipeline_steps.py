"""What a pipeline of a repository may hold: steps that name fields and set state, and nothing else.

A repository of rules is a stranger's text, and pySigma's pipelines are programs: templates reach its own
objects, and through them files, addresses and shell commands (pySigma 1.5.1,
https://sigmahq-pysigma.readthedocs.io/en/latest/Processing_Pipelines.html, November 2026). So a pipeline is
looked through before pySigma sees it, and refused with the line of the first thing that is not listed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import yaml

from converter.wording import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from converter.own.nodes import File

    Check: TypeAlias = Callable[[File, yaml.Node, str], object]

_SCALARS: Final = ("str", "int", "float", "bool")
# Characters of a field's name on a platform, and names that all steps together may give one field.
MOST_STEPS: Final = 50
LONGEST_NAME: Final = 500
MOST_NAMES: Final = 20


def check_steps(file: File) -> None:
    """Look through a pipeline.

    Args:
        file: the pipeline as nodes.

    Raises:
        SettingsError: it holds something that is not listed; with the line, and what is.
    """
    _check_map(file, file.root, "a pipeline", _PIPELINE, ("transformations",))
    _check_names(file)


def _check_names(file: File) -> None:
    """Refuse names without end: a step that maps a field to several makes a query as many times as long."""
    parts = {name: value for _, name, value in file.pairs(file.root, "a pipeline")}
    names = 1
    steps = file.items(parts["transformations"], "transformations")
    if len(steps) > MOST_STEPS:
        file.refuse(steps[MOST_STEPS], f"a pipeline has at most {MOST_STEPS} steps; leave some out")
    for step in steps:
        for key, value in step.value:
            if key.value == "mapping":
                names *= max((len(each.value) for _, each in value.value if _is_list(each)), default=1)
            elif key.value in {"prefix", "suffix"} and len(value.value) > LONGEST_NAME:
                file.refuse(value, f"a name has more than {LONGEST_NAME} characters; shorten it")
        if names > MOST_NAMES:
            file.refuse(step, f"the steps map a field to more than {MOST_NAMES} names; leave some out")


def _is_list(node: yaml.Node) -> bool:
    return isinstance(node, yaml.SequenceNode)


def _check_map(
    file: File, node: yaml.Node, what: str, known: Mapping[str, Check], needed: tuple[str, ...] = ()
) -> None:
    """A map of known keys, each with a value that its check takes."""
    names = set()
    for key, name, value in file.pairs(node, what):
        if name not in known:
            file.refuse(key, f"'{name}' of {what} is not taken: {_WAY_OUT}; {what} has {', '.join(known)}")
        known[name](file, value, f"'{name}' of {what}")
        names.add(name)
    for name in needed:
        if name not in names:
            file.refuse(node, f"{what} takes {name}")


def _check_step(file: File, node: yaml.Node, what: str) -> None:
    kind = _kind_of(file, node, what)
    if kind not in STEPS:
        file.refuse(node, f"the step '{kind}' is not taken: {_WAY_OUT}; there are {', '.join(STEPS)}")
    _check_map(file, node, f"the step '{kind}'", {**_COMMON, **STEPS[kind]}, tuple(STEPS[kind]))


def _check_steps(file: File, node: yaml.Node, what: str) -> None:
    for step in file.items(node, what):
        _check_step(file, step, "a step")


def _conditions(kinds: Mapping[str, Mapping[str, Check]]) -> Check:
    """A list of conditions of these kinds, each with the keys that the kind has."""

    def check(file: File, node: yaml.Node, what: str) -> None:
        for each in file.items(node, what):
            kind = _kind_of(file, each, f"each of {what}")
            if kind not in kinds:
                file.refuse(each, f"the condition '{kind}' is not taken here; there are {', '.join(kinds)}")
            _check_map(file, each, f"the condition '{kind}'", {"type": _text, **kinds[kind]})
            _refuse_regex(file, each)

    return check


def _refuse_regex(file: File, condition: yaml.Node) -> None:
    """Names of fields by a regular expression could take for ever; the empty one, for any name, is ours."""
    parts = {name: value for _, name, value in file.pairs(condition, "a condition")}
    if "mode" in parts and file.text(parts["mode"], "mode") != "plain":
        patterns = file.items(parts["fields"], "fields") if "fields" in parts else []
        if [each.value for each in patterns] != [""]:
            file.refuse(
                condition, "fields are named by their names, not by regular expressions; use mode: plain"
            )


def _kind_of(file: File, node: yaml.Node, what: str) -> str:
    parts = {name: value for _, name, value in file.pairs(node, what)}
    if "type" not in parts:
        file.refuse(node, f"{what} has a type")
    return file.text(parts["type"], "type")


def _text(file: File, node: yaml.Node, what: str) -> None:
    file.text(node, what)


def _texts(file: File, node: yaml.Node, what: str) -> None:
    for each in file.items(node, what):
        file.text(each, f"each of {what}")


def _names(file: File, node: yaml.Node, what: str) -> None:
    """A map from a raw name to a name on the platform, or to several."""
    for _, name, value in file.pairs(node, what):
        several = file.items(value, what) if isinstance(value, yaml.SequenceNode) else [value]
        if not several or not all(_is_name(each) for each in several):
            file.refuse(value, f"'{cut(name, 80)}' is mapped to nothing that names a field")


def _is_name(node: yaml.Node) -> bool:
    text = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":str")
    return text and 0 < len(node.value) <= LONGEST_NAME


def _scalar(file: File, node: yaml.Node, what: str) -> None:
    if not isinstance(node, yaml.ScalarNode) or node.tag.rpartition(":")[2] not in _SCALARS:
        file.refuse(node, f"{what} is a text, a number or a boolean")


def _scalars(file: File, node: yaml.Node, what: str) -> None:
    for each in file.items(node, what) if isinstance(node, yaml.SequenceNode) else (node,):
        _scalar(file, each, what)


_WAY_OUT: Final = "a pipeline of a repository names fields and sets state"

_RULE_CONDITIONS: Final[Mapping[str, Mapping[str, Check]]] = {
    "logsource": {"category": _text, "product": _text, "service": _text},
    "contains_field": {"field": _text},
    "is_sigma_rule": {},
    "processing_item_applied": {"processing_item_id": _text},
    "processing_state": {"key": _text, "val": _scalar, "op": _text},
}
_ITEM_CONDITIONS: Final[Mapping[str, Mapping[str, Check]]] = {
    "processing_item_applied": {"processing_item_id": _text},
    "processing_state": {"key": _text, "val": _scalar, "op": _text},
}
_FIELD_CONDITIONS: Final[Mapping[str, Mapping[str, Check]]] = {
    "include_fields": {"fields": _texts, "mode": _text},
    "exclude_fields": {"fields": _texts, "mode": _text},
}
_COMMON: Final[Mapping[str, Check]] = {
    "id": _text,
    "type": _text,
    "rule_conditions": _conditions(_RULE_CONDITIONS),
    "rule_cond_op": _text,
    "rule_cond_not": _scalar,
    "detection_item_conditions": _conditions(_ITEM_CONDITIONS),
    "detection_item_cond_op": _text,
    "detection_item_cond_not": _scalar,
    "field_name_conditions": _conditions(_FIELD_CONDITIONS),
    "field_name_cond_op": _text,
    "field_name_cond_not": _scalar,
}
STEPS: Final[Mapping[str, Mapping[str, Check]]] = {
    "field_name_mapping": {"mapping": _names},
    "field_name_prefix_mapping": {"mapping": _names},
    "field_name_prefix": {"prefix": _text},
    "field_name_suffix": {"suffix": _text},
    "set_state": {"key": _text, "val": _scalars},
    "strict_field_mapping_failure": {},
    "rule_failure": {"message": _text},
    "detection_item_failure": {"message": _text},
}
_PIPELINE: Final[Mapping[str, Check]] = {
    "name": _text,
    "priority": _scalar,
    "allowed_backends": _texts,
    "transformations": _check_steps,
}
