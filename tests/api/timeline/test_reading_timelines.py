"""Reading a timeline: pages, changes, tags and refusals."""

import gzip
import json
from datetime import timedelta

import pytest

from store.ids import new_id, wire_id
from store.tables import Order, TimelineEntry
from store.words import EntryKind, Locale
from tests.rows import MADE_AT, make_buyer, make_cut, make_order, tell
from tracking.timeline import remove_entry, touch_order


@pytest.fixture
def order(session) -> Order:
    return make_order(session, make_buyer(session, locale=Locale.ZH))


@pytest.fixture
def buyer(sign_in, order):
    return sign_in("buyer", of=order.buyer)


@pytest.fixture
def path(order) -> str:
    return f"/v1/orders/{wire_id('ord', order.id)}/timeline"


def seqs(answer) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [item["seq"] for item in answer.json["items"]]


def walk(buyer, path: str, **query: object) -> list[int]:
    """The seqs of every page, by following the cursors."""
    found, cursor = [], None
    while True:
        answer = buyer.get(path, query_string={**query, **({"cursor": cursor} if cursor else {})})
        found += seqs(answer)
        cursor = answer.json["next_cursor"]
        if cursor is None:
            return found


def test_a_new_order_has_an_empty_timeline(buyer, path) -> None:
    assert buyer.get(path).json == {"items": [], "latest_seq": 0, "next_cursor": None}


def test_entries_come_newest_first_by_when_they_happened(session, order, buyer, path) -> None:
    for minutes in (3, 1, 2):
        tell(session, order, happened_at=MADE_AT + timedelta(minutes=minutes))
    assert seqs(buyer.get(path)) == [1, 3, 2]


