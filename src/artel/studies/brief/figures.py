"""Every figure of the brief, with an id, its words, and the command that computes it again."""

from __future__ import annotations

import math
import shlex
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.formats import stamp
from artel.commons.instants import instant_text
from artel.studies.brief.markup import Markup, element, heads, hours, whole
from artel.studies.words import Count, Numeral, Words, names

if TYPE_CHECKING:
    from datetime import datetime

    from artel.studies.brief.model import Brief, Place

FORMAT = "artel-brief-figures"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or a picture of the brief: `F7`, what it says, its value, how to check it.

    `source` is what it was computed from, `command` computes it again.
    """

    id: str
    words: str
    value: str
    source: str
    command: str


class Figures:
    """All figures by key, numbered in the order of the page."""

    def __init__(self, brief: Brief) -> None:
        self._commands = Commands(brief)
        self.language = brief.language
        self.all: dict[str, Figure] = {}
        self._leading(brief)
        self._parties(brief)
        for name in ("region", "world", "timeline"):
            self._add(name, _PICTURES[name], Words("picture"), self._commands.plan)
        again = self._commands.revisit(*brief.places)
        self._add("revisit", _PICTURES["revisit"], Words("picture"), again)
        for place in brief.places:
            words = Words("Looks at {place}, by coalition", place=place.name)
            again = self._commands.revisit(place)
            self._add(f"coalitions {place.name}", words, Words("table"), again)
        words = Words("Orders left, by reason")
        self._add("left", words, whole(len(brief.left)), self._commands.plan)
        for chapter in brief.chapters:
            key = f"chapter-{chapter.key}"
            self._add(key, chapter.page.title, Words("tables"), chapter.command)

    def document(self, brief: Brief) -> dict[str, Any]:
        """Return all figures as a document of plain values, in the order of the page."""
        return {
            "format": stamp(FORMAT, VERSION),
            "pool": brief.pool,
            "from": instant_text(brief.span[0]),
            "to": instant_text(brief.span[1]),
            "figures": [asdict(figure) for figure in self.all.values()],
        }

    def __getitem__(self, key: str) -> Figure:
        return self.all[key]

    def value(self, key: str) -> str:
        """Return a figure's value as the brief's readers write it."""
        return self.language.of(self.all[key].value)

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Return id, words, source, value and command of each figure, for the brief's readers."""
        of = self.language.of
        return [
            (each.id, of(each.words), of(each.source), of(each.value), each.command)
            for each in self.all.values()
        ]

    def caption(self, key: str, *words: object) -> Markup:
        """Return a caption: the figure's id, the words, and the command that checks it."""
        figure = self.all[key]
        return element(
            "figcaption",
            element("b", figure.id),
            " ",
            *words,
            " ",
            element("code", figure.command),
        )

    def _leading(self, brief: Brief) -> None:
        together, alone = served(brief)
        value = brief.value
        plan, page = self._commands.plan, self._commands.brief
        orders = len(brief.images) + len(brief.left)
        words = names(
            "Members' orders served together",
            "Members' orders served, each member alone",
            "Orders of all parties served",
            "Planning value served, of all that is offered",
            "Planning value served, of the proven bound",
        )
        part = Words("{part} of {whole}", part=len(brief.images), whole=orders)
        share = Numeral(f"{value.planned / value.offered:.0%}" if value.offered else "0%")
        reached = Numeral(f"{math.floor(100.0 * (1.0 - value.gap))}%")
        self._add("together", words[0], whole(together), page)
        self._add("alone", words[1], whole(alone), page)
        self._add("images", words[2], part, plan)
        self._add("value", words[3], share, plan)
        self._add("bound", words[4], reached, plan)

    def _parties(self, brief: Brief) -> None:
        for party in brief.parties:
            words = Words("{party}: orders served, alone and together", party=party.name)
            said = Words(_FROM_TO, before=party.alone_served, after=party.served)
            self._add(f"party {party.id}", words, said, self._commands.brief)
        for place in brief.places:
            for party in (each for each in brief.parties if each.id == place.owner):
                gaps = hours(party.alone_gap_h), hours(party.pooled_gap_h)
                said = Words(_FROM_TO, before=gaps[0], after=gaps[1])
                words = Words(
                    "{place}: mean time between looks, alone and together", place=place.name
                )
                self._add(f"gap {place.name}", words, said, self._commands.revisit(place))

    def _add(self, key: str, words: str, value: str, command: str) -> None:
        name = f"F{len(self.all) + 1}"
        self.all[key] = Figure(name, words, value, _source(key), command)


