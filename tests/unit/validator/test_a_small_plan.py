from __future__ import annotations

import json

import pytest

from artel.commons.errors import FormatError, InputError
from artel.validator.check import validate, validate_text


def codes(report):
    return {(str(finding.code), finding.subject) for finding in report.findings}


def test_the_plan_made_by_hand_is_valid(plan):
    report = validate(plan)
    assert report.findings == ()
    assert report.valid
    assert report.checked["images"] == 3
    assert report.checked["reasons searched"] == 1


def test_a_plan_is_judged_from_its_text_alone(plan):
    assert validate_text(json.dumps(plan)).valid


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "[" * 100_000,
        '{"format": "artel-plan/1", "format": "artel-plan/1"}',
        '{"format": "artel-plan/1", "value": NaN}',
        '{"format": "artel-plan/1", "value": ' + "9" * 5000 + "}",
    ],
)
def test_what_is_no_plan_at_all_is_refused_with_a_sentence(text):
    with pytest.raises(InputError, match="plan"):
        validate_text(text)


@pytest.mark.parametrize("said", ["artel-plan/2", "artel-pool/1", "", None, 1])
def test_another_format_or_a_newer_version_is_refused(plan, said):
    with pytest.raises(FormatError):
        validate(plan | {"format": said})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda plan: plan.pop("value"), "value"),
        (lambda plan: plan.update(extra=1), "extra"),
        (lambda plan: plan["images"][0].pop("start"), "images[0].start"),
        (lambda plan: plan["images"][0].update(start="yesterday"), "images[0].start"),
        (
            lambda plan: plan["images"][0].update(start="2026-13-05T00:00:00.000Z"),
            "images[0].start",
        ),
        (lambda plan: plan["images"][0].update(roll_deg="12"), "images[0].roll_deg"),
        (lambda plan: plan["images"][0].update(value=float("inf")), "images[0].value"),
        (lambda plan: plan["members"][0].update(served=-1), "members[0].served"),
        (lambda plan: plan.update(images={}), "images"),
    ],
)
def test_a_field_of_the_wrong_shape_is_named(plan, change, field):
    change(plan)
    assert ("SHAPE", field) in codes(validate(plan))


def test_a_changed_copy_of_an_input_is_found(plan):
    plan["inputs"]["charter.yaml"]["text"] += "\n# a word more\n"
    assert codes(validate(plan)) == {("DIGEST", "charter.yaml")}


@pytest.mark.parametrize(
    "name",
    ["pool.yaml", "satellites.yaml", "stations.yaml", "charter.yaml", "orders.geojson"],
)
def test_a_missing_input_is_found(plan, name):
    del plan["inputs"][name]
    assert codes(validate(plan)) == {("INPUT", "inputs")}


def test_an_unreadable_input_is_found(plan, tools):
    tools.amend(plan, "stations.yaml", "stations:", "stations: [")
    assert codes(validate(plan)) == {("INPUT", "inputs")}


def test_a_plan_without_elements_has_no_usable_ephemeris(plan):
    del plan["inputs"]["elements.json"]
    assert ("EPHEMERIS", "I-001") in codes(validate(plan))


def test_a_horizon_that_ends_before_it_starts_is_found(plan):
    plan["horizon"] = {"start": plan["horizon"]["end"], "end": plan["horizon"]["start"]}
    assert codes(validate(plan)) == {("HORIZON", "horizon")}


def test_a_verdict_that_was_not_listed_is_found_with_its_article(plan):
    plan["images"][0]["verdicts"] = []
    (finding,) = validate(plan).findings
    assert (finding.code, finding.subject, finding.article) == ("VERDICT", "I-001", "A1")


def test_an_invented_verdict_is_found(plan):
    verdict = {"outcome": "allowed", "article": "A2", "reason": "because"}
    plan["images"][1]["verdicts"] = [verdict]
    assert codes(validate(plan)) == {("VERDICT", "I-002")}


@pytest.mark.parametrize(
    ("effect", "code"),
    [("refuse", "ARTICLE"), ("ask, party: RU", "CONSENT")],
)
def test_an_image_that_an_article_forbids_is_found(plan, tools, effect, code):
    tools.amend(plan, "charter.yaml", "degrade, gsd_m: 3.0", effect)
    plan["images"][0]["product_gsd_m"] = plan["images"][0]["gsd_m"]
    assert (code, "I-001") in codes(validate(plan))


def test_a_consent_lets_the_image_be_and_is_listed(plan, tools):
    tools.amend(plan, "charter.yaml", "degrade, gsd_m: 3.0", "ask, party: RU")
    tools.amend_order(plan, "POINT", consents=[{"article": "A1", "party": "RU"}])
    image = plan["images"][0]
    image["product_gsd_m"] = image["gsd_m"]
    image["verdicts"] = [{"outcome": "allowed", "article": "A1", "reason": "RU consented"}]
    assert validate(plan).findings == ()


def test_the_consent_of_another_party_does_not_help(plan, tools):
    tools.amend(plan, "charter.yaml", "degrade, gsd_m: 3.0", "ask, party: RU")
    tools.amend_order(plan, "POINT", consents=[{"article": "A1", "party": "BY"}])
    image = plan["images"][0]
    image["product_gsd_m"] = image["gsd_m"]
    image["verdicts"] = [{"outcome": "allowed", "article": "A1", "reason": "BY consented"}]
    assert ("CONSENT", "I-001") in codes(validate(plan))


