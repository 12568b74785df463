"""Who may read an order: its buyer, now. To everybody else it is not there, in the same bytes."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from store.ids import new_id, wire_id
from store.objects import ObjectStore
from store.tables import AccessToken, SignedIn
from store.words import ClipStatus, CutStatus, EntryKind
from tests.rows import make_buyer, make_clip, make_cut, make_order, make_place, make_renditions, tell

ORDER_ROUTES = [
    ("GET", "/v1/orders/{order}"),
    ("GET", "/v1/orders/{order}/timeline"),
    ("GET", "/v1/orders/{order}/timeline?since=0"),
    ("POST", "/v1/orders/{order}/seen"),
    ("POST", "/v1/orders/{order}/playback"),
]
CUT_ROUTES = [
    ("GET", f"/v1/cuts/{{cut}}/{name}")
    for name in ("master.m3u8", "360.m3u8", "storyboard.vtt", "poster.jpg", "storyboard.jpg", "download.mp4")
]
ROUTES = ORDER_ROUTES + CUT_ROUTES
MALFORMED = [
    "ord_" + "f" * 31,
    "stg_" + "0" * 32,
    "ORD_" + "0" * 32,
    "..",
    "1",
    "ord_%00",
    "ord_" + "é" * 32,
]


def ask(person, method: str, route: str, **ids: str):
    body = {"json": {"seq": 1}} if route.endswith("/seen") else {}
    return person.open(method=method, path=route.format(**ids), **body)


def said(answer) -> tuple[int, bytes, str]:
    """Status, body without the request id, and what a cache or a script would see."""
    body = re.sub(rb'"request_id": ?"[^"]*"', b"", answer.data)
    kept = {"content-type", "cache-control", "vary", "www-authenticate", "etag", "access-control-allow-origin"}
    headers = sorted((name.lower(), value) for name, value in answer.headers if name.lower() in kept)
    return answer.status_code, body, repr(headers)


@pytest.fixture
def object_store(settings) -> ObjectStore:
    """Addresses are signed without asking storage, and nobody follows them here."""
    return ObjectStore(replace(settings, s3_endpoint="http://127.0.0.1:9", s3_access_key="a", s3_secret_key="b"))


@pytest.fixture
def ids(order, cut) -> dict[str, str]:
    return {"order": wire_id("ord", order.id), "cut": wire_id("cut", cut.id)}


@pytest.fixture
def nowhere() -> dict[str, str]:
    return {"order": wire_id("ord", new_id()), "cut": wire_id("cut", new_id())}


@pytest.fixture
def stranger(session, sign_in):
    """Another buyer, who has an order with footage too."""
    person = sign_in("buyer")
    theirs = make_order(session, person.of)
    make_cut(session, theirs)
    return person


@pytest.mark.parametrize(("method", "route"), ROUTES)
class TestEachRoute:
    def test_its_buyer_may(self, buyer, ids, method, route):
        assert ask(buyer, method, route, **ids).status_code in {200, 201, 302}

    def test_nobody_is_asked_to_sign_in_whether_or_not_it_is_there(self, client, ids, nowhere, method, route):
        there, absent = ask(client, method, route, **ids), ask(client, method, route, **nowhere)
        assert there.status_code == 401
        assert "WWW-Authenticate" in there.headers
        assert said(there) == said(absent)

    def test_to_another_buyer_it_is_not_there(self, stranger, ids, nowhere, method, route):
        theirs, absent = ask(stranger, method, route, **ids), ask(stranger, method, route, **nowhere)
        assert theirs.status_code == 404
        assert said(theirs) == said(absent)

    def test_other_audiences_are_refused_whether_or_not_it_is_there(self, sign_in, ids, nowhere, method, route):
        for audience in ("driver", "carrier", "partner", "console"):
            other = sign_in(audience)
            there, absent = ask(other, method, route, **ids), ask(other, method, route, **nowhere)
            assert (there.status_code, there.json["code"]) == (403, "wrong_audience"), audience
            assert said(there) == said(absent), audience

    def test_an_expired_token_is_none(self, buyer, ids, clock, method, route):
        clock.forward(hours=2)
        assert ask(buyer, method, route, **ids).status_code == 401

    def test_a_session_that_ended_is_out_at_once(self, session, buyer, ids, clock, method, route):
        assert ask(buyer, method, route, **ids).status_code < 400
        session.get_one(SignedIn, buyer.session_id).ended_at = clock()
        session.flush()
        assert ask(buyer, method, route, **ids).status_code == 401

    def test_a_session_that_ran_out_is_out_although_its_token_lives(self, session, buyer, ids, clock, method, route):
        session.get_one(SignedIn, buyer.session_id).expires_at = clock()
        session.flush()
        assert ask(buyer, method, route, **ids).status_code == 401

    def test_a_token_that_was_revoked_is_out_at_once(self, session, buyer, ids, method, route):
        assert ask(buyer, method, route, **ids).status_code < 400
        session.query(AccessToken).filter_by(session_id=buyer.session_id).delete()
        assert ask(buyer, method, route, **ids).status_code == 401

    def test_after_a_transfer_the_former_buyer_finds_nothing_and_the_new_one_everything(
        self, session, buyer, order, sign_in, ids, nowhere, method, route
    ):
        new = sign_in("buyer")
        assert ask(buyer, method, route, **ids).status_code < 400
        order.buyer_id = new.of.id
        session.flush()
        former = ask(buyer, method, route, **ids)
        assert former.status_code == 404
        assert said(former) == said(ask(buyer, method, route, **nowhere))
        assert ask(new, method, route, **ids).status_code < 400

    def test_a_malformed_name_is_the_same_as_an_unknown_one(self, buyer, nowhere, method, route):
        absent = said(ask(buyer, method, route, **nowhere))
        for name in MALFORMED:
            assert said(ask(buyer, method, route, order=name, cut=name)) == absent, name


@pytest.mark.parametrize(("method", "route"), CUT_ROUTES)
class TestPlaybackTokens:
    def by(self, client, token: str, method: str, route: str, **ids: str):
        return client.open(method=method, path=f"{route.format(**ids)}?t={token}")

    def refused(self, client, token, method, route, ids, nowhere):
        answer = self.by(client, token, method, route, **ids)
        assert answer.status_code == 404
        assert said(answer) == said(self.by(client, "rrp_unknown", method, route, **nowhere))

    def test_it_opens_the_cut(self, client, playback_token, ids, method, route):
        assert self.by(client, playback_token, method, route, **ids).status_code in {200, 302}

    def test_a_token_we_never_gave_opens_nothing_while_others_do(
        self, client, playback_token, ids, nowhere, method, route
    ):
        for token in ("", "rrp_unknown", "%00", "%ff%fe", "é", "x" * 5000):
            self.refused(client, token, method, route, ids, nowhere)

    def test_an_access_token_is_not_a_playback_token(
        self, client, buyer, playback_token, ids, nowhere, method, route
    ):
        self.refused(client, buyer.token, method, route, ids, nowhere)

    def test_it_ends_after_half_an_hour(self, client, playback_token, ids, nowhere, clock, method, route):
        clock.forward(minutes=29)
        assert self.by(client, playback_token, method, route, **ids).status_code < 400
        clock.forward(minutes=1)
        self.refused(client, playback_token, method, route, ids, nowhere)

    def test_it_ends_with_the_session(
        self, session, client, buyer, playback_token, ids, nowhere, clock, method, route
    ):
        session.get_one(SignedIn, buyer.session_id).ended_at = clock()
        session.flush()
        self.refused(client, playback_token, method, route, ids, nowhere)

    def test_it_ends_when_the_session_runs_out(
        self, session, client, buyer, playback_token, ids, nowhere, clock, method, route
    ):
        session.get_one(SignedIn, buyer.session_id).expires_at = clock() - timedelta(seconds=1)
        session.flush()
        self.refused(client, playback_token, method, route, ids, nowhere)

    def test_it_ends_when_the_order_goes_to_somebody_else(
        self, session, client, order, playback_token, ids, nowhere, method, route
    ):
        order.buyer_id = make_buyer(session).id
        session.flush()
        self.refused(client, playback_token, method, route, ids, nowhere)

    def test_it_opens_no_other_order_s_cut_not_even_of_the_same_clip(
        self, session, client, order, clip, renditions, playback_token, nowhere, method, route
    ):
        others = make_cut(session, make_order(session), clip)
        of_my_other_order = make_cut(session, make_order(session, order.buyer), clip)
        for cut in (others, of_my_other_order):
            self.refused(client, playback_token, method, route, {"cut": wire_id("cut", cut.id)}, nowhere)

    def test_a_removed_cut_is_gone(
        self, session, client, buyer, cut, playback_token, ids, nowhere, clock, method, route
    ):
        cut.status, cut.removed_at = CutStatus.REMOVED, clock()
        session.flush()
        self.refused(client, playback_token, method, route, ids, nowhere)
        assert said(ask(buyer, method, route, **ids)) == said(ask(buyer, method, route, **nowhere))

    def test_a_held_cut_is_not_there_yet(self, session, client, cut, playback_token, ids, nowhere, method, route):
        cut.status = CutStatus.HELD
        session.flush()
        self.refused(client, playback_token, method, route, ids, nowhere)

    @pytest.mark.parametrize("status", [ClipStatus.REMOVED, ClipStatus.HELD])
    def test_a_clip_that_was_taken_back_takes_its_cuts_along(
        self, session, client, clip, playback_token, ids, nowhere, method, route, status
    ):
        clip.status, clip.held_attempt = status, clip.attempt
        session.flush()
        self.refused(client, playback_token, method, route, ids, nowhere)

    def test_a_clip_processed_again_keeps_showing_what_was_published(
        self, session, client, clip, playback_token, ids, method, route
    ):
        clip.status, clip.attempt = ClipStatus.PROCESSING, 2
        session.flush()
        assert self.by(client, playback_token, method, route, **ids).status_code < 400

    def test_with_a_token_in_the_address_the_header_does_not_count(
        self, stranger, buyer, playback_token, ids, method, route
    ):
        assert self.by(stranger, playback_token, method, route, **ids).status_code < 400
        assert self.by(buyer, "rrp_unknown", method, route, **ids).status_code == 404


def test_nothing_of_another_order_appears_in_what_a_buyer_reads(session, sign_in, clock) -> None:
    """Every text of an order is marked with the order's own word; no answer holds another's."""
    words = ["canaryred", "canaryblue", "canarygold"]
    people = {}
    shared = make_clip(session)
    make_renditions(session, shared)
    for word in words:
        person = sign_in("buyer", name=f"{word}-name")
        place = make_place(session, code=f"{word}-code", name=f"{word}-place", name_zh=f"{word}-place")
        order = make_order(
            session,
            person.of,
            number=f"{word}-number",
            handover={"mode": "delivery", "address": f"{word}-street", "contact": f"{word}-contact"},
            progress_code="in_storage",
            progress_params={"place": {"en": f"{word}-place", "zh": f"{word}-place"}},
            current_place_id=place.id,
        )
        order.vehicle.colour = f"{word}-colour"
        cut = make_cut(session, order, shared, proof={"of": word})
        tell(session, order, kind=EntryKind.CLIP, code="clip_published", params={}, cut=cut, place=place)
        tell(session, order, params={"place": {"en": f"{word}-place", "zh": f"{word}-place"}}, place=place)
        people[word] = (person, {"order": wire_id("ord", order.id), "cut": wire_id("cut", cut.id)})
    session.flush()
    for _round in range(2):  # the second is answered from what the first left behind
        for mine, (person, _ids) in people.items():
            answers = [person.get("/v1/orders")]
            for ids in (ids for _person, ids in people.values()):
                answers += [ask(person, method, route, **ids) for method, route in ROUTES]
            text = "".join(answer.text + str(answer.headers) for answer in answers)
            assert f"{mine}-place" in text
            assert [word for word in words if word != mine and word in text] == []
