"""The Splunk app: its files say exactly what was meant, whatever a rule holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from splunk_files import MACROS, MESSAGE, NAME, STORIES, ami, detection, read, searches

from converter.conversion import convert
from converter.detection import Detection
from converter.load import Rule, load
from converter.paths import find
from converter.plan import load_plan
from converter.targets.splunk.artifact import artifacts

if TYPE_CHECKING:
    from pathlib import Path


def test_an_app_has_what_splunk_installs() -> None:
    """The app is one folder with its settings, its page and who may read it."""
    assert sorted(artifacts([ami()])) == [
        "sigmatrail_cloudtrail/README.md",
        "sigmatrail_cloudtrail/default/analyticstories.conf",
        "sigmatrail_cloudtrail/default/app.conf",
        "sigmatrail_cloudtrail/default/macros.conf",
        "sigmatrail_cloudtrail/default/savedsearches.conf",
        "sigmatrail_cloudtrail/metadata/default.meta",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("action.escu", "0"),
        ("action.escu.enabled", "1"),
        ("action.escu.creation_date", "2026-11-24"),
        ("action.escu.modification_date", "2026-11-24"),
        ("action.escu.confidence", "high"),
        ("action.escu.search_type", "detection"),
        ("action.escu.data_models", "[]"),
        ("action.risk", "1"),
        (
            "action.risk.param._risk_message",
            MESSAGE,
        ),
        ("action.risk.param._risk_score", "0"),
        ("action.risk.param.verbose", "0"),
        ("cron_schedule", "0 * * * *"),
        ("dispatch.earliest_time", "-70m@m"),
        ("dispatch.latest_time", "-10m@m"),
        ("schedule_window", "auto"),
        ("action.correlationsearch.enabled", "1"),
        ("action.correlationsearch.label", NAME),
        ("action.notable", "1"),
        ("action.notable.param.nes_fields", "user,dest"),
        ("action.notable.param.rule_title", "AWS EC2 AMI Shared Or Made Public"),
        ("action.notable.param.security_domain", "threat"),
        ("action.notable.param.severity", "high"),
        ("alert.digest_mode", "1"),
        ("disabled", "true"),
        ("enableSched", "1"),
        ("allow_skew", "100%"),
        ("counttype", "number of events"),
        ("relation", "greater than"),
        ("quantity", "0"),
        ("realtime_schedule", "0"),
        ("is_visible", "false"),
        ("search", "`cloudtrail` a=b\n| `aws_ec2_ami_shared_or_made_public_filter`"),
    ],
)
def test_the_ami_search_has_the_settings_of_its_plan(key: str, value: str) -> None:
    """Schedule, risk and notable of the AMI detection arrive at the keys that Splunk reads."""
    assert searches(ami())[NAME][key] == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (
            "action.escu.mappings",
            {
                "cis20": ["CIS 10"],
                "kill_chain_phases": ["Actions on Objectives"],
                "mitre_attack": ["T1537"],
                "nist": ["DE.CM"],
            },
        ),
        (
            "action.risk.param._risk",
            [
                {"risk_object_field": "aws_account_id", "risk_object_type": "other", "risk_score": 80},
                {"threat_object_field": "src_ip", "threat_object_type": "ip_address"},
            ],
        ),
        (
            "action.correlationsearch.annotations",
            {
                "cis20": ["CIS 10"],
                "kill_chain_phases": ["Actions on Objectives"],
                "mitre_attack": ["T1537"],
                "nist": ["DE.CM"],
                "analytic_story": ["Suspicious Cloud Instance Activities", "Data Exfiltration"],
                "data_source": ["AWS CloudTrail"],
                "threat_actor": ["INC Ransom", "RedCurl"],
                "type": "TTP",
            },
        ),
        (
            "action.correlationsearch.metadata",
            {
                "deprecated": "0",
                "detection_id": "d99a9e1c-a5e0-4f41-9fd1-467e297e29b0",
                "detection_version": "1",
                "publish_time": 1795478400,
            },
        ),
    ],
)
def test_the_ami_search_carries_its_lists_as_json(key: str, value: object) -> None:
    """What Splunk keeps as JSON is JSON, with the plan's values in it."""
    assert json.loads(searches(ami())[NAME][key]) == value


def test_the_report_is_deployed_where_there_is_one() -> None:
    """A summary takes the place of the plain query, and its own filter macro is not called twice."""
    report = "`cloudtrail` a=b\n| stats count by c\n| `aws_ec2_ami_shared_or_made_public_filter`"
    assert searches(ami(report))[NAME]["search"] == report


def test_macros_of_the_app() -> None:
    """The app defines every macro that its searches call."""
    macros = read(artifacts([ami()])[MACROS])
    assert {name: keys["definition"] for name, keys in macros.items()} == {
        "cloudtrail": "sourcetype=aws:cloudtrail",
        "security_content_ctime(1)": 'convert timeformat="%Y-%m-%dT%H:%M:%S" ctime($field$)',
        "aws_ec2_ami_shared_or_made_public_filter": "search *",
    }
    assert macros["security_content_ctime(1)"]["args"] == "field"


