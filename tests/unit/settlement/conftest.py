"""A small pool's tariffs, and records signed with keys made for the test."""

from __future__ import annotations

import hashlib
import itertools
import json
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from artel.commons.tables import load
from artel.settlement.books import Partaker, Terms, close_books
from artel.settlement.checks import read_tariffs
from artel.settlement.periods import period_of
from artel.settlement.usage import disputed_text, read_usage, signed_text


def key_of(party):
    seed = hashlib.sha256(f"a key of {party} for these tests".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public(party):
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return key_of(party).public_key().public_bytes(*raw).hex()


TARIFFS = f"""
format: artel-tariffs/1
currency: RUB
operator: {{id: OP, name: Operator, fee_percent: 4, opex_minor: 1000, reserve_percent: 5, partner_percent: 80}}
scheme: fixed
tolerance_percent: 10
keys:
  - {{party: RU, ed25519: {public("RU")}}}
  - {{party: KZ, ed25519: {public("KZ")}}}
  - {{party: AZ, ed25519: {public("AZ")}}}
  - {{party: OP, ed25519: {public("OP")}}}
billing:
  - {{state: RU, currency: RUB}}
  - {{state: KZ, currency: KZT}}
  - {{state: CU, currency: RUB}}
tariffs:
  - id: T-1
    from: 2025-01-01
    prices:
      - {{kind: image, price_minor: 1000, minimum: 5, source: x, status: assumed}}
      - {{kind: link, price_minor: 7, source: x, status: assumed}}
    level: {{standard: 1, analysis: "1.5"}}
    freshness: {{standard: 1, archive: "0.4"}}
    urgency: {{standard: 1, 3h: "2.5"}}
    customer: {{member: "0.8", third party: 1}}
    discounts:
      - {{kind: image, above: 100, percent: 5}}
      - {{kind: image, above: 1000, percent: "12.5"}}
    orders:
      point_km2: 100
      line_width_km: 10
      urgency: {{emergency: 3h, reserved: standard, disaster: 3h, quota: standard, commercial: standard, background: standard}}
      levels: [{{at_least_m: 5, level: analysis}}]
taxes:
  - {{state: RU, percent: 20, from: 2019-01-01, until: 2026-01-01, source: x, verified: true}}
  - {{state: RU, percent: 22, from: 2026-01-01, source: x, verified: true}}
  - {{state: KZ, percent: 16, from: 2026-01-01, source: x, verified: true}}
  - {{state: CU, percent: ~, from: 2019-01-01, source: x, verified: false}}
exchange:
  - {{bank: B, date: 2026-01-30, nominal: 100, base: KZT, quote: RUB, rate: "15.4308", source: x, status: assumed}}
fixed:
  - {{from: 2020-01-01, shares: {{RU: "85.5", KZ: "14.5"}}, source: x, verified: true}}
investment:
  - {{from: 2020-01-01, amounts_minor: {{RU: 300, KZ: 100}}, source: x, status: assumed}}
advances:
  - {{id: A-1, customer: Builder, state: RU, paid: 2025-12-20, gross_minor: 12000}}
"""  # noqa: E501 - one row a line reads best


def record_of(number=1, **changes):
    record = {
        "format": "artel-usage/1", "id": f"U-{number}", "day": "2026-01-15", "owner": "RU",
        "asset": "SAT", "order": "O-1", "brought_by": "RU",
        "customer": {"name": "Builder", "state": "RU", "class": "third party"},
        "kind": "image", "quantity": "10", "instant": "2026-01-15T08:00:00Z",
    }  # fmt: skip
    return {**record, **changes}


def signed(record, by=None):
    text = signed_text(record).encode()
    return {**record, "signature": key_of(by or record["owner"]).sign(text).hex()}


def disputed(record, by, reason="clouds", key=None):
    text = disputed_text(record, by, reason).encode()
    signature = key_of(key or by).sign(text).hex()
    return {**record, "dispute": {"by": by, "reason": reason, "signature": signature}}


def text_of(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture(scope="session")
def small():
    """Return what a test of the small pool needs."""
    tariffs = read_tariffs(load(TARIFFS, "tariffs.yaml"))

    def read(*records):
        return read_usage(text_of(*records), tariffs.key_of, "OP")

    def close(*records, tariffs=tariffs, coalitions=None, period="2026-01"):
        members = (Partaker("RU", "Russia", "RUB"), Partaker("KZ", "Kazakhstan", "KZT"))
        terms = Terms(
            pool="Small", period=period_of(period), members=members, partners=("AZ",),
            tariffs=tariffs, usages=read(*records), coalitions=coalitions or game(),
        )  # fmt: skip
        return close_books(terms)

    return SimpleNamespace(
        tariffs=tariffs, text=TARIFFS, read=read, close=close, record=record_of, signed=signed,
        disputed=disputed, lines=text_of,
    )  # fmt: skip


def game(worth=None):
    """Return a table of coalitions in which n players earn 100 n squared."""
    players = ("RU", "KZ", "OP")
    return {
        "+".join(group): (worth or (lambda size: 100 * size**2))(size)
        for size in range(1, 4)
        for group in itertools.combinations(players, size)
    }
