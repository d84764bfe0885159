"""A small scenario that is whole, and an after-action report."""

from __future__ import annotations

from typing import Any

GOOD = """\
code = "small"
version = 1
title = "A small one"
purpose = "To be read."
source = "Invented."
start = 2027-02-08T09:00:00-05:00
ends_after = "4d"

[[party]]
key = "ncc"
name = "National Coordination Centre"
short_name = "NCC"
role = "coordinator"
zone = "America/New_York"
person = [{ key = "adeyemi", name = "F. Adeyemi" }]

[[party]]
key = "dsa"
name = "Device Safety Agency"
short_name = "DSA"
role = "regulator"
zone = "America/New_York"
person = [{ key = "lindqvist", name = "Dr. M. Lindqvist", title = "Physician" }]

[[party]]
key = "hanlow"
name = "Hanlow Patient Monitoring"
short_name = "Hanlow"
role = "manufacturer"
zone = "Asia/Shanghai"
person = [{ key = "qiao", name = "B. Qiao" }]

[[product]]
key = "hm9"
maker = "hanlow"
name = "HM-9"
versions = ["1", "2"]

[[step]]
after = "20m"
who = "finder"
do = "report"
with = { device_maker = "Hanlow", device_model = "HM-9", description = "A fixed address." }

[[step]]
after = "2h"
who = "adeyemi"
do = "triage"

[[step]]
after = "2d 3h"
who = "adeyemi"
do = "tell"
says = "It is over."
"""

REPORT: dict[str, Any] = {
    "scenario": "relabelled-monitor", "version": 1, "title": "The relabelled monitor",
    "started": "2027-02-08T14:00:00+00:00", "ended": "2027-04-11T14:00:00+00:00", "arose": 12, "met": 11,
    "compared_with": "",
    "results": [{"code": "R9", "title": "Comment on drafts in time", "actor": "regulator", "target": "2 work days",
                 "arose": 1, "in_time": 0, "late": 1, "open": 0, "longest_seconds": 20_400, "before": [1, 1]}],
    "gaps": [{"what": "Comment on drafts in time", "held_by": "regulator", "since": "2027-03-01T14:00:00+00:00",
              "due": "2027-03-03T04:59:59+00:00", "over_seconds": 6_000, "state": "done late"}],
    "decisions": [{"at": "2027-03-26T16:00:00+00:00", "what": "The advisory was published."}],
}  # fmt: skip
