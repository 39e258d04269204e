import importlib.util
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def maker():
    """Return the script that writes the console's types."""
    file = REPOSITORY / "scripts" / "console_types.py"
    spec = importlib.util.spec_from_file_location("console_types", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_types_are_those_of_the_api(maker):
    assert maker.OUT.read_text() == maker.client(maker.described()), "make client"


def test_shapes_of_the_description_become_types(maker):
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "Last-Event": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "state": {"enum": ["open", "closed"]},
            "ring": {"type": "array", "items": {"prefixItems": [{"type": "number"}] * 2,
                                                "type": "array"}},
            "more": {"type": "object", "additionalProperties": {"$ref": "#/schemas/Other"}},
        },
    }  # fmt: skip
    text = maker.client({"components": {"schemas": {"Row": schema}}, "paths": {}})
    assert "export interface Row {" in text
    assert "  id: string;" in text
    assert "  'Last-Event'?: number | null;" in text
    assert "  state?: 'open' | 'closed';" in text
    assert "  ring?: ([number, number])[];" in text
    assert "  more?: Record<string, Other>;" in text
