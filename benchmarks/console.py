"""The console's drawing: CPU of a frame and frames a second in a browser that draws by software.

    python benchmarks/console.py [--satellites 1000] [--bars 5000] [--seconds 4] [--runs 5]

The canvases of the Today page (console/bench, a build that no wheel holds) show a seeded day: so
many satellites that make images, forty of which have all the work, bars of which fill forty lanes.
Headless Chromium draws without a GPU. Each act is run several times, after one that warms up:
`play` moves the time alone, two minutes a second; `turn` turns the Earth by a key, and `pan` moves
the span of the timeline, with every frame. Printed are medians: CPU of the page's thread a frame
(Chromium's TaskDuration, in the thread's own ticks), CPU of all of the browser's processes a frame
(which is more: other threads and the measuring itself), and frames a second.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
from playwright.sync_api import sync_playwright

CONSOLE = Path(__file__).resolve().parents[1] / "console"
START, DAY, STEP = 1_790_000_000, 86_400, 60
WORKING, STATIONS, OWNERS = 40, 20, 7
EARTH_KM, TURN_S = 6371.0, 86_164.1
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
CASES = (
    ("globe", "sky", "play"), ("map", "sky", "play"), ("globe", "sky", "turn"),
    ("map", "sky", "turn"), ("timeline", "line", "play"), ("timeline", "line", "pan"),
    ("both", "both", "play"), ("both", "both", "pan"),
)  # fmt: skip


def sky_of(satellites, bars):
    """Return a day as the API tells one, by circles around a turning Earth."""
    chance = np.random.default_rng(1)
    per_lane = bars // WORKING
    images, contacts = [], []
    crafts = [_craft(chance, number) for number in range(satellites)]
    for number in range(WORKING):
        starts = START + np.sort(chance.choice(DAY // 60, per_lane, replace=False)) * 60.0
        for k, start in enumerate(starts.tolist()):
            name, work = f"SAT {number:04d}", f"{number:04d}-{k:03d}"
            if k % 2 == 0:
                images.append(_image(chance, work, name, start, number))
            else:
                contacts.append(_contact(chance, work, name, start))
    return {
        "version": 1, "state": "published", "horizon": [START, START + DAY], "start": START,
        "end": START + DAY, "step_s": STEP,
        "parties": [{"id": f"P{k}", "name": f"Party {k}", "standing": "member"}
                    for k in range(OWNERS)],
        "satellites": crafts, "stations": [_station(chance, k) for k in range(STATIONS)],
        "images": images, "contacts": contacts,
        "sun": {"step_s": 600, "lon": [0] + [-250] * (DAY // 600), "lat": [-500] + [0] * 144},
    }  # fmt: skip


def _craft(chance, number):
    height = chance.uniform(480.0, 830.0)
    tilt, node, first = np.radians(97.5), *chance.uniform(0.0, 2.0 * np.pi, 2)
    seconds = np.arange(0, DAY + STEP, STEP)
    along = first + seconds * np.sqrt(398_600.44 / (EARTH_KM + height) ** 3)
    lat = np.degrees(np.arcsin(np.sin(tilt) * np.sin(along)))
    east = np.arctan2(np.cos(tilt) * np.sin(along), np.cos(along))
    lon = np.degrees(np.unwrap(east + node - 2.0 * np.pi * seconds / TURN_S))
    part = {"first": 0, "lon": _steps(lon), "lat": _steps(lat)}
    return {"name": f"SAT {number:04d}", "owner": f"P{number % OWNERS}", "service": "imaging",
            "height_km": height, "parts": [part]}  # fmt: skip


def _steps(degrees):
    return np.diff(np.round(degrees * 100).astype(int), prepend=0).tolist()


def _image(chance, work, name, start, number):
    lon, lat = chance.uniform(-170.0, 170.0), chance.uniform(-70.0, 70.0)
    ring = [(lon + x, lat + y) for x, y in ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))]
    return {"id": f"I-{work}", "order": f"O-{work}", "satellite": name, "start": start,
            "owner": f"P{number % OWNERS}", "class_": "quota", "end": start + 30.0, "gsd_m": 2.0,
            "ring": ring}  # fmt: skip


def _contact(chance, work, name, start):
    station = f"Station {chance.integers(STATIONS)}"
    kind = "upload" if work.endswith("1") else "downlink"
    return {"kind": kind, "id": f"C-{work}", "satellite": name, "station": station,
            "antenna": "A1", "start": start, "end": start + 420.0, "images": []}  # fmt: skip


def _station(chance, number):
    return {
        "name": f"Station {number}",
        "owner": f"P{number % OWNERS}",
        "antennas": ["A1"],
        "lon_deg": chance.uniform(-170.0, 170.0),
        "lat_deg": chance.uniform(-60.0, 70.0),
    }


def build(folder):
    """Build the measured page into a folder."""
    subprocess.run(  # noqa: S603 - npx of the machine, with words of ours
        [shutil.which("npx"), "vite", "build", "--config", "bench/vite.config.ts", "--logLevel",
         "error"],
        cwd=CONSOLE, env={**os.environ, "ARTEL_BENCH_OUT": str(folder)}, check=True,
    )  # fmt: skip


@contextmanager
def served(satellites, bars):
    """Give the address of the measured page and of its day."""
    from artel.desk.sky import outlines

    with TemporaryDirectory(prefix="artel-") as name:
        folder = Path(name)
        build(folder)
        (folder / "sky.json").write_text(json.dumps(sky_of(satellites, bars)))
        (folder / "land.json").write_bytes(gzip.decompress(outlines().body))
        handler = functools.partial(Quiet, directory=name)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, *words):
        """Say nothing."""


@contextmanager
def chromium():
    """Give a browser that draws by software."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise SystemExit("There is no Chromium here: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser, address, show, kind):
    """Return the measured page, ready, and the way to Chromium's own figures."""
    page = browser.new_page(viewport={"width": 1280, "height": 1600})
    page.goto(f"{address}?show={show}")
    page.wait_for_function("window.measured")
    if kind == "map":
        page.get_by_role("button", name="Map", exact=True).click()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    return page, session


