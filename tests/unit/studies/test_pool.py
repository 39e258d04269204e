from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from artel.commons.errors import FormatError, InputError, TableError
from artel.commons.members import Standing
from artel.studies.pool import check_orders, read_pool

FILES = (
    "pool.yaml", "charter.yaml", "satellites.yaml", "stations.yaml", "orders.geojson",
    "elements.json",
)  # fmt: skip
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def texts(kazan):
    return {name: (kazan / name).read_text() for name in FILES}


@pytest.fixture(scope="module")
def pool(texts):
    return read_pool(texts)


def changed(texts, file, old, new):
    assert old in texts[file], old
    return texts | {file: texts[file].replace(old, new, 1)}


def refusal(files):
    with pytest.raises(TableError) as caught:
        read_pool(files)
    return caught.value.findings


def test_the_bundled_pool_is_read_without_a_warning(pool, texts):
    assert pool.settings.name == "Kazan"
    assert pool.settings.epoch == MONDAY
    assert [member.id for member in pool.settings.members] == ["RU", "BY", "KZ", "AM", "KG"]
    assert (pool.problems, pool.notes) == ((), ())
    assert pool.texts == texts


def test_partners_may_order_and_observers_have_the_rights_that_are_listed(pool):
    parties = {party.id: party for party in pool.settings.parties}
    assert (parties["AZ"].standing, parties["AZ"].rights) == (Standing.PARTNER, ("order",))
    assert (parties["CU"].standing, parties["CU"].rights) == (Standing.OBSERVER, ("order",))
    assert parties["KG"].site is not None


def test_every_operational_satellite_has_elements(pool):
    chosen = pool.elements_at(MONDAY)
    assert all(row.norad_id in chosen for row in pool.satellites if row.operational)


@pytest.mark.parametrize("missing", FILES)
def test_a_missing_file_is_named_with_the_files_that_a_pool_has(texts, missing):
    files = {name: text for name, text in texts.items() if name != missing}
    with pytest.raises(InputError, match=f"no {missing}") as caught:
        read_pool(files)
    assert "A pool folder has pool.yaml, charter.yaml" in caught.value.next_step


def test_an_empty_folder_is_told_what_a_pool_has():
    with pytest.raises(InputError, match=r"no pool\.yaml, no charter\.yaml"):
        read_pool({})


@pytest.mark.parametrize("empty", FILES)
def test_an_empty_file_is_named(texts, empty):
    assert refusal(texts | {empty: " \n"}) == (f"{empty}: the file is empty.",)


@pytest.mark.parametrize("file", [name for name in FILES if name != "elements.json"])
def test_a_file_of_a_newer_format_is_refused(texts, file):
    stamp = f"artel-{file.split('.')[0]}/1"
    with pytest.raises(FormatError, match=f"{file}: the file is artel-[a-z]+/9, newer"):
        read_pool(changed(texts, file, stamp, stamp[:-1] + "9"))


UNKNOWN = [
    ("satellites.yaml", "owner: KZ", "owner: KAZ", "no party is called 'KAZ'; did you mean 'KZ'?"),
    ("satellites.yaml", "stations: [Yerevan, ", "stations: [Erevan, ", "did you mean 'Yerevan'?"),
    ("stations.yaml", "owner: AM", "owner: AR", "no party is called 'AR'"),
    ("stations.yaml", 'decoders: ["ARMSAT-1"', 'decoders: ["ARMSET-1"', "'ARMSET-1' matches no"),
    ("stations.yaml", 'permits: ["ARMSAT-1"', 'permits: ["armsat*"', "did you mean 'ARMSAT-1'?"),
    ("charter.yaml", "party: BY", "party: BYE", "].party: no party is called 'BYE'"),
    ("charter.yaml", "exempt: [AM]", "exempt: [AMX]", "exempt[0]: no party is called 'AMX'"),
    ("charter.yaml", "orders_of: [BY]", "orders_of: [XY]", "orders_of[0]: no party"),
    ("charter.yaml", "parties: [AM]", "parties: [ARM]", "parties[0]: no party is called 'ARM'"),
    ("charter.yaml", 'assets: ["BKA-2"]', 'assets: ["BKA-3"]', "'BKA-3' matches no satellite"),
    (
        "charter.yaml",
        'assets: ["Yerevan"]',
        'assets: ["Erevan"]',
        "no satellite or station; did you",
    ),
    ("charter.yaml", "area: BAIKONUR", "area: BAIKONOR", "not drawn; did you mean 'BAIKONUR'?"),
    ("orders.geojson", '"brought_by": "KG"', '"brought_by": "KGZ"', "no party is called 'KGZ'"),
    ("orders.geojson", '"article": "T-KZ"', '"article": "T-KX"', "no article is called 'T-KX'"),
    ("orders.geojson", '"article": "T-KZ"', '"article": "T-AM"', "the article 'T-AM' asks nobody"),
    ("orders.geojson", '"party": "KZ"', '"party": "RU"', "'T-KZ' asks KZ, not RU"),
    ("satellites.yaml", "norad_id: 43180", "norad_id: 43999", "no element set or ephemeris"),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), UNKNOWN)
def test_a_name_that_nobody_has_is_named_with_file_line_and_field(texts, file, old, new, sentence):
    files = changed(texts, file, old, new)
    (found,) = [each for each in refusal(files) if sentence in each]
    line = texts[file][: texts[file].index(old)].count("\n") + 1
    assert found.startswith(f"{file}, line {line}, ")


def test_all_that_is_wrong_between_tables_is_told_at_once(texts):
    files = changed(texts, "stations.yaml", "owner: AM", "owner: AR")
    files = changed(files, "charter.yaml", "exempt: [AM]", "exempt: [AMX]")
    assert len(refusal(files)) == 2


