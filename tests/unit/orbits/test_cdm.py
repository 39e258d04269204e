"""Conjunction data messages in KVN and XML, and complaints with line and keyword."""

from __future__ import annotations

import pytest

from artel.orbits.cdm import read_cdm
from artel.orbits.time import posix_from_civil

COVARIANCE = ["CR_R", "CT_R", "CT_T", "CN_R", "CN_T", "CN_N"]


def of_object(number, designator, *, covariance=True):
    """Return the fields of an object of a message."""
    fields = [("OBJECT", f"OBJECT{number}"), ("OBJECT_DESIGNATOR", designator)]
    fields += [("CATALOG_NAME", "SATCAT"), ("OBJECT_NAME", f"NAME {number}")]
    fields += [("X", "2570.1"), ("Y", "2244.6"), ("Z", "6281.4")]
    return fields + [(name, "41.5") for name in COVARIANCE if covariance]


HEAD = [("CREATION_DATE", "2026-10-05T01:02:03.5"), ("ORIGINATOR", "SOMEBODY"),
        ("MESSAGE_ID", "M1")]  # fmt: skip
RELATIVE = [("TCA", "2026-10-06T12:00:00.250"), ("MISS_DISTANCE", "715"),
            ("RELATIVE_SPEED", "14762"), ("COLLISION_PROBABILITY", "4.835E-05"),
            ("COLLISION_PROBABILITY_METHOD", "FOSTER-1992")]  # fmt: skip
PARTIES = [of_object(1, "43180"), of_object(2, "30337", covariance=False)]
UNITS = {"MISS_DISTANCE": " [m]", "RELATIVE_SPEED": " [m/s]", "X": " [km]", "CR_R": " [m**2]"}


def kvn(fields):
    lines = [f"{name:<30} = {value}{UNITS.get(name, '')}" for name, value in fields]
    return "\n".join(["CCSDS_CDM_VERS = 1.0", "COMMENT of nobody's", *lines, ""])


def leaves(fields):
    return "\n".join(f"<{name}>{value}</{name}>" for name, value in fields)


def xml():
    segments = "".join(f"<segment>\n{leaves(fields)}</segment>\n" for fields in PARTIES)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<cdm id="CCSDS_CDM_VERS" version="1.0">\n'
        f"<header>\n<COMMENT>of nobody's</COMMENT>\n{leaves(HEAD)}</header>\n"
        f"<body>\n<relativeMetadataData>\n{leaves(RELATIVE)}</relativeMetadataData>\n"
        f"{segments}</body>\n</cdm>\n"
    )


WHOLE = [*HEAD, *RELATIVE, *PARTIES[0], *PARTIES[1]]


def without(keyword):
    return kvn([field for field in WHOLE if field[0] != keyword])


def having(keyword, value):
    return kvn([(name, value if name == keyword else old) for name, old in WHOLE])


@pytest.mark.parametrize("text", [kvn(WHOLE), xml(), "\ufeff\r\n" + kvn(WHOLE)])
def test_a_message_is_read_whole(text):
    (message,) = read_cdm(text)
    assert message.originator == "SOMEBODY"
    assert message.message_id == "M1"
    assert message.created == posix_from_civil(2026, 10, 5, 1, 2, 3.5)
    assert message.time == posix_from_civil(2026, 10, 6, 12, 0, 0.25)
    assert (message.miss, message.speed) == (715.0, 14762.0)
    assert (message.probability, message.method) == (4.835e-05, "FOSTER-1992")
    first, second = message.parties
    assert (first.name, first.norad_id, first.covariance) == ("NAME 1", 43180, True)
    assert (second.name, second.norad_id, second.covariance) == ("NAME 2", 30337, False)


def test_several_messages_of_one_text_are_all_read():
    assert len(read_cdm(kvn(WHOLE) + kvn(WHOLE))) == 2
    body = xml().split("\n", 1)[1]
    assert len(read_cdm(f"<ndm>{body}{body}</ndm>")) == 2


def test_what_the_originator_leaves_out_is_none():
    assert read_cdm(without("COLLISION_PROBABILITY"))[0].probability is None
    assert read_cdm(without("RELATIVE_SPEED"))[0].speed is None
    assert read_cdm(having("OBJECT_DESIGNATOR", "2026-001A"))[0].parties[0].norad_id is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (without("TCA"), "line 1: TCA: it is missing"),
        (without("MISS_DISTANCE"), "line 1: MISS_DISTANCE: it is missing"),
        (without("ORIGINATOR"), "line 1: ORIGINATOR: it is missing"),
        (without("OBJECT_DESIGNATOR"), "line 11: OBJECT_DESIGNATOR: it is missing"),
        (without("OBJECT"), "line 23: OBJECT_DESIGNATOR: it stands twice"),
        (kvn(HEAD), "line 1: OBJECT: a CDM has an OBJECT1"),
        (having("OBJECT", "OBJECT1"), "OBJECT: a CDM has an OBJECT1 and then an OBJECT2"),
        (having("MISS_DISTANCE", "far"), "line 7: MISS_DISTANCE: 'far' is not a number"),
        (having("MISS_DISTANCE", "nan"), "line 7: MISS_DISTANCE: 'nan' is not a number"),
        (having("COLLISION_PROBABILITY", "2"), "COLLISION_PROBABILITY: '2' is not a number from 0"),
        (having("TCA", "yesterday"), "line 6: TCA: "),
        (kvn([*HEAD, ("ORIGINATOR", "ANOTHER")]), "line 6: ORIGINATOR: it stands twice"),
        ("ORIGINATOR = X\n", "line 1: ORIGINATOR: a CDM begins with"),
        (kvn(WHOLE) + "and so on\n", "is no line of KEYWORD = value"),
        ("", "The text holds no CDM"),
        ("<oem/>", "The text holds no CDM"),
        (xml().replace("</cdm>", ""), "the XML breaks off here"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_keyword(text, complaint):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is what is held
        read_cdm(text)
    assert complaint in str(caught.value)


def test_entities_and_document_types_are_refused():
    text = xml().replace("<cdm", '<!DOCTYPE cdm [<!ENTITY a "b">]>\n<cdm', 1)
    with pytest.raises(ValueError, match="document type or entities"):
        read_cdm(text)
