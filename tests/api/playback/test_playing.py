"""Playing a cut: tokens, playlists, and files that are really in storage."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from store.ids import wire_id
from store.tables import PlaybackToken
from tests.rows import make_cut, make_renditions
from tracking.sign_in.secrets import fingerprint

PLAYLIST = "application/vnd.apple.mpegurl"


def lives_s(url: str) -> int:
    return int(parse_qs(urlsplit(url).query)["X-Amz-Expires"][0])


class TestTokens:
    def ask(self, buyer, order, **given):
        return buyer.post(f"/v1/orders/{wire_id('ord', order.id)}/playback", **given)

    def test_a_token_lives_half_an_hour_and_is_kept_by_nobody(self, buyer, order, clock):
        answer = self.ask(buyer, order)
        assert answer.status_code == 201
        assert datetime.fromisoformat(answer.json["expires_at"]) == clock() + timedelta(minutes=30)
        assert answer.headers["Cache-Control"] == "no-store"

    def test_only_its_fingerprint_is_stored(self, session, buyer, order):
        token = self.ask(buyer, order).json["token"]
        [row] = session.query(PlaybackToken).filter_by(order_id=order.id)
        assert (row.hash, row.session_id) == (fingerprint(token), buyer.session_id)

    def test_an_answer_with_a_secret_is_never_repeated(self, buyer, order):
        refused = self.ask(buyer, order, headers={"Idempotency-Key": "once"})
        assert (refused.status_code, refused.json["code"]) == (400, "idempotency_key_refused")

    def test_an_empty_object_as_body_is_fine(self, buyer, order):
        assert self.ask(buyer, order, json={}).status_code == 201


class TestMaster:
    def test_it_lists_every_rung_the_lightest_first_and_hands_the_token_on(self, client, path, playback_token):
        answer = client.get(f"{path}/master.m3u8?t={playback_token}")
        assert (answer.status_code, answer.content_type) == (200, PLAYLIST)
        addresses = [line for line in answer.text.splitlines() if not line.startswith("#")]
        assert addresses == [f"360.m3u8?t={playback_token}", f"720.m3u8?t={playback_token}"]

    def test_with_a_bearer_token_the_addresses_carry_none(self, buyer, path):
        assert "360.m3u8\n" in buyer.get(f"{path}/master.m3u8").text

    def test_a_clip_without_a_video_has_no_playlist(self, session, order, buyer, clip, cut, path, renditions):
        for name in ("360", "720"):
            session.delete(renditions[name])
        session.flush()
        assert buyer.get(f"{path}/master.m3u8").status_code == 404
        assert buyer.get(f"{path}/download.mp4").status_code == 404


class TestMedia:
    def test_ranges_of_the_playlist_are_the_file_in_storage(self, client, path, playback_token, stored):
        content = stored("360")
        text = client.get(f"{path}/360.m3u8?t={playback_token}").text
        url = re.search(r'EXT-X-MAP:URI="(.+)",BYTERANGE="812@0"', text).group(1)
        read = httpx.get(url, headers={"Range": "bytes=0-811"})
        assert (read.status_code, read.headers["Content-Type"]) == (206, "video/mp4")
        parts = [read.content]
        for size, offset, uri in re.findall(r"BYTERANGE:(\d+)@(\d+)\n(.+)", text):
            end = int(offset) + int(size) - 1
            parts.append(httpx.get(uri, headers={"Range": f"bytes={offset}-{end}"}).content)
        assert b"".join(parts) == content

    def test_addresses_live_as_long_as_the_clip_and_a_pause(self, client, path, playback_token):
        text = client.get(f"{path}/720.m3u8?t={playback_token}").text
        assert {lives_s(url) for url in re.findall(r"^http.+$", text, re.MULTILINE)} == {4 + 30 * 60}

    @pytest.mark.parametrize("name", ["1080", "poster", "storyboard", "..", "%2e%2e%2fmaster", "360.m3u8"])
    def test_a_quality_that_is_not_there_is_404(self, buyer, path, name):
        assert buyer.get(f"{path}/{name}.m3u8").status_code == 404


class TestStoryboard:
    def test_cues_name_tiles_of_the_picture_with_the_token(self, client, path, playback_token):
        answer = client.get(f"{path}/storyboard.vtt?t={playback_token}")
        assert answer.content_type == "text/vtt; charset=utf-8"
        assert f"00:00:03.000 --> 00:00:04.000\nstoryboard.jpg?t={playback_token}#xywh=0,90,160,90" in answer.text
        assert "--> 00:00:04.500" in answer.text

    def test_a_clip_without_one_has_no_cues(self, session, buyer, clip, path):
        clip.storyboard = None
        session.flush()
        assert buyer.get(f"{path}/storyboard.vtt").status_code == 404


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "file", "kind"),
        [
            ("poster.jpg", "poster", "image/jpeg"),
            ("storyboard.jpg", "storyboard", "image/jpeg"),
            ("download.mp4", "720", "video/mp4"),
        ],
    )
    def test_the_way_leads_to_the_file_in_storage(self, client, path, playback_token, stored, name, file, kind):
        content = stored(file)
        answer = client.get(f"{path}/{name}?t={playback_token}")
        assert answer.status_code == 302
        read = httpx.get(answer.headers["Location"])
        assert (read.status_code, read.headers["Content-Type"], read.content) == (200, kind, content)

    def test_a_download_is_called_after_the_order_and_the_day(self, client, path, playback_token, stored):
        stored("720")
        url = client.get(f"{path}/download.mp4?t={playback_token}").headers["Location"]
        assert httpx.get(url).headers["Content-Disposition"] == 'attachment; filename="RX-2026-0007-2026-11-20.mp4"'

    @pytest.mark.parametrize("number", ['"; evil=".exe', "///", "订单一号", "a\r\nb"])
    def test_whatever_the_shop_calls_an_order_the_file_has_a_plain_name(
        self, session, order, client, path, playback_token, stored, number
    ):
        order.number = number
        session.flush()
        stored("720")
        url = client.get(f"{path}/download.mp4?t={playback_token}").headers["Location"]
        disposition = httpx.get(url).headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="[A-Za-z0-9-]+\.mp4"', disposition)

    def test_head_leads_where_head_is_answered(self, client, path, playback_token, stored):
        content = stored("720")
        answer = client.head(f"{path}/download.mp4?t={playback_token}")
        assert answer.status_code == 302
        read = httpx.head(answer.headers["Location"])
        assert (read.status_code, int(read.headers["Content-Length"])) == (200, len(content))

    def test_a_clip_without_a_picture_has_no_way_to_it(self, session, buyer, path, renditions):
        session.delete(renditions["poster"])
        session.flush()
        assert buyer.get(f"{path}/poster.jpg").status_code == 404


@pytest.mark.parametrize(
    "name", ["master.m3u8", "360.m3u8", "storyboard.vtt", "poster.jpg", "storyboard.jpg", "download.mp4"]
)
class TestEveryFile:
    def test_nobody_keeps_it_or_tells_where_it_came_from(self, client, path, playback_token, name):
        headers = client.get(f"{path}/{name}?t={playback_token}").headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"

    def test_head_says_what_get_says(self, client, path, playback_token, name):
        address = f"{path}/{name}?t={playback_token}"
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.data) == (get.status_code, b"")
        assert head.headers.get("Content-Type") == get.headers.get("Content-Type")

    def test_players_elsewhere_may_read_it_by_token_only(self, client, buyer, path, playback_token, name):
        assert client.get(f"{path}/{name}?t={playback_token}").headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Origin" not in buyer.get(f"{path}/{name}").headers

    def test_what_players_add_to_the_address_does_no_harm(self, client, path, playback_token, name):
        answer = client.get(f"{path}/{name}?t={playback_token}&_HLS_msn=1")
        assert answer.status_code in {200, 302}

    def test_the_token_is_never_written_to_the_log(self, client, path, playback_token, name, capfd):
        client.get(f"{path}/{name}?t={playback_token}")
        written = "".join(capfd.readouterr())
        assert playback_token not in written


class TestWhatACutIsMadeOf:
    def test_a_cut_s_own_files_come_before_the_clip_s(self, session, order, clip, renditions, buyer):
        cut = make_cut(session, order, clip, from_s=1.0, to_s=3.0)
        own = make_renditions(session, clip, cut=cut)
        url = buyer.get(f"/v1/cuts/{wire_id('cut', cut.id)}/poster.jpg").headers["Location"]
        assert next(row.key for row in own if row.kind == "poster") in url

    def test_a_cut_of_some_seconds_never_shows_the_whole_clip(self, session, order, clip, renditions, buyer):
        cut = make_cut(session, order, clip, from_s=1.0, to_s=3.0)
        for name in ("master.m3u8", "360.m3u8", "poster.jpg", "download.mp4"):
            assert buyer.get(f"/v1/cuts/{wire_id('cut', cut.id)}/{name}").status_code == 404

    def test_only_the_published_attempt_is_played(self, session, clip, path, buyer, cut):
        make_renditions(session, clip, attempt=2)
        assert "/1/360.mp4" in buyer.get(f"{path}/360.m3u8").text
        clip.published_attempt = 2
        session.flush()
        assert "/2/360.mp4" in buyer.get(f"{path}/360.m3u8").text
