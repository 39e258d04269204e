"""The page of the brief, read back by readers that are not ours."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from artel.studies.brief.figures import length, length_words
from artel.studies.brief.model import (
    Article,
    Brief,
    Coalition,
    Contact,
    Craft,
    Image,
    Left,
    Party,
    Pass,
    Place,
    PlanValue,
)
from artel.studies.brief.render import render_brief
from artel.studies.brief.timeline import Axis

START = datetime(2026, 10, 5, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script> & \"Jo\"; </style>\x00\x1b"
SEEN = HOSTILE.replace("\x00", "").replace("\x1b", "")


def at(hours):
    return START + timedelta(hours=hours)


def image(number, satellite, owner, hour, **terms):
    said = {
        "id": f"I-{number:03d}",
        "order": f"order-{number}",
        "satellite": satellite,
        "owner": owner,
        "brought_by": "BB",
        "start": at(hour),
        "end": at(hour) + timedelta(seconds=20),
        "gsd_m": 2.1,
        "footprint": ((30.0, 50.0), (30.3, 50.0), (30.3, 50.2), (30.0, 50.2), (30.0, 50.0)),
    }
    return Image(**said | terms)


def contact(kind, satellite, station, hour, seconds, told):
    return Contact(
        kind=kind,
        satellite=satellite,
        station=station,
        start=at(hour),
        end=at(hour) + timedelta(seconds=seconds),
        told=told,
    )


def left(order, code, article=None, value=10.0):
    return Left(
        order=order,
        brought_by="AA",
        order_class="quota",
        value=value,
        code=code,
        article=article,
        reason=f"why {order} was left",
    )


def coalition(owners, mean, longest=None):
    return Coalition(
        place="Northtown", owners=owners, looks=9, mean_gap_h=mean, max_gap_h=longest or mean
    )


@pytest.fixture
def two_states():
    """A pool of two states and a partner, small enough to check by eye."""
    return Brief(
        pool="Two Rivers",
        folder="",
        span=(START, at(24)),
        revisit_span=(START, at(168)),
        parties=(
            Party(
                id="AA", name="Northland", satellites=2, stations=1, orders=12,
                alone_served=4, alone_value=40.0, served=9, value=90.0,
                site="Northtown", alone_gap_h=36.0, pooled_gap_h=4.5,
            ),
            Party(
                id="BB", name="Southland", satellites=0, stations=1, orders=5,
                served=3, value=31.0, site="Southtown", pooled_gap_h=6.0,
            ),
            Party(
                id="PP", name="Partner", standing="partner", satellites=1, orders=2,
                alone_served=2, alone_value=20.0, served=1, value=15.0,
            ),
        ),
        value=PlanValue(136.0, 200.0, 160.0, 0.15, "greedy"),
        crafts=(Craft("FALCON 1", "AA"), Craft("FALCON 2", "AA"), Craft("HERON", "PP")),
        images=(
            image(1, "FALCON 1", "AA", 12.0),
            image(2, "FALCON 2", "AA", 3.0),
            image(3, "HERON", "PP", 20.0),
        ),
        contacts=(
            contact("upload", "FALCON 1", "North", 1.0, 60, "2 images"),
            contact("downlink", "FALCON 1", "South", 13.0, 60, "I-001"),
            contact("downlink", "FALCON 1", "South", 13.02, 60, "I-002"),
            contact("downlink", "FALCON 1", "South", 15.0, 60, "I-003"),
        ),
        stations=(
            Place("North", "AA", 55.0, 30.0),
            Place("South", "BB", 45.0, 40.0),
            Place("Faraway", "PP", -30.0, -60.0),
        ),
        passes=(Pass("FALCON 1", "AA", ((20.0, 60.0), (25.0, 50.0), (28.0, 40.0))),),
        places=(
            Place("Northtown", "AA", 55.5, 31.0),
            Place("Southtown", "BB", 44.5, 41.0),
        ),
        coalitions=(
            coalition(("AA",), 36.0, 70.0),
            coalition(("PP",), None),
            coalition(("AA", "PP"), 4.5, 12.0),
        ),
        articles=(Article("T-1", "Over Northland, ask first."),),
        left=(
            left("a1", "ARTICLE", "T-1"),
            left("a2", "SLEW"),
            left("a3", "ARTICLE", "T-1", 12.5),
        ),
    )  # fmt: skip


class Reader(HTMLParser):
    """Reads a page strictly: every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "br", "hr"})

    def __init__(self):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        assert len(attrs) == len(dict(attrs)), f"an attribute stands twice in {tag}"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, name):
        return [said[name] for _, said in self.elements if name in said]


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def svgs(page):
    return [ET.fromstring(each) for each in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]  # noqa: S314


