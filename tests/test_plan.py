"""The plan of a rule: read, filled up, checked, documented."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from converter.errors import PlanError
from converter.load import Rule, load
from converter.paths import find
from converter.plan import Column, Condition, Derived, Drilldown, Plan, RiskObject, Schedule, fill, load_plan
from converter.plan.schema import PAGE, SCHEMA, page_text, schema, schema_text
from converter.plan.template import escape
from converter.plan.times import interval, minutes, starts

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = Path(__file__).parents[1] / "rules"
DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., Plan]:
    """Makes the plan of a rule from the text of its sidecar."""

    def plan(toml: str = "", **document: Any) -> Plan:  # noqa: ANN401 -- a rule's values
        (tmp_path / "made.yml").write_text("")
        (tmp_path / "made.toml").write_text(toml, encoding="utf-8")
        return load_plan(Rule(str(tmp_path / "made.yml"), "made", {"title": "Made", **document}))

    return plan


@pytest.fixture
def ami() -> Plan:
    """The plan of the AMI rule."""
    [rule] = load(RULES / "aws_ec2_ami_shared_or_made_public.yml")
    assert isinstance(rule, Rule)
    return load_plan(rule)


def test_the_ami_plan_reports_in_eleven_columns_and_three(ami: Plan) -> None:
    """The AMI detection groups by seven columns, counts and times, and lists five."""
    assert ami.summary.names == (
        "src_ip",
        "region",
        "eventName",
        "userAgent",
        "user_arn",
        "aws_account_id",
        "userIdentity.principalId",
        "count",
        "firstTime",
        "lastTime",
        "group_added",
        "accounts_added",
        "user",
        "dest",
        "ami_status",
    )


def test_the_ami_plan_says_how_it_runs(ami: Plan) -> None:
    """Hourly over an hour that ended ten minutes ago, off until somebody enables it."""
    assert ami.schedule == Schedule(cron="0 * * * *", lookback="70m", delay="10m", window="auto")
    assert (ami.type, ami.enabled, ami.version) == ("TTP", False, 1)


def test_the_ami_plan_derives_its_status(ami: Plan) -> None:
    """An image is public if `all` is among the groups added."""
    assert ami.summary.derived == (
        Derived(
            name="ami_status",
            when=Condition(field="requestParameters.launchPermission.add.items.group", values=("all",)),
            then="Public AMI",
            otherwise="Not Public",
        ),
    )


def test_the_ami_plan_scores_and_alerts(ami: Plan) -> None:
    """Impact 100 x confidence 80 / 100 is 80, which is high."""
    assert (ami.risk.score, ami.risk.severity) == (80, "high")
    assert ami.risk.objects == (RiskObject(name="aws_account_id", type="other"),)
    assert ami.alert.fields == ("user", "dest")
    assert ami.annotations.threat_actors == ("INC Ransom", "RedCurl")
    assert ami.annotations.kill_chain == ("Actions on Objectives",)


@pytest.mark.parametrize(
    ("level", "kind", "score"),
    [
        ("informational", "Hunting", 20),
        ("low", "Anomaly", 40),
        ("medium", "Anomaly", 60),
        ("high", "TTP", 80),
        ("critical", "TTP", 100),
    ],
)
def test_a_rule_without_a_plan_gets_one_from_its_level(level: str, kind: str, score: int) -> None:
    """The severity of the plan is the level of the rule."""
    plan = load_plan(Rule("stdin", "stdin", {"title": "T", "level": level}))
    assert (plan.type, plan.risk.score, plan.risk.severity, plan.enabled) == (kind, score, level, False)


@pytest.mark.parametrize("level", [None, "urgent", 7, ["high"]])
def test_a_level_that_is_none_counts_as_medium(level: object) -> None:
    """A rule without a level of Sigma's is of medium severity."""
    assert load_plan(Rule("stdin", "stdin", {"title": "T", "level": level})).risk.severity == "medium"


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (0, "informational"),
        (20, "informational"),
        (21, "low"),
        (40, "low"),
        (41, "medium"),
        (60, "medium"),
        (61, "high"),
        (80, "high"),
        (81, "critical"),
        (100, "critical"),
    ],
)
def test_severities(planned: Callable[..., Plan], score: int, severity: str) -> None:
    """Each severity reaches up to its score."""
    plan = planned(f"[risk]\nimpact = {score}\nconfidence = 100\n")
    assert (plan.risk.score, plan.risk.severity) == (score, severity)


