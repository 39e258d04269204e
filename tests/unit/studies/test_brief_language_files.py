"""Each file of a language is whole: no sentence missing, none dead, every refusal understood."""

from __future__ import annotations

import ast
import re
from importlib.resources import files

import pytest

from artel.commons.classes import OrderClass
from artel.feeds.languages import read_language
from artel.settlement.schemes import SCHEMES
from artel.studies.explain import MEANINGS

CODES = sorted(
    each.name.removesuffix(".json")
    for each in files("artel.studies.brief").joinpath("languages").iterdir()
)
HEARD_FROM = ("planner", "charter", "people", "studies")
SHORT = {
    *MEANINGS.values(), *OrderClass, *SCHEMES,
    "LOW_EL", "HIDDEN", "NO_BAND", "NO_WAVEFORM", "NO_GRANT", "NO_MARGIN", "EIRP_LIMIT",
    "integer program and exchanges, class by class", "greedy by class and value density",
    "repair", "expires", "lapses", "wants its refresher",
    "{names} gains nothing by Shapley's share.", "{names} gain nothing by Shapley's share.",
}  # fmt: skip
"""What is said through a variable; a test of the whole brief finds what is missing here."""


def source(*rooms):
    base = files("artel")
    for room in rooms:
        for path in sorted(base.joinpath(room).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def literals(call):
    return [each.value for each in call.args
            if isinstance(each, ast.Constant) and isinstance(each.value, str)]  # fmt: skip


@pytest.fixture(scope="module")
def spoken():
    """Every sentence and every noun that the studies hand over to be said."""
    sentences, nouns = set(SHORT), set()
    for call in (node for tree in source("studies") for node in ast.walk(tree)):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in {"Words", "say", "names"}:
            found = literals(call)
            sentences |= set(found if name == "names" else found[:1])
        elif name in {"Count", "measure"} and literals(call):
            nouns.add(" ".join([literals(call)[0], *(f"({c})" for c in literals(call)[1:])]))
    return sentences, nouns | {"minute", "day", "second"}


def forms(value):
    return list(value.values()) if isinstance(value, dict) else [value]


def blanks(text):
    return set(re.findall(r"\{(\w*)\}", text))


@pytest.mark.parametrize("code", CODES)
def test_a_language_lacks_no_sentence_and_has_none_that_nobody_says(code, spoken):
    told, (sentences, nouns) = read_language(code), spoken
    wanted = {each for each in sentences if re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", each))}
    assert wanted - set(told.sentences) == set()
    assert set(told.sentences) - sentences == set()
    assert set(told.nouns) - nouns == set()
    # Coverage has a picture of its own, in English.
    missing = {noun for noun in nouns - {"cell"} if noun not in told.nouns}
    assert missing == set()


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_names_of_its_english(code):
    told = read_language(code)
    for english, own in [*told.sentences.items(), *told.heard.items()]:
        for form in forms(own):
            assert blanks(form) == blanks(english), english
            assert form.strip()
    for noun, own in told.nouns.items():
        assert "other" in own, noun
        assert all(blanks(form) == {"count"} for form in own.values()), noun


@pytest.mark.parametrize("code", CODES)
def test_what_is_heard_is_still_said_somewhere(code):
    """Each piece of a sentence between its {names} stands in one string of the code.

    What antennas take is a word that the planner puts in by itself.
    """
    said = {
        "".join(
            part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
        ) if isinstance(node, ast.JoinedStr) else node.value
        for tree in source(*HEARD_FROM)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    }  # fmt: skip
    for shape in read_language(code).heard:
        pieces = re.split(r"\{\w+\}|(?<=the )command|data(?= of)|[:;] ", shape)
        told = [each for each in pieces if re.search("[a-z]{2}", each)]
        lost = [each for each in told if not any(each.strip(" ():;,") in one for one in said)]
        assert lost == [], shape


PIECES = {
    "7: 7 gave its consent", "7: delivered 7 h after the image", "7: delivered at 7 m",
    "7: needs the consent of 7", "7: not allowed", "7; at most 7 h are ordered",
    "7; at most 7 times is ordered", "the area would be mixed of 7 m and 7 m",
    "the images of the area would lie 7 h apart", "7, a declared emergency, goes before it",
    "every antenna that could take the 7 of 7 in time is booked",
}  # fmt: skip
"""Said with another piece, and then below; or never of an order that was left."""


def refusals():
    """Return every sentence that may say why an order is left, a 7 where something stands."""
    kinds = {"Obstacle", "Status", "_refused", "Limit", "Breach"}
    for node in (each for tree in source(*HEARD_FROM[:3]) for each in ast.walk(tree)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"said", "why"}:
            yield node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds:
            yield from node.args
            yield from (each.value for each in node.keywords if each.arg == "why")


def filled(node):
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_is_understood(code):
    told = read_language(code)
    said = {filled(node) for node in refusals() if isinstance(node, ast.JoinedStr | ast.Constant)}
    sentences = {each for each in said if re.search("[a-z]{2,} .*[a-z]{2}", each)} - PIECES
    assert len(sentences) > 30
    assert {each for each in sentences if told.understood(each) is None} == set()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    "sentence",
    [
        "every antenna that could take the command of R 4 in time is booked",
        "every antenna that could take the data of R 4 in time is booked",
        "the area would be mixed of 1.0 m and 2.5 m; at most 2 times is ordered",
        "the images of the area would lie 7.5 h apart; at most 2 h are ordered",
        "finer than 2 m over KZ: delivered at 5 m: too coarse for the order",
        "finer than 2 m over KZ: needs the consent of KZ",
        "finer than 2 m over BAIKONUR: not allowed",
        "RESURS-P 5: not available (the owner withholds the reason)",
        "R 4 is in maintenance until 2026-10-05 12:00Z: star tracker",
        "no operator for a pass over X (K 4): not rested: two shifts running, 8 h between them (L)",
    ],
)
def test_sentences_of_several_pieces_are_understood(code, sentence):
    assert read_language(code).understood(sentence)
