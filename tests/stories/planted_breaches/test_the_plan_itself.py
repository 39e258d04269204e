from __future__ import annotations

import json
import runpy
from pathlib import Path

from artel.validator.check import validate_text
from artel.validator.report import Code


def test_the_plan_that_nobody_touched_is_valid(made_once):
    report = validate_text(json.dumps(made_once))
    assert report.findings == ()
    assert report.checked["images"] == len(made_once["images"]) > 30
    assert report.checked["unplanned"] * 5 >= report.checked["images"]


def test_every_code_has_a_breach_that_brings_it():
    told = [runpy.run_path(str(path)) for path in sorted(Path(__file__).parent.glob("test_*.py"))
            if path != Path(__file__)]  # fmt: skip
    codes = {code for names in told for code in names["BREACHES"]}
    assert codes == {str(code) for code in Code}
