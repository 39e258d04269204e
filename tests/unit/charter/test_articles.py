from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artel.charter.articles import (
    BlockOut,
    OwnerVeto,
    Priority,
    Reserve,
    Residency,
    Territory,
    read_charter,
)
from artel.commons.errors import FormatError, TableError
from artel.commons.tables import load

TEXT = """\
format: artel-charter/1
areas:
  BOX:
    - [[60, 45], [64, 45], [64, 47], [60, 47], [60, 45]]
articles:
  - id: P-1
    kind: priority
    parties: [RU, KZ]
    from: 2026-01-01
    text: In this order.
    classes: [emergency, reserved, disaster, quota, commercial, background]
  - id: R-1
    kind: reserve
    parties: [KZ]
    from: 2026-01-01
    text: A third is ours.
    assets: ["EYE*"]
    share: 0.3
    accepts_emergency: true
  - id: T-1
    kind: territory
    parties: [KZ]
    from: 2026-01-01
    until: 2027-01-01
    text: Ask first.
    area: BOX
    finer_than_m: 2
    effect: ask
    party: KZ
    exempt: [KZ]
  - id: V-1
    kind: owner-veto
    parties: [RU]
    from: 2026-01-01
    text: We may say no.
    assets: ["EYE 1"]
    purposes: [ports]
    within_h: 12
    exercised: [harbour]
  - id: D-1
    kind: residency
    parties: [KZ]
    from: 2026-01-01
    text: Data stay here.
    orders_of: [KZ]
    purposes: [cadastre]
    states: [KZ]
  - id: B-1
    kind: block-out
    parties: [RU]
    from: 2026-01-01
    text: Not today.
    assets: ["EYE 2"]
    windows:
      - {start: 2026-10-05T04:00:00Z, end: 2026-10-05T10:00:00Z}
    reason: a test of the radio
"""
AT = datetime(2026, 10, 5, tzinfo=UTC)


def read(text=TEXT):
    return read_charter(load(text, "charter.yaml"))


def findings(old, new):
    assert old in TEXT
    with pytest.raises(TableError) as caught:
        read(TEXT.replace(old, new, 1))
    return caught.value.findings


def test_every_kind_of_article_is_read():
    kinds = [type(article) for article in read().articles]
    assert kinds == [Priority, Reserve, Territory, OwnerVeto, Residency, BlockOut]
    assert read().areas["BOX"].area == pytest.approx(8)


def test_an_article_is_in_force_from_its_first_instant_and_not_at_its_last():
    (territory,) = read().of(Territory, AT)
    assert territory.in_force(datetime(2026, 1, 1, tzinfo=UTC))
    assert not territory.in_force(datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC))
    assert not territory.in_force(datetime(2027, 1, 1, tzinfo=UTC))
    assert read().of(Territory, datetime(2027, 1, 1, tzinfo=UTC)) == ()


def test_a_residency_with_parties_and_purposes_wants_both():
    (residency,) = read().of(Residency, AT)
    assert residency.covers("KZ", "cadastre")
    assert not residency.covers("KZ", "ice")
    assert not residency.covers("RU", "cadastre")


WRONG_FIELDS = [
    ("kind: reserve", "kind: reserv", "no article is of kind 'reserv'; did you mean 'reserve'?"),
    ("kind: owner-veto", "kind: ownerveto", "did you mean 'owner-veto'?"),
    ("share: 0.3", "share: 30", "articles[1].share: "),
    ("share: 0.3", "share: -0.1", "articles[1].share: "),
    ("share: 0.3", "shar: 0.3", "did you mean 'share'?"),
    ("area: BOX", "area: BIX", "the area 'BIX' is not drawn; did you mean 'BOX'?"),
    ("finer_than_m: 2", "finer_than_m: 0", "articles[2].finer_than_m: "),
    ("effect: ask", "effect: hide", "articles[2].effect: "),
    ("within_h: 12", "within_h: 0", "articles[3].within_h: "),
    ("within_h: 12", "within: 12", "did you mean 'within_h'?"),
    ("states: [KZ]", "states: []", "articles[4].states: "),
    ('assets: ["EYE 2"]', "assets: []", "articles[5].assets: "),
    ("start: 2026-10-05T04:00:00Z", "start: soon", "'soon' is not an instant"),
    ("id: R-1", "id: P-1", "the id 'P-1' stands twice"),
    ("until: 2027-01-01", "until: never", "'never' is not an instant"),
    ("parties: [RU, KZ]", "parties: []", "articles[0].parties: "),
    (
        "classes: [emergency, reserved, disaster, quota, commercial, background]",
        "classes: [emergency, reserved, disaster, quota, commercial]",
        "each class stands once",
    ),
]

