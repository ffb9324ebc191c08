"""Deliberate faults in queries: events made from the rule alone catch every one of them.

Each fault is a literal replacement in the query's text. It counts as caught when a generated event gets
another verdict than the rule's, or when the engine refuses the query.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
import yaml
from proof import cases, differences, generated, rule_of, trial

from converter.verify.engines import ENGINES

if TYPE_CHECKING:
    from converter.verify.trial import Case

COUNT = 150
ENOUGH = 15

RULES: Final = yaml.safe_load(r"""
shared:
  call: {eventSource: ec2.amazonaws.com, eventName: ModifyImageAttribute}
  everyone: {requestParameters.launchPermission.add.items.group: all}
  someone: {requestParameters.launchPermission.add.items.userId: '*'}
  condition: call and (everyone or someone)
stopped:
  call: {eventName: StopLogging}
  deploy: {userIdentity.arn|contains: ':role/Deploy'}
  ours: {userAgent: 'ci-??/*'}
  condition: call and not (deploy or ours)
agent:
  name: {eventName: [DeleteTrail, StopLogging]}
  tool: {userAgent|re|i: '^aws-cli/\d+\.'}
  condition: name or tool
failed:
  call: {eventName: CreateUser, errorCode: null}
  network: {sourceIPAddress|cidr: 198.51.100.0/24}
  condition: call and not network
tasks:
  call:
    eventSource: ecs.amazonaws.com
    eventName: RegisterTaskDefinition
    requestParameters.containerDefinitions.command|contains: 169.254.170.2
    requestParameters.containerDefinitions.memory|gte: 512
  condition: call
ports:
  call:
    eventName: AuthorizeSecurityGroupIngress
    requestParameters.ipPermissions.items.fromPort: [22, 3389]
  ours: {requestParameters.groupId|startswith: sg-0a}
  condition: call and not ours
