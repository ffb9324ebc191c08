"""A pipeline in a repository names fields and sets state: nothing in it runs, reads or takes for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile import RULE, SECRET, STEM, make_repository, run

from converter import Converter, SettingsError
from converter.pipeline_file import read_pipeline

ROOT = Path(__file__).parent.parent
INNER = (
    "name: x\\npriority: 1\\ntransformations:\\n- type: command_placeholders\\n  cmd: [touch, MADE]\\n"
    "  include: [a]\\n"
)
EXPANDING = "title: x\\nlogsource: {product: aws}\\ndetection:\\n  s: {a|expand: '%a%'}\\n  condition: s\\n"
# The way that led to a shell: an object in a template lifts pySigma's own lock.
RUNNING = (
    "name: x\npriority: 1\ntransformations: []\npostprocessing:\n- type: template\n"
    f'  template: "{{% set p = pipeline.from_yaml(\\"{INNER}\\", allow_external_sources=True) %}}'
    f'{{% set r = rule.from_yaml(\\"{EXPANDING}\\") %}}{{{{ p.apply(r) }}}}"\n'
)
READING = (
    "name: x\npriority: 1\ntransformations: []\npostprocessing:\n"
    "- {type: template, template: environ, path: /proc/self}\n"
)
PLACES = {
    "beside the settings": "pipelines/splunk/cloudtrail.yml",
    "by a setting": "own/x.yml",
}


@pytest.mark.parametrize("command", ["convert", "lint", "verify", "explain", "check"])
@pytest.mark.parametrize("place", PLACES, ids=list(PLACES))
def test_a_template_in_a_pipeline_runs_no_command(tmp_path: Path, place: str, command: str) -> None:
    """Neither beside the settings nor where they name it; it is refused with its line."""
    root = make_repository(tmp_path)
    path = root / PLACES[place]
    path.parent.mkdir(parents=True)
    path.write_text(RUNNING.replace("MADE", str(root / "made")))
    if place == "by a setting":
        (root / "sigmatrail.toml").write_text('[splunk]\npipeline = "own/x.yml"\n')
    done = run(root, command, *([] if command == "check" else ["rules"]))
    assert not (root / "made").exists()
    assert done.status in {1, 2}
    assert f"{PLACES[place]}:4: 'postprocessing' of a pipeline is not taken" in done.text.replace(
        ":1: CK401", ":"
    )


def test_a_template_in_a_pipeline_does_not_show_the_environment(tmp_path: Path) -> None:
    """The variables of a runner hold tokens."""
    root = make_repository(tmp_path)
    (root / "pipelines/splunk").mkdir(parents=True)
    (root / "pipelines/splunk/cloudtrail.yml").write_text(READING)
    done = run(root, "check")
    assert (done.status, SECRET in done.text) == (1, False)
    assert "'postprocessing' of a pipeline is not taken" in done.text


NAMING = "type: field_name_mapping, mapping: {eventName: a}"
STEPS = [
    "type: command_placeholders, cmd: [touch, made]",
    "type: file_placeholders, path: /etc/passwd",
    "type: http_placeholders, url: 'https://example.com'",
    "type: nest, items: [{type: command_placeholders, cmd: [touch, made]}]",
    "type: add_condition, conditions: {a: b}, template: true",
    "type: replace_string, regex: '(a+)+$', replacement: b",
    "type: query_expression_placeholders, expression: x",
    "type: drop_detection_item",
    "type: set_custom_attribute, attribute: a, value: b",
    "type: hashes_fields, valid_hash_algos: [MD5]",
    f"{NAMING}, allow_external_sources: true",
    f"{NAMING}, rule_cond_expr: a and b",
    f"{NAMING}, rule_conditions: [{{type: rule_attribute, attribute: a, value: b}}]",
    f"{NAMING}, detection_item_conditions: [{{type: match_string, cond: any, pattern: '(a+)+$'}}]",
    f"{NAMING}, field_name_conditions: [{{type: include_fields, mode: re, fields: ['(a+)+$']}}]",
    "type: set_state, key: index, val: {a: b}",
    "type: set_state, key: index, val: [[a]]",
]


@pytest.mark.parametrize("step", STEPS)
def test_only_steps_that_name_fields_and_set_state_are_taken(tmp_path: Path, step: str) -> None:
    """Everything else is refused by its line, before pySigma sees it; by the Python API, too."""
    path = tmp_path / "x.yml"
    path.write_text(f"name: x\npriority: 1\ntransformations:\n- {{{step}}}\n")
    with pytest.raises(SettingsError) as refusal:
        Converter(["splunk"], {"splunk": {"pipeline": str(path)}})
    assert str(refusal.value).startswith(f"{path}:4: ")
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name: x\ntransformations: &a [*a]\n", "is nested more than 100 levels deep"),
        ("name: x\ntransformations: " + "[" * 5_000, "is nested more than 100 levels deep"),
        ("name: x\ntransformations: [" + "a," * 300_000 + "]", "holds more than 100,000 values"),
    ],
)
def test_a_pipeline_without_end_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """An anchor inside itself, levels and values without end."""
    path = tmp_path / "x.yml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=reason):
        read_pipeline(path)


def test_a_field_has_no_names_without_end(tmp_path: Path) -> None:
    """Steps that double the names of a field would make a query of a terabyte, and so would a long suffix."""
    step = "- {type: field_name_mapping, mapping: {%s: [%s, %s]}}\n"
    doubling = "".join(step % (f"a{each}", f"a{each + 1}", f"b{each}") for each in range(40))
    path = tmp_path / "x.yml"
    path.write_text(f"name: x\ntransformations:\n{doubling}")
    with pytest.raises(SettingsError, match=r"x\.yml:7: the steps map a field to more than 20 names"):
        read_pipeline(path)
    path.write_text(f"name: x\ntransformations:\n- {{type: field_name_suffix, suffix: {'x' * 501}}}\n")
    with pytest.raises(SettingsError, match=r"x\.yml:3: a name has more than 500 characters"):
        read_pipeline(path)


@pytest.mark.parametrize("key", ["vars", "finalizers", "postprocessing", "variables"])
def test_a_pipeline_has_no_other_parts(tmp_path: Path, key: str) -> None:
    """What is not known is not handed on."""
    path = tmp_path / "x.yml"
    path.write_text(f"name: x\npriority: 1\ntransformations: []\n{key}: []\n")
    with pytest.raises(SettingsError, match=f"x.yml:4: '{key}' of a pipeline is not taken"):
        read_pipeline(path)


@pytest.mark.parametrize("flag", ["-p"])
def test_a_pipeline_that_a_flag_names_runs_nothing_either(tmp_path: Path, flag: str) -> None:
    """The call is the user's; the file may be a stranger's."""
    root = make_repository(tmp_path)
    (root / "x.yml").write_text(RUNNING.replace("MADE", str(root / "made")))
    done = run(root, "convert", "rules", flag, "x.yml")
    assert (done.status, (root / "made").exists()) == (2, False)
    assert "x.yml:4: 'postprocessing' of a pipeline cannot be applied here" in done.err


def test_the_pipelines_that_sigmatrail_brings_hold_to_the_list() -> None:
    """A repository's own begins as a copy of one of them."""
    for path in (ROOT / "pipelines").glob("*/cloudtrail.yml"):
        assert read_pipeline(path).name