WRONG_ROWS = [
    ("- id: T-1", "until: 2027-01-01", "until: 2025-01-01", "until must be later than from"),
    (
        "- id: T-1",
        "effect: ask\n    party: KZ",
        "effect: delay\n    hours: 2\n    party: KZ",
        "no 'party'",
    ),
    ("- id: T-1", "effect: ask\n    party: KZ", "effect: ask", "needs 'party'"),
    ("- id: T-1", "effect: ask\n    party: KZ", "effect: delay", "needs 'hours'"),
    ("- id: T-1", "effect: ask\n    party: KZ", "effect: degrade", "needs 'gsd_m'"),
    ("- id: T-1", "effect: ask", "effect: refuse", "takes no 'party'"),
    ("- id: D-1", "    orders_of: [KZ]\n    purposes: [cadastre]\n", "", "say which orders"),
    ("- id: B-1", "reason: a test of the radio\n", "\n", "give a reason, or say withheld: true"),
    ("- {start", "end: 2026-10-05T10:00:00Z", "end: 2026-10-05T03:00:00Z", "later than its start"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG_FIELDS)
def test_a_wrong_field_is_named_with_its_file_and_line(old, new, sentence):
    (found,) = [each for each in findings(old, new) if sentence in each]
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    assert found.startswith(f"charter.yaml, line {line}, articles[")


@pytest.mark.parametrize(("row", "old", "new", "sentence"), WRONG_ROWS)
def test_an_article_that_contradicts_itself_is_named_where_it_begins(row, old, new, sentence):
    (found,) = [each for each in findings(old, new) if sentence in each]
    line = TEXT[: TEXT.index(row)].count("\n") + 1
    assert found.startswith(f"charter.yaml, line {line}, articles[")


@pytest.mark.parametrize(
    ("ring", "sentence"),
    [
        ("[[60, 45], [64, 47], [64, 45], [60, 47], [60, 45]]", "crosses itself"),
        ("[[179, 45], [-179, 45], [-179, 47], [179, 47], [179, 45]]", "antimeridian"),
        ("[[60, 45], [64, 95], [64, 47], [60, 45]]", "Latitude 95"),
        ("[[60, 45], [64, 45], [64, 47], [60, 47]]", "not closed"),
        ("[]", "too few positions"),
    ],
)
def test_an_area_that_cannot_be_drawn_is_named(ring, sentence):
    (found,) = findings("[[60, 45], [64, 45], [64, 47], [60, 47], [60, 45]]", ring)
    assert found.startswith("charter.yaml, line 3, areas.BOX: ")
    assert sentence in found


def test_two_priority_articles_may_follow_each_other_but_not_meet():
    text = TEXT.replace("articles:\n", "articles:\n" + second_priority("until: 2026-01-01"))
    assert len(read(text).of(Priority, AT)) == 1
    with pytest.raises(TableError, match="'P-0' is in force at the same time"):
        read(TEXT.replace("articles:\n", "articles:\n" + second_priority("until: 2026-01-02")))


def second_priority(until):
    return f"""\
  - id: P-0
    kind: priority
    parties: [RU]
    from: 2025-01-01
    {until}
    text: Before.
    classes: [background, commercial, quota, disaster, reserved, emergency]
"""


def test_a_withheld_reason_need_not_be_written_down():
    charter = read(TEXT.replace("reason: a test of the radio", "withheld: true"))
    (block,) = charter.of(BlockOut, AT)
    assert block.withheld
    assert not block.reason


def test_a_charter_without_areas_or_articles_is_a_charter():
    assert read("format: artel-charter/1\narticles: []\n").articles == ()


def test_a_file_of_another_format_is_refused():
    with pytest.raises(FormatError, match="artel-charter/1"):
        read(TEXT.replace("artel-charter/1", "artel-pool/1"))
