"""Signing in as a person does it: with a phone and the code that was sent."""

import re

from playwright.sync_api import Page, expect

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
