"""A carrier asks for its own events in EPCIS, whichever way they came."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.api.epcis.conftest import Epcis
from tests.api.shop import OTHER_VIN, VIN, report, send
from tests.api.shop import event as plain_event
from tests.epcis.documents import car, event
from tests.epcis.standard import assert_standard


def test_an_event_reported_otherwise_is_told_in_the_standard_s_words(epcis: Epcis) -> None:
    report(epcis.carrier, epcis.shop, "rail", "departing", "17T09", reason="weather", place_code="CKG-YARD")
    answer = epcis.carrier.get("/v1/epcis/events").get_json(force=True)
    assert_standard(answer)
    [told] = epcis.ask()
    assert told.pop("eventID").startswith("urn:roadreel:reported:rail-departing:")
    assert told == {
        "type": "ObjectEvent",
        "eventTime": "2026-11-17T09:00:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "recordTime": "2026-11-20T08:30:00.000Z",
        "epcList": [f"urn:roadreel:vin:{VIN}"],
        "action": "OBSERVE",
        "bizStep": "departing",
        "disposition": "in_transit",
        "readPoint": {"id": "urn:roadreel:place:CKG-YARD"},
        "roadreel:classifier": "ACT",
        "roadreel:reportedAs": "rail-departing",
        "roadreel:reason": "weather",
    }


def test_a_corrected_event_is_declared_wrong_and_names_its_correction(epcis: Epcis) -> None:
    report(epcis.carrier, epcis.shop, "rail", "departing", "17T09")
    report(epcis.carrier, epcis.shop, "rail", "departing", "17T11", event_id="later", corrects="rail-departing")
    wrong, right = epcis.ask()
    assert wrong["errorDeclaration"]["correctiveEventIDs"] == [right["eventID"]]
    assert "errorDeclaration" not in right
    assert_standard(epcis.carrier.get("/v1/epcis/events").get_json(force=True))


def test_the_car_an_event_is_about_stays_the_same_when_the_order_gets_another(epcis: Epcis) -> None:
    report(epcis.carrier, epcis.shop, "rail", "departing", "17T09")
    epcis.shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN})
    assert [each["epcList"] for each in epcis.ask(MATCH_epc=car(VIN))] == [[car(VIN)]]
    assert epcis.ask(MATCH_epc=car(OTHER_VIN)) == []


@pytest.fixture
def three(epcis: Epcis, clock: Any) -> Epcis:
    """Two events from documents and one reported otherwise between them."""
    epcis.captured(event("loading", "2026-11-17T08:00:00+08:00", disposition="in_progress"))
    clock.forward(minutes=1)
    assert send(epcis.carrier, plain_event(epcis.shop, "rail", "departing", "17T09")) == ["accepted"]
    clock.forward(minutes=1)
    epcis.captured(event("arriving", "2026-11-19T08:00:00+08:00", epcList=[car(OTHER_VIN), car()]))
    return epcis


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        ({}, ["loading", "departing", "arriving"]),
        ({"EQ_bizStep": "departing"}, ["departing"]),
        ({"EQ_bizStep": "loading|https://ref.gs1.org/cbv/BizStep-arriving"}, ["loading", "arriving"]),
        ({"EQ_bizStep": "packing"}, []),
        ({"EQ_disposition": "in_progress"}, ["loading"]),
        ({"EQ_disposition": "in_transit"}, ["departing"]),
        ({"GE_eventTime": "2026-11-17T01:00:00Z"}, ["departing", "arriving"]),
        ({"LT_eventTime": "2026-11-17T01:00:00Z"}, ["loading"]),
        ({"GE_recordTime": "2026-11-20T08:31:00Z", "LT_recordTime": "2026-11-20T08:32:00Z"}, ["departing"]),
        ({"MATCH_epc": car(OTHER_VIN)}, ["arriving"]),
        ({"MATCH_epc": f"{car(OTHER_VIN)}|{car()}"}, ["loading", "departing", "arriving"]),
        ({"MATCH_epc": "urn:epc:id:sgtin:1.2.3"}, []),
        ({"MATCH_epc": "urn:roadreel:stage:nothing"}, []),
        ({"MATCH_epc": "urn:roadreel:trip:nothing"}, []),
    ],
)
def test_a_question_is_answered_exactly(three: Epcis, query: dict[str, str], steps: list[str]) -> None:
    assert [each["bizStep"] for each in three.ask(**query)] == steps


def test_pages_follow_the_link_until_there_is_none(three: Epcis) -> None:
    where, steps = "/v1/epcis/events?perPage=1&MATCH_epc=" + car(), []
    while where:
        answer = three.carrier.get(where)
        [one] = answer.get_json(force=True)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        steps.append(one["bizStep"])
        link = answer.headers.get("Link", "")
        assert not link or link.endswith('>; rel="next"')
        where = link.partition("<")[2].partition(">")[0]
        assert not where or dict(parse_qsl(urlsplit(where).query))["MATCH_epc"] == car()
    assert steps == ["loading", "departing", "arriving"]


def test_stages_and_trips_can_be_asked_for(three: Epcis) -> None:
    [rail] = [stage for stage in three.shop.get()["stages"] if stage["ref"] == "rail"]
    for epc in (f"urn:roadreel:stage:{rail['id']}", f"urn:roadreel:trip:{rail['trip_id']}"):
        assert [each["bizStep"] for each in three.ask(MATCH_epc=epc)] == ["departing"]


@pytest.mark.parametrize(
    "query", [{"perPage": 0}, {"perPage": 101}, {"nextPageToken": "x"}, {"GE_eventTime": "soon"}, {"EQ_color": "red"}]
)
def test_a_question_nobody_can_answer_is_a_400(epcis: Epcis, query: dict[str, Any]) -> None:
    answer = epcis.carrier.get("/v1/epcis/events", query_string=query)
    assert (answer.status_code, answer.json["type"]) == (400, "epcisException:QueryValidationException")


def test_carriers_see_their_own_events_only(three: Epcis, carrier_of: Any) -> None:
    other = Epcis(carrier_of("northern"), three.shop, three.machinery)
    assert other.ask() == []
