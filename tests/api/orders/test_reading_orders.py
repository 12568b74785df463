"""A buyer's orders: the list, the whole order, and how both follow the clock and the language."""

from datetime import timedelta
from decimal import Decimal

import pytest

from store.ids import wire_id
from store.tables import Order, Service
from store.words import ClipStatus, CutStatus, Locale, Milestone, OrderState, PlaceKind, ServiceKind, ServiceStatus
from tests.rows import MADE_AT, make_buyer, make_cut, make_order, make_place, tell
from tracking.timeline import remove_entry, touch_order

EXPECTED = {
    "state": "estimated",
    "earliest": "2026-11-24T00:00:00+00:00",
    "latest": "2026-11-26T10:00:00+00:00",
    "promised_earliest": "2026-11-20T16:00:00+00:00",
    "promised_latest": "2026-11-25T16:00:00+00:00",
    "coverage": None,
    "cases": 0,
    "reason": "weather",
    "updated_at": "2026-11-20T08:00:00+00:00",
    "history": [
        {
            "at": "2026-11-18T08:00:00+00:00",
            "earliest": "2026-11-22T00:00:00+00:00",
            "latest": "2026-11-24T00:00:00+00:00",
        },
        {
            "at": "2026-11-20T08:00:00+00:00",
            "earliest": "2026-11-24T00:00:00+00:00",
            "latest": "2026-11-26T10:00:00+00:00",
            "reason": "weather",
        },
    ],
}


@pytest.fixture
def order(session) -> Order:
    return make_order(session, make_buyer(session, locale=Locale.ZH), eta=dict(EXPECTED))


@pytest.fixture
def buyer(sign_in, order):
    return sign_in("buyer", of=order.buyer)


@pytest.fixture
def path(order) -> str:
    return f"/v1/orders/{wire_id('ord', order.id)}"


def read(buyer, path: str, language: str = "en"):
    answer = buyer.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_list_shows_how_each_order_stands(session, order, buyer) -> None:
    [item] = read(buyer, "/v1/orders")["items"]
    assert item["id"] == wire_id("ord", order.id)
    assert item["number"] == order.number
    assert item["vehicle"] == {"make": "Nova", "model": "S7", "colour": "aurora green"}
    assert item["state"] == "open"
    assert item["progress"] == {
        "milestone": "ordered",
        "code": "ordered",
        "params": {},
        "text": "Order placed",
        "since": "2026-11-20T08:00:00.000Z",
    }
    assert item["flags"] == {"delayed": False, "on_hold": False}
    assert item["unread"] == 0
    assert "poster" not in item


def test_orders_come_newest_first_a_page_at_a_time(session, order, buyer) -> None:
    older = make_order(session, order.buyer, ordered_at=MADE_AT - timedelta(days=3))
    newer = make_order(session, order.buyer, ordered_at=MADE_AT + timedelta(days=3))
    first = read(buyer, "/v1/orders?limit=2")
    rest = read(buyer, f"/v1/orders?limit=2&cursor={first['next_cursor']}")
    told = [item["number"] for item in first["items"] + rest["items"]]
    assert told == [newer.number, order.number, older.number]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=nonsense", "state=open"])
def test_a_list_asked_for_in_a_way_it_does_not_know_is_422(buyer, query) -> None:
    assert buyer.get(f"/v1/orders?{query}").status_code == 422


def test_unread_counts_what_came_after_the_last_look(session, order, buyer, path) -> None:
    for subject in "abc":
        tell(session, order, subject=subject)
    assert read(buyer, path)["unread"] == 3
    assert buyer.post(f"{path}/seen", json={"seq": 2}).json == {"seen_seq": 2, "unread": 1}
    tell(session, order, subject="a", code="arrived")
    assert read(buyer, path)["unread"] == 2
    remove_entry(session, order, "a", MADE_AT)
    assert read(buyer, path)["unread"] == 1


