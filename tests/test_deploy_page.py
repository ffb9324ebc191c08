"""docs/deploy.md: its commands run, and its tables say what is in the files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import hcl2
import pytest
import yaml

from converter.plan.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator


class Loader(yaml.SafeLoader):
    """YAML in which CloudFormation's short forms count for nothing."""


Loader.add_multi_constructor("!", lambda *_: None)

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
AMI = ROOT / "rules" / "aws_ec2_ami_shared_or_made_public.yml"
OTHERS = ("aws", "curl", "splunk", "terraform")
# Stands in for a program that needs a platform: it keeps its arguments, and the files among them must exist.
STUB = """#!/bin/sh
for argument; do
    printf '%s\\n' "$argument" >> "$CALLS/$(basename "$0")"
    case $argument in
    file://*) test -s "${argument#file://}" || exit 1 ;;
    file=@*) test -s "${argument#file=@}" || exit 1 ;;
    *.tgz | *.yaml) test -s "$argument" || exit 1 ;;
    esac
done
"""


def blocks(language: str) -> list[str]:
    """The page's blocks of a language, in order and without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def call(folder: Path, script: str, **environment: str) -> None:
    """Run a shell script in a folder, with our own command and stand-ins for the others'."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "sigmatrail").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m converter "$@"\n')
    for name in OTHERS:
        (programs / name).write_text(STUB)
    for path in programs.iterdir():
        path.chmod(0o755)
    path_ = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 -- the page's own commands
        ["/bin/sh", "-eu", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path_, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of somebody who has run every command of the page, one after the other."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "rules", folder / "rules")
    (folder / "calls").mkdir()
    (folder / "splunk").mkdir()
    (folder / "splunk" / "bin").symlink_to(folder / "programs")
    call(
        folder,
        "\n".join(blocks("sh")),
        CALLS=str(folder / "calls"),
        SPLUNK_HOME=str(folder / "splunk"),
        KIBANA_URL="https://kibana.example",
        KIBANA_API_KEY="key",
    )
    return folder


def called(reader: Path, program: str) -> list[str]:
    """The arguments of all calls of a program."""
    return (reader / "calls" / program).read_text().splitlines()


def test_the_commands_run_in_their_order(reader: Path) -> None:
    """Every block is run, and every platform's program is called with what has been made."""
    assert len(blocks("sh")) == 8
    assert sorted(path.name for path in (reader / "calls").iterdir()) == sorted(OTHERS)
    assert called(reader, "terraform") == ["init", "apply"]
    assert called(reader, "splunk") == ["install", "app", "sigmatrail_cloudtrail.tgz", "-update", "1"]
    assert (
        (reader / "build" / "eql" / f"{AMI.stem}.esql").read_text().startswith("FROM logs-aws.cloudtrail-*")
    )


def test_the_packed_app_is_one_folder(reader: Path) -> None:
    """Splunk takes an archive whose one folder is the app."""
    with tarfile.open(reader / "sigmatrail_cloudtrail.tgz") as archive:
        names = archive.getnames()
    assert {name.partition("/")[0] for name in names} == {"sigmatrail_cloudtrail"}
    assert "sigmatrail_cloudtrail/default/savedsearches.conf" in names


def test_the_table_s_statement_has_no_gap_left(reader: Path) -> None:
    """Everything in angle brackets is filled in."""
    statement = (reader / "create_table.sql").read_text()
    assert "LOCATION 's3://my-cloudtrail-bucket/AWSLogs/111122223333/CloudTrail/eu-west-1/'" in statement
    assert not re.search(r"<[A-Z_]+>", statement)


def test_the_stack_is_given_its_parameters(reader: Path) -> None:
    """The page names parameters that exist, values that they allow, and all without a default."""
    given = dict(each.split("=", 1) for each in called(reader, "aws") if re.match(r"[A-Z]\w+=", each))
    parameters = yaml.load(artifacts()["athena"], Loader)["Parameters"]  # noqa: S506 -- a safe one
    assert given.keys() <= parameters.keys()
    assert {name for name, each in parameters.items() if "Default" not in each} <= given.keys()
    for name, value in given.items():
        assert re.fullmatch(parameters[name].get("AllowedPattern", ".*"), value)
        assert value in parameters[name].get("AllowedValues", [value])


def test_the_module_is_given_its_variables(reader: Path) -> None:
    """The page's module is where the command put it, and names variables that exist."""
    [block] = blocks("hcl")
    [module] = hcl2.loads(block)["module"]
    [arguments] = module.values()
    given = {name: value for name, value in arguments.items() if not name.startswith("__")}
    source = reader / str(given.pop("source")).strip('"')
    text = (source / "variables.tf").read_text()
    variables = {
        name: "default" in body
        for name, body in re.findall(r'variable "(\w+)" \{(.*?)^\}', text, re.DOTALL | re.MULTILINE)
    }
    assert given.keys() <= variables.keys()
    assert {name for name, has_default in variables.items() if not has_default} <= given.keys()


def test_the_macros_of_the_page_are_the_app_s() -> None:
    """The stanza to copy is one that the app has."""
    [block] = blocks("ini")
    assert block.splitlines()[0] in artifacts()["splunk"].splitlines()


# The AMI rule as it is, then with what neither it nor its plan has.
VARIANTS = (
    ("", 'type = "TTP"', ""),
    ("license: MIT\n", 'type = "Hunting"', '\n[alert.suppression]\nby = ["src_ip"]\nduration = "4h"\n'),
)


@cache
def made(variant: int) -> dict[str, str]:
    """What is made for each target of a variant of the AMI rule, as one text."""
    licence, type_, suppression = VARIANTS[variant]
    plan = AMI.with_suffix(".toml").read_text(encoding="utf-8").replace('type = "TTP"', type_) + suppression
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / AMI.name).write_text(AMI.read_text(encoding="utf-8") + licence, encoding="utf-8")
        (folder / f"{AMI.stem}.toml").write_text(plan, encoding="utf-8")
        call(folder, "sigmatrail convert -f app -o made .")
        return {
            "splunk": "\n".join(path.read_text() for path in sorted((folder / "made").rglob("*.conf"))),
            "eql": (folder / "made" / "eql" / "sigmatrail_cloudtrail.ndjson").read_text(),
            "athena": (folder / "made" / "athena" / "sigmatrail_athena" / "cloudformation.yaml").read_text(),
        }


