"""Readiness for the next pySigma: what CI looks ahead with, and classes derived from stand-ins."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
DERIVES = """
from converter.postpone import postpone
postpone()
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import SandboxedEnvironment
class Derived(SandboxedEnvironment):
    pass
print(Derived().from_string("{{ 6 * 7 }}").render())
"""


def test_a_class_can_be_derived_from_what_is_stood_in_for() -> None:
    """PySigma 2.0 does so while it is imported; 1.5 only calls such classes later."""
    run = subprocess.run([sys.executable, "-c", DERIVES], capture_output=True, text=True, check=True)  # noqa: S603 -- our own text
    assert run.stdout == "42\n"


def test_the_script_says_how_it_is_called() -> None:
    """Without a mode nothing is installed, and every mode that page and workflow use is named."""
    run = subprocess.run(  # noqa: S603 -- our own script
        ["/usr/bin/env", "bash", ROOT / ".ci" / "newest"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    modes = set(re.findall(r"^ *\.ci/newest (\w+)", run.stderr, re.MULTILINE))
    used = re.findall(
        r"^\.ci/newest (\w+)$", (ROOT / "docs" / "pysigma.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert modes == set(used) == {"tests", "ahead"}


def test_the_workflow_runs_scripts_that_exist() -> None:
    """The suite at every push; the newest versions once a week, of which the look ahead may fail."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    runs = {name: job["steps"][-1]["run"] for name, job in workflow["jobs"].items()}
    assert runs == {
        "tests": "bash .ci/run",
        "newest": "bash .ci/newest tests",
        "ahead": "bash .ci/newest ahead",
    }
    assert all((ROOT / line.split()[1]).is_file() for line in runs.values())
    may_fail = {name for name, job in workflow["jobs"].items() if job.get("continue-on-error")}
    assert may_fail == {"ahead"}


def test_the_exception_of_the_look_ahead_is_a_case_with_a_look_around() -> None:
    """What the comparison leaves out is what the page says, and no more."""
    excluded = re.findall(r"--exclude='([^']+)\.\*'", (ROOT / ".ci" / "newest").read_text(encoding="utf-8"))
    assert excluded == ["regex_look_ahead"]
    assert "(?!" in (ROOT / "tests" / "cases" / "regex_look_ahead.yml").read_text(encoding="utf-8")