""")

USER: Final = "requestParameters.launchPermission.add.items{}.userId"
COMMAND: Final = "requestParameters.containerDefinitions{}.command{}"
SPLUNK: Final = [
    ("shared", "add becomes remove", ".add.items", ".remove.items"),
    ("shared", "braces are lost", "items{}", "items"),
    ("shared", "letter case counts", "(?i)^all", "^all"),
    ("shared", "AND for OR", "\n  OR isnotnull", "\n  AND isnotnull"),
    ("shared", "null counts", f"mvfilter('{USER}'!=\"null\")", f"'{USER}'"),
    ("shared", "a branch is lost in the search", f"\n  OR {USER}=*", ""),
    ("shared", "a branch is lost in where", f"\n  OR isnotnull(mvfilter('{USER}'!=\"null\"))", ""),
    ("shared", "where is lost", "\n| where", "\n| head 10000 | eval x="),
    ("shared", "the source is lost", ' eventSource="ec2.amazonaws.com"', ""),
    ("stopped", "NOT is lost", "NOT userIdentity", "userIdentity"),
    ("stopped", "unequal for NOT", 'NOT userIdentity.arn="', 'userIdentity.arn!="'),
    ("stopped", "a wildcard is lost", "Deploy*", "Deploy"),
    ("stopped", "a wildcard is wider", "*:role/Deploy*", "*role*"),
    ("stopped", "the opposite", "isnull(", "isnotnull("),
    ("stopped", "any run for one character", "ci-../", "ci-.*/"),
    ("stopped", "another field", "userIdentity.arn", "userIdentity.principalId"),
    ("stopped", "letter case counts", "(?is)", "(?s)"),
    ("stopped", "a filter is lost", ' NOT userIdentity.arn="*:role/Deploy*"', ""),
    ("agent", "AND for OR", "\n  OR", "\n  AND"),
    ("agent", "a value is lost", "DeleteTrail|", ""),
    ("agent", "letter case counts", '"(?i)^aws', '"^aws'),
    ("agent", "the start is lost", '"(?i)^aws', '"(?i)aws'),
    ("agent", "the end is lost", r"StopLogging)\\z", "StopLogging)"),
    ("agent", "a dot is any character", r"\\.", "."),
    ("agent", "a stage of its own", "where", "regex userAgent=aws-cli\n| where"),
    ("failed", "the add-on's errorCode", "result_id", "errorCode"),
    ("failed", "null is not asked for", ' NOT result_id!="null"', ""),
    ("failed", "a wider network", ".0/24", ".0/16"),
    ("failed", "the network's own text", ' sourceIPAddress!="*/*"', ""),
    ("failed", "parentheses are lost", "NOT (sourceIPAddress", "NOT sourceIPAddress"),
    ("tasks", "braces of texts are lost", COMMAND, COMMAND.removesuffix("{}")),
    ("tasks", "braces of objects are lost", "containerDefinitions{}", "containerDefinitions"),
    ("tasks", "a wildcard is lost", "*169.254.170.2*", "169.254.170.2"),
    ("tasks", "more for at least", ">=512", ">512"),
    ("tasks", "less for more", ">=512", "<=512"),
    ("ports", "a spelling is lost", '"22.0",', ""),
    ("ports", "a value is lost", ',"3389","3389.0"', ""),
    ("ports", "a wildcard is lost", "sg-0a*", "sg-0a"),
    ("ports", "NOT is lost", "NOT requestParameters", "requestParameters"),
]

SCALAR: Final = "json_extract_scalar(v, '$')"
ATHENA: Final = [
    ("shared", "add becomes remove", ".add[*]", ".remove[*]"),
    ("shared", "lower() is lost", "lower(eventname)", "eventname"),
    ("shared", "lower() of a member is lost", f"lower({SCALAR})", SCALAR),
    ("shared", "a value in capitals", "'modifyimageattribute'", "'ModifyImageAttribute'"),
    ("shared", "AND for OR", "OR json_exists", "AND json_exists"),
    ("shared", "parentheses are lost", "OR json_exists", ") OR (json_exists"),
    ("shared", "null counts", '?(@.type() != "null")', ""),
    ("shared", "a wildcard is wider", "= 'all'", "LIKE '%all%'"),
    ("shared", "JSON for text", SCALAR, "json_format(v)"),
    ("shared", "any key", ".items[*].group", ".items[*].*"),
    ("shared", "any depth is lost", "$.launchPermission[*].add", "$.add"),
    ("stopped", "NOT is lost", "NOT coalesce", "coalesce"),
    (
        "stopped",
        "coalesce is lost",
        "coalesce(lower(useridentity.arn) LIKE '%:role/deploy%', FALSE)",
        "lower(useridentity.arn) LIKE '%:role/deploy%'",
    ),
    ("stopped", "coalesce says true", "FALSE", "TRUE"),
    ("stopped", "a wildcard is lost", ":role/deploy%", ":role/deploy"),
    ("stopped", "a wildcard is wider", ":role/deploy", ":role"),
    ("stopped", "any run for one character", "ci-__/", "ci-%/"),
    ("stopped", "another field", "useridentity.arn", "useridentity.principalid"),
    ("agent", "AND for OR", "OR regexp_like", "AND regexp_like"),
    ("agent", "a value is lost", "'deletetrail', ", ""),
    ("agent", "an anchor is lost", "'^", "'"),
    ("agent", "a dot is any character", r"\.", "."),
    ("agent", "a digit is lost", r"\d+", r"\d"),
    ("failed", "the opposite of null", "IS NULL", "IS NOT NULL"),
    ("failed", "null is not asked for", "\n  AND errorcode IS NULL", ""),
    ("failed", "a wider network", ".0/24", ".0/16"),
    ("failed", "try is lost", "try(contains(", "(contains("),
    ("failed", "an anchor is lost", r"'^[0-9.]+\z'", "'[0-9.]+'"),
    ("tasks", "more for at least", ">= 512", "> 512"),
    ("tasks", "a wildcard is lost", "LIKE '%169.254.170.2%'", "= '169.254.170.2'"),
    ("tasks", "an array is skipped", ".command[*][*][*]", "[0].command[0]"),
    ("tasks", "text is compared", "AS double) >= 512", "AS varchar) >= '512'"),
    ("tasks", "an anchor is lost", r")?)?\z", ")?)?"),
    ("ports", "a spelling is lost", "IN ('22', '22.0')", "= '22'"),
    ("ports", "a value is lost", f" OR {SCALAR} IN ('3389', '3389.0')", ""),
    ("ports", "a wildcard is lost", "'sg-0a%'", "'sg-0a'"),
    ("ports", "lower() is lost", f"lower({SCALAR}) LIKE", f"{SCALAR} LIKE"),
    ("ports", "NOT is lost", "NOT coalesce", "coalesce"),
]

EQL: Final = [
    ("shared", "add becomes remove", "add=", "remove="),
    ("shared", "the value's end is lost", r"group=all(, |\})", "group=all"),
    ("shared", "a branch is lost", "|userId=", ""),
    ("shared", "another key", "group=", "groupName="),
    ("shared", "letter case counts", "event.action :", "event.action =="),
    ("shared", "letter case counts inside", "regex~", "regex"),
    ("shared", "the source is lost", '\n  and event.provider : "ec2.amazonaws.com"', ""),
    ("shared", "any member is one", "items=", "item="),
    ("stopped", "NOT is lost", "and not (", "and ("),
    ("stopped", "AND for OR", " or ", " and "),
    ("stopped", "parentheses are lost", '" or ', '") or ('),
    ("stopped", "a wildcard is lost", "Deploy*", "Deploy"),
    ("stopped", "a wildcard is wider", "*:role/Deploy*", "*role*"),
    ("stopped", "any run for one character", "ci-??/", "ci-*/"),
    ("stopped", "another field", "user_identity.arn", "user_identity.invoked_by"),
    ("stopped", "wildcards are characters", "user_agent.original :", "user_agent.original =="),
    ("agent", "AND for OR", "or user_agent", "and user_agent"),
    ("agent", "a value is lost", '"DeleteTrail", ', ""),
    ("agent", "letter case counts", "regex~", "regex"),
    ("agent", "the start is lost", '"""', '""".*'),
    ("agent", "the rest is not allowed", '.*"""', '"""'),
    ("agent", "a dot is any character", r"\.", "."),
    ("failed", "the opposite of null", "== null", "!= null"),
    ("failed", "null is not asked for", "\n  and aws.cloudtrail.error_code == null", ""),
    ("failed", "a wider network", ".0/24", ".0/16"),
    ("failed", "NOT is lost", "not cidrMatch", "cidrMatch"),
    ("failed", "text for address", "source.ip", "source.address"),
    ("tasks", "a dot is any character", r"169\.254", "169.254"),
    ("tasks", "another list", "command=", "entryPoint="),
    ("tasks", "more for at least", r"|0*512(\.0+)?", ""),
    ("tasks", "the value's end is lost", r"(, |\}).*", ".*"),
    ("ports", "a spelling is lost", r"22(\.0)?", "22"),
    ("ports", "a value is lost", r"|3389(\.0)?", ""),
    ("ports", "the value's end is lost", r"(, |\}).*", ".*"),
    ("ports", "a wildcard is lost", "sg-0a.*", r"sg-0a(, |\}).*"),
    ("ports", "NOT is lost", "and not", "and"),
    ("ports", "letter case counts", "regex~", "regex"),
]

TABLES: Final = {"splunk": SPLUNK, "eql": EQL, "athena": ATHENA}
FAULTS: Final = [(target, *fault) for target, faults in TABLES.items() for fault in faults]


@cache
def case(name: str) -> Case:
    """The rule with its queries."""
    (only,) = cases([rule_of(RULES[name], name)])
    return only


def caught(tried: Case, target: str) -> list[str]:
    """What a trial on generated events alone finds wrong."""
    events = generated(rule_of(RULES[tried.name], tried.name), COUNT)
    engines = [name for name, entry in ENGINES.items() if entry.target == target and not entry.live]
    return differences(trial([tried], events, engines))


@pytest.mark.parametrize("target", TABLES)
@pytest.mark.parametrize("name", RULES)
def test_the_query_itself_is_right(name: str, target: str) -> None:
    """Without a fault nothing is found, so what is found with one is its doing."""
    assert caught(replace(case(name), cells={}), target) == []


@pytest.mark.parametrize(("target", "name", "fault", "old", "new"), FAULTS)
def test_a_fault_is_caught(target: str, name: str, fault: str, old: str, new: str) -> None:
    """A hundred and fifty events made from the rule tell the faulty query from the rule."""
    query = case(name).queries[target]
    assert old in query, f"{fault}: the query has changed; adapt the fault to\n{query}"
    faulty = replace(case(name), queries={target: query.replace(old, new)}, cells={})
    assert caught(faulty, target), f"{fault} goes unnoticed"


@pytest.mark.parametrize("target", TABLES)
def test_faults_are_many(target: str) -> None:
    """At least fifteen different ones for each target."""
    assert len({(name, old, new) for name, _, old, new in TABLES[target]}) >= ENOUGH
