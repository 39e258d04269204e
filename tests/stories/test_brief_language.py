"""The brief of the bundled pool in each other language: the same figures, and no English left."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from ruamel.yaml import YAML

from artel.feeds.languages import read_language
from artel.studies.brief.figures import Figures
from artel.studies.brief.render import render_brief

VOID = {"meta", "br", "hr"}
SAID = {"aria-label", "title", "alt"}
ALLOWED = {"UTC", "Natural Earth", "Mbit", "GeoTIFF", "artel-brief/1"}
"""What is Latin in every language: the time scale, a name, a format."""


class Reader(HTMLParser):
    """What a reader sees or hears, piece by piece, but for commands and the style sheet."""

    def __init__(self, html):
        super().__init__()
        self.open, self.pieces, self.lang = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.lang = self.lang or given.get("lang")
        self.pieces += [given[name] for name in SAID if name in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "code"} & set(self.open):
            self.pieces.append(data)


@pytest.fixture(scope="module")
def russian(first_told):
    return render_brief(replace(first_told, language=read_language("ru")))


@pytest.fixture(scope="module")
def theirs(first_day):
    """Every string of the pool's files: names, ids, texts of articles, kinds of people."""
    strings = {
        " ".join(line.split())
        for name, text in first_day.pool.texts.items()
        for value in documents(name, text)
        for each in strings_in(value)
        for line in (each, *each.splitlines())
    }
    named = (each for each in strings if re.search("[A-Za-z]{2}", each))
    return sorted(named, key=len, reverse=True)


def documents(name, text):
    """Return what a file of the pool holds, as plain values."""
    if name.endswith(".yaml"):
        return [YAML(typ="safe", pure=True).load(text)]
    if name.endswith(".jsonl"):
        return map(json.loads, text.splitlines())
    return [json.loads(text)] if name.endswith("json") else []


def strings_in(value):
    """Return every text among keys and values, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [each for pair in value.items() for part in pair for each in strings_in(part)]
    return [each for part in value for each in strings_in(part)] if isinstance(value, list) else []


def english_in(piece, theirs):
    """Return the runs of two or more Latin words that no file of the pool brought in."""
    left = " ".join(piece.split())
    for given in (*theirs, *ALLOWED):
        if given in left:
            left = re.sub(rf"(?<![A-Za-z]){re.escape(given)}(?![A-Za-z])", "·", left)
    return re.findall(r"[A-Za-z]{2,}[A-Za-z'-]*(?:[\s,.:;]+[A-Za-z][A-Za-z'-]+)+", left)


def test_a_page_says_in_which_language_it_is(first_brief, russian):
    assert Reader(first_brief).lang == "en"
    assert Reader(russian).lang == "ru"
    assert "<title>Kazan: Вместе выполнено" in russian


def test_sentences_agree_with_what_they_count(russian):
    said = " ".join("".join(Reader(russian).pieces).split())
    assert "Рассмотрена 31 коалиция владельцев" in said
    assert "74 заказа не вошли в план" in said
    assert "раз в 2,3 часа" in said
    assert "раз в 36 часов" in said


def test_no_english_is_left_in_another_language(russian, theirs):
    pieces = Reader(russian).pieces
    assert len(pieces) > 2000
    assert {piece for piece in pieces if english_in(piece, theirs)} == set()


def test_english_would_have_been_found(first_brief, theirs):
    found = [piece for piece in Reader(first_brief).pieces if english_in(piece, theirs)]
    assert len(found) > 300


def test_words_alone_are_russian_as_well(russian, theirs):
    """Heads, classes and reasons are often one word: no word of the English brief's own stays."""
    own = set(re.findall(r"[a-z]{3,}", " ".join(read_language("ru").sentences)))
    known = {word for each in theirs for word in re.findall(r"[A-Za-z]{3,}", each)}
    seen = {word for piece in Reader(russian).pieces for word in re.findall(r"[A-Za-z]{3,}", piece)}
    assert {word for word in seen & own if word not in known} - {"artel", "brief"} == set()


def figures_of(page):
    """Return what stands under each figure's id, and what the list of figures says of it."""
    rows = re.findall(r'<tr><th scope="row" id="check-(F\d+)">.*?</tr>', page)
    values = dict(
        re.findall(
            r'id="check-(F\d+)">F\d+</th><td>.*?</td><td class="number">(.*?)</td>', page
        )
    )  # fmt: skip
    assert list(values) == rows
    return values


def plain(text, *, comma):
    """Return the numbers of a text, its groups closed up, its decimal sign a point."""
    said = re.sub(r"<[^>]+>", " ", unescape(text))
    said = re.sub(r"(?<=\d)[\u00a0\u202f](?=\d{3})", "", said)
    said = re.sub(r"(?<=\d),(?=\d)", "." if comma else "", said)
    return re.findall(r"[+-]?\d+(?:\.\d+)?|\N{EN DASH}", said)


def cells(page, *, comma):
    """Return the numbers of every cell that holds any, in the order of the page."""
    found = re.findall(r'<td class="number[^"]*"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [plain(each, comma=comma) for each in found]


def test_the_same_figures_stand_in_both_languages(first_brief, russian):
    ours, others = figures_of(first_brief), figures_of(russian)
    assert len(ours) > 30
    assert {name: plain(value, comma=True) for name, value in others.items()} == {
        name: plain(value, comma=False) for name, value in ours.items()
    }
    ids = re.findall(r'data-figure="(F\d+)"', first_brief)
    assert re.findall(r'data-figure="(F\d+)"', russian) == ids


def test_the_same_numbers_stand_in_every_table(first_brief, russian):
    ours, others = cells(first_brief, comma=False), cells(russian, comma=True)
    assert len(ours) > 1000
    assert others == ours


def test_drawings_and_commands_are_the_same_in_both_languages(first_brief, russian):
    for what in (r'd="[^"]*"', r"<rect[^>]*>", r"<circle[^>]*>", r"<code>.*?</code>"):
        assert re.findall(what, russian) == re.findall(what, first_brief)


def test_the_document_of_figures_is_the_same_in_every_language(first_told):
    other = replace(first_told, language=read_language("ru"))
    assert json.dumps(Figures(other).document(other)) == json.dumps(
        Figures(first_told).document(first_told)
    )


def test_an_unknown_language_ends_before_anything_is_planned(artel, tmp_path):
    out = tmp_path / "brief.html"
    done = artel("brief", "--language", "xx", "--out", str(out))
    assert done.code != 0
    assert "Name one of: en, ru." in done.err
    assert not out.exists()