def test_the_poster_is_of_the_clip_that_was_filmed_last(session, order, buyer) -> None:
    newest = make_cut(session, order)
    newest.clip.captured_at += timedelta(hours=1)
    make_cut(session, order, published_at=MADE_AT + timedelta(days=1))  # sent late by a phone without a signal
    make_cut(session, order, status=CutStatus.HELD).clip.captured_at += timedelta(hours=2)
    taken_back = make_cut(session, order)
    taken_back.clip.status, taken_back.clip.held_attempt = ClipStatus.HELD, 1
    taken_back.clip.captured_at += timedelta(hours=3)
    session.flush()
    [item] = read(buyer, "/v1/orders")["items"]
    assert item["poster"] == f"/v1/cuts/{wire_id('cut', newest.id)}/poster.jpg"


def test_a_step_since_the_milestone_is_the_substatus(session, order, buyer, path) -> None:
    order.milestone = Milestone.IN_TRANSIT
    order.progress_code, order.progress_params = "arrived", {"place": {"en": "Wuhan", "zh": "武汉"}}
    session.flush()
    progress = read(buyer, path)["progress"]
    assert (progress["milestone"], progress["substatus"]) == ("in_transit", "arrived")
    assert progress["text"] == "Arrived in Wuhan"


class TestEta:
    def eta(self, buyer, path):
        return read(buyer, path)["eta"]

    def test_an_estimate_ahead_is_told_as_it_is(self, buyer, path):
        eta = self.eta(buyer, path)
        assert (eta["state"], eta["earliest"], eta["latest"]) == (
            "estimated",
            "2026-11-24T00:00:00.000Z",
            "2026-11-26T10:00:00.000Z",
        )
        assert eta["reason"] == "weather"

    def test_a_beginning_that_has_passed_is_not_shown(self, buyer, path, clock, sign_in, order):
        clock.forward(days=4)
        eta = self.eta(sign_in("buyer", of=order.buyer), path)
        assert (eta["state"], eta["earliest"], eta["latest"]) == ("estimated", None, "2026-11-26T10:00:00.000Z")

    def test_an_estimate_that_has_passed_is_overdue_and_shows_no_date(self, path, clock, sign_in, order):
        clock.forward(days=7)
        eta = self.eta(sign_in("buyer", of=order.buyer), path)
        assert (eta["state"], eta["earliest"], eta["latest"]) == ("overdue", None, None)
        assert eta["promised_latest"] == "2026-11-25T16:00:00.000Z"

    def test_without_an_eta_nothing_is_overdue(self, session, order, buyer, path):
        order.eta = {}
        session.flush()
        assert self.eta(buyer, path)["state"] == "none"

    def test_the_history_says_what_was_expected_then_and_why_it_moved(self, buyer, path):
        assert [step["text"] for step in self.eta(buyer, path)["history"]] == [
            "Expected 22 to 24 November",
            "Expected 24 to 26 November (bad weather)",
        ]
        assert read(buyer, path, "zh")["eta"]["history"][1]["text"].startswith("预计11月24日至26日")

    @pytest.mark.parametrize(
        ("basis", "coverage", "text"),
        [
            ("promise", None, "As the shop promised."),
            ("appointment", None, "As agreed with you."),
            ("plan", None, "By the plan; no such journey is known yet."),
            ("history", None, "From 37 journeys like this one."),
            ("history", 0.806, "From 37 journeys like this one; such ranges held 81 times in 100."),
        ],
    )
    def test_it_says_what_it_rests_on(self, session, order, buyer, path, basis, coverage, text):
        order.eta = EXPECTED | {"basis": basis, "coverage": coverage, "cases": 37}
        session.flush()
        eta = self.eta(buyer, path)
        assert (eta["basis"], eta["coverage"], eta["cases"], eta["about"]["text"]) == (basis, coverage, 37, text)

    def test_a_time_when_no_date_could_be_given_is_part_of_the_history(self, session, order, buyer, path):
        order.eta = EXPECTED | {"history": [{"at": EXPECTED["updated_at"], "earliest": None, "latest": None}]}
        session.flush()
        assert self.eta(buyer, path)["history"][0]["code"] == "eta_none"


