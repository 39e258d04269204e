"""Articles that contradict each other, or themselves, are refused with their place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from artel.charter.articles import (
    Amendment,
    Balance,
    Donate,
    Price,
    ServiceLevel,
    Share,
    read_charter,
)
from artel.commons.errors import TableError
from artel.commons.tables import load

TEXT = """\
format: artel-charter/1
articles:
  - id: G-1
    kind: donate
    parties: [KZ]
    from: 2026-01-01
    text: A twentieth is for disasters.
    assets: ["EYE*"]
    share: 0.05
  - id: S-1
    kind: share
    parties: [RU, BY, KZ]
    from: 2026-01-01
    text: By what was paid in.
    rule: stated
    parts: {RU: 0.5, BY: 0.2, KZ: 0.3}
  - id: L-1
    kind: balance
    parties: [BY, KZ]
    from: 2026-01-01
    until: 2030-01-01
    text: Lent and repaid.
    limit_s: 600
    repaid_within_days: 30
    decay_per_day: 0.01
    carried:
      - {party: BY, seconds: -100, since: 2026-09-20}
      - {party: KZ, seconds: 250, since: 2026-09-28}
  - id: Q-1
    kind: service-level
    parties: [RU]
    from: 2026-01-01
    text: Promised.
    promises:
      - {level: 3 h, within_h: 3, paid_back: 0.5}
      - {level: standard, paid_back: 0}
  - id: C-1
    kind: price
    parties: [RU]
    from: 2026-01-01
    text: Paid.
    factors:
      - {level: 3 h, times: 2.5}
      - {level: standard, times: 1}
  - id: A-1
    kind: amendment
    parties: [RU, BY, KZ]
    from: 2026-01-01
    text: Changed.
    vote: majority
    quorum: 3
    in_favour: 2
    enters_after_days: 30
    accession: consensus
    withdrawal_days: 180
