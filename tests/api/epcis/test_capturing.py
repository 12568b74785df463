"""EPCIS documents are captured by jobs: all events or each on its own, twice like once, and nothing is lost."""

from typing import Any

import pytest

from api.epcis.routes import LARGEST_DOCUMENT, MOST_AT_ONCE, MOST_EVENTS
from store.words import Milestone
from tests.api.epcis.conftest import Epcis
from tests.api.shop import OTHER_VIN
from tests.epcis.documents import ELSE, car, declared_wrong, document, event
from tests.epcis.standard import assert_standard

IN_FULL = {
    "eventTime": "2026-11-17T01:00:00.123Z",
    "bizStep": "https://ref.gs1.org/cbv/BizStep-departing",
    "disposition": "in_transit",
    "readPoint": {"id": "urn:roadreel:place:CKG-YARD"},
    "bizLocation": {"id": "urn:epc:id:sgln:0614141.07346.1234"},
    "bizTransactionList": [{"type": "bol", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:1152"}],
    "sourceList": [{"type": "possessing_party", "source": "urn:epc:id:pgln:0614141.00000"}],
    "destinationList": [{"type": "location", "destination": "urn:epc:id:sgln:0614141.07347.0"}],
    "persistentDisposition": {"set": ["completeness_verified"]},
    "sensorElementList": [{"sensorReport": [{"type": "Temperature", "value": 26.0, "uom": "CEL"}]}],
    "roadreel:classifier": "ACT",
    "roadreel:reason": "weather",
    "trucks:seal": {"trucks:number": 12.50, "trucks:words": ["封", "条"]},
}


def test_a_departure_in_a_document_is_a_departure(epcis: Epcis) -> None:
    answer = epcis.send(event())
    assert answer.status_code == 202
    assert answer.headers["GS1-EPCIS-Version"].startswith("2.")
    waiting = epcis.job(answer)
    assert (waiting["running"], waiting["success"], "finishedAt" in waiting) == (True, True, False)
    epcis.work()
    job = epcis.job(answer)
    assert job == {
        "captureID": answer.headers["Location"].rpartition("/")[2],
        "createdAt": job["createdAt"],
        "finishedAt": job["finishedAt"],
        "running": False,
        "success": True,
        "captureErrorBehaviour": "rollback",
        "errors": [],
        "eventsDone": 1,
        "eventsTotal": 1,
    }
    assert epcis.order().milestone is Milestone.IN_TRANSIT
    assert epcis.entries() == [("event", "departed")]


def test_what_goes_in_comes_out_with_nothing_lost(epcis: Epcis) -> None:
    sent = [
        event(**IN_FULL),
        event("inspecting", readPoint={"id": "geo:29.7,106.6"}, **{"urn:roadreel:epcis:note": "by the gate"}),
        event("arriving", "2026-11-21T09:00:00+08:00", **{"roadreel:classifier": "EST"}),
        event("loading", type="AggregationEvent", action="ADD", parentID="urn:trucks:77", epcList=None)
        | {"childEPCs": [car(), car(OTHER_VIN)]},
        event("unloading", type="AssociationEvent", action="DELETE", parentID="urn:trucks:77", epcList=None)
        | {"childEPCs": [car()]},
        event("accepting", type="TransactionEvent", action="ADD", bizTransactionList=IN_FULL["bizTransactionList"]),
    ]
    assert_standard(document(*sent))
    assert epcis.captured(*sent)["errors"] == []
    answer = epcis.carrier.get("/v1/epcis/events")
    assert_standard(answer.json)
    got = epcis.ask()
    assert [each.pop("recordTime") for each in got] == ["2026-11-20T08:30:00.000Z"] * len(sent)
    assert [each.pop("@context") for each in got] == [[ELSE]] * len(sent)
    assert got == sent


def test_the_same_document_again_changes_nothing(epcis: Epcis) -> None:
    sent = [event(), event("arriving", "2026-11-19T09:00:00+08:00", eventID=None)]
    epcis.captured(*sent)
    version, listed = epcis.order().version, epcis.ask()
    assert epcis.captured(*sent)["success"] is True
    assert (epcis.order().version, epcis.ask()) == (version, listed)
    job = epcis.captured({**sent[0], "bizStep": "loading"})
    assert [error["code"] for error in job["errors"]] == ["event_id_reused"]


def test_by_default_one_wrong_event_keeps_all_out(epcis: Epcis) -> None:
    job = epcis.captured(event(), event("arriving", readPoint={"id": "urn:roadreel:place:NOWHERE"}))
    assert (job["success"], job["running"], job["eventsDone"]) == (False, False, 0)
    [error] = job["errors"]
    assert error.items() >= {"type": "epcisException:ValidationException", "status": 400, "eventIndex": 1}.items()
    assert error["code"] == "unknown_place"
    assert epcis.ask() == []
    assert epcis.order().milestone is not Milestone.IN_TRANSIT


def test_when_asked_to_proceed_each_event_is_judged_on_its_own(epcis: Epcis) -> None:
    job = epcis.captured(
        event(),
        event("packing"),
        event("arriving", epcList=[car(), car("NOT-A-VIN")]),
        "no event",
        event(type="TransformationEvent", epcList=None),
        behaviour="proceed",
    )
    assert (job["success"], job["eventsDone"], job["captureErrorBehaviour"]) == (False, 5, "proceed")
    assert [(error["eventIndex"], error["code"]) for error in job["errors"]] == [
        (1, "unsupported_biz_step"),
        (2, "vin_invalid"),
        (3, "not_an_event"),
        (4, "unsupported_event_type"),
    ]
    assert [each["bizStep"] for each in epcis.ask()] == ["departing", "arriving"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"eventTimeZoneOffset": "Z"}, "event_time_zone_offset"),
        ({"eventTimeZoneOffset": "+14:30"}, "event_time_zone_offset"),
        ({"eventTime": "2026-11-17T09:00:00"}, "event_time"),
        ({"eventTime": "2026-02-30T09:00:00Z"}, "event_time"),
        ({"eventTime": "1970-01-01T09:00:00Z"}, "time_out_of_range"),
        ({"eventTime": "2090-01-01T09:00:00Z"}, "time_out_of_range"),
        ({"bizStep": None}, "biz_step_missing"),
        ({"bizStep": 7}, "not_a_word"),
        ({"action": "LOOK"}, "action"),
        ({"epcList": []}, "no_car"),
        ({"epcList": ["urn:epc:id:sgtin:0614141.107346.2017"]}, "unknown_epc"),
        ({"epcList": [car(f"LSVAA4182E{number:07d}") for number in range(101)]}, "too_many_cars"),
        ({"epcList": "urn:roadreel:vin:X"}, "not_a_uri"),
        ({"readPoint": {"id": "urn:epc:id:sgln:1.2.3"}}, "unknown_place"),
        ({"readPoint": {"id": "geo:north"}}, "unknown_place"),
        ({"readPoint": {"id": "geo:nan,0"}}, "location_out_of_range"),
        ({"readPoint": "WUH-HUB"}, "not_a_uri"),
        ({"eventID": "7"}, "not_a_uri"),
        ({"roadreel:classifier": "SURE"}, "unknown_classifier"),
        ({"roadreel:reason": "mood"}, "unknown_reason"),
        ({"roadreel:reason": 7}, "not_a_word"),
        ({"seal": 7}, "unknown_member"),
        ({"sourceList": [{"source": "urn:a:b"}]}, "misshapen_list"),
        ({"quantityList": {}}, "misshapen_list"),
        ({"errorDeclaration": {}}, "error_declaration"),
        ({"errorDeclaration": {"declarationTime": "2026-11-18T09:00:00Z"}}, "unknown_event"),
        ({"type": "TransactionEvent"}, "biz_transaction_list"),
    ],
)
def test_an_event_that_cannot_be_taken_says_why(epcis: Epcis, changes: dict[str, Any], code: str) -> None:
    [error] = epcis.captured(event(**changes))["errors"]
    assert error["code"] == code
    assert error["detail"].endswith(".")


