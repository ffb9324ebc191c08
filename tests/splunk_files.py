"""What Splunk deploys, made of detections and read back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from addonfactory_splunk_conf_parser_lib import TABConfigParser
from hypothesis import strategies as st

from converter.detection import Detection
from converter.load import Rule, load
from converter.plan import load_plan
from converter.targets.splunk.artifact import artifacts

RULE = "rules/aws_ec2_ami_shared_or_made_public.yml"
APP = "sigmatrail_cloudtrail"
SEARCHES = f"{APP}/default/savedsearches.conf"
MACROS = f"{APP}/default/macros.conf"
STORIES = f"{APP}/default/analyticstories.conf"
NAME = "Sigmatrail - AWS EC2 AMI Shared Or Made Public - Rule"
MESSAGE = (
    "AWS AMI from account $aws_account_id$ is shared externally with $accounts_added$ from $src_ip$ "
    "or AMI is made public"
)
HOSTILE = st.text(
    st.sampled_from("ab\"'\\\n\r\t $]=[#;*|`\x00\x85\u2028é漢") | st.characters(),
    max_size=130,
)


def read(text: str) -> dict[str, dict[str, str]]:
    """A .conf file as Splunk's own library reads it, continued lines put together."""
    parser = TABConfigParser()
    parser.read_file(io.StringIO(text, newline=None))
    assert parser.fields_outside_stanza == []
    stanzas: dict[str, dict[str, str]] = parser.item_dict()
    return {name: {key: joined(value) for key, value in keys.items()} for name, keys in stanzas.items()}


def joined(value: str) -> str:
    """A value without the signs that carry it on; the library leaves them in."""
    value = value.removeprefix("\\") if value.startswith("\\\n") else value
    return value.replace(" \\\n", "\n")


def detection(query: str = "`cloudtrail` eventName=x", name: str = "made", **document: Any) -> Detection:  # noqa: ANN401 -- a rule's values
    """A detection that no file has, without a plan."""
    rule = Rule(f"{name}.yml", name, {"title": "T", "level": "high", **document})
    return Detection(rule, load_plan(rule), {"splunk": query})


def ami(report: str = "") -> Detection:
    """The detection of the AMI rule with a short query."""
    [rule] = load(Path(__file__).parents[1] / RULE)
    assert isinstance(rule, Rule)
    return Detection(rule, load_plan(rule), {"splunk": "`cloudtrail` a=b"}, {"splunk": report})


def searches(*detections: Detection) -> dict[str, dict[str, str]]:
    """The saved searches of an app, less the stanza for all."""
    stanzas = read(artifacts(detections)[SEARCHES])
    assert stanzas.pop("default") == {"disabled": "1"}
    return stanzas