"""
AT = datetime(2026, 10, 5, tzinfo=UTC)


def read(text=TEXT):
    return read_charter(load(text, "charter.yaml"))


def again(name, **changes):
    """Return the text with an article of it once more, under another id."""
    start = TEXT.index(f"  - id: {name}")
    block = TEXT[start:].split("\n  - id:", maxsplit=1)[0].rstrip("\n") + "\n"
    for old, new in changes.values():
        assert old in block
        block = block.replace(old, new)
    return TEXT + block.replace(f"id: {name}", "id: X-1")


def test_the_new_kinds_are_read():
    kinds = [type(article) for article in read().articles]
    assert kinds == [Donate, Share, Balance, ServiceLevel, Price, Amendment]
    (balance,) = read().of(Balance, AT)
    assert [row.seconds for row in balance.carried] == [-100, 250]


def test_parts_are_fractions_by_every_rule():
    def fractions(text):
        (share,) = read(text).of(Share, AT)
        return [round(share.fraction(party), 9) for party in ("RU", "BY", "KZ", "AM")]

    assert fractions(TEXT) == [0.5, 0.2, 0.3, 0]
    paid = TEXT.replace("stated", "investment").replace("0.5, BY: 0.2, KZ: 0.3", "6, BY: 1, KZ: 1")
    assert fractions(paid) == [0.75, 0.125, 0.125, 0]
    equal = TEXT.replace("stated", "equal").replace("    parts: {RU: 0.5, BY: 0.2, KZ: 0.3}\n", "")
    assert fractions(equal) == [0.333333333] * 3 + [0]


WRONG = [
    ("KZ: 0.3", "KZ: 0.4", "parts", "articles[1].parts: the parts sum to 1.1, not to 1"),
    ("KZ: 0.3", "AM: 0.3", "parts", "articles[1].parts: 'KZ' is a party and has no part"),
    ("KZ: 0.3", "KZ: 0.3, AM: 0", "parts", "articles[1].parts.AM: 'AM' has a part and is no party"),
    ("rule: stated", "rule: equal", "parts", "equal parts need no figures"),
    ("RU: 0.5, BY: 0.2, KZ: 0.3", "RU: 0, BY: 0, KZ: 0", "parts", "the parts sum to 0, not to 1"),
    ("parties: [BY, KZ]", "parties: [BY, KZ, AM]", "parties: [BY, KZ, AM]", "'AM' has no part in"),
    ("until: 2030-01-01", "until: 2031-01-01", None, None),
    ("seconds: -100", "seconds: -601", "seconds: -601", "-601 s is beyond limit_s, 600 s"),
    ("seconds: 250", "seconds: 601", "seconds: 601", "601 s is beyond limit_s, 600 s"),
    ("party: KZ, s", "party: BY, s", "seconds: 250", "'BY' carries two balances; add them up"),
    ("party: KZ, s", "party: RU, s", "seconds: 250", "'RU' is no party of the article"),
    ("standard, paid_back: 0", "3 h, within_h: 5, paid_back: 0", "within_h: 5", "promised twice"),
    ("standard, paid_back: 0", "standard, paid_back: 1", "paid_back: 1", "promises no time"),
    ("level: standard, t", "level: 3 h, t", "times: 1", "the level '3 h' has two prices"),
    ("level: standard, t", "level: 6 h, t", "times: 1", "no service level in force then is called"),
    ("quorum: 3", "quorum: 4", "quorum: 4", "4 must vote, and only 3 can; lower it to 3."),
    ("in_favour: 2", "in_favour: 4", "in_favour: 4", "4 must be for it, and only 3 can"),
    ("    in_favour: 2\n", "", "vote: majority", "a majority needs 'in_favour'"),
    ("vote: majority", "vote: consensus", "in_favour: 2", "by consensus nobody may be against"),
    ("decay_per_day: 0.01", "decay_per_day: 1", "decay_per_day: 1", "articles[2].decay_per_day"),
    ("share: 0.05", "share: 0", "share: 0", "articles[0].share"),
]


@pytest.mark.parametrize(("old", "new", "place", "sentence"), WRONG)
def test_a_contradiction_is_refused_with_file_line_and_field(old, new, place, sentence):
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    if place is None:
        assert read(text).articles
        return
    with pytest.raises(TableError) as caught:
        read(text)
    line = text[: text.index(place)].count("\n") + 1
    found = [each for each in caught.value.findings if sentence in each]
    assert found
    assert found[0].startswith(f"charter.yaml, line {line}, articles[")


RIVALS = [
    ("S-1", {}, "the article 'S-1' shares the capacity then too; end one of them."),
    ("L-1", {"debts": ("-100", "-90")}, "the balance article 'L-1' is in force at the same time"),
    ("Q-1", {}, "the service-level article 'Q-1' is in force at the same time"),
    ("C-1", {}, "the article 'C-1' prices '3 h' at the same time"),
    ("A-1", {}, "the amendment article 'A-1' is in force at the same time"),
]


@pytest.mark.parametrize(("name", "changes", "sentence"), RIVALS)
def test_two_that_may_not_be_in_force_together_are_refused(name, changes, sentence):
    text = again(name, **changes)
    with pytest.raises(TableError) as caught:
        read(text)
    (found,) = [each for each in caught.value.findings if sentence in each]
    first = text[: text.index("- id: X-1")].count("\n") + 1
    assert first <= int(found.split("line ")[1].split(",")[0])


def test_articles_that_follow_each_other_or_share_other_things_are_no_rivals():
    ended = ("    until: 2030-01-01", "    until: 2031-01-01")
    later = again("L-1", end=ended, start=("from: 2026-01-01", "from: 2030-01-01"))
    assert len(read(later).articles) == 7
    capacity = TEXT.replace("    rule: stated", "    of: [capacity]\n    rule: stated")
    revenue = again("S-1", of=("    rule: stated", "    of: [revenue]\n    rule: stated"))
    both = capacity + revenue[len(TEXT) :]
    assert [row.of for row in read(both).of(Share, AT)] == [("capacity",), ("revenue",)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    rule: stated", "    of: [revenue]\n    rule: stated"),
        ("    text: By what", "    until: 2029-01-01\n    text: By what"),
        ("from: 2026-01-01\n    text: By what", "from: 2026-01-02\n    text: By what"),
    ],
)
def test_a_balance_needs_a_share_of_the_capacity_all_the_time(old, new):
    assert TEXT.count(old) == 1
    with pytest.raises(TableError, match="no share article divides the capacity"):
        read(TEXT.replace(old, new))