class TestNext:
    @pytest.fixture(autouse=True)
    def expected(self, session, order):
        place = make_place(session, name="Wuhan hub", name_zh="武汉枢纽", code="WUH")
        order.next_expected = {
            "code": "expect_arrival",
            "params": {"place": {"en": place.name, "zh": place.name_zh}, "place_code": "WUH"},
            "earliest": "2026-11-20T09:00:00+00:00",
            "latest": "2026-11-20T09:00:00+00:00",
        }
        session.flush()

    def test_the_next_step_names_its_place_and_time(self, buyer, path):
        told = read(buyer, path)["next_expected"]
        assert told["text"] == "Arrival in Wuhan hub"
        assert told["place"]["code"] == "WUH"
        assert (told["latest"], told["overdue"]) == ("2026-11-20T09:00:00.000Z", False)

    def test_a_step_that_should_have_happened_is_overdue_and_the_tag_tells_so(self, buyer, path, clock):
        tag = buyer.get(path).headers["ETag"]
        assert buyer.get(path, headers={"If-None-Match": tag}).status_code == 304
        clock.forward(minutes=59)
        answer = buyer.get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer.json["next_expected"]["overdue"] is True


def test_an_order_with_nothing_ahead_says_so_by_leaving_it_out(buyer, path) -> None:
    told = read(buyer, path)
    assert "next_expected" not in told
    assert "current_place" not in told
    assert (told["services"], told["actions"], told["milestones"]) == ([], [], [])


def test_milestones_keep_what_happened_and_drop_estimates_that_passed(session, order, buyer, path) -> None:
    order.milestones = [
        {"milestone": "ordered", "state": "done", "actual": "2026-11-18T08:00:00+00:00"},
        {
            "milestone": "in_transit",
            "state": "next",
            "planned": "2026-11-19T08:00:00+00:00",
            "estimated": "2026-11-20T07:00:00+00:00",
        },
        {"milestone": "delivered", "state": "open", "estimated": "2026-11-26T07:00:00+00:00"},
    ]
    session.flush()
    assert read(buyer, path)["milestones"] == [
        {"milestone": "ordered", "state": "done", "actual": "2026-11-18T08:00:00.000Z"},
        {"milestone": "in_transit", "state": "next", "planned": "2026-11-19T08:00:00.000Z"},
        {"milestone": "delivered", "state": "open", "estimated": "2026-11-26T07:00:00.000Z"},
    ]


def test_a_place_is_told_by_name_and_only_roughly_on_the_map(session, order, buyer, path) -> None:
    place = make_place(session, lat=30.59284, lon=114.30551, kind=PlaceKind.PORT)
    order.current_place_id = place.id
    session.flush()
    told = read(buyer, path)["current_place"]
    assert (told["name"], told["lat"], told["lon"]) == ("Wuhan yard", 30.6, 114.3)
    assert read(buyer, path, "zh")["current_place"]["name"] == "武汉停车场"