def timeline_of(brief):
    return next(each for each in svgs(render_brief(brief)) if "timeline" in each.get("class", ""))


def rows_of(page, kind):
    table = re.search(rf'<table class="{kind}">.*?</table>', page, re.DOTALL)[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
        for row in rows
    ]


def row(rows, first):
    return next(each for each in rows if each[0] == first)


def test_the_page_is_well_formed(two_states):
    page = render_brief(two_states)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert {"html", "head", "title", "main", "h1"} <= {tag for tag, _ in read(page).elements}


def test_every_picture_is_xml_with_a_title_and_a_description_or_stands_beside_its_words(two_states):
    drawn = svgs(render_brief(two_states))
    spoken = [each for each in drawn if each.get("role") == "img"]
    assert len(spoken) == 4
    for each in drawn:
        if each.get("aria-hidden") != "true":
            names = [child.get("id") for child in each if child.tag in {"title", "desc"}]
            assert each.get("aria-labelledby").split() == names
            assert all(len(child.text) > 10 for child in each if child.tag in {"title", "desc"})


def test_the_page_asks_for_nothing_from_outside(two_states):
    page = render_brief(two_states)
    tags = {tag for tag, _ in read(page).elements}
    assert not tags & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
        "image",
    }
    assert not re.search(r"(src|href|action|srcset)\s*=|url\(|@import|@font-face", page)
    assert "//" not in re.sub(r"<!DOCTYPE html>", "", page)


def test_every_id_is_unique_and_every_reference_meets_one(two_states):
    reader = read(render_brief(two_states))
    ids = reader.all("id")
    assert len(ids) == len(set(ids))
    for named in reader.all("aria-labelledby"):
        assert set(named.split()) <= set(ids)


def test_hostile_names_stay_text(two_states):
    parties = (replace(two_states.parties[0], name=HOSTILE, site=HOSTILE), *two_states.parties[1:])
    brief = replace(
        two_states,
        pool=HOSTILE,
        parties=parties,
        crafts=(Craft(HOSTILE, "AA"),),
        images=(image(1, HOSTILE, "AA", 2.0, order=HOSTILE),),
        contacts=(contact("downlink", HOSTILE, HOSTILE, 3.0, 60, HOSTILE),),
        stations=(Place(HOSTILE, "AA", 55.0, 30.0),),
        articles=(Article(HOSTILE, HOSTILE),),
        left=(replace(left(HOSTILE, "ARTICLE", HOSTILE), reason=HOSTILE),),
    )
    page = render_brief(brief)
    reader = read(page)
    assert "script" not in {tag for tag, _ in reader.elements}
    assert page.count("</style>") == 1
    assert any(tag == "text" and data == SEEN for tag, data in reader.texts)
    assert any(tag == "title" and SEEN in data for tag, data in reader.texts)
    assert len(svgs(page)) > 4


def test_the_same_brief_gives_the_same_bytes(two_states):
    assert render_brief(two_states) == render_brief(replace(two_states))


def test_the_headline_says_what_is_gained(two_states):
    page = render_brief(two_states)
    assert "<h1>Together, 12 orders served instead of 4.</h1>" in page
    assert (
        "Northland has 9 of its 12 orders served instead of 4; Southland 3 instead of none" in page
    )
    assert "Northtown is seen every 4.5 hours instead of every 36 hours." in page


def test_a_pool_that_gains_nothing_says_so(two_states):
    poor = replace(two_states.parties[0], served=3, value=30.0)
    page = render_brief(replace(two_states, parties=(poor,)))
    assert "<h1>Together, 3 orders served; alone, 4.</h1>" in page
    assert row(rows_of(page, "parties"), "AA Northland")[9] == "\N{MINUS SIGN}10"