def test_stories_list_their_searches() -> None:
    """Each analytic story of the plan names the stanzas of its searches."""
    stories = read(artifacts([ami()])[STORIES])
    assert json.loads(stories["analytic_story://Data Exfiltration"]["searches"]) == [NAME]
    assert stories[f"savedsearch://{NAME}"]["type"] == "detection"


def test_drilldowns_narrow_to_the_alert() -> None:
    """The first drilldown is the search itself, the second the risk of the same account."""
    results, risk = json.loads(searches(ami())[NAME]["action.notable.param.drilldown_searches"])
    assert results == {
        "name": "Detection results for account $aws_account_id$",
        "search": "`cloudtrail` a=b\n| `aws_ec2_ami_shared_or_made_public_filter`\n"
        '| search aws_account_id="$aws_account_id$"',
        "earliest_offset": "$info_min_time$",
        "latest_offset": "$info_max_time$",
    }
    assert 'IN ("$aws_account_id$") starthoursago=168' in risk["search"]


def test_a_drilldown_calls_a_search_with_dollar_signs_by_name() -> None:
    """Written out, the search's own dollar signs would be taken for tokens."""
    [keys] = searches(detection('`cloudtrail` | where match(a, "^x$") OR match(b, "y$")')).values()
    assert keys["search"].startswith('`cloudtrail` | where match(a, "^x$") OR match(b, "y$")')
    first = json.loads(keys["action.notable.param.drilldown_searches"])[0]
    assert first["search"] == (
        '| savedsearch "Sigmatrail - T - Rule" nosubstitution=true\n'
        '| search aws_account_id="$aws_account_id$"'
    )


@pytest.mark.parametrize(
    ("level", "risk", "notable"),
    [("critical", True, True), ("high", True, True), ("low", True, False), ("informational", False, False)],
)
def test_the_type_decides_what_a_finding_makes(level: str, *, risk: bool, notable: bool) -> None:
    """TTPs make notable and risk events, anomalies risk events, hunting searches neither."""
    [keys] = searches(detection(level=level)).values()
    assert ("action.risk" in keys, "action.notable" in keys) == (risk, notable)


def test_suppression(tmp_path: Path) -> None:
    """A plan's suppression becomes Splunk's throttling; minutes of a window are a bare number."""
    (tmp_path / "r.yml").write_text("x")
    (tmp_path / "r.toml").write_text(
        'enabled = true\n[schedule]\nwindow = "5m"\n'
        '[alert.suppression]\nby = ["src_ip", "user_arn"]\nduration = "4h"\n'
    )
    rule = Rule(str(tmp_path / "r.yml"), "r", {"title": "T", "level": "high"})
    [keys] = searches(Detection(rule, load_plan(rule), {"splunk": "x"})).values()
    assert keys["alert.suppress"] == "1"
    assert keys["alert.suppress.fields"] == "src_ip,user_arn"
    assert keys["alert.suppress.period"] == "4h"
    assert keys["schedule_window"] == "5"
    assert keys["disabled"] == "false"


def test_the_order_of_detections_does_not_matter() -> None:
    """The same detections in another order make the same bytes."""
    one, two = detection(name="a"), detection(name="b")
    assert artifacts([one, two]) == artifacts([two, one])


def test_detections_of_one_title_are_told_apart() -> None:
    """Each gets its own stanza, named after its rule, so that none takes over another's settings."""
    same = [detection(name="a", title="T"), detection(name="b", title="t"), detection(name="c", title="U")]
    assert list(searches(*same)) == [
        "Sigmatrail - T (a) - Rule",
        "Sigmatrail - t (b) - Rule",
        "Sigmatrail - U - Rule",
    ]


def test_a_title_that_looks_like_a_numbered_one_stays_apart() -> None:
    """Three detections whose names would still collide have three stanzas."""
    same = [
        detection(name="a", title="T"),
        detection(name="b", title="T"),
        detection(name="c", title="T (a)"),
    ]
    assert len(searches(*same)) == 3


def test_every_sigmahq_rule_is_in_one_app(corpus: Path) -> None:
    """All rules that convert make one app without any plan, and its files read back."""
    folder = corpus / "sigmahq"
    rules = {rule.name: rule for path in find([folder]) for rule in load(path) if isinstance(rule, Rule)}
    queries = {each.name: each.query for each in convert(folder, ["splunk"]) if each.query}
    made = [
        Detection(rules[name], load_plan(rules[name]), {"splunk": query}) for name, query in queries.items()
    ]
    assert len(made) == 56
    stanzas = searches(*made)
    assert len(stanzas) == 56
    # The parser that reads the file back takes the blanks at a line's start for layout, as SPL does.
    found = sorted(keys["search"].rpartition("\n")[0] for keys in stanzas.values())
    assert found == sorted(re.sub(r"\n +", "\n", query) for query in queries.values())
