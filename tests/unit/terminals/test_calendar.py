"""Contacts of a terminal with a satellite: rates and bits, or each reason why not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from artel.orbits.frames import azimuth, elevation, geodetic_to_itrf, up
from artel.orbits.tracks import state
from artel.terminals.budget import link_of
from artel.terminals.calendar import contacts_of
from artel.terminals.matching import match, payloads_of
from artel.terminals.meeting import Meeting


@pytest.fixture
def contacts(rules_from, subject_in, day):
    """Return the contacts of the terminal with a satellite, after changes to the texts."""

    def find(target, changes=(), approvals=(), **options):
        rules = rules_from(changes, approvals, **options)
        return contacts_of(subject_in(rules), target, rules, day)

    return find


def nowhere(lon, lat):
    return None


def reasons(found):
    """Return the reasons of contacts that are high enough."""
    high = [each for each in found if not any(r.startswith("LOW_EL") for r in each.reasons)]
    assert high
    return {reason for contact in high for reason in contact.reasons}


def test_a_stationary_satellite_of_the_home_state_is_one_contact_all_day(contacts, stationary, day):
    (contact,) = contacts(stationary)
    assert (contact.start, contact.end) == day
    assert contact.usable
    assert contact.price_class == "own"
    assert contact.state == "KG"
    up = contact.up[0]
    assert up.modcod is not None
    assert sum(piece.bits for piece in contact.up) >= 0.99 * up.modcod.bits_per_symbol * 5e5 * 86400


def test_a_low_satellite_passes_several_times_and_carries_more_where_it_is_higher(contacts, low):
    found = contacts(low)
    usable = [contact for contact in found if contact.usable]
    assert len(usable) >= 5
    assert all(100 < contact.end - contact.start < 1300 for contact in usable)
    highest = max(usable, key=lambda each: each.max_elevation_deg)
    lowest = min(usable, key=lambda each: each.max_elevation_deg)
    bits = [sum(piece.bits for piece in each.down) for each in (highest, lowest)]
    assert bits[0] > bits[1] > 0
    assert {contact.price_class for contact in usable} == {"roaming"}


def test_passes_that_stay_below_the_mask_say_how_high_they_come(contacts, low):
    flat = contacts(low, [("min_elevation_deg: 5", "min_elevation_deg: 60")])
    said = [contact for contact in flat if any(r.startswith("LOW_EL:") for r in contact.reasons)]
    assert said
    for contact in said:
        (figure,) = contact.reasons
        assert contact.max_elevation_deg < 60
        assert float(figure.removeprefix("LOW_EL:").removesuffix("deg")) == pytest.approx(
            contact.max_elevation_deg, abs=0.1
        )


HILLS = ("state: KG}", "state: KG, mask_deg: [[0, 20], [90, 3], [180, 60], [270, 30]]}")


def test_what_stands_behind_the_terminals_horizon_is_no_contact(contacts, low):
    plain, hills = contacts(low), contacts(low, [HILLS])
    assert sum(_seconds(plain)) > sum(_seconds(hills)) > 0.0
    at, level = [0.0, 90.0, 180.0, 270.0], [20.0, 3.0, 60.0, 30.0]
    for contact in hills:
        t = np.linspace(contact.start, contact.end, 50)[1:-1]
        r, _ = state(low.tracks[0], t)
        p = geodetic_to_itrf(np.radians(43.0), np.radians(74.0), 800.0)
        vertical = np.broadcast_to(up(np.radians(43.0), np.radians(74.0)), r.shape)
        bearing = np.degrees(azimuth(r, p, vertical))
        free = np.degrees(elevation(r, p, vertical)) >= np.interp(bearing, at, level, period=360.0)
        said = [reason for reason in contact.reasons if reason.startswith(("HIDDEN", "LOW_EL"))]
        assert free.all() == (not said)


def test_a_pass_that_stays_behind_the_horizon_says_how_high_it_comes(contacts, low):
    found = contacts(low, [("state: KG}", "state: KG, mask_deg: [[0, 89], [180, 89]]}")])
    hidden = [contact for contact in found if contact.reasons[0].startswith("HIDDEN:")]
    assert hidden
    for contact in hidden:
        (figure,) = contact.reasons
        assert float(figure.removeprefix("HIDDEN:").removesuffix("deg")) == pytest.approx(
            contact.max_elevation_deg, abs=0.1
        )


def _seconds(found):
    return [contact.end - contact.start for contact in found if contact.usable]


def test_a_satellite_that_never_rises_is_one_contact_with_its_highest_elevation(contacts, beyond):
    (contact,) = contacts(beyond)
    assert contact.reasons[0].startswith("LOW_EL:-")


def test_without_a_grant(contacts, low):
    assert reasons(contacts(low, [("home: KG, visited: RU", "home: KG, visited: KZ")])) == {
        "NO_GRANT"
    }


def test_a_grant_that_ends_at_noon_cuts_the_day(contacts, low, day):
    until = [
        (
            "from: 2026-01-01, price_class",
            "from: 2026-01-01, until: 2026-10-05T12:00:00Z, price_class",
        )
    ]
    found = contacts(low, until)
    noon = day[0] + 43200.0
    late = [contact for contact in found if "NO_GRANT" in contact.reasons]
    assert late
    assert all(contact.start >= noon for contact in late)
    assert all(contact.end <= noon for contact in found if contact not in late)


@pytest.mark.parametrize(
    "change",
    [
        ("state: KG, certificate", "state: KZ, certificate"),
        ("status: in_force", "status: suspended"),
        ("status: in_force", "status: withdrawn"),
        ("from: 2026-01-01", "from: 2027-01-01"),
        ("from: 2026-01-01", "from: 2025-01-01, until: 2026-01-01"),
        ("lo_mhz: 312, hi_mhz: 315", "lo_mhz: 300, hi_mhz: 313"),
    ],
)
def test_without_an_approval_in_the_state_where_it_stands(contacts, low, change):
    assert reasons(contacts(low, approvals=[change])) == {"NOT_APPROVED:KG"}


def test_where_no_outline_tells_the_state_nothing_is_approved(contacts, low):
    found = contacts(low, [(", state: KG}", "}")], state_of=nowhere)
    assert reasons(found) == {"NOT_APPROVED:?"}
    assert {contact.state for contact in found} == {None}


def test_bands_that_do_not_meet_and_waveforms_that_differ(contacts, low):
    band = [("up: {lo_mhz: 312, hi_mhz: 315, g_over", "up: {lo_mhz: 330, hi_mhz: 335, g_over")]
    assert reasons(contacts(low, band)) == {"NO_BAND"}
    spoken = '["LEO*"]\n    waveforms: [{}]'
    other = [(spoken.format("low"), spoken.format("high"))]
    assert reasons(contacts(low, other)) == {"NO_WAVEFORM"}


def test_a_carrier_wider_than_the_common_band_finds_no_band(contacts, low):
    assert reasons(contacts(low, [("down_ksps: 64", "down_ksps: 2100")])) == {"NO_BAND"}


def test_a_link_that_never_closes_says_by_how_much(contacts, stationary):
    (contact,) = contacts(stationary, [("eirp_dbw: 45", "eirp_dbw: 30")])
    (figure,) = contact.reasons
    assert figure.startswith("NO_MARGIN:-")
    assert contact.up == contact.down == ()
    short = -float(figure.removeprefix("NO_MARGIN:").removesuffix("dB"))
    # As many decibels more close it, and a tenth less does not.
    (closed,) = contacts(stationary, [("eirp_dbw: 45", f"eirp_dbw: {30 + short + 0.3}")])
    assert closed.usable
    (still,) = contacts(stationary, [("eirp_dbw: 45", f"eirp_dbw: {30 + short - 0.3}")])
    assert not still.usable


def test_an_approval_for_less_power_backs_the_terminal_off(contacts, stationary):
    (full,) = contacts(stationary)
    (less,) = contacts(stationary, approvals=[("max_eirp_dbw: 45", "max_eirp_dbw: 41")])
    assert less.usable
    assert sum(p.bits for p in less.up) < sum(p.bits for p in full.up)
    assert less.down == full.down
    (none,) = contacts(stationary, approvals=[("max_eirp_dbw: 45", "max_eirp_dbw: 20")])
    assert none.reasons[0].startswith("NO_MARGIN:-")
    assert none.reasons[1] == "EIRP_LIMIT:20.0dBW"


def test_one_decibel_of_eirp_moves_the_timeline_to_where_the_curve_says(
    contacts, low, rules_from, subject_in, day
):
    """The hand's way: each change lies where Es/N0, raised by one, meets a step's threshold."""
    rules = rules_from()
    subject = subject_in(rules)
    meeting = Meeting(subject=subject, target=low, rules=rules, track=low.tracks[0])
    (pair,) = match(rules.table, rules.table.types[0], payloads_of(rules.table, "LEO 1")).pairs
    link = link_of(pair, "down")
    after = contacts(low, [("eirp_dbw: 16", "eirp_dbw: 17")])
    before = contacts(low)
    moved = 0
    for old, new in zip(before, after, strict=True):
        assert (old.start, old.end) == (new.start, new.end)
        for contact, more in ((old, 0.0), (new, 1.0)):
            for piece in contact.down[1:]:
                level = float(meeting.hop(pair, link, np.array([piece.start])).es_n0[0]) + more
                nearest = min(abs(level - step.es_n0_db) for step in link.steps)
                assert nearest < 1e-5
        if old.down != new.down:
            moved += 1
            assert sum(p.bits for p in new.down) > sum(p.bits for p in old.down)
        assert old.up == new.up
    assert moved >= 5


def test_a_satellite_whose_orbit_is_not_known_gives_nothing(contacts, low):
    assert contacts(replace(low, tracks=())) == []


def test_both_directions_are_open_only_where_both_carry_something(contacts, low):
    for contact in contacts(low):
        for start, end in contact.open_spans():
            middle = 0.5 * (start + end)
            for pieces in (contact.up, contact.down):
                (held,) = [piece for piece in pieces if piece.start <= middle < piece.end]
                assert held.modcod is not None
