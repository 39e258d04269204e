"""A small programme of two states, as a file and as it is read."""

from __future__ import annotations

import pytest

from artel.commons.tables import load
from artel.workshare.accounts import accounts_of
from artel.workshare.checks import read_workshare
from artel.workshare.tree import Tree

STATES = ("RU", "BY", "KZ")
DIGITS = {"RUB": 2, "BYN": 2, "JPY": 0}
TEXT = """\
format: artel-workshare/1
programme: Two eyes
currency: RUB
starts: 2026-01-05T00:00:00Z
review: {date: 2027-01-01, limit: 0.9, source: s, status: assumed}
rates:
  - {currency: BYN, worth: 27.5, source: s, status: assumed}
suppliers:
  - {id: optics, name: Optics, state: BY, source: s, status: assumed}
  - {id: frames, name: Frames, state: RU, source: s, status: assumed}
products:
  - {id: eyes, name: Two eyes, owner: RU, source: s, status: assumed}
  - id: eye
    name: An eye
    parent: eyes
    owner: BY
    count: 2
    propulsion:
      isp_s: 220
      delta_v: [{name: keeping, m_s: 10, kind: maintenance}]
    source: s
    status: assumed
  - {id: lens, name: Lens, parent: eye, owner: BY, supplier: optics, maturity: D, trl: 5,
     mass_kg: 40, power_w: 20, cost: {amount_minor: 1_000_00, currency: BYN},
     performance: {sensor: PAN, gsd_m: 0.5}, source: s, status: assumed}
  - {id: wheel, name: Wheel, parent: eye, owner: RU, count: 3, supplier: frames, maturity: A,
     trl: 9, mass_kg: 2, power_w: 5, cost: {amount_minor: 700_00, currency: RUB},
     interfaces: [{to: lens, document: ICD-1, state: open}],
     performance: {rate_deg_s: 1.5, settle_s: 4}, source: s, status: assumed}
contributions:
  - {state: RU, paid: {amount_minor: 60_000_00, currency: RUB}, source: s, status: assumed}
  - {state: BY, paid: {amount_minor: 1_454_54, currency: BYN}, source: s, status: assumed}
contracts:
  - {id: C-1, name: Lenses, supplier: optics, product: lens,
     price: {amount_minor: 1_000_00, currency: BYN}, interest: 1, signed: 2026-02-01,
     source: s, status: assumed}
  - {id: C-2, name: Wheels, supplier: frames, price: {amount_minor: 30_000_00, currency: RUB},
     interest: 0.5, signed: 2026-09-01, source: s, status: assumed}
activities:
  - {id: grind, name: Grinding, weeks: 10, budget: {amount_minor: 100_00, currency: RUB},
     done: 0.5, spent: {amount_minor: 60_00, currency: RUB}, source: s, status: assumed}
  - {id: turn, name: Turning, weeks: 4, supplier: frames, source: s, status: assumed}
  - {id: join, name: Joining, weeks: 6, after: [grind, turn], source: s, status: assumed}
launches:
  - {satellite: EYE 1, product: eye, launch_date: 2026-06-01, activity: join,
     source: s, status: assumed}
"""


def read(text=TEXT):
    return read_workshare(load(text, "workshare.yaml"), STATES, DIGITS)


@pytest.fixture
def text():
    return TEXT


@pytest.fixture
def reading():
    return read


@pytest.fixture
def rows():
    return read()


@pytest.fixture
def tree(rows):
    return Tree(rows.products)


@pytest.fixture
def accounts(rows):
    return accounts_of(rows, DIGITS)