def test_what_did_not_occur_is_taken_back_and_the_buyer_reads_that_it_was_wrong(epcis: Epcis) -> None:
    wrong = event()
    epcis.captured(wrong)
    job = epcis.captured(declared_wrong(wrong))
    assert job["errors"] == []
    assert epcis.order().milestone is not Milestone.IN_TRANSIT
    assert epcis.entries() == [("correction", "corrected")]
    listed = epcis.ask()
    assert ["errorDeclaration" in each for each in listed] == [False, True]
    assert epcis.captured(declared_wrong(wrong))["success"] is True
    assert len(epcis.ask()) == 2


def test_incorrect_data_is_replaced_by_the_events_that_are_named(epcis: Epcis) -> None:
    wrong = event(at="2026-11-16T09:00:00+08:00")
    right = event()
    said = {"roadreel:reason": "weather"}
    declaration = declared_wrong(wrong, "incorrect_data", right["eventID"])
    declaration["errorDeclaration"] |= said
    assert_standard(document(declaration, wrong, right))
    assert epcis.captured(declaration, wrong, right)["errors"] == []
    assert epcis.entries() == [("correction", "corrected_because"), ("event", "departed")]
    assert epcis.order().milestone_since.isoformat() == "2026-11-17T01:00:00+00:00"


