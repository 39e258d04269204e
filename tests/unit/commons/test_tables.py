from __future__ import annotations

import pytest

from artel.commons.errors import TableError
from artel.commons.tables import Instant, Row, check, load, path_text


class Dish(Row):
    name: str
    mask_deg: float = 5


class Place(Row):
    name: str
    opened: Instant | None = None
    dishes: tuple[Dish, ...] = ()


class Places(Row):
    places: tuple[Place, ...]


TEXT = """\
# comment
places:
  - name: Minsk
    opened: 2006-07-26
    dishes:
      - {name: A, mask_deg: 5}
      - name: B
        mask_deg: 7
"""


def refusal(text, file="places.yaml"):
    with pytest.raises(TableError) as caught:
        check(load(text, file), Places)
    return str(caught.value)


def test_a_table_becomes_rows_with_utc_instants():
    place = check(load(TEXT, "places.yaml"), Places).places[0]
    assert place.opened is not None
    assert place.opened.isoformat() == "2006-07-26T00:00:00+00:00"
    assert [dish.mask_deg for dish in place.dishes] == [5, 7]


def test_a_json_text_is_read_when_the_name_says_so():
    table = load('{"places": [{"name": "Minsk"}]}', "places.geojson")
    assert check(table, Places).places[0].name == "Minsk"


def test_a_wrong_figure_is_named_with_file_line_and_field():
    said = refusal(TEXT.replace("mask_deg: 7", "mask_deg: low"))
    assert said.startswith("places.yaml, line 8, places[0].dishes[1].mask_deg: ")
    assert "'low'" in said


def test_an_unknown_key_is_named_with_the_nearest_known_one():
    said = refusal(TEXT.replace("mask_deg: 7", "mask: 7"))
    assert said == (
        "places.yaml, line 8, places[0].dishes[1].mask: "
        "'mask' is not a known key; did you mean 'mask_deg'?"
    )


def test_an_unknown_key_that_resembles_none_lists_the_known_ones():
    said = refusal(TEXT.replace("mask_deg: 7", "zzz: 7"))
    assert "known keys: mask_deg, name." in said


def test_a_missing_key_is_named_on_the_line_of_its_row():
    said = refusal(TEXT.replace("- name: B\n        mask_deg: 7", "- mask_deg: 7"))
    assert said == "places.yaml, line 7, places[0].dishes[1]: 'name' is missing."


def test_every_finding_is_told_at_once():
    said = refusal(TEXT.replace("name: Minsk", "name: [1]").replace("mask_deg: 7", "mask_deg: x"))
    assert len(said.splitlines()) == 2


def test_the_line_of_a_json_table_is_known_too():
    text = '{"places": [\n {"name": "Minsk",\n  "dish": []}]}'
    assert refusal(text, "p.json").startswith("p.json, line 3, places[0].dish: ")


def test_tabs_in_json_do_not_hide_the_finding():
    text = '{\n\t"places": [\n\t\t{"nam": "Minsk"}\n\t]\n}'
    assert "did you mean 'name'?" in refusal(text, "p.json")


@pytest.mark.parametrize(
    ("text", "file", "sentence"),
    [
        ("", "a.yaml", "a.yaml: the file is empty"),
        ("  \n\n", "a.json", "a.json: the file is empty"),
        ("places: [", "a.yaml", "a.yaml, line 1: this is not YAML"),
        ("a: 1\na: 2", "a.yaml", "a.yaml, line 2: the key 'a' stands twice"),
        ("{", "a.json", "a.json, line 1: this is not JSON"),
        ('{"a": 1, "a": 2}', "a.json", "the key 'a' stands twice"),
        ('{"a": NaN}', "a.json", "NaN is not a number that can be used"),
        ('{"a": Infinity}', "a.json", "Infinity is not a number that can be used"),
        ("[" * 100_000, "a.json", "a.json"),
        ("[" * 100_000, "a.yaml", "a.yaml"),
        ("a: !!python/object:os.system x", "a.yaml", "a.yaml"),
        ("\x00", "a.yaml", "a.yaml"),
        ("&a [*a]", "a.yaml", "a.yaml"),
        ("x: *nobody", "a.yaml", "a.yaml"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_with_a_sentence(text, file, sentence):
    with pytest.raises(TableError, match=sentence):
        check(load(text, file), Places)


@pytest.mark.parametrize("text", ["- 1", "word", "42", "null", "places: {}", "places: 3"])
def test_a_file_of_another_shape_is_refused(text):
    assert refusal(text).startswith("places.yaml, line 1")


def test_infinities_are_no_figures():
    assert "finite" in refusal(TEXT.replace("mask_deg: 7", "mask_deg: .inf"))


def test_a_path_is_written_as_people_write_it():
    assert path_text(("places", 0, "dishes", 1, "mask_deg")) == "places[0].dishes[1].mask_deg"
    assert path_text(()) == "the file"


def test_aliases_that_unfold_without_end_are_refused():
    layers = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        layers.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    with pytest.raises(TableError, match="million"):
        load("\n".join(layers), "bomb.yaml")
