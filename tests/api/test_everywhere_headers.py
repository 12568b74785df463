"""Headers, request ids, compression, proxies, logs and metrics."""

import gzip
import json
from dataclasses import replace

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs

from api.app import create_app


def build(services, **settings):
    return create_app(replace(services, settings=replace(services.settings, **settings)))


def test_a_request_id_is_given_back_or_made(client):
    assert client.get("/health/live", headers={"X-Request-ID": "my-id_7.x"}).headers["X-Request-ID"] == "my-id_7.x"
    made = client.get("/health/live").headers["X-Request-ID"]
    assert len(made) == 32


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, '"><script>', "é", "a;b"])
def test_a_request_id_that_could_not_be_printed_is_replaced(client, given):
    answer = client.get("/health/live", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] != given


def test_answers_may_not_be_kept_by_others(sign_in):
    answer = sign_in("buyer").get("/v1/me")
    assert answer.headers["Cache-Control"].startswith("private")
    assert {"Authorization", "Accept-Language"} <= set(answer.vary)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_pages_may_load_from_us_and_from_storage_only(services):
    app = build(services, s3_public_endpoint="https://media.example.com/x", cdn_url="https://cdn.example.com/y")
    policy = app.test_client().get("/").headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    for kind in ("img-src", "media-src", "connect-src"):
        assert set(rules[kind]) - {"data:", "blob:"} == {"https://media.example.com", "'self'"}
    assert rules["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in policy


def test_hsts_is_sent_over_https_only(services):
    app = build(services, trusted_proxies=1)
    plain = app.test_client().get("/health/live")
    assert "Strict-Transport-Security" not in plain.headers
    secure = app.test_client().get("/health/live", headers={"X-Forwarded-Proto": "https"})
    assert "max-age" in secure.headers["Strict-Transport-Security"]


def test_forwarded_headers_count_only_behind_a_trusted_proxy(client):
    answer = client.get("/health/live", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in answer.headers


def test_the_address_that_is_limited_is_the_proxy_s_word_only_when_trusted(services):
    asked = {"phone": "+8613800138000", "audience": "buyer"}

    def codes(app) -> list[int]:
        client = app.test_client()
        bodies = [{**asked, "phone": f"+86137{n:08d}"} for n in range(101)]
        return [
            client.post("/v1/auth/challenges", json=body, headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
            for n, body in enumerate(bodies)
        ]

    assert codes(build(services))[-1] == 429
    assert set(codes(build(services, trusted_proxies=1))) == {202}


def test_large_answers_are_compressed_when_asked_and_small_ones_are_not(client):
    asked = {"Accept-Encoding": "gzip"}
    contract = client.get("/openapi.json", headers=asked)
    assert contract.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in contract.headers["Vary"]
    assert json.loads(gzip.decompress(contract.data))["openapi"].startswith("3.1")
    assert "Content-Encoding" not in client.get("/openapi.json").headers
    assert "Content-Encoding" not in client.get("/health/live", headers=asked).headers


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("*;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("br, zstd", None),
        ("", None),
        ("gzip;q=0.001", "gzip"),
        ("br, gzip;q=0.8", "gzip"),
        ("gzip, identity;q=0.5", "gzip"),
        ("*", "gzip"),
    ],
)
def test_nobody_is_sent_gzip_who_would_rather_not(client, asked, sent):
    answer = client.get("/openapi.json", headers={"Accept-Encoding": asked})
    assert answer.headers.get("Content-Encoding") == sent
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_what_was_sent_compressed_is_known_again_by_its_tag(client):
    asked = {"Accept-Encoding": "gzip"}
    tag = client.get("/openapi.json", headers=asked).headers["ETag"]
    assert client.get("/openapi.json", headers={**asked, "If-None-Match": tag}).status_code == 304


def test_a_request_is_one_line_that_holds_no_secret(sign_in, services, client):
    buyer = sign_in("buyer")
    with capture_logs() as lines:
        buyer.get("/v1/me?t=topsecret")
        client.post("/v1/auth/challenges", json={"phone": buyer.of.phone, "audience": "buyer"})
        client.post("/v1/auth/token", data={"grant_type": "refresh_token", "refresh_token": "hidden"})
    (line, *_) = [line for line in lines if line["event"] == "request"]
    assert line["path"] == "/v1/me"
    assert line["status"] == 422 or line["status"] == 200
    assert line["caller"] == f"buyer:{buyer.of.id.hex}"
    assert {"method", "ms", "request_id"} <= line.keys()
    written = json.dumps(lines, default=str)
    code = services.sender.sent[-1].code
    for secret in ("topsecret", "hidden", buyer.token, buyer.of.phone, buyer.of.phone[3:], f'"{code}"'):
        assert secret not in written
    assert any(line["event"] == "code_sent" for line in lines)


def test_metrics_name_routes_and_never_identifiers(app, sign_in):
    sign_in("buyer").delete("/v1/me/devices/dev_" + "7" * 32)
    app.test_client().get("/v1/some/where")
    text = generate_latest(app.extensions["roadreel.metrics"]).decode()
    assert 'route="/v1/me/devices/<device_id>",status="404"' in text
    assert 'route="unmatched",status="404"' in text
    assert "dev_7" not in text
    assert "roadreel_http_requests_under_way 0.0" in text


def test_metrics_are_answered_on_a_port_of_their_own(app):
    import socket
    import urllib.request

    from api.metrics import serve_metrics

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = serve_metrics(app.extensions["roadreel.metrics"], port)
    try:
        app.test_client().get("/health/live")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"roadreel_http_requests_total" in answer.read()
        assert serve_metrics(app.extensions["roadreel.metrics"], port) is None  # a sibling has it: no crash
    finally:
        server.close()


def test_metrics_are_not_on_the_public_port(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        (None, "zh"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-Hant-TW", "zh"),
        ("fr, de", "zh"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("fr;q=1, en;q=0.1", "en"),
        ("nonsense;;q=x", "zh"),
    ],
)
def test_the_language_is_the_best_of_two(client, asked, spoken):
    headers = {"Accept-Language": asked} if asked else {}
    assert client.get("/v1/app", headers=headers).headers["Content-Language"] == spoken


def test_an_app_learns_what_it_needs_before_anybody_signs_in(services):
    answer = build(services, privacy_url="https://example.com/privacy").test_client().get("/v1/app").json
    assert answer == {
        "minimum_version": "1.0.0",
        "support": None,
        "privacy_url": "https://example.com/privacy",
        "terms_url": None,
    }
