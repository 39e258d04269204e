"""Every number of the brief is what its own command says, also of a pool that was changed."""

from __future__ import annotations

import json
import math
import re
import shlex
import shutil
from collections import Counter
from html import unescape

import pytest
import yaml

from artel.bootstrap import read_pool_at
from artel.studies import coalitions_page, next_satellite
from artel.studies.brief.chapters import _number
from artel.studies.brief.markup import NONE, hours, whole
from artel.studies.next_satellite import Added
from artel.studies.page import Page, Sheet

pytestmark = pytest.mark.deep


def page_from(document):
    """Return the page that a chapter was printed as."""
    sheets = tuple(Sheet(**each) for each in document["sheets"])
    return Page(document["title"], document["lead"], sheets)


@pytest.fixture(params=["as it is", "changed"])
def pool(request, kazan, tmp_path):
    """Return the bundled pool, and it with a satellite less, stricter articles, an order more."""
    folder = tmp_path / "pool"
    shutil.copytree(kazan, folder)
    if request.param == "changed":
        fleet = yaml.safe_load((folder / "satellites.yaml").read_text())
        (lost,) = (row for row in fleet["satellites"] if row["name"] == "KANOPUS-V-IK")
        lost["status"] = "retired"
        (folder / "satellites.yaml").write_text(yaml.safe_dump(fleet))
        charter = (folder / "charter.yaml").read_text()
        finer = re.sub(r"finer_than_m: [0-9.]+", "finer_than_m: 9", charter)
        (folder / "charter.yaml").write_text(finer)
        orders = json.loads((folder / "orders.geojson").read_text())
        orders["features"].append(orders["features"][0] | {"id": "one-more"})
        (folder / "orders.geojson").write_text(json.dumps(orders))
    return folder


@pytest.fixture
def brief(pool, artel, tmp_path):
    """Return the page and the list of its figures."""
    out, listed = tmp_path / "brief.html", tmp_path / "figures.json"
    done = artel("brief", str(pool), "--out", str(out), "--figures", str(listed))
    assert done.code == 0, done.err
    return out.read_text(encoding="utf-8"), json.loads(listed.read_text())["figures"]


@pytest.fixture
def again(artel, tmp_path):
    """Return a function that gives what a figure's command prints as JSON, each run once."""
    known = {}

    def run(command, *more):
        words = [*shlex.split(command)[1:], *more]
        if "--json" not in words:
            words.append("--json")
        if words[0] == "brief":
            words += ["--out", str(tmp_path / "again.html")]
        if "--out" in words and words[0] == "settle":
            words[words.index("--out") + 1] = str(tmp_path / "books")
        key = tuple(words)
        if key not in known:
            done = artel(*words)
            assert done.code == 0, done.err
            known[key] = done.json()
        return known[key]

    return run


def test_every_number_is_what_its_command_says(pool, brief, again):
    page, figures = brief
    owners = {each.site.name: each.id for each in read_pool_at(pool).settings.members if each.site}
    kinds = Counter(figure["value"] for figure in figures)
    numbers = [each for each in figures if each["value"] not in {"picture", "table", "tables"}]
    parties = iter(again(figures[0]["command"])["members"])
    for figure in numbers:
        assert figure["value"] == _number_of(figure, again, parties, owners), figure
    assert list(parties) == []
    for figure in figures:
        if figure["value"] == "table":
            _coalitions(page, figure, again(figure["command"], "--statistics"))
        elif figure["value"] == "tables":
            _chapter(page, figure, again(figure["command"]))
        elif figure["value"] == "picture":
            assert again(figure["command"])
    assert (len(numbers), kinds["table"], kinds["picture"], kinds["tables"]) == (21, 5, 4, 6)


def _number_of(figure, again, parties, owners):
    words, command = figure["words"], figure["command"]
    if words.startswith("Members' orders"):
        rows = [row for row in again(command)["members"] if row["standing"] == "member"]
        which = "alone_served" if words.endswith("alone") else "served"
        return whole(sum(row[which] for row in rows))
    if ": orders served" in words:
        row = next(parties)
        return f"{row['alone_served']} → {row['served']}"
    if ": mean time" in words:
        return _gaps(owners[words.split(":")[0]], again(command, "--statistics"))
    return _plan(words, again(command))