class TestSilence:
    def test_without_a_history_nobody_says_whether_it_is_usual(self, session, order, buyer, path):
        tell(session, order, now=MADE_AT)
        silence = read(buyer, path)["silence"]
        assert (silence["since"], silence["last_kind"]) == ("2026-11-20T08:00:00.000Z", "event")
        assert (silence["level"], silence["cases"]) == ("unknown", 0)
        assert "usual_s" not in silence
        assert silence["text"].startswith("No news for less than an hour. There is no history yet")

    def heard(self, session, order, **about) -> None:
        usual = {"since": MADE_AT.isoformat(), "kind": "clip", "lanes": [], "usual_s": 40 * 3600.0, "cases": 212}
        order.heard = usual | about
        session.flush()

    def test_a_usual_silence_says_how_long_it_may_last_and_what_comes_next(self, session, order, buyer, path, clock):
        self.heard(session, order, since=(clock() - timedelta(hours=31.9)).isoformat())
        order.next_expected = {
            "code": "expect_arrival",
            "params": {"place": {"en": "Wuhan", "zh": "武汉"}, "place_code": "WUH"},
            "earliest": "2026-11-20T16:30:00+00:00",
            "latest": "2026-11-21T09:00:00+00:00",
        }
        session.flush()
        silence = read(buyer, path)["silence"]
        assert (silence["level"], silence["usual_s"], silence["cases"]) == ("normal", 144_000, 212)
        assert silence["text"] == (
            "No news for 31 h; here it is usually quiet for up to 40 h. Next: Arrival in Wuhan, tomorrow."
        )
        chinese = read(buyer, path, "zh")["silence"]["text"]
        assert chinese == "已有31小时没有新消息；这一段通常最长40小时没有消息。接下来：到达武汉，明天。"
        today = {"earliest": "2026-11-20T09:00:00+00:00", "latest": "2026-11-20T15:30:00+00:00"}
        order.next_expected = {**order.next_expected, **today}
        session.flush()
        assert read(buyer, path)["silence"]["text"].endswith("Next: Arrival in Wuhan, today.")

    def test_a_silence_becomes_unusual_by_time_alone_and_the_tag_tells_so(self, session, order, buyer, path, clock):
        self.heard(session, order, since=(clock() - timedelta(hours=40)).isoformat())
        answer = buyer.get(path)
        assert answer.json["silence"]["level"] == "normal"
        clock.forward(minutes=1)
        answer = buyer.get(path, headers={"If-None-Match": answer.headers["ETag"], "Accept-Language": "en"})
        assert answer.status_code == 200
        assert answer.json["silence"]["level"] == "unusual"
        assert answer.json["silence"]["text"].startswith("No news for 40 h; that is longer than usual here")

    def test_fewer_than_five_earlier_silences_are_said_to_be_too_few(self, session, order, buyer, path):
        self.heard(session, order, usual_s=None, cases=4)
        silence = read(buyer, path)["silence"]
        assert (silence["level"], silence["cases"], silence["code"]) == ("unknown", 4, "silence_few")
        assert "Only 4 such waits are known" in silence["text"]

    def test_a_next_step_without_a_date_or_past_it_is_told_as_such(self, session, order, buyer, path):
        self.heard(session, order)
        order.next_expected = {"code": "expect_vin", "params": {}, "earliest": None, "latest": None}
        session.flush()
        assert read(buyer, path)["silence"]["text"].endswith("Next: Your car gets its number.")
        order.next_expected = {**order.next_expected, "due": "2026-11-20T08:00:00+00:00"}
        session.flush()
        assert read(buyer, path)["next_expected"]["overdue"] is True
        assert read(buyer, path)["silence"]["text"].endswith("This is taking longer than expected.")

    @pytest.mark.parametrize(
        "over",
        [
            {"milestone": Milestone.DELIVERED},
            {"milestone": Milestone.AVAILABLE_FOR_PICKUP},
            {"state": OrderState.CANCELLED},
        ],
    )
    def test_there_is_none_when_nothing_more_is_to_come(self, session, order, buyer, path, over):
        tell(session, order)
        for name, value in over.items():
            setattr(order, name, value)
        session.flush()
        assert "silence" not in read(buyer, path)

    def test_there_is_none_before_anything_was_heard(self, buyer, path):
        assert "silence" not in read(buyer, path)


def test_services_come_in_the_shop_s_order_with_money_as_text(session, order, buyer, path) -> None:
    about = {"order_id": order.id, "updated_at": MADE_AT}
    window = {"appointment_earliest": MADE_AT, "appointment_latest": MADE_AT + timedelta(hours=2)}
    session.add_all(
        [
            Service(**about, ref="b", kind=ServiceKind.INSURANCE, status=ServiceStatus.PENDING, position=1),
            Service(
                **about,
                **window,
                ref="a",
                kind=ServiceKind.CHARGER_INSTALLATION,
                status=ServiceStatus.SCHEDULED,
                provider="Volt",
                amount=Decimal("1200.50"),
                currency="CNY",
                position=0,
            ),
        ]
    )
    session.flush()
    charger, insurance = read(buyer, path)["services"]
    assert charger == {
        "kind": "charger_installation",
        "status": "scheduled",
        "text": "Charger at home",
        "status_text": "Charger at home: appointment on 20 November, 16:00 to 18:00",
        "provider": "Volt",
        "appointment": {"earliest": "2026-11-20T08:00:00.000Z", "latest": "2026-11-20T10:00:00.000Z"},
        "amount": "1200.50",
        "currency": "CNY",
    }
    assert insurance == {
        "kind": "insurance",
        "status": "pending",
        "text": "Insurance",
        "status_text": "Insurance: in progress",
    }


