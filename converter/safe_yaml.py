"""How YAML is read everywhere: safely, and with libyaml where PyYAML was built with it."""

from __future__ import annotations

from typing import Any, Final

import yaml

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(data: bytes | str) -> Any:  # noqa: ANN401 -- whatever YAML holds
    """What a document holds; raises yaml.YAMLError where it is no YAML."""
    return yaml.load(data, LOADER)  # noqa: S506 -- both loaders are safe


def fault(error: yaml.YAMLError) -> tuple[yaml.Mark | None, str]:
    """Where a text is no YAML, if that is known, and why."""
    reason = str(getattr(error, "problem", None) or str(error).splitlines()[0])
    if isinstance(error, yaml.reader.ReaderError) and "utf-" in reason.lower():
        reason += "; save it as UTF-8"
    return getattr(error, "problem_mark", None), reason
