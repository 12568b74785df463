"""Where webhooks may go, and how patient we are with one that fails."""

from datetime import timedelta

import pytest

from tracking.rules.backoff import LONGEST_ASKED_FOR, LONGEST_REST, pause_after, rest_after
from tracking.rules.public_address import is_public
from tracking.rules.webhook_url import LONGEST, problem_of


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "2001:0:7f00:1::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "::7f00:1",
    ],
)
def test_an_address_that_leads_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://shop.example/hook", "https://"),
        ("ftp://shop.example/hook", "https://"),
        ("https:///hook", "no host"),
        ("https://shop.example:x/hook", "not an address"),
        ("https://user:word@shop.example/hook", "user name"),
        ("https://shop.example/hook#part", "#"),
        ("https://shop.example/a b", "visible"),
        ("https://shop.example/订单", "ASCII"),
        ("https://shop.example/" + "a" * LONGEST, "at most"),
        ("https://127.0.0.1/hook", "public"),
        ("https://[::1]/hook", "public"),
        ("https://localhost/hook", "public"),
        ("https://metadata.internal/hook", "public"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_sentence(url, says):
    assert says in (problem_of(url, anywhere=False) or "")


def test_a_good_address_is_taken_and_a_private_one_only_where_that_is_wanted():
    assert problem_of("https://shop.example:8443/hook?key=1", anywhere=False) is None
    assert problem_of("http://127.0.0.1:9/hook", anywhere=True) is None


def test_a_message_is_tried_for_three_days_and_no_more_often_than_needed():
    waited, attempts = timedelta(0), 0
    while waited < timedelta(days=3):
        attempts += 1
        waited += pause_after(attempts)
    assert 10 <= attempts <= 20
    assert pause_after(1) < timedelta(seconds=10)


def test_an_endpoint_that_fails_is_left_alone_ever_longer_but_not_for_long():
    rests = [rest_after(failures) for failures in (1, 2, 3, 50)]
    assert rests == sorted(rests) and rests[-1] == LONGEST_REST
    assert rest_after(1, timedelta(minutes=20)) == timedelta(minutes=20)
    assert rest_after(1, timedelta(days=20)) == LONGEST_ASKED_FOR
