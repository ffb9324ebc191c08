"""What the checks say of real rules: ours are clean, and each finding on SigmaHQ's has been judged."""

from __future__ import annotations

import json
import re
from pathlib import Path

from converter.lint import lint
from converter.lint.aws import events
from converter.lint.codes import CHECKS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")

# Every error and warning on SigmaHQ's 57 rules for CloudTrail (November 2026): see docs/upstream.md.
JUDGED = [
    ("aws_cloudtrail_bucket_deleted", 21, "ST206"),
    ("aws_cloudtrail_guardduty_detector_deleted_or_updated", 39, "ST206"),
    ("aws_cloudtrail_ssm_malicious_usage", 24, "ST206"),
    ("aws_cloudtrail_vpc_flow_logs_deleted", 22, "ST206"),
    ("aws_delete_saml_provider", 22, "ST402"),
    ("aws_delete_saml_provider", 26, "ST201"),
    ("aws_ec2_vm_export_failure", 1, "SH009"),
    ("aws_ecs_task_definition_cred_endpoint_query", 27, "ST203"),
    ("aws_elasticache_security_group_modified_or_deleted", 23, "ST102"),
    ("aws_elasticache_security_group_modified_or_deleted", 24, "ST102"),
    ("aws_iam_backdoor_users_keys", 25, "ST207"),
    ("aws_iam_s3browser_templated_s3_bucket_policy_creation", 26, "ST208"),
    ("aws_iam_s3browser_templated_s3_bucket_policy_creation", 27, "ST208"),
    ("aws_iam_s3browser_templated_s3_bucket_policy_creation", 28, "ST208"),
    ("aws_route_53_domain_transferred_lock_disabled", 23, "ST103"),
    ("aws_route_53_domain_transferred_to_another_account", 21, "ST103"),
    ("aws_s3_data_management_tampering", 28, "ST104"),
    ("aws_s3_data_management_tampering", 29, "ST104"),
    ("aws_s3_data_management_tampering", 30, "ST104"),
    ("aws_s3_data_management_tampering", 31, "ST104"),
    ("aws_update_login_profile", 24, "ST210"),
]


def test_our_rules_are_clean() -> None:
    """Notes apart."""
    assert [each for each in lint([ROOT / "rules"]) if each.severity != "info"] == []


def test_sigmahq_s_rules_have_the_findings_that_were_judged(corpus: Path) -> None:
    """No more, which would be a false alarm, and no fewer."""
    found = [each for each in lint([corpus / "sigmahq"]) if each.severity != "info"]
    assert [(Path(each.path).stem, each.place.line, each.code) for each in found] == JUDGED


# Names in the sample events of other projects' tests and pages that AWS never logged.
INVENTED = {
    ("ec2-instance-connect.amazonaws.com", "SendSSHPublicKey "),
    ("sso.amazonaws.com", "https://portal.sso.us-east-1.amazonaws.com/instance/appinstances"),
}


def test_every_event_that_was_really_logged_is_known(corpus: Path) -> None:
    """Under its source, and not as a permission."""
    seen: set[tuple[str, str]] = set()
    for file in sorted((corpus / "events").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if isinstance(event, dict) and "eventName" in event:
                seen.add((event["eventSource"], event["eventName"]))
    assert len(seen) > 300
    unknown = {
        (source, name)
        for source, name in seen
        if not events.known_source(source)
        or not (events.without_list(source) or events.real_name(source, name))
    }
    assert unknown == INVENTED


def test_the_page_has_a_section_for_each_code_and_no_other() -> None:
    """With the check's name and severity in its heading, and an anchor in front."""
    headings = re.findall(r'^<a id="(\w+)"></a>\n\n### (\w+) ([\w-]+) \((\w+)\)$', PAGE, re.MULTILINE)
    assert headings == [
        (check.code.lower(), check.code, check.name, check.severity) for check in CHECKS.values()
    ]
    assert len(re.findall(r"^### ", PAGE, re.MULTILINE)) == len(CHECKS)
