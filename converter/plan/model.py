"""What a plan holds, field by field; docs/plan.schema.json and docs/plan.md are printed from here."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta, Struct

# `$` alone would let a newline pass at the end.
_END: Final = r"$(?!\n)"

_NAME: Final = rf"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*{_END}"
_PATH: Final = rf"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9_:@/-]+)*{_END}"
_DURATION: Final = rf"^[1-9][0-9]{{0,4}}[mhd]{_END}"
_LINE: Final = rf"^[^\r\n]*\S[^\r\n]*{_END}"
_WORD: Final = rf"^[a-z]+(_[a-z]+)*{_END}"
_CRON: Final = rf"^[0-9*,/-]+ [0-9*,/-]+ \* \* \*{_END}"
_WINDOW: Final = rf"^(auto|[0-9]{{1,3}}m){_END}"
_NIST: Final = rf"^[A-Z]{{2}}\.[A-Z]{{2}}{_END}"
_CIS: Final = rf"^CIS [0-9]{{1,2}}{_END}"

# What each pattern asks for, in words.
WORDS: Final = {
    _NAME: "a name such as src_ip",
    _PATH: "a raw CloudTrail path such as userIdentity.arn",
    _DURATION: "a duration such as 70m, 4h or 7d",
    _LINE: "one line of text",
    _WORD: "a word such as ip_address",
    _CRON: "minutes, hours and three stars, such as 0 * * * *",
    _WINDOW: "auto, or minutes such as 5m",
    _NIST: "a category such as DE.CM",
    _CIS: "a control such as CIS 10",
}

Name: TypeAlias = Annotated[str, Meta(pattern=_NAME, max_length=80)]
Path: TypeAlias = Annotated[str, Meta(pattern=_PATH, max_length=200)]
Duration: TypeAlias = Annotated[str, Meta(pattern=_DURATION)]
Percent: TypeAlias = Annotated[int, Meta(ge=0, le=100)]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=20_000)]
Line: TypeAlias = Annotated[str, Meta(pattern=_LINE, max_length=1_000)]
Word: TypeAlias = Annotated[str, Meta(pattern=_WORD)]

Severity: TypeAlias = Literal["informational", "low", "medium", "high", "critical"]
KillChainPhase: TypeAlias = Literal[
    "Reconnaissance",
    "Weaponization",
    "Delivery",
    "Exploitation",
    "Installation",
    "Command and Control",
    "Actions on Objectives",
]

# The highest score of each severity but the last.
SEVERITIES: Final[tuple[tuple[int, Severity], ...]] = (
    (20, "informational"),
    (40, "low"),
    (60, "medium"),
    (80, "high"),
)


class Schedule(Struct, frozen=True, forbid_unknown_fields=True):
    """When the detection runs and which span of time each run looks at."""

    cron: Annotated[
        str,
        Meta(
            pattern=_CRON,
            description="when a run starts, in UTC: the five fields of cron, of which the last three are `*`",
        ),
    ]
    lookback: Annotated[Duration, Meta(description="how far before its start a run begins to look")]
    delay: Annotated[
        Duration,
        Meta(description="how far before its start a run stops to look, as CloudTrail delivers late"),
    ]
    window: Annotated[
        str,
        Meta(
            pattern=_WINDOW,
            description="how late a busy platform may start a run: `auto`, or minutes (`0m`)",
        ),
    ]


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """One column of the summary, taken from the event."""

    field: Annotated[Path, Meta(description="raw CloudTrail path of the column")]
    name: Annotated[Name, Meta(description="name of the column")]
    fallback: Annotated[
        Path | None, Meta(description="raw CloudTrail path to take where an event lacks the first")
    ] = None


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """True where some member of the field equals some value, ignoring letter case."""

    field: Annotated[Path, Meta(description="raw CloudTrail path to test")]
    values: Annotated[
        tuple[Annotated[str, Meta(min_length=1)], ...],
        Meta(
            min_length=1, description="the texts of which one must equal a member of the field, ignoring case"
        ),
    ]


class Derived(Struct, frozen=True, forbid_unknown_fields=True):
    """One column of the summary that is a text chosen by a condition on the event."""

    name: Annotated[Name, Meta(description="name of the column")]
    when: Annotated[Condition, Meta(description="the condition")]
    then: Annotated[Line, Meta(description="the text where the condition holds")]
    otherwise: Annotated[Line, Meta(description="the text where it does not, or the field is absent")]


class Summary(Struct, frozen=True, forbid_unknown_fields=True):
    """The table that a detection reports: one row for each combination of the `group_by` columns."""

    group_by: Annotated[
        tuple[Column, ...],
        Meta(
            min_length=1,
            description="columns that tell one row from another; an absent value is a value, too",
        ),
    ]
    values: Annotated[
        tuple[Column, ...], Meta(description="columns that list the distinct values of a row's events")
    ] = ()
    derived: Annotated[
        tuple[Derived, ...], Meta(description="columns that list the distinct texts that conditions choose")
    ] = ()
    count: Annotated[Name, Meta(description="name of the column that counts events")] = "count"
    first: Annotated[Name, Meta(description="name of the column with the first event's time")] = "firstTime"
    last: Annotated[Name, Meta(description="name of the column with the last event's time")] = "lastTime"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns: grouped, counted, timed, listed, derived."""
        grouped = [column.name for column in self.group_by]
        return (*grouped, self.count, self.first, self.last, *self.listed)

    @property
    def listed(self) -> tuple[str, ...]:
        """The names of the columns that list values: taken from events, then derived."""
        return (*(column.name for column in self.values), *(column.name for column in self.derived))

    @property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """For each column the raw CloudTrail paths that it comes from; the count has none."""
        plain = {
            column.name: (column.field, column.fallback) if column.fallback else (column.field,)
            for column in (*self.group_by, *self.values)
        }
        derived = {column.name: (column.when.field,) for column in self.derived}
        return {**plain, **derived, self.first: ("eventTime",), self.last: ("eventTime",)}


