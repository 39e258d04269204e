from __future__ import annotations

from fractions import Fraction

import pytest

from artel.commons.errors import FormatError, TableError


def findings(reading, text, old, new):
    assert old in text
    with pytest.raises(TableError) as caught:
        reading(text.replace(old, new, 1))
    return caught.value.findings


def test_a_file_becomes_rows_in_its_order(rows):
    assert [product.id for product in rows.products] == ["eyes", "eye", "lens", "wheel"]
    assert [activity.id for activity in rows.activities] == ["grind", "turn", "join"]
    assert rows.by_supplier["optics"].state == "BY"


def test_decimals_are_taken_as_written_and_not_as_the_nearest_float(rows):
    assert rows.review.limit == Fraction(9, 10)
    assert rows.rates[0].worth == Fraction(55, 2)
    assert rows.contracts[1].interest == Fraction(1, 2)


SLIPS = [
    ("parent: eyes", "parent: eye", "goes in a circle: 'eye' is inside 'eye'"),
    ("parent: eye, owner: RU", "parent: ear, owner: RU", "no product is called 'ear'"),
    ("id: wheel", "id: lens", "'lens' stands twice among the products"),
    ("id: turn", "id: grind", "'grind' stands twice among the activities"),
    ("state: RU, paid", "state: BY, paid", "'BY' stands twice among the contributions"),
    ("name: Frames, state: RU", "name: Frames, state: FR", "no party of the pool is called 'FR'"),
    ("owner: BY\n", "owner: US\n", "no party of the pool is called 'US'"),
    ("currency: RUB\nstarts", "currency: RUR\nstarts", "no currency is called 'RUR'"),
    ("currency: BYN, worth", "currency: RUB, worth", "the programme's own currency"),
    ("700_00, currency: RUB", "700_00, currency: JPY", "no rate is given for 'JPY'"),
    ("worth: 27.5", "worth: 0", "more than zero"),
    ("limit: 0.9", "limit: 0.79", "never below 0.8"),
    ("limit: 0.9", "limit: 1", "below 1"),
    ("trl: 5", "trl: 0", "greater than or equal to 1"),
    ("trl: 9", "trl: 10", "less than or equal to 9"),
    ("maturity: D", "maturity: E", "'A', 'B', 'C' or 'D'"),
    ("maturity: D, ", "", "so it must give its maturity"),
    ("supplier: optics, maturity", "supplier: opticks, maturity", "did you mean 'optics'?"),
    ("mass_kg: 40", "mass_kg: -4", "products[2].mass_kg"),
    ("mass_kg: 40", "mass: 40", "did you mean 'mass_kg'?"),
    ("1_000_00, currency: BYN}, interest", "10.5, currency: BYN}, interest", "amount_minor"),
    ("interest: 0.5", "interest: 1.5", "between 0 and 1"),
    ("count: 2\n", "count: 2\n    mass_kg: 3\n", "'eye' holds other products"),
    ("count: 2\n", "count: 2\n    harness: true\n", "'eye' holds other products"),
    ("to: lens", "to: lense", "did you mean 'lens'?"),
    ("kind: maintenance", "kind: repair", "'maintenance'"),
    ("sensor: PAN, gsd_m: 0.5", "gsd_m: 0.5", "name the sensor"),
    ("sensor: PAN, gsd_m: 0.5", "sensor: PAN", "name the sensor"),
    ("rate_deg_s: 1.5, settle_s: 4", "", "at least one figure must be declared"),
    ("rate_deg_s: 1.5", "sensor: PAN, gsd_m: 0.4", "'lens' declares it of 'eye' already"),
    ("after: [grind, turn]", "after: [grind, tern]", "did you mean 'turn'?"),
    ("weeks: 10,", "weeks: 10, after: [join],", "goes in a circle"),
    ("weeks: 4", "weeks: 4.5", "activities[1].weeks"),
    ("weeks: 6", "weeks: 6, done: 0.5", "'join' says what was done or spent, and gives no budget"),
    ("product: lens,\n", "product: lense,\n", "contracts[0].product"),
    ("product: eye,", "product: ear,", "launches[0].product"),
    ("activity: join", "activity: joining", "did you mean 'join'?"),
    ("launch_date: 2026-06-01", "launch_date: soon", "launches[0].launch_date"),
    ("    parent: eyes", "    parents: eyes", "did you mean 'parent'?"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SLIPS)
def test_a_slip_is_named_with_file_line_and_field(reading, text, old, new, sentence):
    found = [each for each in findings(reading, text, old, new) if sentence in each]
    assert found, sentence
    assert all(each.startswith("workshare.yaml, line ") for each in found)


def test_the_line_is_that_of_the_slip(reading, text):
    (found,) = findings(reading, text, "parent: eye, owner: RU", "parent: ear, owner: RU")
    line = text[: text.index("id: wheel")].count("\n") + 1
    assert found.startswith(f"workshare.yaml, line {line}, products[3].parent: ")


def test_two_roots_are_one_too_many(reading, text):
    lonely = (
        "  - {id: ear, name: Ear, owner: RU, supplier: frames, maturity: A, trl: 9, mass_kg: 1,"
    )
    second = f"{lonely}\n     source: s, status: assumed}}\ncontributions:"
    (found,) = findings(reading, text, "contributions:", second)
    assert "'ear' has no parent, and neither has 'eyes'; there is one tree" in found


def test_nobody_pays_and_so_nothing_can_be_returned(reading, text):
    poor = text.replace("60_000_00", "0").replace("1_454_54", "0")
    with pytest.raises(TableError, match="no state pays anything"):
        reading(poor)


def test_a_file_of_another_format_is_refused(reading, text):
    with pytest.raises(FormatError, match="artel-workshare/1"):
        reading(text.replace("artel-workshare/1", "artel-tariffs/1"))
    with pytest.raises(FormatError, match="newer"):
        reading(text.replace("artel-workshare/1", "artel-workshare/2"))
