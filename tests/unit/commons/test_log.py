from __future__ import annotations

import json
import logging

import pytest

from artel.commons.log import JsonLines, set_up


@pytest.fixture(autouse=True)
def _leave_the_logger_as_it_was():
    logger = logging.getLogger("artel")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


def test_people_read_warnings_only_unless_they_ask_for_more(capsys):
    set_up()
    logging.getLogger("artel.fleet").info("a detail")
    logging.getLogger("artel.fleet").warning("a warning")
    assert capsys.readouterr().err == "WARNING a warning\n"
    set_up(verbose=True)
    logging.getLogger("artel.fleet").info("a detail")
    assert capsys.readouterr().err == "INFO a detail\n"


def test_machines_read_one_json_object_a_line_with_its_ids(capsys):
    set_up(json_lines=True)
    logging.getLogger("artel.day").warning("made %d", 3, extra={"run_id": "r-1"})
    line = json.loads(capsys.readouterr().err)
    assert line["message"] == "made 3"
    assert (line["level"], line["logger"], line["run_id"]) == ("warning", "artel.day", "r-1")
    assert line["time"].endswith("Z")
    assert "actor_id" not in line


def test_an_exception_stands_in_its_line():
    record = logging.LogRecord("artel", logging.ERROR, __file__, 1, "failed", (), None)
    record.exc_info = (RuntimeError, RuntimeError("broken"), None)
    assert "RuntimeError: broken" in json.loads(JsonLines().format(record))["exception"]