def test_a_car_that_nobody_ordered_yet_waits_and_the_declaration_with_it(epcis: Epcis) -> None:
    early = event(epcList=[car(OTHER_VIN)])
    assert epcis.captured(early)["success"] is True
    assert epcis.ask(MATCH_epc=car(OTHER_VIN))[0]["eventID"] == early["eventID"]
    assert epcis.captured(declared_wrong(early))["success"] is True
    epcis.shop.put(vehicle={"make": "Aurora", "model": "E5", "vin": OTHER_VIN})
    assert epcis.order().milestone is not Milestone.IN_TRANSIT


def test_a_truck_that_departs_takes_all_its_cars_along(epcis: Epcis) -> None:
    [rail] = [stage for stage in epcis.shop.get()["stages"] if stage["ref"] == "rail"]
    trip = f"urn:roadreel:trip:{rail['trip_id']}"
    departs = event(type="AggregationEvent", parentID=trip, action="DELETE", epcList=None)
    assert epcis.captured(departs)["errors"] == []
    assert epcis.order().milestone is Milestone.IN_TRANSIT


def test_nobody_declares_somebody_else_s_event_wrong(epcis: Epcis, carrier_of: Any) -> None:
    wrong = event()
    epcis.captured(wrong)
    other = Epcis(carrier_of("northern"), epcis.shop, epcis.machinery)
    [error] = other.captured(declared_wrong(wrong))["errors"]
    assert error["code"] == "unknown_event"
    assert epcis.order().milestone is Milestone.IN_TRANSIT


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "EPCISQueryDocument"}, "not_a_document"),
        ({"schemaVersion": "1.2"}, "schema_version"),
        ({"creationDate": "yesterday"}, "creation_date"),
        ({"epcisBody": {}}, "event_list"),
        ({"colour": "red"}, "unknown_member"),
    ],
)
def test_what_is_no_document_is_refused_at_once_in_the_standard_s_words(
    epcis: Epcis, body: dict[str, Any], code: str
) -> None:
    answer = epcis.send(event(), **body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert (answer.json["type"], answer.json["code"]) == ("epcisException:ValidationException", code)


def test_refusals_are_the_standard_s_exceptions(epcis: Epcis, client: Any) -> None:
    post = epcis.carrier.post
    assert post("/v1/epcis/capture", json=["list"]).status_code == 400
    assert post("/v1/epcis/capture", data="{", content_type="application/json").status_code == 400
    assert post("/v1/epcis/capture", json=document(event(note="\0"))).status_code == 400
    behaviour = post("/v1/epcis/capture", json=document(), headers={"GS1-Capture-Error-Behaviour": "hope"})
    assert behaviour.json["code"] == "capture_error_behaviour"
    xml = post("/v1/epcis/capture", data="<a/>", content_type="application/xml")
    assert xml.json["type"] == "epcisException:UnsupportedMediaTypeException"
    nobody = client.get("/v1/epcis/events")
    assert (nobody.status_code, nobody.json["type"]) == (401, "epcisException:SecurityException")
    gone = epcis.carrier.get(f"/v1/epcis/capture/cap_{'0' * 32}")
    assert gone.json["type"] == "epcisException:NoSuchResourceException"


def test_a_document_that_is_too_large_is_refused_with_a_sentence(epcis: Epcis) -> None:
    many = epcis.send(*[{}] * (MOST_EVENTS + 1))
    assert (many.status_code, many.json["code"]) == (413, "too_many_events")
    whole = epcis.send(*[{}] * (MOST_AT_ONCE + 1))
    assert (whole.status_code, whole.json["code"]) == (413, "too_many_events_at_once")
    assert epcis.send(*[{}] * (MOST_AT_ONCE + 1), behaviour="proceed").status_code == 202
    large = epcis.carrier.post(
        "/v1/epcis/capture", data=b" " * (LARGEST_DOCUMENT + 1), content_type="application/ld+json"
    )
    assert (large.status_code, large.json["type"]) == (413, "epcisException:CaptureLimitExceededException")
    assert large.json["detail"] == "A document has at most 20 MiB. Send its events in several documents."
    assert epcis.send(event(**{"trucks:log": "x" * (3 * 1024 * 1024)})).status_code == 202


def test_a_document_about_more_cars_than_one_transaction_holds_says_so(epcis: Epcis) -> None:
    cars = [f"urn:roadreel:vin:LSVAA4182E2{number:06}" for number in range(100)]
    job = epcis.captured(*(event(epcList=cars) for _ in range(201)))
    assert (job["success"], job["eventsDone"]) == (False, 0)
    assert [(error["code"], error["eventIndex"]) for error in job["errors"]] == [("too_many_cars_at_once", 200)]


def test_nobody_sees_another_s_job(epcis: Epcis, carrier_of: Any) -> None:
    answer = epcis.send(event())
    assert carrier_of("northern").get(answer.headers["Location"]).status_code == 404