def test_a_plan_may_say_one_thing_only(planned: Callable[..., Plan]) -> None:
    """The rest of a section is filled up."""
    plan = planned("[risk]\nimpact = 50\n[alert]\ntitle = 'Seen'\n", level="high")
    assert (plan.risk.impact, plan.risk.confidence, plan.alert.title) == (50, 80, "Seen")
    assert plan.risk.message.startswith("Made: $eventName$")


def test_a_summary_is_taken_whole(planned: Callable[..., Plan]) -> None:
    """Columns that the plan does not name are neither reported nor spoken of."""
    plan = planned("[summary]\ngroup_by = [{field = 'awsRegion', name = 'region'}]\n")
    assert plan.summary.names == ("region", "count", "firstTime", "lastTime")
    assert plan.risk.message == "Made"
    assert plan.risk.objects == (RiskObject(name="region", type="other"),)
    assert plan.alert.fields == ()
    assert plan.drilldowns[0] == Drilldown(
        name="Detection results for $region$", search="results", by=("region",)
    )


def test_an_account_is_found_in_old_and_in_service_records(ami: Plan) -> None:
    """Where the caller has no account the account that received the call stands in."""
    assert ami.summary.group_by[5] == Column(
        field="userIdentity.accountId", name="aws_account_id", fallback="recipientAccountId"
    )


def test_a_title_with_dollar_signs_holds_no_column(planned: Callable[..., Plan]) -> None:
    """A rule's title is plain text, whatever it looks like."""
    message = planned("", title="Admin$ by $user$").risk.message
    assert fill(message, "<{}>".format).startswith("Admin$ by $user$: <eventName>")


def test_the_kill_chain_comes_from_the_tags(planned: Callable[..., Plan]) -> None:
    """Phases come in their order, each once."""
    plan = planned("", tags=["attack.impact", "attack.execution", "attack.discovery"])
    assert plan.annotations.kill_chain == ("Exploitation", "Actions on Objectives")


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("x = ", "is no TOML: Invalid value (at end of document)"),
        ("color = 'red'", "object contains unknown field `color`"),
        ("type = 'Guess'", "type: invalid enum value 'Guess'"),
        ("version = 0", "version: expected `int` >= 1"),
        ("risk = 3", "risk: expected `object`, got `int`"),
        ("[risk]\nimpact = 101", "risk.impact: expected `int` <= 100"),
        ("[schedule]\ndelay = '1.5h'", "schedule.delay: expected a duration such as 70m, 4h or 7d"),
        ("[alert]\ntitle = ' '", "alert.title: expected one line of text"),
        ("[annotations]\nnist = ['CM']", "annotations.nist[0]: expected a category such as DE.CM"),
        ("[risk]\nimpact = '9'", "risk.impact: expected `int`, got `str`"),
        ("[risk]\nseverity = 'high'", "risk: object contains unknown field `severity`"),
        ("[risk]\nobjects = []", "risk.objects: expected `array` of length >= 1"),
        ("[risk]\nmessage = 'a\\nb$'", "risk.message: has a lone $; write $$ for a dollar sign"),
        ("[risk]\nmessage = 'from $where$'", "risk.message: $where$ is no column of the summary"),
        (
            "[[drilldowns]]\nname = '$x$'\nsearch = 'risk'\nby = ['user']",
            "drilldowns[0].name: $x$ is no column of the summary",
        ),
        ("[summary]\ngroup_by = []", "summary.group_by: expected `array` of length >= 1"),
        (
            "[summary]\ngroup_by = [{field = 'awsRegion', name = 'count'}]",
            "summary: two columns are called 'count'; rename one",
        ),
        (
            "[summary]\ngroup_by = [{field = 'awsRegion', name = 'Count'}]",
            "summary: two columns are called 'Count'; rename one",
        ),
        ("[summary]\nvalues = 1", "summary.values: expected `array`, got `int`"),
        (
            "[schedule]\nlookback = '60m'",
            "schedule.lookback: a run looks at 50 minutes, but 60 lie between runs; look back 70m or more",
        ),
        ("[schedule]\ncron = '99 * * * *'", "schedule.cron: the minute '99' is not within 0 to 59"),
    ],
)
def test_faults_are_told_in_one_line(
    planned: Callable[..., Plan], tmp_path: Path, toml: str, fault: str
) -> None:
    """A wrong plan is refused with its path, the key, and what is wrong."""
    with pytest.raises(PlanError) as refused:
        planned(toml)
    assert str(refused.value) == f"{tmp_path / 'made.toml'}: {fault}"