class RiskObject(Struct, frozen=True, forbid_unknown_fields=True):
    """Who or what the risk is counted for."""

    name: Annotated[Name, Meta(description="column that holds it")]
    type: Annotated[Literal["user", "system", "other"], Meta(description="what it is")]


class ThreatObject(Struct, frozen=True, forbid_unknown_fields=True):
    """What the threat came with, to be looked up elsewhere."""

    name: Annotated[Name, Meta(description="column that holds it")]
    type: Annotated[Word, Meta(description="what it is, such as `ip_address`, `domain` or `http_user_agent`")]


class Risk(Struct, frozen=True, forbid_unknown_fields=True):
    """How much a finding counts; its score is impact x confidence / 100."""

    impact: Annotated[Percent, Meta(description="how bad it is if the finding is true, 0 to 100")]
    confidence: Annotated[Percent, Meta(description="how likely the finding is true, 0 to 100")]
    message: Annotated[
        Line,
        Meta(description="one line that tells the finding; `$name$` stands for a column, `$$` for a dollar"),
    ]
    objects: Annotated[
        tuple[RiskObject, ...], Meta(min_length=1, description="who or what the risk is counted for")
    ]
    threats: Annotated[tuple[ThreatObject, ...], Meta(description="what the threat came with")]

    @property
    def score(self) -> int:
        """Impact x confidence / 100, rounded down."""
        return self.impact * self.confidence // 100

    @property
    def severity(self) -> Severity:
        """The word for the score."""
        return next((word for most, word in SEVERITIES if self.score <= most), "critical")


class Suppression(Struct, frozen=True, forbid_unknown_fields=True):
    """Which repeated alerts are kept quiet, and how long."""

    by: Annotated[
        tuple[Name, ...],
        Meta(min_length=1, description="columns whose equal values make a finding a repetition"),
    ]
    duration: Annotated[Duration, Meta(description="how long repetitions are kept quiet")]


class Alert(Struct, frozen=True, forbid_unknown_fields=True):
    """What an analyst is shown; its severity comes from the risk score."""

    title: Annotated[Line, Meta(description="headline of the alert")]
    fields: Annotated[tuple[Name, ...], Meta(description="columns to show first")]
    suppression: Annotated[
        Suppression | None, Meta(description="which repeated alerts are kept quiet; none without it")
    ] = None


class Annotations(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the detection belongs in common frameworks; ATT&CK comes from the rule's tags."""

    kill_chain: Annotated[tuple[KillChainPhase, ...], Meta(description="phases of the Cyber Kill Chain")]
    nist: Annotated[
        tuple[Annotated[str, Meta(pattern=_NIST)], ...],
        Meta(description="categories of NIST's Cybersecurity Framework, such as `DE.CM`"),
    ]
    cis: Annotated[
        tuple[Annotated[str, Meta(pattern=_CIS)], ...],
        Meta(description="CIS Critical Security Controls, such as `CIS 10`"),
    ]
    analytic_stories: Annotated[tuple[Line, ...], Meta(description="names of the stories that it is part of")]
    threat_actors: Annotated[tuple[Line, ...], Meta(description="groups that are known to act so")]


class Drilldown(Struct, frozen=True, forbid_unknown_fields=True):
    """One further search that an alert offers."""

    name: Annotated[
        Line,
        Meta(description="what the search is called; `$name$` stands for a column, `$$` for a dollar"),
    ]
    search: Annotated[
        Literal["results", "risk"],
        Meta(description="`results`: the detection again; `risk`: the risk of the last seven days"),
    ]
    by: Annotated[
        tuple[Name, ...],
        Meta(min_length=1, description="columns whose values narrow the search to the alert"),
    ]


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """How the detection of one rule runs, reports, scores and alerts."""

    type: Annotated[
        Literal["TTP", "Anomaly", "Hunting"],
        Meta(description="`TTP` alerts and counts risk, `Anomaly` counts risk only, `Hunting` only reports"),
    ]
    version: Annotated[int, Meta(ge=1, description="number that grows with each published change")]
    enabled: Annotated[bool, Meta(description="whether the detection runs as soon as it is installed")]
    implementation: Annotated[Text, Meta(description="what has to be in place for the detection to work")]
    schedule: Annotated[Schedule, Meta(description="when it runs")]
    summary: Annotated[Summary, Meta(description="what it reports")]
    risk: Annotated[Risk, Meta(description="how much it counts")]
    alert: Annotated[Alert, Meta(description="what an analyst is shown")]
    annotations: Annotated[Annotations, Meta(description="where it belongs in common frameworks")]
    drilldowns: Annotated[tuple[Drilldown, ...], Meta(description="further searches that an alert offers")]

    @property
    def alerts(self) -> bool:
        """Whether a finding makes an alert."""
        return self.type == "TTP"

    @property
    def counts_risk(self) -> bool:
        """Whether a finding adds to the risk of somebody or something."""
        return self.type in ("TTP", "Anomaly")