def _gaps(owner, rows):
    """Return the hours between looks by one owner's satellites, and by all."""
    most = max(len(row["coalition"]) for row in rows)
    alone = next((row["mean_gap_h"] for row in rows if row["coalition"] == [owner]), None)
    (together,) = [row["mean_gap_h"] for row in rows if len(row["coalition"]) == most]
    return f"{hours(alone)} → {hours(together)}"


def _coalitions(page, figure, rows):
    """See that the table of a place has a row for every coalition, with its looks and gaps."""
    shown = Counter((row[0], row[1], row[3]) for row in _rows(page, figure))
    said = ((f"{row['looks']}", *map(_gap, (row["mean_gap_h"], row["max_gap_h"]))) for row in rows)
    assert shown == Counter(said)


def _gap(gap):
    return NONE if gap is None else hours(gap)


def _chapter(page, figure, document):
    """See that a chapter's tables are those of its command's document."""
    if "pooling is worth" in figure["words"]:
        known = coalitions_page.page_of({**document, "players": list(document["players"])})
    elif "next satellite" in figure["words"]:
        known = next_satellite.page_of([Added(**row) for row in document["added"]])
    else:
        known = page_from(document)
    cells = [[_cell(value) for value in row] for sheet in known.sheets for row in sheet.rows]
    shown = _rows(page, figure)
    assert cells
    assert [row for row in cells if row not in shown] == []


def _cell(value):
    if value is None:
        return NONE
    return value if isinstance(value, str) else _number(value)


def _rows(page, figure):
    """Return what the cells of a figure's tables say, row by row, but for headings."""
    start = page.index(f'data-figure="{figure["id"]}"')
    part = page[start : page.index("</figure>", start)]
    rows = (re.findall(r"<td.*?</td>", row, re.DOTALL) for row in part.split("<tr")[1:])
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in rows if row]


def _plan(words, plan):
    value, images, left = plan["value"], plan["images"], plan["unplanned"]
    if words.startswith("Orders left"):
        return whole(len(left))
    if words.startswith("Orders of all"):
        return f"{len(images)} of {len(images) + len(left)}"
    if words.endswith("bound"):
        return f"{math.floor(100.0 * (1.0 - value['gap']))}%"
    return f"{value['planned'] / value['offered']:.0%}"


def test_the_same_figures_stand_in_russian(pool, brief, artel, tmp_path):
    page, figures = brief
    out, listed = tmp_path / "other.html", tmp_path / "other.json"
    done = artel(
        "brief", str(pool), "--language", "ru", "--out", str(out), "--figures", str(listed)
    )
    assert done.code == 0, done.err
    assert json.loads(listed.read_text())["figures"] == figures
    other = out.read_text(encoding="utf-8")
    assert '<html lang="ru">' in other
    ours, theirs = _numbers(page, ","), _numbers(other, "\u00a0")
    assert len(ours) > 1000
    assert theirs == ours
    for figure in figures:
        said = _value(other, figure["id"])
        if figure["value"] not in {"picture", "table", "tables"}:
            assert _digits(said, "\u00a0") == _digits(figure["value"], ","), figure


def _value(page, figure):
    """Return what the list of figures at the end of a page says of one."""
    row = page[page.index(f'id="check-{figure}"') :]
    return re.search(r'<td class="number">(.*?)</td>', row, re.DOTALL)[1]


def _numbers(page, group):
    """Return the digits of every cell that holds a number, in the order of the page."""
    found = re.findall(r'<td class="number[^"]*"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [_digits(re.sub(r"<[^>]+>", " ", each), group) for each in found]


def _digits(text, group):
    """Return the numbers of a text without what stands between thousands.

    Amounts of money have a no-break space there in both languages.
    """
    closed = re.sub(rf"(?<=\d)[{group}\u00a0](?=\d{{3}})", "", unescape(text))
    return re.findall(r"[+-]?\d+(?:\.\d+)?|\N{EN DASH}", re.sub(r"(?<=\d),(?=\d)", ".", closed))
