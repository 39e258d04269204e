"""Reading a plan that a person named, and printing what the validator found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from artel.feeds.source import read_source

if TYPE_CHECKING:
    from artel.validator.report import Finding, Report


def read_plan_text(plan: str) -> str:
    """Return the text of a plan: a file, a folder that holds plan.json, or standard input."""
    path = Path(plan)
    named = str(path / "plan.json") if path.is_dir() else plan
    return read_source(named, sys.stdin.buffer)


def report_mapping(report: Report) -> dict[str, Any]:
    """Return a report as plain values."""
    findings = [
        {
            "code": str(finding.code),
            "subject": finding.subject,
            "article": finding.article,
            "sentence": finding.sentence,
        }
        for finding in report.findings
    ]
    return {"valid": report.valid, "findings": findings, "checked": dict(report.checked)}


def report_line(finding: Finding) -> str:
    """Return a finding as one line."""
    article = f" (article {finding.article})" if finding.article else ""
    return f"{finding.code} {finding.subject}{article}: {finding.sentence}"
