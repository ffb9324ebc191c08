"""The row that Athena's documented CloudTrail table has for an event."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest

from converter.targets.athena.document import COLUMNS, document

if TYPE_CHECKING:
    from pathlib import Path

LEAVES: list[tuple[Any, str | None]] = [
    ("text", "text"),
    ("", ""),
    (True, "true"),
    (False, "false"),
    (22, "22"),
    (1.5, "1.5"),
    (None, None),
    ({"b": 1, "a": [1, None]}, '{"b":1,"a":[1,null]}'),
    ({}, "{}"),
    ([], "[]"),
    (["é", '"'], '["é","\\""]'),
    ("half \ud83d", "half ?"),
]


@pytest.mark.parametrize(("value", "stored"), LEAVES)
def test_a_text_column_holds_texts_as_they_are_and_json_text_of_the_rest(
    value: object, stored: str | None
) -> None:
    """Text stays, null is NULL, anything else is compact JSON text in the event's own order."""
    assert document({"requestParameters": value})["requestparameters"] == stored
    assert document({"readOnly": value})["readonly"] == stored
    assert document({"userIdentity": {"userName": value}})["useridentity"]["username"] == stored


def test_a_missing_field_is_null_in_every_column() -> None:
    """Every column is there, and empty."""
    row = document({})
    assert list(row) == list(COLUMNS)
    assert set(row.values()) == {None}


def test_members_of_structs_ignore_letter_case() -> None:
    """Names are lower case in the table, whatever they are in the event."""
    row = document({"userIdentity": {"sessionContext": {"sessionIssuer": {"ARN": "a", "userName": "n"}}}})
    issuer = row["useridentity"]["sessioncontext"]["sessionissuer"]
    assert issuer == {"type": None, "principalid": None, "arn": "a", "accountid": None, "username": "n"}
    assert row["useridentity"]["onbehalfof"] is None


@pytest.mark.parametrize("value", ["text", 1, ["text"], True])
def test_what_is_no_object_is_no_struct(value: object) -> None:
    """A struct column is NULL then."""
    assert document({"userIdentity": value})["useridentity"] is None
    assert document({"tlsDetails": value})["tlsdetails"] is None


def test_resources_are_an_array_of_structs() -> None:
    """The raw key is ARN; a null member stays."""
    row = document({"resources": [{"ARN": "a", "accountId": "111122223333", "other": "x"}, None, "text"]})
    assert row["resources"] == [{"arn": "a", "accountid": "111122223333", "type": None}, None, None]
    assert document({"resources": []})["resources"] == []
    assert document({"resources": {"ARN": "a"}})["resources"] is None


def test_the_map_of_attributes_keeps_its_keys() -> None:
    """Keys of a map are data and keep their letter case."""
    session = {"webIdFederationData": {"federatedProvider": "p", "attributes": {"Sub": "x", "n": 1}}}
    row = document({"userIdentity": {"sessionContext": session}})
    data = row["useridentity"]["sessioncontext"]["webidfederationdata"]
    assert data == {"federatedprovider": "p", "attributes": {"Sub": "x", "n": "1"}}


def test_partitions_come_from_time_region_and_account() -> None:
    """All three documented layouts are filled."""
    row = document(
        {"eventTime": "2024-01-02T03:04:05Z", "awsRegion": "eu-west-1", "recipientAccountId": "111122223333"}
    )
    partitions = ("account", "region", "year", "month", "day", "timestamp")
    assert [row[name] for name in partitions] == [
        "111122223333",
        "eu-west-1",
        "2024",
        "01",
        "02",
        "2024/01/02",
    ]


@pytest.mark.parametrize("time", [None, "", "yesterday", "2024-1-2", "20240102", 5])
def test_without_a_date_there_is_no_partition(time: object) -> None:
    """A time that is no ISO date has none."""
    row = document({"eventTime": time})
    assert [row["year"], row["month"], row["day"], row["timestamp"]] == [None, None, None, None]


def test_every_documented_column_is_there(corpus: Path) -> None:
    """The columns are those of the facts beside the corpus, no more and no fewer."""
    table = corpus.parent / "facts" / "athena_columns.csv"
    if not table.is_file():
        pytest.skip("not run: the list of columns is not beside the corpus")
    with table.open(encoding="utf-8") as file:
        names = [line["column"] for line in csv.DictReader(file) if line["column"] != "-"]
    assert {name for name in names if "." not in name} == set(COLUMNS)
    for name in names:
        kind, *members = name.split(".")
        found = COLUMNS[kind]
        for member in members:
            inner = found.member(member)
            assert inner is not None, name
            found = inner


def test_the_corpus_fits_the_table(corpus: Path) -> None:
    """Every leaf of every real event's row is text."""
    lines = [
        line
        for path in sorted((corpus / "events").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    leaves = [leaf for line in lines for leaf in _leaves(document(json.loads(line)))]
    assert len(lines) == 3600
    assert {type(leaf) for leaf in leaves} == {str, type(None)}


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    return [leaf for member in value for leaf in _leaves(member)] if isinstance(value, list) else [value]
