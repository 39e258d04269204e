"""The journal in the page: it finds in a file what `artel journal verify` finds, and in that order.

The files are those that somebody may have meddled with: a changed byte, an entry left out, a cut, a
forged signature, two histories.
"""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import numpy as np
import pytest
from tests.desk_fixtures import EVE
from tests.stories.console.meddling import bit_changed, damaged, lines_moved
from tests.stories.console.test_access import AXE, findings

from artel.desk import journals
from artel.store import signing


@pytest.fixture(scope="session")
def example(kazan):
    """Return the folder of the example journal."""
    return kazan / "examples" / "journal"


@pytest.fixture
def sealed(desk, clock):
    """Return a desk whose day with a few entries is signed."""
    with desk.unit() as unit:
        for number in range(1, 7):
            parties = ["KZ"] if number % 2 else ["KZ", "RU"]
            unit.enter("order.placed", f"O-{number}", {"n": number}, parties, {"name": "Anna"})
    clock.wind(EVE + timedelta(days=1))
    journals.seal(desk, EVE.date())
    return desk


def judged(artel, file, other=None):
    """Return what the program says: all findings, or the line that it cannot read."""
    run = artel("journal", "verify", file, "--json", *(["--against", other] if other else []))
    if run.code == 2:
        refused = re.search(r", line (\d+)", run.err)
        return f"line {refused[1]}" if refused else "refused"
    found = run.json()["findings"]
    said = [
        f"{each['file']}, {each['record']}: {each['sentence']}"
        if other
        else f"{each['record']}: {each['sentence']}"
        for each in found
    ]
    return [each.replace(f"{file.parent}/", "") for each in said]


def given(page, label, file):
    """Give a file to the page, and wait until it has been checked."""
    page.get_by_role("group", name=label).locator("input").set_input_files(file)
    page.locator("small code").get_by_text(file.name, exact=True).wait_for()
    page.locator(".verdict .state").wait_for()


def dropped(page, label, file):
    """Drop a file on the page."""
    made = """([name, text]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        return data;
    }"""
    data = page.evaluate_handle(made, [file.name, file.read_text("utf-8")])
    page.get_by_role("group", name=label).dispatch_event("drop", {"dataTransfer": data})


def shown(page):
    """Return what the page says of the file on its bench, in the form of `judged`."""
    if page.get_by_text("Fetch the file again;").count():
        refused = re.search(r", line (\d+):", page.locator(".verdict").inner_text())
        return f"line {refused[1]}" if refused else "refused"
    items = page.get_by_role("list", name="What is wrong").get_by_role("listitem")
    return items.all_inner_texts()


def agree(page, artel, file, other=None):
    """Give the page a file, and see that it says what the program says. Return what that is."""
    given(page, OWN, file)
    found = judged(artel, file, other)
    assert shown(page) == (found if isinstance(found, str) else found[:20]), file.name
    return found


OWN, OTHER = "Check a file of yours…", "Compare with a file…"


def test_page_and_program_find_the_same_in_good_and_damaged_files(
    console, artel, example, tmp_path
):
    page = console.signed_in("auditor", path="/journal")
    # The desk's own day has not ended: nobody has signed it.
    page.get_by_text("nobody has signed these entries.").wait_for()
    page.get_by_text("The operator signs one for each day").first.wait_for()
    firsts = {}
    for word, text in damaged(example).items():
        file = tmp_path / f"{word}.jsonl"
        file.write_text(text, "utf-8")
        found = agree(page, artel, file)
        firsts[word] = found if isinstance(found, str) else "".join(found[:1]).split(":")[0]
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress((example / "kz.jsonl").read_bytes()))
    assert agree(page, artel, packed) == []
    assert firsts == {
        "good": "",
        "good extract": "",
        "body": "body of entry 4",
        "entry": "entry 1",
        "line": "line 4",
        "omitted": "entry 6",
        "omitted of extract": "KZ's entry 4",
        "no proof": "proof from 7 to 11 entries",
        "signature": "head of 2026-10-05, 7 entries",
        "countersignature": "countersignature of BY under the head of 2026-10-05",
        "cut": "end",
        "cut in a line": "line 30",
        "cut in half": "line 10",
        "twice": "countersignature of KZ under the head of 2026-10-06",
        "newer": "line 1",
        "not text": "refused",
    }
    console.expects("status of 401")


