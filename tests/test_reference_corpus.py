"""The reference over public events: verdicts counted by hand-written conditions, not by the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from converter.verify.events import read_events
from converter.verify.reference import Catalogue, compile_rule

if TYPE_CHECKING:
    from pathlib import Path

SHARED = {
    "title": "Image shared with an account or made public",
    "detection": {
        "selection": {"eventSource": "ec2.amazonaws.com", "eventName": "ModifyImageAttribute"},
        "selection_with": [
            {r"requestParameters.launchPermission.add.items.userId|re": r"^\d{12}$"},
            {"requestParameters.launchPermission.add.items.group": "all"},
        ],
        "condition": "selection and selection_with",
    },
}

# Counted with a short script of plain comparisons, one for each rule; the other rules find nothing.
COUNTS = {
    "aws_cloudtrail_bucket_deleted": 6,
    "aws_cloudtrail_console_login_failed_authentication": 3,
    "aws_cloudtrail_console_login_success_without_mfa": 9,
    "aws_cloudtrail_disable_logging": 17,
    "aws_cloudtrail_guardduty_detector_deleted_or_updated": 2,
    "aws_cloudtrail_imds_malicious_usage": 1,
    "aws_cloudtrail_new_acl_entries": 1,
    "aws_cloudtrail_new_route_added": 6,
    "aws_cloudtrail_security_group_change_ingress_egress": 9,
    "aws_cloudtrail_ssm_malicious_usage": 3,
    "aws_cloudtrail_vpc_flow_logs_deleted": 3,
    "aws_config_disable_recording": 3,
    "aws_disable_bucket_versioning": 1,
    "aws_enum_buckets": 5,
    "aws_iam_backdoor_users_keys": 5,
    "aws_kms_import_key_material": 1,
    "aws_new_lambda_layer_attached": 1,
    "aws_rds_change_master_password": 1,
    "aws_rds_dbcluster_actions": 1,
    "aws_root_account_usage": 24,
    "aws_snapshot_backup_exfiltration": 5,
    "aws_sts_assumerole_misuse": 226,
    "aws_susp_saml_activity": 2,
    "aws_update_login_profile": 2,
}


@pytest.fixture(scope="module")
def events(corpus: Path) -> list[dict[str, Any]]:
    """Every public record of the corpus."""
    return [event.record for event in read_events([corpus / "events"], lambda _: None)]


def test_image_sharing_calls(corpus: Path) -> None:
    """Of 20 real calls, those that add an account or everybody match; removals and the rest do not."""
    (reference,) = compile_rule(SHARED)
    found = [reference.matches(event.record) for event in read_events([corpus / "ami_events.jsonl"], print)]
    assert "".join("x" if each else "." for each in found) == "x.x.x.x..x.xx...xxxx"


def test_every_public_rule(corpus: Path, events: list[dict[str, Any]]) -> None:
    """SigmaHQ's rules find in 3,599 public records what was counted with other tools."""
    files = sorted(corpus.glob("sigmahq/*.yml"))
    references = [
        (file.stem, reference)
        for file in files
        for reference in compile_rule(yaml.safe_load(file.read_text()))
    ]
    catalogue = Catalogue([reference for _, reference in references])
    counts: dict[str, int] = {}
    for event in events:
        for position in catalogue.matching(event):
            counts[references[position][0]] = counts.get(references[position][0], 0) + 1
    assert counts == COUNTS


def test_catalogue_skips_no_match(corpus: Path, events: list[dict[str, Any]]) -> None:
    """Asking only the rules that may match gives the same answers as asking all of them."""
    rules = [yaml.safe_load(file.read_text()) for file in sorted(corpus.glob("sigmahq/*.yml"))]
    references = [reference for rule in rules for reference in compile_rule(rule)]
    catalogue = Catalogue(references)
    for event in events[::7]:
        assert catalogue.matching(event) == [at for at, each in enumerate(references) if each.matches(event)]
