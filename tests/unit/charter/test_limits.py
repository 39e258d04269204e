"""Donations and balances as linear rows, beside a balance followed day by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from artel.charter.articles import Balance, Charter, Donate, Reserve, Share
from artel.charter.limits import Asset, Use, accounts_of, day_of, limits_of
from artel.commons.classes import OrderClass

START = datetime(2026, 10, 5, tzinfo=UTC)
T0 = START.timestamp()
DAY0 = day_of(T0)
HEAD = {"parties": ["RU", "KZ", "KG"], "from": "2026-01-01", "text": "A sentence."}
ASSETS = (Asset("EYE 1", "RU", 1000.0), Asset("EYE 2", "KZ", 100.0))
RESERVE = Reserve.model_validate(
    HEAD | {"id": "R-1", "kind": "reserve", "assets": ["EYE 1"], "share": 0.3}
)
SHARE = Share.model_validate(
    HEAD
    | {"id": "S-1", "kind": "share", "rule": "stated", "parts": {"RU": 0.7, "KZ": 0.2, "KG": 0.1}}
)


def donation(name="G-1", **fields):
    row = HEAD | {"id": name, "kind": "donate", "assets": ["EYE 1"], "share": 0.05}
    return Donate.model_validate(row | fields)


def balance(carried=(), **fields):
    rows = [
        {"party": party, "seconds": seconds, "since": START - timedelta(days=days)}
        for party, seconds, days in carried
    ]
    row = HEAD | {"id": "L-1", "kind": "balance", "limit_s": 50, "repaid_within_days": 30}
    return Balance.model_validate(row | {"carried": rows} | fields)


def rows(*articles, days=1):
    return limits_of(Charter({}, articles), ASSETS, (T0, T0 + 86400 * days))


def use(brought_by="KG", order_class=OrderClass.QUOTA, satellite="EYE 1", day=0):
    owner = {asset.name: asset.owner for asset in ASSETS}[satellite]
    return Use(satellite, owner, brought_by, order_class, DAY0 + day)


def room(limits, **who):
    counted = [limit for limit in limits if limit.weight(use(**who))]
    return min((limit.seconds for limit in counted), default=None)


def test_a_charter_without_donations_and_balances_lays_no_rows():
    assert rows(RESERVE, SHARE) == ()


def test_a_donation_comes_out_of_the_pooled_part_of_the_day():
    (limit,) = rows(RESERVE, donation())
    assert (limit.article, limit.seconds) == ("G-1", pytest.approx(650))
    assert room([limit]) == pytest.approx(650)
    for order_class in (OrderClass.DISASTER, OrderClass.EMERGENCY):
        assert room([limit], order_class=order_class) is None
    assert room([limit], brought_by="RU") is None
    assert room([limit], brought_by="RU", satellite="EYE 2") is None


def test_two_donations_add_up_and_each_day_has_its_own_row():
    limits = rows(donation(), donation("G-2", share=0.1, until="2026-10-06"), days=2)
    assert [limit.seconds for limit in limits] == pytest.approx([850, 950])
    assert [limit.first_day - DAY0 for limit in limits] == [0, 1]


def test_a_party_may_use_its_share_of_what_is_offered_and_borrow_to_the_limit():
    limits = rows(RESERVE, SHARE, donation(), balance())
    # Offered: 1000 (1 - 0.3 - 0.05) + 100 = 750 s.
    assert room(limits) == pytest.approx(75 + 50)
    assert room(limits, brought_by="KZ") == pytest.approx(150 + 50)
    assert room(limits, brought_by="RU", satellite="EYE 2") == pytest.approx(525 + 50)


def test_own_satellites_emergencies_donated_disasters_and_strangers_do_not_count():
    limits = rows(SHARE, donation(), balance())
    assert room(limits, brought_by="RU") is None
    assert room(limits, order_class=OrderClass.EMERGENCY) is None
    assert room(limits, order_class=OrderClass.DISASTER) is None
    assert room(limits, order_class=OrderClass.DISASTER, satellite="EYE 2") is not None
    balances = rows(SHARE, balance())
    assert room(balances, brought_by="UZ") is None


CARRIED = [
    (0.0, 0, 0.0, 105 + 50),
    (40.0, 10, 0.0, 105 + 40 + 50),
    (40.0, 30, 0.0, 105 + 50),
    (-40.0, 10, 0.0, 105 - 40 + 50),
    (-40.0, 29, 0.0, 105 - 40 + 50),
    (-40.0, 30, 0.0, 105 - 40),
    (-40.0, 2, 0.5, 105 - 40 * 0.5**3 + 50),
    (-40.0, -1, 0.0, 105 + 50),
]


@pytest.mark.parametrize(("seconds", "age", "decay", "most"), CARRIED)
def test_a_carried_balance_decays_lapses_and_falls_due(seconds, age, decay, most):
    # KG's share: a tenth of 1000 x 0.95 + 100 s.
    limits = rows(SHARE, donation(), balance([("KG", seconds, age)], decay_per_day=decay))
    assert room(limits) == pytest.approx(most)


def test_who_owes_more_than_it_is_entitled_to_may_use_nothing():
    small = (Asset("EYE 1", "RU", 100.0),)
    charter = Charter({}, (SHARE, balance([("KG", -50, 40)])))
    limits = limits_of(charter, small, (T0, T0 + 86400))
    assert room(limits) == 0.0


def followed(article, used, carried):
    """Return by day whether a balance, followed day by day, ends too low after some use."""
    value, low = carried, []
    for day, seconds in enumerate(used):
        value = min(article.limit_s, (1 - article.decay_per_day) * value + 110 - seconds)
        low.append(value < -article.limit_s - 1e-9 and sum(used[: day + 1]) > 0)
    return low, value


@pytest.mark.parametrize("seed", range(40))
def test_the_rows_together_say_what_following_the_balance_says(seed):
    chance = np.random.default_rng(seed)
    carried = float(chance.uniform(-50, 50))
    article = balance([("KG", carried, 0)], decay_per_day=float(chance.choice([0.0, 0.1, 0.4])))
    used = [float(each) for each in chance.uniform(0, 260, 6) * (chance.random(6) < 0.7)]
    keep = 1 - article.decay_per_day
    charter, span = Charter({}, (SHARE, article)), (T0, T0 + 6 * 86400)
    low, left = followed(article, used, carried)
    limits = [each for each in limits_of(charter, ASSETS, span) if each.party == "KG"]
    assert len(limits) == 21
    for until in range(6):
        within = all(
            sum(each.weight(use(day=day)) * seconds for day, seconds in enumerate(used))
            <= each.seconds + 1e-9
            for each in limits
            if each.last_day == DAY0 + until
        )
        assert within == (not low[until])
        assert all(each.keep == keep for each in limits)
    listed = [(use(day=day), seconds) for day, seconds in enumerate(used)]
    (account,) = [each for each in accounts_of(charter, ASSETS, span, listed) if each.party == "KG"]
    assert account.balance == pytest.approx(left)
    assert account.use == pytest.approx(sum(used))
    assert account.entitlement == pytest.approx(660)
    assert account.carried == pytest.approx(carried)


def test_an_article_binds_the_days_at_whose_beginning_it_is_in_force():
    article = balance(until="2026-10-07", **{"from": "2026-10-05T06:00"})
    limits = [each for each in rows(SHARE, article, days=4) if each.party == "KG"]
    assert [(each.first_day - DAY0, each.last_day - DAY0) for each in limits] == [(1, 1)]
