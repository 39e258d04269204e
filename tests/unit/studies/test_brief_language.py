"""The languages of the brief: plurals, numbers, dates, sentences, and files that are whole."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from artel.commons.errors import InputError
from artel.feeds.languages import read_language
from artel.studies.brief.language import ENGLISH, Language
from artel.studies.brief.model import Left
from artel.studies.brief.refusals import why
from artel.studies.explain import MEANINGS
from artel.studies.words import (
    Count,
    Currency,
    Dated,
    Heard,
    Money,
    Numeral,
    Words,
    in_a_row,
    names,
)

NBSP, THIN = "\u00a0", "\u202f"
CODES = sorted(
    each.name.removesuffix(".json")
    for each in files("artel.studies.brief").joinpath("languages").iterdir()
)


@pytest.fixture(scope="module")
def russian():
    return read_language("ru")


def test_languages_come_from_files_and_english_needs_none():
    assert "ru" in CODES
    assert "en" not in CODES
    assert read_language("en") is ENGLISH


def test_an_unknown_language_is_refused_with_those_that_are_there():
    with pytest.raises(InputError) as refused:
        read_language("xx")
    assert "'xx'" in str(refused.value)
    assert refused.value.next_step == f"Name one of: {', '.join(sorted(['en', *CODES]))}."


@pytest.mark.parametrize("code", ["../ru", "languages/ru", "RU", "", "ru.json"])
def test_a_code_is_no_path(code):
    with pytest.raises(InputError):
        read_language(code)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 заказов"), (1, "1 заказ"), (2, "2 заказа"), (4, "4 заказа"), (5, "5 заказов"),
        (11, "11 заказов"), (14, "14 заказов"), (21, "21 заказ"), (104, "104 заказа"),
        (111, "111 заказов"), (1_001, "1\u00a0001 заказ"), (12_345, "12\u00a0345 заказов"),
    ],
)  # fmt: skip
def test_russian_counts_by_one_few_and_many(russian, number, said):
    assert russian.count(number, "order").replace(NBSP, " ") == said.replace(NBSP, " ")
    assert russian.of(Count(number, "order")) == russian.count(number, "order")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("2.3", "2,3 часа"),
        ("1", "1 час"),
        ("36", "36 часов"),
        ("22", "22 часа"),
        ("5.0", "5,0 часа"),
    ],
)
def test_a_number_with_a_fraction_has_a_form_of_its_own(russian, number, said):
    assert russian.measure(number, "hour") == said.replace(" ", NBSP)
    assert ENGLISH.measure(number, "hour") == f"{number} hours"


def test_a_sentence_agrees_with_its_count(russian):
    words = "Together, {orders} served instead of {alone}"
    said = [russian.of(Words(words, orders=Count(n, "order"), alone=3)) for n in (21, 22, 25)]
    assert [each.replace(NBSP, " ") for each in said] == [
        "Вместе выполнен 21 заказ вместо 3",
        "Вместе выполнено 22 заказа вместо 3",
        "Вместе выполнено 25 заказов вместо 3",
    ]


def test_a_noun_bends_where_the_sentence_wants_it(russian):
    assert russian.count(21, "order", "of") == f"21{NBSP}заказа"
    assert russian.count(22, "order", "of") == f"22{NBSP}заказов"
    assert russian.count(22, "order", "no such case") == f"22{NBSP}заказа"


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("8,890", f"8{NBSP}890"), ("1,234,567.50", f"1{NBSP}234{NBSP}567,50"), ("0", "0"),
        ("2.30", "2,30"), ("65%", f"65{NBSP}%"), ("44.13%", f"44,13{NBSP}%"),
        ("0.0%", f"0,0{NBSP}%"),
        ("+990", "+990"), ("+1,990", f"+1{NBSP}990"), ("-10.1", "-10,1"), ("100%", f"100{NBSP}%"),
        ("KZ", "KZ"), ("1e+06", "1e+06"), ("\N{EN DASH}", "\N{EN DASH}"),
    ],
)  # fmt: skip
def test_numbers_keep_their_digits_and_take_the_signs_of_the_language(russian, english, said):
    assert russian.number(english) == said
    assert russian.of(Numeral(english)) == said
    assert ENGLISH.of(Numeral(english)) == english


def test_money_currencies_dates_and_months(russian):
    when = datetime(2026, 9, 5, tzinfo=UTC)
    assert russian.of(Money(-254_060_395, "RUB")) == f"-2{NBSP}540{NBSP}603,95{NBSP}₽"
    assert russian.of(Currency("RUB")) == "₽"
    assert russian.of(Dated(when)) == "05.09.2026"
    assert russian.of(Dated(when, month=True)) == f"сентябрь 2026{THIN}\u0433."
    assert russian.day(when, "words") == f"5 сентября 2026{THIN}\u0433."
    assert russian.day(when, "short").startswith("5 сент")


def test_english_says_what_it_always_said():
    when = date(2026, 10, 5)
    assert ENGLISH.of(Money(-254_060_395, "RUB")) == f"-2{NBSP}540{NBSP}603.95 RUB"
    assert [ENGLISH.count(number, "order") for number in (0, 1, 1_200)] == [
        "no orders", "1 order", "1,200 orders",
    ]  # fmt: skip
    assert [ENGLISH.day(when, form) for form in ("words", "short", "figures", "month")] == [
        "5 October 2026", "5 Oct", "2026-10-05", "2026-10",
    ]  # fmt: skip
    assert Words("{part} of {whole}", part=3, whole=Count(4, "order")) == "3 of 4 orders"


def test_a_sentence_that_a_file_lacks_is_said_in_english():
    bare = Language("ru")
    said = bare.of(Words("{orders} of {pool}", orders=Count(5, "order"), pool="Kazan"))
    assert said == "5 orders of Kazan"
    assert bare.understood("the recorder of A is full") is None
    assert bare.of(Heard("nobody knows")) == "nobody knows"


def test_names_in_braces_from_a_pool_are_no_sentences(russian):
    words = Words("Terminal {id}: what it reaches", id="{0} {id} {{x}}")
    assert russian.of(words) == "Терминал {0} {id} {{x}}: что ему доступно"
    assert words == "Terminal {0} {id} {{x}}: what it reaches"


@pytest.mark.parametrize(
    "said",
    [
        Words("{coalition} would have {excess} more by leaving together.", coalition="A+B",
              excess=Money(5, "RUB")),
        Count(3, "order", "of"), Money(5, "RUB"), Dated(date(2026, 9, 5), month=True),
        in_a_row(names("alone", "together"), ", "), Numeral("2.3"),
    ],
)  # fmt: skip
def test_what_was_said_comes_through_copies_unchanged(russian, said):
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 -- our own
        assert again == said
        assert type(again) is type(said)
        assert russian.of(again) == russian.of(said) != str(said) or isinstance(said, Numeral)
    assert json.loads(json.dumps(said)) == str(said)


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("the GSD would be 2.1 m, 1.5 m are ordered", "разрешение было бы 2,1 м, заказано 1,5 м"),
        ("the Sun stands at -10.1 deg, 10 deg are needed", "высота Солнца -10,1°, нужно 10°"),
        ("its window opens at 2026-10-06T06:00:00.000Z, after the plan ends",
         "срок съёмки начинается 06.10.2026 06:00 UTC, после конца плана"),
        ("finer than 2 m over AM: delivered 24 h after the image: too late for the order",
         "разрешение лучше 2 м, AM: доставка через 24 ч после съёмки: слишком поздно для заказа"),
        ("R 4 images a and b and c then", "R 4 в это время снимает a и b и c"),
        ("30% of ARMSAT-1's day is AM's; the rest is used up",
         f"ARMSAT-1: 30{NBSP}% дня принадлежит стороне AM, остальное исчерпано"),
        ("no pass operator for a pass over Bishkek (KG 2): nobody is on shift at Bishkek",
         ("Bishkek: некому провести сеанс (pass operator, KG 2): "
          "на смене никого нет (Bishkek)")),
    ],
)  # fmt: skip
def test_sentences_of_the_planner_the_charter_and_the_roster_are_understood(russian, english, said):
    assert russian.understood(english) == said


def left(code, reason, resource=None):
    return Left(order="o", brought_by="AA", order_class="quota", value=1.0, code=code,
                article=None, reason=reason, resource=resource)  # fmt: skip


def test_a_refusal_that_is_not_understood_is_said_by_its_code_with_its_resource(russian):
    strange = left("SLEW", "a sentence of tomorrow's planner", "FALCON 1")
    assert why(strange, russian) == "Спутники в это время заняты другими съёмками: FALCON 1"
    assert why(strange, ENGLISH) == "A sentence of tomorrow's planner"
    assert why(left("NEW", "a code of tomorrow"), russian) == "A code of tomorrow"
    for code, english in MEANINGS.items():
        assert russian.say(english) != english, code