def test_the_table_tells_alone_from_together(two_states):
    rows = rows_of(render_brief(two_states), "parties")
    north = row(rows, "AA Northland")
    assert north[1:6] == ["2", "1", "12", "4", "9"]
    assert north[7:12] == ["40", "90", "+50", "36.0\u202fh", "4.5\u202fh"]
    assert row(rows, "BB Southland")[10:12] == ["\N{EN DASH}", "6.0\u202fh"]
    assert row(rows, "All members")[1:6] == ["2", "2", "17", "4", "12"]
    assert row(rows, "PP Partner")[9] == "\N{MINUS SIGN}5"


def test_every_figure_has_an_id_and_its_command(two_states):
    page = render_brief(two_states)
    used = re.findall(r'data-figure="([^"]+)"', page)
    listed = {cells[0]: cells[3] for cells in rows_of(page, "small checks")[1:]}
    assert list(listed) == [f"F{number}" for number in range(1, len(listed) + 1)]
    assert set(used) == set(listed)
    assert listed["F1"] == "artel brief --from 2026-10-05T00:00:00Z --for 24h --json"
    assert "artel revisit --site Northtown=55.5,31 --from 2026-10-05T00:00:00Z --for 7d" in page


def test_a_folder_with_a_space_is_quoted_in_the_commands(two_states):
    page = render_brief(replace(two_states, folder="my pool"))
    assert "artel plan &#x27;my pool&#x27; --from 2026-10-05T00:00:00Z --for 24h" in page


def test_an_image_at_noon_stands_in_the_middle_of_the_day(two_states):
    drawn = timeline_of(two_states)
    axis = Axis(*two_states.span)
    noon = next(each for each in drawn.iter("rect") if "Image I-001" in each.find("title").text)
    middle = float(noon.get("x")) + float(noon.get("width")) / 2.0
    assert middle == pytest.approx((axis.at(START) + axis.at(at(24))) / 2.0, abs=0.2)


def test_downlinks_a_moment_apart_over_one_station_are_one_mark(two_states):
    drawn = timeline_of(two_states)
    told = [
        each.find("title").text for each in drawn.iter("rect") if each.get("class") == "downlink"
    ]
    assert len(told) == 2
    assert told[0].endswith("I-001, I-002")
    assert told[1].endswith("I-003")


def test_coalitions_stand_with_the_shortest_gap_first_and_the_unknown_last(two_states):
    rows = rows_of(render_brief(two_states), "coalitions")[1:]
    assert [cells[0] for cells in rows] == ["AA PP", "AA", "PP"]
    assert [cells[2] for cells in rows] == ["4.5\u202fh", "36.0\u202fh", "\N{EN DASH}"]


def test_reasons_add_up_to_the_orders_that_were_left(two_states):
    rows = rows_of(render_brief(two_states), "reasons")[1:]
    assert sum(int(cells[3]) for cells in rows) == 3
    assert rows[0][1:4] == ["T-1", "Over Northland, ask first.", "2"]
    assert rows[0][5] == "22"


def test_an_empty_pool_still_has_a_page(two_states):
    bare = Brief(
        pool="Empty",
        folder="",
        span=two_states.span,
        revisit_span=two_states.revisit_span,
        parties=(),
        value=PlanValue(0.0, 0.0, 0.0, 0.0, "greedy"),
        crafts=(), images=(), contacts=(), stations=(), passes=(), places=(), coalitions=(),
        articles=(), left=(),
    )  # fmt: skip
    page = render_brief(bare)
    read(page)
    assert "No member has brought an order." in page
    assert "nan" not in re.sub(r"<style>.*?</style>", "", page)


def test_a_week_gets_dates_on_its_axis_and_not_too_many(two_states):
    brief = replace(two_states, span=(START, at(168)))
    drawn = timeline_of(brief)
    days = [each.text for each in drawn.iter("text") if each.get("class") == "day"]
    assert days == [f"{number} Oct" for number in range(5, 13)]


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (86400, "24h", "24 hours"),
        (7 * 86400, "7d", "7 days"),
        (3600, "1h", "1 hour"),
        (5400, "90min", "90 minutes"),
        (61, "61s", "61 seconds"),
    ],
)
def test_a_length_is_said_as_commands_take_it(seconds, short, long):
    span = (START, START + timedelta(seconds=seconds))
    assert (length(span), length_words(span)) == (short, long)