def test_the_handover_is_told_as_the_shop_put_it(session, order, buyer, path) -> None:
    store = make_place(session, name="Hankou store", kind=PlaceKind.STORE, address="Jiefang Ave 12")
    order.handover = {"mode": "pickup", "place_code": store.code, "bring": ["id_card"], "secret": "x"}
    session.flush()
    told = read(buyer, path)["handover"]
    assert (told["mode"], told["bring"]) == ("pickup", ["id_card"])
    assert (told["place"]["name"], told["place"]["address"]) == ("Hankou store", "Jiefang Ave 12")
    assert "secret" not in told


class TestTags:
    def test_an_unchanged_order_is_304(self, buyer, path):
        for address in (path, "/v1/orders"):
            tag = buyer.get(address).headers["ETag"]
            assert tag.startswith("W/")
            again = buyer.get(address, headers={"If-None-Match": f'"other", {tag}'})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)

    def test_a_change_a_look_and_another_language_each_make_a_new_tag(self, session, order, buyer, path):
        tags = [buyer.get(path).headers["ETag"]]
        tags.append(buyer.get(path, headers={"Accept-Language": "en"}).headers["ETag"])
        tell(session, order)
        tags.append(buyer.get(path).headers["ETag"])
        buyer.post(f"{path}/seen", json={"seq": 1})
        tags.append(buyer.get(path).headers["ETag"])
        touch_order(order, MADE_AT)
        session.flush()
        tags.append(buyer.get(path).headers["ETag"])
        assert len(set(tags)) == 5

    def test_an_estimate_that_passes_makes_a_new_tag(self, session, order, buyer, path, clock):
        order.eta = EXPECTED | {"latest": "2026-11-20T09:00:00+00:00"}
        session.flush()
        tag = buyer.get("/v1/orders").headers["ETag"]
        clock.forward(minutes=45)
        answer = buyer.get("/v1/orders", headers={"If-None-Match": tag})
        assert answer.json["items"][0]["eta"]["state"] == "overdue"

    def test_answers_belong_to_one_caller(self, buyer, path):
        headers = buyer.get(path).headers
        assert headers["Cache-Control"].startswith("private")
        assert {"Authorization", "Accept-Language"} <= {name.strip() for name in headers["Vary"].split(",")}


class TestSeen:
    def test_it_never_moves_back(self, session, order, buyer, path):
        tell(session, order)
        tell(session, order)
        buyer.post(f"{path}/seen", json={"seq": 2})
        assert buyer.post(f"{path}/seen", json={"seq": 1}).json["seen_seq"] == 2

    def test_nobody_has_seen_what_there_is_not(self, session, order, buyer, path):
        tell(session, order)
        assert buyer.post(f"{path}/seen", json={"seq": 2**60}).json == {"seen_seq": 1, "unread": 0}

    def test_it_is_no_change_of_the_order(self, session, order, buyer, path):
        tell(session, order)
        version = order.version
        buyer.post(f"{path}/seen", json={"seq": 1})
        session.refresh(order)
        assert (order.version, order.latest_seq) == (version, 1)

    @pytest.mark.parametrize(
        "body",
        [{}, {"seq": -1}, {"seq": "1"}, {"seq": 1.5}, {"seq": None}, {"seq": 2**63}, {"seq": 1, "more": 1}, []],
    )
    def test_a_body_that_makes_no_sense_is_422(self, buyer, path, body):
        assert buyer.post(f"{path}/seen", json=body).status_code == 422
