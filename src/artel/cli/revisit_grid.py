"""What `artel revisit --grid-deg` does: coverage of the Earth or of a region."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel import bootstrap
from artel.cli import common
from artel.commons.errors import InputError
from artel.commons.instants import instant_text, to_posix
from artel.commons.names import hint
from artel.feeds.source import read_source
from artel.studies.coverage import (
    cover,
    document_of,
    ground_of,
    member_region,
    read_region,
)
from artel.studies.looks import Rule, imagers_of, reach_by_rule, reach_by_sensors
from artel.studies.sky import sky_of_elements
from artel.studies.tracks import tracks_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from artel.studies.coverage import Covered, Ground, Region
    from artel.studies.coverage_picture import By
    from artel.studies.pool import Pool

    Progress = Callable[[str, int, int], None]
    When = tuple[str | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be covered, and what to write: options of the command."""

    grid_deg: float
    region: str | None
    out: Path | None
    colours: By


@dataclass(frozen=True, slots=True)
class Answer:
    """What was covered, under which name and over which span, and what to know besides."""

    name: str
    span: tuple[datetime, datetime]
    found: Covered
    names: dict[str, str]
    centre: float
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def show_coverage(source: str, rule: Rule | None, when: When, ask: Ask, *, as_json: bool) -> bool:
    """Print the coverage and write its files; return whether there was something to look at."""
    find = _of_pool if bootstrap.is_pool(source) else _of_elements
    with common.progress_bar() as progress:
        answer = find(source, rule, when, ask, progress)
    common.warn([*answer.problems, *(n for n in answer.notes if n not in answer.problems)])
    document = document_of(answer.found, _look(rule, pool=bootstrap.is_pool(source)))
    written = _write(answer, document, ask.out, ask.colours) if ask.out else ""
    if as_json:
        common.echo_json(document)
    else:
        _table(answer)
        sys.stdout.write(written)
    return bool(answer.problems)


def _of_pool(
    source: str, rule: Rule | None, when: When, ask: Ask, progress: Progress | None
) -> Answer:
    pool = bootstrap.read_pool_at(source)
    ground = ground_of(ask.grid_deg, _region(ask.region, pool))
    span = bootstrap.span_of(when[0], when[1], pool.settings.epoch)
    ends = to_posix(span[0]), to_posix(span[1])
    satellites = imagers_of(pool, when[2])
    tracks = tracks_of(pool, satellites, ends, progress)
    if rule is None:
        reach = reach_by_sensors(tracks.by_name, satellites, ground.sites, ends, **_how())
    else:
        flat = [track for one in satellites for track in tracks.by_name[one.name]]
        reach = reach_by_rule(flat, ground.sites, rule, ends, **_how())
    owner = {one.name: one.owner for one in satellites}
    found = cover(reach, [owner[track.name] for track in reach.tracks], ground, ends, _cores())
    parties = {party.id: party.name for party in pool.settings.parties}
    middle = _middle(pool)
    return Answer(pool.settings.name, span, found, parties, middle, pool.problems, tracks.notes)


def _of_elements(
    source: str, rule: Rule | None, when: When, ask: Ask, progress: Progress | None
) -> Answer:
    file = bootstrap.read_elements_at(source)
    ground = ground_of(ask.grid_deg, _region(ask.region, None))
    span = bootstrap.span_of(when[0], when[1], bootstrap.latest_epoch(file.records))
    ends = to_posix(span[0]), to_posix(span[1])
    kept = bootstrap.track_store()
    sky = sky_of_elements(file.records, span, when[2], progress, kept=kept)
    reach = reach_by_rule(sky.tracks, ground.sites, rule or Rule(), ends, **_how())
    found = cover(reach, sky.owners, ground, ends, _cores())
    return Answer(file.name, span, found, {}, 0.0, file.problems, sky.notes)


def _how() -> dict[str, Any]:
    """Return how windows of a grid are searched: on every core, without their peaks."""
    return {"peaks": False, "workers": _cores()}


def _cores() -> int:
    """Return how many cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _region(named: str | None, pool: Pool | None) -> Region | None:
    """Return the region of an area's name in the charter, or of a file; None for the Earth."""
    if named is None:
        return None
    known = member_region(pool, named) if pool else None
    if known is not None:
        return known
    if pool and "." not in named and named != "-":
        raise InputError(
            f"The charter draws no area '{named}'.", next_step=hint(named, pool.charter.areas)
        )
    return read_region(read_source(named, sys.stdin.buffer), named)


def _middle(pool: Pool) -> float:
    from artel.studies.coverage_picture import middle_of

    return middle_of([party.site.lon_deg for party in pool.settings.members if party.site])


def _look(rule: Rule | None, *, pool: bool) -> dict[str, Any]:
    """Return what counted as a look, for the document."""
    if rule is None and pool:
        return {"by": "sensors"}
    rule = rule or Rule()
    said = {
        "min_elevation_deg": rule.min_elevation_deg,
        "max_off_nadir_deg": rule.max_off_nadir_deg,
        "min_sun_deg": rule.min_sun_deg,
    }
    return {"by": "rule", **{name: value for name, value in said.items() if value is not None}}


def _write(answer: Answer, document: dict[str, Any], folder: Path, colours: By) -> str:
    from artel.feeds.outputs import write_folder
    from artel.studies.coverage_picture import coverage_picture
    from artel.studies.exports.coverage import coverage_geojson

    picture = coverage_picture(answer.found, colours, answer.names, answer.name, answer.centre)
    files = {
        "coverage.geojson": coverage_geojson(answer.found, document),
        "coverage.svg": picture,
    }
    write_folder(folder, files)
    return f"Written to {folder}: {', '.join(files)}.\n"


def _table(answer: Answer) -> None:
    """Print the coverage of every coalition for people."""
    sheet = [
        (" + ".join(row["coalition"]), row["kind"], 100.0 * row["seen_area_fraction"],
         row["mean_looks"], row["mean_gap_h"], row["p95_gap_h"], row["max_gap_h"],
         row["mean_wait_h"], row["p95_wait_h"])
        for row in answer.found.rows
    ]  # fmt: skip
    begin, end = (instant_text(instant)[:16] + "Z" for instant in answer.span)
    columns = ("who looks", "", "% seen", "looks", "mean gap h", "95 % gap h", "longest gap h",
               "mean wait h", "95 % wait h")  # fmt: skip
    common.table(f"Coverage of {_ground(answer.found.ground)}, {begin} to {end}", columns, sheet)


def _ground(ground: Ground) -> str:
    where = ground.region.name if ground.region else "the Earth"
    return f"{where} ({len(ground.grid):,} cells of {ground.grid.area[0] / 1e6:,.0f} km²)"
