"""What a quote says of one member alone and of the pool; no satellite is named."""

import json

from tests.desk_fixtures import actor, wish

from artel.desk import quotes
from artel.desk.pool_files import pool_now


def test_a_member_alone_never_has_more_than_the_pool_and_no_satellite_is_named(planned):
    told = quotes.ask(planned, actor("customer", "minsk-agro", "BY"), wish())
    reach = told["reach"]
    assert reach["member"] == "BY"
    assert reach["pooled"]["looks"] > reach["alone"]["looks"]
    assert reach["pooled"]["success"] >= reach["alone"]["success"]
    with planned.unit() as unit:
        names = [each.name for each in pool_now(unit).satellites]
    assert names
    assert not any(name in json.dumps(reach) for name in names)
