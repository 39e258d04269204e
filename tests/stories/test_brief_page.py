"""The brief of the bundled pool's first day, read as a browser and a suspicious reader would."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from artel import bootstrap
from artel.studies.brief.figures import Figures
from artel.studies.brief.render import render_brief
from artel.studies.briefing import brief_of
from artel.studies.day import plan_of, solve_day
from artel.studies.pool import read_pool

VOID = {"meta", "br", "hr", "col", "link", "img", "input"}
HOSTILE = "<script>alert(1)</script> \"'&\u202e\u05d0\u0007"
DISTANT = re.compile(r"https?://|url\(\s*['\"]?(?!#)|@import|//[a-z]+[.]", re.IGNORECASE)


class Page(HTMLParser):
    """The elements of a page in order, refusing what does not close as it opened."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.words = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open):
            self.words.append(data)

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


@pytest.fixture(scope="module")
def html(first_brief):
    return first_brief


def test_every_element_closes_as_it_opened(html):
    page = Page(html)
    assert page.open == []
    assert len(page.elements) > 1000


def test_every_drawing_is_xml_and_says_what_it_shows(html):
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawings) >= 3
    for drawing in drawings:
        root = ET.fromstring(drawing)  # noqa: S314 -- our own page
        names = {child.tag.rpartition("}")[2] for child in root}
        said = "title" in names or root.get("aria-hidden") == "true" or root.get("aria-label")
        assert said, drawing[:200]


def test_nothing_is_asked_of_another_machine_and_nothing_runs(html):
    page = Page(html)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "form", "base"}
    assert not [name for _, attributes in page.elements for name in attributes if name[:2] == "on"]
    links = [link for name in ("href", "src", "xlink:href") for link in page.values(name)]
    assert all(link.startswith("#") for link in links)
    styles = "".join(re.findall(r"<style>.*?</style>", html, re.DOTALL))
    assert not DISTANT.search(styles + "".join(page.values("style")))


def test_ids_are_unique_and_every_reference_finds_its_own(html):
    page = Page(html)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    wanted = [
        each for name in ("aria-labelledby", "aria-describedby") for each in page.values(name)
    ]
    wanted += [link[1:] for link in page.values("href")]
    assert {each for value in wanted for each in value.split()} <= set(ids)


def test_every_figure_names_the_command_that_gives_it_again(html):
    figures = set(Page(html).values("data-figure"))
    assert figures
    said = re.sub(r"<[^>]+>", " ", html)
    for figure in figures:
        assert re.search(rf"\b{figure}\b.{{0,400}}?\bartel [a-z]+ ", said,
                         re.DOTALL), figure  # fmt: skip


def test_the_list_of_figures_is_that_of_the_page(html, first_told, first_plan):
    listed = Figures(first_told).document(first_told)
    assert listed["format"] == "artel-brief-figures/1"
    ids = [each["id"] for each in listed["figures"]]
    assert ids == [f"F{number}" for number in range(1, len(ids) + 1)]
    assert set(Page(html).values("data-figure")) <= set(ids)
    words = " ".join(" ".join(Page(html).words).split())
    for each in listed["figures"]:
        assert each["source"] in words
        assert " ".join(each["command"].split()) in words
    served = sum(row["served"] for row in first_plan["members"] if row["standing"] == "member")
    values = {each["words"]: each["value"] for each in listed["figures"]}
    assert values["Members' orders served together"] == str(served)


@pytest.mark.deep
def test_the_same_day_gives_the_same_bytes(html, first_day, first_plan):
    again = json.loads(json.dumps(first_plan))
    assert render_brief(brief_of(first_day, again, "")) == html


def test_the_table_says_what_the_plan_says(html, first_plan):
    rows = [
        [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    ]
    for member in first_plan["members"]:
        mine = next(row for row in rows if row and row[0].startswith(member["member"]))
        numbers = [cell.replace(",", "").replace("\u202f", "") for cell in mine]
        for key in ("satellites", "stations", "orders", "served", "alone_served"):
            assert str(member[key]) in numbers, (member["member"], key)
        for key in ("value", "alone_value"):
            assert f"{member[key]:.0f}" in numbers, (member["member"], key)


def test_every_order_that_is_left_stands_with_its_sentence(html, first_plan):
    words = " ".join(" ".join(Page(html).words).split()).casefold()
    for left in first_plan["unplanned"]:
        assert left["order"].casefold() in words
        assert " ".join(left["reason"].split()).casefold() in words


@pytest.mark.deep
def test_names_from_a_pool_cannot_leave_their_place(kazan):
    pool = bootstrap.read_pool_at(kazan)
    # Usage is signed, so a station that changes its name takes its records with it.
    texts = {
        name: text.replace("Obninsk", "Ob<i>ninsk") if name.endswith(".yaml") else text
        for name, text in pool.texts.items()
        if name != "usage.jsonl"
    }
    orders = json.loads(texts["orders.geojson"])
    for feature in orders["features"]:
        feature["id"] += " <script>alert(1)</script> \"'&"
        feature["properties"]["name"] = HOSTILE
    texts["orders.geojson"] = json.dumps(orders)
    texts["charter.yaml"] = re.sub(r"exercised: .*", "exercised: []", texts["charter.yaml"])
    texts["pool.yaml"] = texts["pool.yaml"].replace("name: Kazan", "name: '<b>\"Kazan\"</b> & Co'")
    hostile = read_pool(texts)
    start = hostile.settings.epoch
    day = solve_day(hostile, (start, start + timedelta(hours=6)))
    html = render_brief(brief_of(day, plan_of(day), "a folder/with 'quotes' <b>"))
    page = Page(html)
    assert page.open == []
    assert not {"script", "i"} & {tag for tag, _ in page.elements}
    assert "alert(1)" in "".join(page.words)
    assert "\u202e" not in html or "<bdi>" in html
    assert "\u0007" not in html
    for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        ET.fromstring(drawing)  # noqa: S314 -- our own page


@pytest.mark.deep
def test_a_pool_by_name_stands_in_the_commands(first_day, first_plan):
    html = render_brief(brief_of(first_day, first_plan, "my pools/kazan"))
    assert "artel plan &#x27;my pools/kazan&#x27; " in html


@pytest.mark.deep
def test_a_day_on_which_nothing_is_served_still_has_its_brief(first_day):
    outcome = replace(first_day.outcome, bookings=(), value=0.0)
    day = replace(first_day, outcome=outcome)
    html = render_brief(brief_of(day, plan_of(day), ""))
    assert Page(html).open == []
