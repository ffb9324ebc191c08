"""What each detection is called in templates and modules: stable, unique, letters and digits only."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from converter.detection import Detection

# EventBridge Scheduler takes names of 64 characters
# (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html, November 2026).
LONGEST: Final = 64
_PLAIN: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def keys(detections: Sequence[Detection]) -> list[str]:
    """A key for each detection: its name where that will do, else its letters and digits with a digest."""
    plain = [_key(detection.name) for detection in detections]
    counted = Counter(map(logical_id, plain))
    return [
        _key(detection.name, detection.rule.path) if counted[logical_id(key)] > 1 else key
        for key, detection in zip(plain, detections, strict=True)
    ]


def logical_id(key: str) -> str:
    """A key as a name of CloudFormation: aws_s3_public is AwsS3Public."""
    return "".join(part.capitalize() for part in key.split("_"))


def _key(name: str, path: str = "") -> str:
    if _PLAIN.fullmatch(name) and len(name) <= LONGEST and not path:
        return name
    plain = "_".join(re.findall(r"[a-z0-9]+", name.lower()))
    digest = sha256(f"{name}\n{path}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[: LONGEST - 11].strip('_') or 'rule'}_x{digest}"
