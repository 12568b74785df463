"""A shop's messages overtake each other: whichever come, in whatever order, the newest version counts."""

from itertools import permutations
from typing import Any

from api.partner.answers import partner_order_answer
from store.errors import WrongState
from store.words import Locale
from tests.api.shop import OTHER_VIN, order, stage
from tests.tracking.journeys import NOW, Journey

MORNING = {"earliest": "2026-11-24T01:00:00Z", "latest": "2026-11-24T04:00:00Z"}
EVENING = {"earliest": "2026-11-24T09:00:00Z", "latest": "2026-11-24T11:00:00Z"}
STORE = {"mode": "pickup", "place_code": "WUH-STORE"}
VERSIONS: list[dict[str, Any]] = [
    {},
    {"vehicle": {**order()["vehicle"], "vin": OTHER_VIN}, "handover": {**STORE, "window": MORNING}},
    {"state": "cancelled", "services": [{"ref": "s1", "kind": "insurance", "status": "cancelled"}]},
    {
        "buyer": {"phone": "+8613900139000", "name": "Wu Hao", "locale": "en"},
        "handover": {**STORE, "window": EVENING},
        "stages": [stage(0), stage(1)],
        "services": [{"ref": "s2", "kind": "registration", "status": "pending"}],
    },
]


def told(journey: Journey, arrangement: tuple[int, ...]) -> dict[str, Any]:
    """What the shop reads after its messages came in that order, each of them twice; undone again."""
    savepoint = journey.session.begin_nested()
    newest = -1
    for number in arrangement:
        for _again in range(2):
            try:
                found = journey.put(source_version=number, **VERSIONS[number])
            except WrongState as refused:
                assert (refused.code, number < newest) == ("stale_version", True)
        newest = max(newest, number)
    journey.session.expire_all()
    answer = partner_order_answer(journey.session, found, Locale.EN, NOW)
    read = {
        "state": answer["state"],
        "buyer": answer["buyer"].phone,
        "vin": answer["vehicle"].vin,
        "milestone": answer["milestone"],
        "window": answer["handover"].get("window"),
        "appointment": answer["handover"]["appointment"]["state"],
        "clashes": [clash["code"] for clash in answer["handover"]["clashes"]],
        "stages": [(one["ref"], one["planned_start"], one["trip"]) for one in answer["stages"]],
        "services": [(one["ref"], one["status"]) for one in answer["services"]],
        "source_version": answer["source_version"],
    }
    savepoint.rollback()
    journey.session.expire_all()
    return read


def test_messages_that_overtake_each_other_end_in_the_newest_version(journey: Journey) -> None:
    for newest in range(1, len(VERSIONS)):
        arrangements = list(permutations(range(newest + 1)))
        expected = told(journey, arrangements[0])
        assert expected["source_version"] == newest
        for arrangement in arrangements[:: (1, 1, 3, 11)[newest]]:
            assert told(journey, arrangement) == expected, arrangement
            assert told(journey, arrangement[arrangement.index(newest) :]) == expected, "the earlier ones never came"