def artifacts() -> dict[str, str]:
    """What is made of the AMI rule as it is."""
    return made(0)


def rows() -> Iterator[list[str]]:
    """The rows of the tables of settings: the setting, then its place on each platform."""
    tables = PAGE.partition("## Every setting")[2]
    for line in tables.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == 4 and cells[0] not in {"setting", "---"}:
            yield cells


def tokens(column: int) -> list[str]:
    """Everything that a column of the tables has between backticks, but for flags of the command."""
    found = [token for cells in rows() for token in re.findall("`([^`]+)`", cells[column])]
    return [token.replace("\\|", "|") for token in found if not token.startswith("-f ")]


def in_splunk(token: str, text: str) -> bool:
    """Whether a .conf file has this stanza, this line, this key, or this key in JSON."""
    lines = text.splitlines()
    if token.startswith("[") or " = " in token:
        return token in lines
    return any(line.startswith(f"{token} = ") for line in lines) or f'"{token}":' in text


def in_elastic(token: str, text: str) -> bool:
    """Whether the rule has this key, this key with this value, this tag, or this field in its query."""
    rule = json.loads(text)
    key, _, value = token.partition(": ")
    if token in rule or token in rule["tags"]:
        return True
    return json.loads(value) == rule.get(key) if value and key in rule else token in rule["query"]


@pytest.mark.parametrize("token", dict.fromkeys(tokens(1)))
def test_splunk_s_column_is_in_the_app(token: str) -> None:
    """Each stanza, line and key of the column is in some .conf file."""
    assert any(in_splunk(token, made(at)["splunk"]) for at, _ in enumerate(VARIANTS))


@pytest.mark.parametrize("token", dict.fromkeys(tokens(2)))
def test_elastic_s_column_is_in_the_rule(token: str) -> None:
    """Each key of the column is in the rule, with the value that the page gives it."""
    assert any(in_elastic(token, made(at)["eql"]) for at, _ in enumerate(VARIANTS))


@pytest.mark.parametrize("token", dict.fromkeys(tokens(3)))
def test_athena_s_column_is_in_the_template(token: str) -> None:
    """Each text of the column is in the template."""
    assert token in artifacts()["athena"]


def settings() -> Iterator[str]:
    """Every key of a plan, with its table's name before it."""
    parts = schema()["$defs"]
    for name, field in parts["Plan"]["properties"].items():
        inner = parts[field["$ref"].rpartition("/")[2]]["properties"] if "$ref" in field else {}
        yield from (f"{name}.{key}" for key in inner) if inner else (name,)


def test_every_setting_has_a_row() -> None:
    """All keys of a plan and of the AMI rule are in the tables, and every row speaks of each platform."""
    named = set(tokens(0))
    rule: dict[str, Any] = yaml.safe_load(AMI.read_text(encoding="utf-8"))
    assert {*settings(), *rule} - named == set()
    assert all(all(cells) for cells in rows())


def test_every_key_of_what_is_deployed_has_a_row() -> None:
    """No key of the saved search, and none of the Elastic rule, stays unexplained."""
    stanza = artifacts()["splunk"].partition(" - Rule]\ndescription = ")[2].partition("\n[")[0]
    keys = set(re.findall(r"^([\w.]+) = ", stanza, re.MULTILINE))
    assert len(keys) > 40
    assert keys - {token.partition(" = ")[0] for token in tokens(1)} == set()
    rule = json.loads(artifacts()["eql"])
    assert set(rule) - {token.partition(": ")[0] for token in tokens(2)} == set()
