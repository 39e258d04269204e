"""The colours of the brief: enough contrast by day and by night, apart for all kinds of eyes."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from artel.studies.brief.style import DARK, LIGHT, style_sheet

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
# Vienot, Brettel and Mollon 1999, as matrices over linear RGB: protanopia and deuteranopia.
EYES = {
    "most": np.eye(3),
    "protan": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "deutan": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
}


def colours(theme):
    return dict(re.findall(r"--(\w+):(#[0-9a-f]+)", theme))


def linear(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    c = np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    """Return the contrast ratio of WCAG 2."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.clip(xyz @ rgb / [0.9505, 1.0, 1.089], 1e-6, None))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@THEMES
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "good", "bad"])
def test_words_stand_out_from_the_paper(theme, ink):
    said = colours(theme)
    assert contrast(said[ink], said["paper"]) >= 4.5


@THEMES
@pytest.mark.parametrize("owner", [f"o{i}" for i in range(8)])
def test_an_owner_s_code_stands_out_from_its_colour_and_the_colour_from_the_paper(theme, owner):
    said = colours(theme)
    assert contrast(said["chip"], said[owner]) >= 4.5
    for ground in ("paper", "sea", "land"):
        assert contrast(said[owner], said[ground]) >= 3.0


@THEMES
@pytest.mark.parametrize("eyes", EYES)
def test_the_first_five_owners_are_told_apart(theme, eyes):
    said = colours(theme)
    seen = [lab(np.clip(EYES[eyes] @ linear(said[f"o{i}"]), 0, 1)) for i in range(5)]
    distances = [float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)]
    assert min(distances) > 12.0


def test_paper_is_always_light():
    sheet = style_sheet()
    assert sheet.count("prefers-color-scheme:dark") == 1
    assert "@media screen and (prefers-color-scheme:dark)" in sheet


def test_the_style_sheet_closes_what_it_opens():
    sheet = style_sheet()
    assert sheet.count("{") == sheet.count("}")
    assert "\n" not in sheet
