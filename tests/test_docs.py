"""docs/: every command runs, every link leads somewhere, every figure is the program's own."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import metadata, version
from pathlib import Path

import pytest
from sigma.plugins import SigmaPluginDirectory

from converter.targets.athena import backend as athena
from converter.targets.eql import effort, traits
from converter.targets.splunk import extraction, literal

ROOT = Path(__file__).parent.parent
TASKS = ("verify.md", "add-field.md")
PLATFORMS = ("splunk.md", "eql.md", "athena.md")
PAGES = (*(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md")
# What is run in the checkout, wherever the reader of a page has gone.
IN_CHECKOUT = ("pytest ", "python benchmarks/")
STANDS_FOR = {"RULES": "rules", "EVENTS": "tests/events"}


def blocks(page: Path) -> list[str]:
    """The shell blocks of a page."""
    return re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def run(script: str, folder: Path) -> str:
    """What a script prints, as a reader with this environment runs it."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("CI", None)
    environment.pop("PYTEST_CURRENT_TEST", None)
    done = subprocess.run(  # noqa: S603 -- our own pages
        ["/usr/bin/env", "bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("name", TASKS)
def test_the_commands_of_a_task_run_in_their_order(name: str, tmp_path: Path) -> None:
    """From an empty folder, as a reader would; only what pip installs is here already."""
    lines = [line for block in blocks(ROOT / "docs" / name) for line in block.splitlines()]
    own = [line for line in lines if not line.startswith(("pip ", *IN_CHECKOUT))]
    assert any(line.startswith("sigmatrail ") for line in own)
    run("\n".join(own), tmp_path)
    for line in lines:
        if line.startswith(IN_CHECKOUT):
            run(line, ROOT)


def test_a_rule_on_a_field_of_ones_own_passes_as_the_page_says(tmp_path: Path) -> None:
    """What the page shows, put where it says; without it, the gate finds just what the page lists."""
    page = (ROOT / "docs" / "add-field.md").read_text(encoding="utf-8")
    line, detection, ignore = re.findall(r"^```(?:yaml|toml)\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    run("sigmatrail init . --pipeline splunk && sigmatrail new StopLogging", tmp_path)
    replace(tmp_path / "pipelines/splunk/cloudtrail.yml", r"^    mapping:\n", rf"\g<0>{line}", 1)
    rule = tmp_path / "rules/aws_cloudtrail_stop_logging.yml"
    bare = re.sub(r" # sigmatrail: .*", "", detection)
    replace(rule, r"^detection:\n.*?    condition: selection\n", bare)
    [event] = (tmp_path / "tests/events" / rule.stem).glob("match-*.json")
    replace(event, r"\A{", '{"myField": "x",')
    said = run("sigmatrail check --update || true", tmp_path)
    listed = set(re.findall(r"^\| \[(\w+)\]", page, re.MULTILINE))
    assert set(re.findall(r"^\S+:\d+:\d+: (\w+) ", said, re.MULTILINE)) == listed
    replace(rule, re.escape(bare), detection)
    replace(tmp_path / "sigmatrail.toml", r"^ignore = .*\n", ignore)
    assert run("sigmatrail check --update", tmp_path) == "nothing found\n"


def replace(file: Path, pattern: str, text: str, count: int = 0) -> None:
    """Edit a file as a page says; there must be something to edit."""
    before = file.read_text(encoding="utf-8")
    after = re.sub(pattern, text, before, count=count, flags=re.DOTALL | re.MULTILINE)
    assert after != before
    file.write_text(after, encoding="utf-8")


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_commands_of_a_platform_run_in_the_checkout(name: str) -> None:
    """They convert the rules of this repository."""
    scripts = blocks(ROOT / "docs" / name)
    assert scripts
    for script in scripts:
        run(script, ROOT)


def test_a_target_is_the_folder_the_pipeline_and_the_line_of_the_page(tmp_path: Path) -> None:
    """A copy of the checkout, with nothing written into it but what the page shows, has a fourth target."""
    page = ROOT / "docs" / "add-target.md"
    text = page.read_text(encoding="utf-8")
    for name in ("converter", "pipelines", "sigma"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    files = re.findall(r"^`([\w/.]+)`\n\n```\w+\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for name, content in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    [(listed, line)] = re.findall(
        r"^In `_NAMES` of `(.*?)`:\n\n```text\n(.*?)^```", text, re.DOTALL | re.MULTILINE
    )
    targets = tmp_path / listed
    names = targets.read_text(encoding="utf-8")
    assert names.count("_NAMES = (\n") == 1
    targets.write_text(names.replace("_NAMES = (\n", f"_NAMES = (\n{line}"), encoding="utf-8")
    places = {"/".join(name.split("/")[:-1]) for name, _ in files}
    assert places == {"pipelines/sqlite", "converter/targets/sqlite"}
    [script] = blocks(page)
    said = run(f"export PYTHONPATH={shlex.quote(str(tmp_path))}\n{script}", tmp_path)
    assert "sqlite  SQLite SQL" in said
    assert "nothing disagrees" in said
    assert said.count("GLOB 'deletetrail'") == 2


@pytest.mark.parametrize("line", blocks(ROOT / "benchmarks" / "README.md")[0].splitlines())
def test_a_benchmark_runs_on_the_rules_and_events_of_this_repository(line: str) -> None:
    """Each prints its figures; what they are is no business of a test."""
    run(" ".join(STANDS_FOR.get(word, word) for word in line.split(" ")), ROOT)


def test_what_the_pages_install_exists() -> None:
    """An extra that a page names is one of the package's."""
    named = {
        extra
        for page in PAGES
        for extras in re.findall(r"sigmatrail\[([\w,-]+)\]", page.read_text(encoding="utf-8"))
        for extra in extras.split(",")
    }
    assert named <= set(metadata("sigmatrail").get_all("Provides-Extra") or ())
    assert {"verify", "lint", "trino"} <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_into_the_repository_lead_somewhere(page: Path) -> None:
    """To a file, and to a heading or an anchor of it."""
    for path, anchor in re.findall(
        r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text(encoding="utf-8")
    ):
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), path
        if anchor:
            assert anchor in anchors(linked), f"{path}#{anchor}"


def anchors(page: Path) -> set[str]:
    """What a link into a page can name: its marks, and what GitHub makes of its headings."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    marks = set(re.findall(r'<a id="([^"]+)">', text))
    return marks | {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_found() -> None:
    """The index or the README of the repository leads to it."""
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").iterdir()} - {"README.md"}
    hidden = {name for name in pages if f"({name})" not in index and f"(docs/{name}" not in readme}
    assert hidden == set()


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("splunk.md", extraction.LIMITS.cutoff),
        ("splunk.md", extraction.LIMITS.fields),
        ("splunk.md", literal.LONGEST_REGEX),
        ("eql.md", traits.STRING_LIMITS["aws.cloudtrail.request_parameters"]),
        ("eql.md", traits.KEYWORD_LIMIT),
        ("eql.md", effort.MOST_REGEX),
        ("athena.md", athena._MOST_BYTES),  # noqa: SLF001 -- the page says what the backend does
    ],
)
def test_a_limit_on_a_page_is_the_one_in_the_code(name: str, figure: int) -> None:
    """Numbers that the program goes by."""
    assert re.search(rf"\b{figure:,}\b", (ROOT / "docs" / name).read_text(encoding="utf-8"))


def test_the_entry_for_the_directory_of_plugins_can_be_read() -> None:
    """What SigmaHQ's own check does; and the entry fits what is installed here."""
    plugins = json.loads((ROOT / "docs" / "plugin-directory.json").read_text(encoding="utf-8"))
    [entry] = SigmaPluginDirectory.from_dict({"plugins": plugins}).plugins.values()
    assert entry.package == "sigmatrail"
    assert len(entry.description) <= 120
    assert entry.pysigma_version.contains(version("pysigma"))
    assert not entry.pysigma_version.contains("2.0.0")
