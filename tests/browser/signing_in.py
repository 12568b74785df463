"""Signing in as a person does it: with a phone and the code that was sent."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.shop import Shop
from tests.installation import Installation

COUNTRY = "+86"


def ask_for_code(page: Page, phone: str) -> None:
    """Type the phone and wait for the field of the code."""
    page.get_by_label(re.compile("^(Phone number|手机号)$")).fill(phone.removeprefix(COUNTRY))
    page.get_by_role("button", name=re.compile("Send me a code|获取验证码")).click()
    expect(page.locator("#code")).to_be_focused()


def sign_in(page: Page, installation: Installation, path: str, phone: str) -> None:
    """From the address to the first screen of somebody signed in."""
    page.goto(f"{installation.base_url}{path}")
    ask_for_code(page, phone)
    page.locator("#code").fill(installation.code_for(phone))
    expect(page.locator("rr-sign-in")).to_have_count(0)


def hand_over(page: Page, shop: Shop, order: Any) -> None:
    """Signed in by the shop's app: a phone may ask for a code only so many times."""
    handed = shop.machine.ask("POST", f"/v1/partner/orders/{order['number']}/sessions", 201, json={})
    page.goto(f"{shop.machine.installation.base_url}/#handoff={handed['code']}")
    expect(page.locator("rr-order-card").first).to_be_visible()
    assert handed["code"] not in page.url


def let_the_access_token_end(page: Page, component: str) -> None:
    """As if its minutes were over: the page has to refresh before its next request."""
    page.evaluate(
        """async (name) => {
          const { session } = document.querySelector(name);
          await session.keep({ ...session.tokens, expires_in: 0 });
        }""",
        component,
    )