@pytest.mark.parametrize(
    ("key", "toml"),
    [
        ("alert.fields", "[alert]\nfields = ['nobody']"),
        ("alert.suppression.by", "[alert.suppression]\nby = ['nobody']\nduration = '1d'"),
        ("risk.objects[0].name", "[risk]\nobjects = [{name = 'nobody', type = 'user'}]"),
        ("risk.threats[0].name", "[risk]\nthreats = [{name = 'nobody', type = 'domain'}]"),
        ("drilldowns[0].by", "[[drilldowns]]\nname = 'x'\nsearch = 'risk'\nby = ['nobody']"),
    ],
)
def test_every_name_is_a_column(planned: Callable[..., Plan], key: str, toml: str) -> None:
    """A name that the summary does not have is told with those that it has."""
    with pytest.raises(
        PlanError, match="'nobody' is no column of the summary; there are src_ip, region"
    ) as refused:
        planned(toml)
    assert f": {key}: " in str(refused.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "a b"),
        ("name", "a\\n"),
        ("name", "1a"),
        ("name", "a..b"),
        ("field", "a b"),
        ("field", 'x\\"'),
        ("field", ".a"),
        ("field", "a\\n"),
    ],
)
def test_names_and_paths_are_words(planned: Callable[..., Plan], key: str, value: str) -> None:
    """No name or path of a column can be anything else in a query."""
    column = {"name": "fine", "field": "awsRegion"} | {key: value}
    entry = ", ".join(f'{each} = "{text}"' for each, text in column.items())
    with pytest.raises(PlanError, match=rf"summary\.group_by\[0\]\.{key}: expected "):
        planned(f"[summary]\ngroup_by = [{{{entry}}}]\n")


def test_an_unreadable_plan(tmp_path: Path) -> None:
    """A plan that is no UTF-8 is told like one that is no TOML."""
    (tmp_path / "made.yml").write_text("")
    (tmp_path / "made.toml").write_bytes(b"\xff")
    with pytest.raises(PlanError, match="is no TOML: 'utf-8' codec can't decode"):
        load_plan(Rule(str(tmp_path / "made.yml"), "made", {"title": "T"}))


def test_each_rule_of_a_file_has_a_plan_of_its_own(tmp_path: Path) -> None:
    """The second rule of a file has the plan of that number."""
    (tmp_path / "two.yml").write_text("")
    (tmp_path / "two_2.toml").write_text("version = 5\n")
    plans = [load_plan(Rule(str(tmp_path / "two.yml"), name, {"title": "T"})) for name in ("two_1", "two_2")]
    assert [plan.version for plan in plans] == [1, 5]