POOL_WRONG = [
    ("currency: RUB", "currency: roubles", "currency: "),
    ("epoch: 2026-10-05T00:00:00Z", "epoch: monday", "'monday' is not an instant"),
    ("lat_deg: 55.75", "lat_deg: 95.75", "members[0].site.lat_deg: "),
    ("currency: BYN", "curency: BYN", "did you mean 'currency'?"),
    ("  - id: BY", "  - id: RU", "the party 'RU' stands twice"),
    ("{id: AZ,", "{id: RU,", "partners[0].id: the party 'RU' stands twice"),
    ("rights: [order]", "rights: [veto]", "observers[0].rights[0]: "),
]


@pytest.mark.parametrize(("old", "new", "sentence"), POOL_WRONG)
def test_a_wrong_head_of_the_pool_is_named(texts, old, new, sentence):
    files = changed(texts, "pool.yaml", old, new)
    (found,) = [each for each in refusal(files) if sentence in each]
    line = texts["pool.yaml"][: texts["pool.yaml"].index(old)].count("\n") + 1
    assert found.startswith(f"pool.yaml, line {line}, ")


def test_a_pool_without_a_station_is_refused(texts):
    files = texts | {"stations.yaml": "format: artel-stations/1\nstations: []\n"}
    (found,) = refusal(files)
    assert "no station: nothing can be commanded or received" in found


def test_an_observer_without_the_right_cannot_order(texts):
    old = "{id: CU, name: Cuba, rights: [order]}"
    found = refusal(changed(texts, "pool.yaml", old, "{id: CU, name: Cuba}"))
    assert "'CU' is an observer without the right to order" in found[0]


def test_a_bad_record_is_named_and_skipped_and_the_rest_is_read(texts):
    rows = json.loads(texts["elements.json"])
    rows[-1]["ECCENTRICITY"] = 1.5
    rows.append(rows[0] | {"OBJECT_NAME": "STRANGER", "NORAD_CAT_ID": 99999})
    text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"
    files = changed(texts, "satellites.yaml", "name: ARKTIKA-M 2, norad_id: 58584, owner: RU, "
                    "service: weather, status: operational", "name: ARKTIKA-M 2, norad_id: 58584, "
                    "owner: RU, service: weather, status: retired")  # fmt: skip
    pool = read_pool(files | {"elements.json": text})
    (problem,) = pool.problems
    assert problem.startswith("elements.json, line ")
    assert "ARKTIKA-M 2" in problem
    assert pool.notes == (
        "1 element sets belong to no satellite of the pool (the first: STRANGER (99999)).",
    )
    assert 43180 in pool.elements_at(MONDAY)


def test_of_several_element_sets_the_nearest_in_time_is_chosen(texts):
    rows = json.loads(texts["elements.json"])
    later = rows[0] | {"EPOCH": "2026-10-08T00:00:00.000000", "MEAN_ANOMALY": 1.0}
    pool = read_pool(texts | {"elements.json": json.dumps([later, *rows])})
    assert pool.elements_at(MONDAY)[43180].epoch == MONDAY.timestamp()
    thursday = MONDAY + timedelta(days=3)
    assert pool.elements_at(thursday)[43180].epoch == thursday.timestamp()
    (note,) = pool.element_notes_at(MONDAY)
    assert note.startswith("KANOPUS-V 3 (43180): ")


def test_elements_that_are_no_elements_are_refused_with_the_files_name(texts):
    with pytest.raises(InputError, match=r"elements\.json"):
        read_pool(texts | {"elements.json": "hello"})


def test_an_ephemeris_that_is_none_is_refused_with_the_files_name(texts):
    with pytest.raises(InputError, match=r"ephemerides/eye\.oem"):
        read_pool(texts | {"ephemerides/eye.oem": "hello"})


def test_a_veto_against_an_order_that_is_not_there_is_a_warning(texts):
    files = changed(texts, "charter.yaml", "exercised: [panama-queue", "exercised: [suez-quay")
    assert read_pool(files).notes == (
        "The veto V-RU names the order 'suez-quay', which is not in the pool.",
    )


def test_an_order_in_the_past_is_refused(texts):
    old = '"not_before": "2026-10-05T00:00Z", "not_after": "2026-10-06T00:00Z"'
    new = '"not_before": "2026-10-03T00:00Z", "not_after": "2026-10-04T00:00Z"'
    pool = read_pool(changed(texts, "orders.geojson", old, new))
    with pytest.raises(TableError, match=r"properties\.not_after: the order .* is in the past"):
        check_orders(pool, pool.orders, MONDAY)


def test_an_order_that_closed_after_the_pool_began_is_no_error_later(pool):
    check_orders(pool, pool.orders, MONDAY + timedelta(days=5))


def test_orders_that_came_from_elsewhere_are_checked_against_the_pool(pool, texts):
    moldova = "  - {id: MD, name: Moldova, rights: [order]}\n"
    smaller = read_pool(_without_moldova(changed(texts, "pool.yaml", moldova, "")))
    check_orders(smaller, smaller.orders, MONDAY)
    with pytest.raises(TableError, match="no party is called 'MD'"):
        check_orders(smaller, pool.orders, MONDAY)


def _without_moldova(files):
    orders = json.loads(files["orders.geojson"])
    orders["features"] = [
        row for row in orders["features"] if row["properties"]["brought_by"] != "MD"
    ]
    stations = files["stations.yaml"].replace("owner: MD", "owner: UZ")
    return files | {"orders.geojson": json.dumps(orders), "stations.yaml": stations}