def test_settings_of_another_user_are_refused(tmp_path: Path) -> None:
    """Somebody may have put them into a folder above, which several share."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("not run: only root can give a file away")
    root = make_repository(tmp_path)
    os.chown(root / "sigmatrail.toml", 12345, -1)
    done = run(root / "rules", "convert", f"{STEM}.yml")
    assert done.status == 2
    assert "sigmatrail.toml: belongs to another user (uid 12345)" in done.err


def test_the_search_for_settings_ends_at_the_repository(tmp_path: Path) -> None:
    """What lies above is not this repository's."""
    root = make_repository(tmp_path / "inner")
    (root / "sigmatrail.toml").unlink()
    (tmp_path / "sigmatrail.toml").write_text('[splunk]\nindex = "of_another"\n')
    done = run(root / "rules", "convert", f"{STEM}.yml", "-t", "splunk", "--bare")
    assert (done.status, done.out) == (
        0,
        '`cloudtrail` eventName="StopLogging" eventSource="cloudtrail.amazonaws.com"\n\n',
    )


def test_without_a_repository_only_the_folder_itself_has_settings(tmp_path: Path) -> None:
    """A folder above, such as /tmp, may be anybody's."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "r.yml").write_text(RULE)
    (tmp_path / "sigmatrail.toml").write_text('[splunk]\nindex = "of_another"\n')
    done = run(tmp_path / "below", "convert", "r.yml", "-t", "splunk", "--bare")
    assert "of_another" not in done.out