def test_a_rule_that_is_in_no_file_reads_no_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the working folder by chance is no plan of a text from elsewhere."""
    (tmp_path / "rule.toml").write_text("version = 5\n")
    monkeypatch.chdir(tmp_path)
    assert load_plan(Rule("rule", "rule", {"title": "T"})).version == 1


@pytest.mark.parametrize(
    ("cron", "minutes_between"),
    [
        ("0 * * * *", 60),
        ("*/5 * * * *", 5),
        ("7,37 * * * *", 30),
        ("50 */6 * * *", 360),
        ("0 3 * * *", 1440),
        ("0-30/10 * * * *", 30),
        ("0 8-10 * * *", 1320),
    ],
)
def test_the_longest_time_between_runs(cron: str, minutes_between: int) -> None:
    """Over night, too, no two runs lie further apart."""
    assert interval(cron) == minutes_between


@pytest.mark.parametrize(
    "cron",
    ["60 * * * *", "0 24 * * *", "5- * * * *", "*/0 * * * *", "5/2 * * * *", ", * * * *", "9-5 * * * *"],
)
def test_cron_times_that_are_none(cron: str) -> None:
    """A field that means no minute or hour is refused."""
    with pytest.raises(ValueError, match=r"^the (minute|hour) '"):
        starts(cron)


def test_durations() -> None:
    """Minutes, hours and days are counted in minutes."""
    assert [minutes(duration) for duration in ("70m", "4h", "7d")] == [70, 240, 10080]


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("from $a$ to $b.c$", "from <a> to <b.c>"),
        ("$$5 and $$", "$5 and $"),
        ("$a$$b$", "<a><b>"),
        ("$$a$$", "$a$"),
        ("", ""),
    ],
)
def test_templates(template: str, filled: str) -> None:
    """`$name$` is a column, `$$` a dollar sign."""
    assert fill(template, "<{}>".format) == filled


@pytest.mark.parametrize("text", ["$", "$$", "a$b$c", "plain"])
def test_a_plain_text_stays_plain_in_a_template(text: str) -> None:
    """Escaped, a text has no columns in it."""
    assert fill(escape(text), "<{}>".format) == text


def test_the_schema_in_the_docs_is_the_one_that_is_checked() -> None:
    """docs/plan.schema.json is what `python -m converter.plan.schema` writes."""
    assert (DOCS / SCHEMA.name).read_text(encoding="utf-8") == schema_text()


def test_the_tables_in_the_docs_have_every_key() -> None:
    """docs/plan.md is what `python -m converter.plan.schema` writes."""
    page = (DOCS / PAGE.name).read_text(encoding="utf-8")
    assert page == page_text(page)
    assert "| `lookback` | how far before its start a run begins to look | text | no |" in page


def test_the_schema_asks_for_nothing_that_is_filled_up() -> None:
    """An empty plan is a plan; an entry of a list has to be whole."""
    parts = schema()["$defs"]
    assert "required" not in parts["Plan"]
    assert parts["Column"]["required"] == ["field", "name"]
    assert parts["Plan"]["additionalProperties"] is False


def test_every_plan_belongs_to_a_rule() -> None:
    """No plan in the repository is without its rule, and each can be read."""
    plans = {path.stem for path in RULES.rglob("*.toml")}
    rules = [rule for path in find([RULES]) for rule in load(path) if isinstance(rule, Rule)]
    assert plans <= {rule.name for rule in rules}
    assert all(load_plan(rule) for rule in rules)


def test_every_sigmahq_rule_has_a_plan(corpus: Path) -> None:
    """Rules without a sidecar get a plan that passes all checks, of their own severity."""
    rules = [rule for path in find([corpus / "sigmahq"]) for rule in load(path) if isinstance(rule, Rule)]
    assert [load_plan(rule).risk.severity for rule in rules] == [rule.document["level"] for rule in rules]
    assert len(rules) == 57


def test_the_ami_plan_is_written_out_in_full() -> None:
    """The example leaves only the suppression to its default, which is none."""
    written = tomllib.loads((RULES / "aws_ec2_ami_shared_or_made_public.toml").read_text(encoding="utf-8"))
    assert set(written) == set(Plan.__struct_fields__)