def task_s(session):
    """Return the seconds that the page's thread has worked."""
    rows = session.send("Performance.getMetrics")["metrics"]
    return next(row["value"] for row in rows if row["name"] == "TaskDuration")


def processes_s():
    """Return the CPU seconds of the browser's processes, which are our only children's."""
    total = 0.0
    for each in psutil.Process().children(recursive=True):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system if "chrom" in each.name() else 0.0
    return total


def measure(page, session, act, seconds):
    """Return CPU ms a frame of the page's thread and of the processes, and frames a second."""
    task, all_of, begun = task_s(session), processes_s(), time.perf_counter()
    frames = page.evaluate("([act, s]) => measured.run(act, s)", [act, seconds])
    gone = time.perf_counter() - begun
    task, all_of = task_s(session) - task, processes_s() - all_of
    return 1000.0 * task / frames, 1000.0 * all_of / frames, frames / gone


def results(browser, address, *, seconds, runs, cases=CASES):
    """Yield each case with the medians of its runs."""
    for kind, show, act in cases:
        page, session = open_page(browser, address, show, kind)
        measure(page, session, act, min(seconds, 1.5))
        rows = [measure(page, session, act, seconds) for _ in range(runs)]
        yield kind, act, [statistics.median(column) for column in zip(*rows, strict=True)]
        page.close()


def main():
    asked = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    asked.add_argument("--satellites", type=int, default=1000)
    asked.add_argument("--bars", type=int, default=5000)
    asked.add_argument("--seconds", type=float, default=4.0)
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    load = os.getloadavg()[0]
    with served(given.satellites, given.bars) as address, chromium() as browser:
        print("what      act   page ms/frame  all ms/frame  frames/s")
        for kind, act, (task, whole, rate) in results(
            browser, address, seconds=given.seconds, runs=given.runs
        ):
            print(f"{kind:9} {act:5} {task:13.1f} {whole:13.1f} {rate:9.1f}", flush=True)
    print(f"load of the machine: {load:.1f} before, {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