def test_every_page_together_is_the_whole_story_once(session, order, buyer, path) -> None:
    for number in range(7):
        tell(session, order, happened_at=MADE_AT + timedelta(minutes=number // 3))  # some at the same moment
    everything = walk(buyer, path, limit=100)
    assert len(everything) == 7
    for limit in (1, 2, 3, 6, 7):
        assert walk(buyer, path, limit=limit) == everything


def test_the_last_page_has_no_cursor_even_when_it_is_full(session, order, buyer, path) -> None:
    tell(session, order)
    tell(session, order)
    assert buyer.get(path, query_string={"limit": 2}).json["next_cursor"] is None


def test_twenty_entries_are_a_page_unless_asked_otherwise(session, order, buyer, path) -> None:
    for _ in range(21):
        tell(session, order)
    assert len(buyer.get(path).json["items"]) == 20


def test_a_kind_can_be_picked_out(session, order, buyer, path) -> None:
    tell(session, order)
    tell(session, order, kind=EntryKind.NOTE)
    assert [item["kind"] for item in buyer.get(path, query_string={"kind": "note"}).json["items"]] == ["note"]


def test_an_entry_is_told_whole(session, order, buyer, path) -> None:
    cut = make_cut(session, order)
    tell(session, order, kind=EntryKind.CLIP, code="clip_published", params={}, stage=cut.stage, cut=cut)
    [item] = buyer.get(path).json["items"]
    assert item["text"] == "爱车的新视频"
    assert item["stage"]["mode"] == "truck"
    assert item["clip"]["hls"] == f"/v1/cuts/{wire_id('cut', cut.id)}/master.m3u8"


def test_the_language_is_what_is_asked_for_else_the_buyer_s_own(session, order, buyer, path) -> None:
    tell(session, order)
    told = {
        asked: buyer.get(path, headers={"Accept-Language": asked} if asked else {})
        for asked in ("", "en-GB,en;q=0.9", "zh-Hans", "fr")
    }
    assert {asked: answer.json["items"][0]["text"] for asked, answer in told.items()} == {
        "": "已从武汉出发",
        "en-GB,en;q=0.9": "Left Wuhan",
        "zh-Hans": "已从武汉出发",
        "fr": "已从武汉出发",
    }
    assert told["en-GB,en;q=0.9"].headers["Content-Language"] == "en"


def test_a_buyer_who_changes_language_reads_the_same_version_in_the_new_one(session, order, buyer, path) -> None:
    tell(session, order)
    before = buyer.get(path)
    order.buyer.locale = Locale.EN
    session.flush()
    after = buyer.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["items"][0]["text"] == "Left Wuhan"


class TestWhatChanged:
    def changes(self, buyer, path, since: int, **query: object):
        return buyer.get(path, query_string={"since": since, **query})

    def test_entries_come_in_the_order_of_their_last_change_with_tombstones(self, session, order, buyer, path):
        tell(session, order, subject="a")
        tell(session, order, subject="b")
        tell(session, order, subject="c")
        tell(session, order, subject="b", code="arrived")
        remove_entry(session, order, "a", MADE_AT)
        answer = self.changes(buyer, path, 2)
        assert [(item["seq"], item["removed"]) for item in answer.json["items"]] == [
            (3, False),
            (4, False),
            (5, True),
        ]
        assert answer.json["latest_seq"] == 5
        assert answer.json["has_more"] is False

    def test_nothing_new_is_an_empty_list(self, session, order, buyer, path):
        tell(session, order)
        answer = self.changes(buyer, path, 1)
        assert answer.json == {"items": [], "latest_seq": 1, "has_more": False, "order_changed": False}

    def test_a_thousand_come_at_once_and_the_rest_when_asked_again(self, session, order, buyer, path):
        tell(session, order)
        copy = session.query(TimelineEntry).filter_by(order_id=order.id).one()
        rows = {column.name: getattr(copy, column.name) for column in TimelineEntry.__table__.columns}
        session.execute(
            TimelineEntry.__table__.insert(),
            [{**rows, "id": new_id(), "seq": seq, "subject": f"n:{seq}"} for seq in range(2, 1005)],
        )
        order.latest_seq = 1004
        session.flush()
        first = self.changes(buyer, path, 0)
        assert len(first.json["items"]) == 1000
        assert first.json["has_more"] is True
        rest = self.changes(buyer, path, 1000)
        assert len(rest.json["items"]) == 4
        assert rest.json["has_more"] is False

    def test_a_change_of_the_order_alone_is_told_without_an_entry(self, session, order, buyer, path):
        tell(session, order, kind=EntryKind.NOTE)
        touch_order(order, MADE_AT)
        session.flush()
        answer = self.changes(buyer, path, 1)
        assert (answer.json["items"], answer.json["order_changed"], answer.json["latest_seq"]) == ([], True, 2)
        assert self.changes(buyer, path, 2).json["order_changed"] is False

    @pytest.mark.parametrize(("kind", "changed"), [(EntryKind.MILESTONE, True), (EntryKind.CLIP, False)])
    def test_a_milestone_changes_the_order_and_a_clip_does_not(self, session, order, buyer, path, kind, changed):
        tell(session, order, kind=kind)
        assert self.changes(buyer, path, 0).json["order_changed"] is changed

    def test_whoever_is_ahead_of_us_must_start_over(self, buyer, path):
        answer = self.changes(buyer, path, 1)
        assert (answer.status_code, answer.json["code"]) == (410, "resync_required")

    def test_whoever_missed_tombstones_that_are_gone_must_start_over(self, session, order, buyer, path):
        tell(session, order)
        tell(session, order)
        tell(session, order)
        order.purged_seq = 2
        session.flush()
        assert self.changes(buyer, path, 1).status_code == 410
        assert self.changes(buyer, path, 2).status_code == 200
        assert self.changes(buyer, path, 0).status_code == 200  # has nothing, so misses nothing


class TestTags:
    def test_an_unchanged_timeline_is_304_with_the_tag_and_no_body(self, session, order, buyer, path):
        tell(session, order)
        tag = buyer.get(path).headers["ETag"]
        again = buyer.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)

    @pytest.mark.parametrize("written", ["{tag}", '"x", {tag}', "{strong}", "*"])
    def test_tags_are_compared_weakly_in_lists_and_stars(self, buyer, path, written):
        tag = buyer.get(path).headers["ETag"]
        header = written.format(tag=tag, strong=tag.removeprefix("W/"))
        assert buyer.get(path, headers={"If-None-Match": header}).status_code == 304

    @pytest.mark.parametrize("foreign", ['W/"0.zh"', '"nonsense', "", 'W/"99999999999999999999999.zh"', '"\\""'])
    def test_a_foreign_tag_gets_the_whole_answer(self, buyer, path, foreign):
        assert buyer.get(path, headers={"If-None-Match": foreign}).status_code == 200

    def test_a_tag_of_another_language_gets_the_whole_answer(self, buyer, path):
        tag = buyer.get(path, headers={"Accept-Language": "en"}).headers["ETag"]
        assert buyer.get(path, headers={"If-None-Match": tag}).status_code == 200

    def test_every_change_makes_a_new_tag(self, session, order, buyer, path):
        seen = set()
        for change in (
            lambda: tell(session, order, subject="a"),
            lambda: tell(session, order, subject="a", code="arrived"),
            lambda: remove_entry(session, order, "a", MADE_AT),
            lambda: touch_order(order, MADE_AT),
        ):
            change()
            session.flush()
            tag = buyer.get(path).headers["ETag"]
            assert tag not in seen
            seen.add(tag)

    def test_what_is_kept_in_the_process_never_hides_a_change(self, session, order, buyer, path):
        for number in range(1, 4):
            tell(session, order)
            assert len(buyer.get(path).json["items"]) == number
            assert len(buyer.get(path).json["items"]) == number

    def test_a_kept_answer_is_given_only_while_the_token_lives(self, order, buyer, path, clock):
        assert buyer.get(path).status_code == 200
        clock.forward(hours=2)
        assert buyer.get(path).status_code == 401

    def test_an_answer_is_for_one_caller_and_one_language(self, buyer, path):
        headers = buyer.get(path).headers
        assert headers["Cache-Control"].startswith("private")
        vary = {name.strip().lower() for name in headers["Vary"].split(",")}
        assert {"authorization", "accept-language"} <= vary

    def test_a_zipped_answer_says_the_same_and_keeps_its_tag(self, session, order, buyer, path):
        for _ in range(9):
            tell(session, order)
        plain = buyer.get(path)
        zipped = buyer.get(path, headers={"Accept-Encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(zipped.data)) == plain.json
        assert zipped.headers["ETag"] == plain.headers["ETag"]
        asked = {"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]}
        assert buyer.get(path, headers=asked).status_code == 304

    def test_only_whoever_asks_for_gzip_gets_it(self, session, order, buyer, path):
        for _ in range(9):
            tell(session, order)
        assert "Content-Encoding" not in buyer.get(path, headers={"Accept-Encoding": "identity"}).headers

    def test_head_says_what_get_says_without_the_body(self, session, order, buyer, path):
        tell(session, order)
        answer = buyer.open("HEAD", path)
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers["ETag"] == buyer.get(path).headers["ETag"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("kind=gossip", "kind"),
        ("kind=", "kind"),
        ("since=-1", "since"),
        ("since=9223372036854775808", "since"),
        (f"since={'9' * 5000}", "since"),
        ("since=1.5", "since"),
        ("since=", "since"),
        ("cursor=", "cursor"),
        ("cursor=nonsense", "cursor"),
        ("cursor=W10", "cursor"),
        ("cursor=WyIyMDI2LTAxLTAxIiwieCJd", "cursor"),
        (f"cursor={'A' * 501}", "cursor"),
        ("since=0&cursor=x", "since"),
        ("colour=red", "colour"),
        ("limit=%ff", "limit"),
    ],
)
def test_a_question_that_makes_no_sense_names_the_parameter(buyer, path, query, field) -> None:
    answer = buyer.get(f"{path}?{query}")
    assert answer.status_code == 422
    assert field in answer.json["errors"]


def test_whoever_is_not_signed_in_learns_nothing_of_a_wrong_question(client, path) -> None:
    assert client.get(f"{path}?limit=0").status_code == 401
