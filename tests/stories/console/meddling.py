"""What somebody may do to a journal's file before a member sees it."""

from __future__ import annotations

import re

from artel.commons.ids import canonical_json


def without(text, number):
    """Return the file without one line, its end counting what is left."""
    lines = text.splitlines()
    del lines[number - 1]
    lines[-1] = canonical_json({"record": "end", "records": len(lines) - 2})
    return "\n".join(lines) + "\n"


def forged(text, record):
    """Return the file with another signature of the first record of a kind."""
    found = re.search(rf'"record":"{record}"[^\n]*"signature":"', text)
    at = found.end()
    return text[:at] + ("1" if text[at] == "0" else "0") + text[at + 1 :]


def damaged(example):
    """Return, by a word, files that are right and files that somebody meddled with."""
    whole, kz = ((example / f"{name}.jsonl").read_text("utf-8") for name in ("journal", "kz"))
    last = whole.splitlines()[-2]
    return {
        "good": whole,
        "good extract": kz,
        "body": kz.replace("KAZEOSAT-1", "KAZEOSAT-2", 1),
        "entry": whole.replace('"actor":"operator"', '"actor":"operatot"', 1),
        "line": kz.replace('"task.sent"', '"task.sent', 1),
        "omitted": without(whole, 7),
        "omitted of extract": without(kz, 5),
        "no proof": without(kz, len(kz.splitlines()) - 1),
        "signature": forged(whole, "head"),
        "countersignature": forged(kz, "countersignature"),
        "cut": "\n".join(whole.splitlines()[:-1]) + "\n",
        "cut in a line": kz[:-9],
        "cut in half": whole[: len(whole) // 2],
        "twice": whole.replace(last, f"{last}\n{last}"),
        "newer": whole.replace("artel-journal/1", "artel-journal/2", 1),
        "not text": "\x00",
    }


def bit_changed(text, dice):
    data = bytearray(text.encode())
    data[dice.integers(len(data))] ^= 1 << dice.integers(8)
    return bytes(data)


def lines_moved(text, dice):
    """Return the file with a line left out, doubled, or put in another place."""
    lines = text.splitlines()
    line = lines.pop(dice.integers(1, len(lines) - 1))
    for _ in range(dice.integers(3)):
        lines.insert(dice.integers(1, len(lines)), line)
    if dice.integers(2):
        lines[-1] = canonical_json({"record": "end", "records": len(lines) - 2})
    return ("\n".join(lines) + "\n").encode()
