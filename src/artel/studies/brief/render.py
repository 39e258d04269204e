"""The brief as one HTML file that needs nothing else: no script, no font, no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.instants import instant_text
from artel.studies.brief.chapters import chapter_section
from artel.studies.brief.figures import Figures, checks_table, length_words
from artel.studies.brief.headline import headline, lead, tiles
from artel.studies.brief.maps import region_map, stations_table, world_map
from artel.studies.brief.markup import Markup, element, joined, wide
from artel.studies.brief.palette import Palette
from artel.studies.brief.parties import parties_table
from artel.studies.brief.refusals import orders_table, reasons_table
from artel.studies.brief.revisit import coalition_table, dumbbells, featured, spoken
from artel.studies.brief.style import style_sheet
from artel.studies.brief.timeline import key, lanes_table, timeline
from artel.studies.words import Count

if TYPE_CHECKING:
    from artel.studies.brief.model import Brief

FORMAT = "artel-brief/1"


def render_brief(brief: Brief) -> str:
    """Return the brief as HTML: the same brief gives the same bytes."""
    palette, figures = Palette(brief), Figures(brief)
    title = f"{brief.pool}: {headline(brief)}"
    start = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=FORMAT),
        element("title", title),
        element("style", Markup(style_sheet())),
    )
    parts = [
        _opening(brief, figures),
        _gains(brief, palette, figures),
        _maps(brief, palette, figures),
        _times(brief, palette, figures),
        _looks(brief, palette, figures),
        *(chapter_section(chapter, figures) for chapter in brief.chapters),
        _refusals(brief, figures),
        _left(brief, palette),
        _checks(figures),
        _closing(brief),
    ]
    page = element(
        "html",
        start,
        element("body", element("main", *parts)),
        lang=brief.language.code.replace("_", "-"),
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _opening(brief: Brief, figures: Figures) -> Markup:
    language, begin = brief.language, brief.span[0]
    when = language.say(
        "{length} from {day}, {clock} UTC", length=length_words(brief.span),
        day=language.day(begin, "words"), clock=f"{begin:%H:%M}",
    )  # fmt: skip
    name = element("b", language.say("The {pool} pool", pool=brief.pool))
    over = element("p", name, f" · {when}", class_="over")
    words = element("p", lead(brief), class_="lead")
    return element("header", over, element("h1", f"{headline(brief)}."), words,
                   tiles(brief, figures))  # fmt: skip


def _section(name: str, title: str, *children: object, kind: str | None = None) -> Markup:
    heading = element("h2", title, id=name)
    return element("section", heading, *children, aria_labelledby=name, class_=kind)


def _figure(figures: Figures, name: str, words: str, *children: object) -> Markup:
    caption = figures.caption(name, words)
    return element(
        "figure", *children, caption, class_="whole", data_figure=figures[name].id
    )  # fmt: skip


def _gains(brief: Brief, palette: Palette, figures: Figures) -> Markup:
    say = brief.language.say
    words = say(
        "Alone, a state has its own satellites, its own stations and the orders it brought. "
        "Together, every order may use every satellite and station that the charter allows. "
        "The same charter and the same method hold in both columns."
    )
    note = say(
        "Bars: orders brought (pale), served together (colour), served alone (dark line). Hours: "
        "the mean between two looks at the member's place, over {length}; a dash where there are "
        "fewer than two.",
        length=length_words(brief.revisit_span),
    )
    caption = figures.caption("together", note)
    table = parties_table(brief, palette, figures)
    return _section(
        "gains", say("What each state brings, and what it gains"),
        element("p", words), element("figure", table, caption, class_="whole"),
    )  # fmt: skip


def _maps(brief: Brief, palette: Palette, figures: Figures) -> Markup:
    owners = list(dict.fromkeys([*(craft.owner for craft in brief.crafts),
                                 *(station.owner for station in brief.stations)]))  # fmt: skip
    legend = palette.legend(owners)
    say = brief.language.say
    near = say("Footprints in true size, passes while they serve orders, stations as triangles.")
    far = say(
        "A dot for each image; the dashed frame is the region above. The Antarctic is left out."
    )
    return _section(
        "maps", say("Where the pool looks"),
        _figure(figures, "region", near, region_map(brief, palette), legend),
        _figure(figures, "world", far, world_map(brief, palette)),
        _twin(say("The stations, and what is booked there"), stations_table(brief, palette)),
        kind="new",
    )  # fmt: skip


def _times(brief: Brief, palette: Palette, figures: Figures) -> Markup:
    say = brief.language.say
    words = say("A mark for each image, in the colour of the satellite's owner; times are UTC.")
    return _section(
        "times", say("When it happens"),
        _figure(figures, "timeline", words, timeline(brief, palette), key(brief.language)),
        _twin(say("The same as a table"), lanes_table(brief, palette)),
        kind="new",
    )  # fmt: skip


def _looks(brief: Brief, palette: Palette, figures: Figures) -> Markup | None:
    best = featured(brief)
    if best is None:
        return None
    say = brief.language.say
    note = say("Hollow: the state's own satellites. Filled: all satellites of the pool.")
    picture = _figure(figures, "revisit", note, dumbbells(brief, palette, figures))
    rest = [
        _twin(
            say("{place}, every coalition", place=place.name),
            _coalitions(brief, palette, figures, place.name),
        )
        for place in brief.places
        if place != best
    ]
    return _section(
        "looks", say("How often each place is seen"),
        element("p", spoken(brief)), picture,
        element("h3", say("{place}: every coalition", place=best.name)),
        _coalitions(brief, palette, figures, best.name), *rest,
    )  # fmt: skip


def _coalitions(brief: Brief, palette: Palette, figures: Figures, name: str) -> Markup:
    place = next(each for each in brief.places if each.name == name)
    key = f"coalitions {name}"
    words = brief.language.say("Mean and longest time between looks, the shortest first.")
    caption = figures.caption(key, words)
    table = coalition_table(brief, place, palette)
    return element("figure", table, caption, class_="whole", data_figure=figures[key].id)


def _refusals(brief: Brief, figures: Figures) -> Markup:
    say = brief.language.say
    words = say(
        "{orders} are not in the plan. For each, the look that came furthest decides the reason; "
        "where an article of the charter spoke, it is named.",
        orders=Count(len(brief.left), "order"),
    )
    words = words[:1].upper() + words[1:]
    caption = figures.caption("left", say("Orders by reason, the most frequent first."))
    table = element("figure", reasons_table(brief), caption, data_figure=figures["left"].id)
    return _section(
        "refusals", say("What was left, and why"), element("p", words), table, kind="new"
    )


def _left(brief: Brief, palette: Palette) -> Markup:
    title = brief.language.say("The orders that were left, one by one")
    return _section("left", title, orders_table(brief, palette), kind="new")


def _checks(figures: Figures) -> Markup:
    say = figures.language.say
    words = say("Every figure of this brief, and the command that computes it again from the pool.")
    table = wide(checks_table(figures), say("Figures and commands"))
    return _section("checks", say("How to check"), element("p", words), table, kind="new")


def _closing(brief: Brief) -> Markup:
    say = brief.language.say
    begin, end = (instant_text(each).replace(".000Z", "Z") for each in brief.span)
    told = say(
        "Plan by {method}, {begin} to {end}. Land outlines: Natural Earth, public domain.",
        method=say(brief.value.method), begin=begin, end=end,
    )  # fmt: skip
    return element("footer", f"{FORMAT}. {told}")


def _twin(words: str, table: Markup) -> Markup:
    inside = table if table.startswith(("<div", "<figure")) else wide(table, words)
    return element("details", joined([element("summary", words), inside]))