def test_two_histories_come_out_when_files_are_compared(console, artel, example, tmp_path):
    page = console.signed_in("auditor", path="/journal")
    names = ("kz.jsonl", "journal.jsonl", "other-ru.jsonl")
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes((example / file.name).read_bytes())
    kz, whole, other = files
    given(page, OWN, kz)
    given(page, OTHER, other)
    for one in (kz, whole):
        assert agree(page, artel, one, other)[-1].endswith("two histories.")
    page.get_by_text("Countersign nothing. Keep the files").wait_for()
    page.get_by_role("button", name="Compare no more").click()
    page.get_by_text("The whole journal, pool Kazan, holds.", exact=True).wait_for()
    dropped(page, OTHER, kz)
    page.get_by_text("Both files tell one history.").wait_for()
    assert agree(page, artel, whole, kz) == []
    # With the operator's key as it was given on paper, and with another one.
    page.get_by_label("public key").fill((example / "operator.pem").read_text())
    page.get_by_label("public key").blur()
    page.get_by_text("Both files tell one history.").wait_for()
    page.get_by_label("public key").fill("0" * 64)
    page.get_by_label("public key").blur()
    page.get_by_text("names no key of the operator that you trust.").first.wait_for()
    console.expects("status of 401")


def test_a_member_reads_verifies_and_countersigns_and_its_key_stays(
    console_without_plan, artel, sealed, tmp_path
):
    console, key, sent = console_without_plan, signing.new_key(), []
    page = console.signed_in("owner", "KZ", path="/journal")
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    page.get_by_text("The extract of KZ, pool Kazan, holds.").wait_for()

    # The list, one entry and its proof up to the signed root.
    page.get_by_label("Find").fill("O-6")
    page.get_by_role("link", name="Entry ").first.click()
    page.get_by_text("Path to the head of 2026-10-04").wait_for()
    assert page.get_by_text("derived anew, and the same").count() == 4
    assert page.get_by_text("derived anew, and not").count() == 0
    page.get_by_role("link", name="Back to the journal").click()

    # The key's file is read in the page; its public half is handed in once.
    pem = signing.private_pem(key)
    private = tmp_path / "kz.pem"
    private.write_text(pem)
    page.get_by_role("group", name="Open the key").locator("input").set_input_files(private)
    page.get_by_role("button", name="Countersign the newest head").click()
    page.get_by_role("button", name="Hand the public half in").click()
    page.get_by_text("is handed in. Countersign now.").wait_for()
    page.get_by_role("button", name="Countersign the newest head").click()
    page.get_by_text("Countersigned: the head of 2026-10-04").wait_for()
    heads = page.get_by_role("group", name="Heads")
    heads.get_by_role("cell", name="KZ", exact=True).wait_for()
    secret = pem.splitlines()[1]
    assert sum("countersignatures" in each for each in sent) == 1
    assert not any(secret in each for each in sent)
    assert page.get_by_label("Your private key").input_value() == ""

    # What is downloaded is what was checked, and the program says so too.
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download this file").click()
    file = tmp_path / waiting.value.suggested_filename
    assert file.name == "journal-kz.jsonl"
    waiting.value.save_as(file)
    assert judged(artel, file) == []
    assert f'"key":"{signing.public_hex(key)}"' in file.read_text("utf-8")
    assert '"record":"countersignature"' in file.read_text("utf-8")
    assert "Anna" not in file.read_text("utf-8")
    console.expects("status of 401")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: cd console && npm ci")
def test_axe_finds_nothing_on_the_journal(console, example):
    axe = AXE.read_text(encoding="utf-8")
    page = console.signed_in("auditor", path="/journal")
    page.locator(".verdict .state").wait_for()
    assert findings(page, axe) == []
    given(page, OWN, example / "kz.jsonl")
    given(page, OTHER, example / "other-ru.jsonl")
    assert findings(page, axe) == []
    page.goto(console.address + "/journal/1")
    page.get_by_text("derived anew").first.wait_for()
    page.emulate_media(color_scheme="dark")
    assert findings(page, axe) == []
    console.expects("status of 401")


@pytest.mark.deep
@pytest.mark.parametrize("damage", [bit_changed, lines_moved])
def test_page_and_program_agree_on_whatever_is_done_to_a_file(
    console, artel, example, tmp_path, damage
):
    page = console.signed_in("auditor", path="/journal")
    dice = np.random.default_rng(7)
    sound = tmp_path / "sound.jsonl"
    sound.write_bytes((example / "kz.jsonl").read_bytes())
    given(page, OTHER, sound)
    for turn in range(100):
        name = ("kz", "journal")[dice.integers(2)]
        file = tmp_path / f"{turn}.jsonl"
        file.write_bytes(damage((example / f"{name}.jsonl").read_text("utf-8"), dice))
        agree(page, artel, file, sound)
    console.expects("status of 401")


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.deep
def test_nothing_of_the_journal_is_wider_than_the_screen(console, width):
    page = console.signed_in("auditor", viewport={"width": width, "height": 900})
    for language in ("en", "ru"):
        page.evaluate(f"localStorage.setItem('artel.language', '{language}')")
        for path in ("/journal", "/journal/1"):
            page.goto(console.address + path)
            page.locator(".state").first.wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{path} in {language} at {width}"
    console.expects("status of 401")