def test_a_delay_is_applied_and_must_meet_the_delivery(plan, tools):
    tools.amend(plan, "charter.yaml", "degrade, gsd_m: 3.0", "delay, hours: 2")
    image = plan["images"][0]
    image["product_gsd_m"] = image["gsd_m"]
    image["verdicts"] = [{"outcome": "allowed after", "article": "A1", "reason": "2 h"}]
    assert codes(validate(plan)) == {("VERDICT", "I-001")}
    image["release_at"] = tools.shift(image["end"], 7200.0)
    assert validate(plan).valid
    tools.amend_order(plan, "POINT", deliver_by=tools.shift(image["end"], 7000.0))
    assert codes(validate(plan)) == {("DELIVERY", "I-001")}


def test_a_reserve_binds_all_but_the_owner_and_accepted_emergencies(plan, tools):
    tools.amend(plan, "charter.yaml", "share: 0.5", "share: 0.95")
    (finding,) = validate(plan).findings
    assert (finding.code, finding.subject, finding.article) == ("RESERVE", "OPTIC 1", "A2")
    for name, image in (("POINT", plan["images"][0]), ("LINE", plan["images"][1])):
        tools.amend_order(plan, name, **{"class": "emergency"})
        image["class"] = "emergency"
    assert validate(plan).valid
    tools.amend(plan, "charter.yaml", "accepts_emergency: true", "accepts_emergency: false")
    assert codes(validate(plan)) == {("RESERVE", "OPTIC 1")}


def test_data_received_in_a_state_that_residency_does_not_name_is_found(plan, tools):
    tools.amend(plan, "charter.yaml", "states: [RU]", "states: [BY, KZ]")
    assert codes(validate(plan)) == {
        ("ARTICLE", "I-001"),
        ("ARTICLE", "I-002"),
        ("ARTICLE", "I-003"),
    }


def test_an_article_is_silent_before_it_enters_into_force(plan, tools):
    tools.amend(plan, "charter.yaml", "states: [RU]", "states: [BY]")
    old = "id: A3, kind: residency, parties: [BY], from: 2026-01-01"
    tools.amend(plan, "charter.yaml", old, old.replace("2026-01-01", "2027-01-01"))
    assert validate(plan).valid


@pytest.mark.parametrize("asset", ["OPTIC 1", "RADAR*"])
def test_a_blocked_satellite_takes_no_image_and_no_link(plan, tools, asset):
    window = "{start: 2026-10-05T00:00:00Z, end: 2026-10-06T00:00:00Z}"
    article = (
        '- {id: A9, kind: block-out, parties: [RU], from: 2026-01-01, text: "Out.",'
        f' withheld: true, assets: ["{asset}"], windows: [{window}]}}\n  - {{id: A4,'
    )
    tools.amend(plan, "charter.yaml", "- {id: A4,", article)
    found = validate(plan).findings
    image, upload = ("I-001", "U-001") if asset == "OPTIC 1" else ("I-003", "U-002")
    assert {("ARTICLE", image), ("ARTICLE", upload)} <= {(f.code, f.subject) for f in found}
    assert {f.article for f in found} == {"A9"}


def test_an_exercised_veto_is_found(plan, tools):
    article = (
        '- {id: A9, kind: owner-veto, parties: [RU], from: 2026-01-01, text: "No.", within_h: 12,'
        ' assets: ["OPTIC*"], purposes: [agriculture], exercised: [LINE]}\n  - {id: A4,'
    )
    tools.amend(plan, "charter.yaml", "- {id: A4,", article)
    assert ("ARTICLE", "I-002") in codes(validate(plan))
    tools.amend(plan, "charter.yaml", "exercised: [LINE]", "exercised: [GONE]")
    assert validate(plan).valid


def test_a_reason_that_a_plain_search_refutes_is_found(plan, tools):
    lon, lat = json.loads(plan["inputs"]["orders.geojson"]["text"])["features"][0]["geometry"][
        "coordinates"
    ]
    tools.amend(plan, "orders.geojson", "[37.6, 55.7]", f"[{lon}, {lat}]")
    tools.amend_order(plan, "FINE", max_gsd_m=5.0)
    assert codes(validate(plan)) == {("REASON", "FINE")}


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("NOT_YET", None),
        ("TOO_COARSE", "A1"),
        ("CONSENT", "A1"),
        ("ARTICLE", "A1"),
        ("ARTICLE", "A3"),
        ("ARTICLE", "A4"),
        ("ARTICLE", "A8"),
        ("ARTICLE", None),
        ("TIRED", None),
    ],
)
def test_a_reason_that_cannot_be_is_found(plan, code, article):
    plan["unplanned"][1] |= {"code": code, "article": article, "counts": {code: 1}}
    assert ("REASON", "FINE") in codes(validate(plan))


def test_a_withdrawn_satellite_serves_nothing(plan, tools):
    tools.amend(plan, "satellites.yaml", "status: operational", "status: legacy")
    found = codes(validate(plan))
    assert {("SATELLITE", "I-001"), ("SATELLITE", "U-001"), ("SATELLITE", "D-003")} <= found