class Commands:
    """The commands that compute the brief's figures again."""

    def __init__(self, brief: Brief) -> None:
        self._folder = f" {shlex.quote(brief.folder)}" if brief.folder else ""
        self._plan_span = _span(brief.span)
        self._revisit_span = _span(brief.revisit_span)

    @property
    def plan(self) -> str:
        """The command that makes the plan."""
        return f"artel plan{self._folder}{self._plan_span}"

    @property
    def brief(self) -> str:
        """The command that prints the members' table."""
        return f"artel brief{self._folder}{self._plan_span} --json"

    def revisit(self, *places: Place) -> str:
        """Return the command that counts looks at places."""
        named = [f"{place.name}={place.lat_deg:g},{place.lon_deg:g}" for place in places]
        sites = "".join(f" --site {shlex.quote(site)}" for site in named)
        return f"artel revisit{self._folder}{sites}{self._revisit_span}"


def _source(key: str) -> Words:
    """Return what the figure of a key was computed from."""
    kind = key.split(" ", 1)[0]
    if kind in {"together", "alone", "party"}:
        return Words("the day's plan, and what each member would have alone")
    if kind in {"gap", "revisit", "coalitions"}:
        return Words("the pool's element sets, sensors and places")
    if kind.startswith("chapter-"):
        return Words("the pool's own tables")
    return Words("the day's plan")


def served(brief: Brief) -> tuple[int, int]:
    """Return how many of the members' own orders are served together, and by each alone."""
    members = [party for party in brief.parties if party.standing == "member"]
    together = sum(party.served for party in members)
    return together, sum(party.alone_served for party in members)


def checks_table(figures: Figures) -> Markup:
    """Return every figure with its command: the brief's last page."""
    rows = [
        element(
            "tr",
            element("th", name, scope="row", id=f"check-{name}"),
            element("td", words, element("br"), element("small", source)),
            element("td", value, class_="number"),
            element("td", element("code", command)),
        )
        for name, words, source, value, command in figures.rows()
    ]
    say = figures.language.say
    above = heads(("", say("Figure"), say("Value"), say("Command")), {2})
    return element("table", above, element("tbody", *rows), class_="small checks")


def length(span: tuple[datetime, datetime]) -> str:
    """Return how long a span is, as commands take it: `24h`, `7d`, `90min`."""
    seconds = (span[1] - span[0]) // timedelta(seconds=1)
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds % size == 0 and (unit != "d" or seconds > size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def length_words(span: tuple[datetime, datetime]) -> Count:
    """Return how long a span is, in words."""
    said = length(span)
    nouns = {"min": "minute", "d": "day", "h": "hour", "s": "second"}
    unit = next(unit for unit in nouns if said.endswith(unit))
    return Count(int(said.removesuffix(unit)), nouns[unit])


def _span(span: tuple[datetime, datetime]) -> str:
    return f" --from {instant_text(span[0]).replace('.000Z', 'Z')} --for {length(span)}"


_PICTURES = {
    "region": Words("The members' region, with images, passes and stations"),
    "world": Words("The world, with every image of the plan"),
    "timeline": Words("The plan over time"),
    "revisit": Words("Mean time between looks at each place, alone and together"),
}
_FROM_TO = "{before} → {after}"
