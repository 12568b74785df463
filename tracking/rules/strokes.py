"""A signature's strokes as SVG path data (SVG 1.1, 8.3): numbers and commands, and nothing a viewer could run.

A document is taken too when it is nothing but an `svg` element around `path` elements; only their data is kept.
"""

import re

LONGEST = 64 * 1024  # characters: a minute of drawing on a phone
# Possessive throughout: what was read is never read another way, so nonsense of any length is refused at once.
_NUMBER = r"[-+]?(?:[0-9]{1,9}+(?:\.[0-9]{0,9}+)?+|\.[0-9]{1,9}+)(?:[eE][-+]?[0-9]{1,2}+)?+"
_DATA = re.compile(rf"[Mm](?:[MmZzLlHhVvCcSsQqTtAa]|{_NUMBER}|[\s,]++)*+")
_ATTRIBUTE = r"(?:xmlns|viewBox|width|height|fill|stroke|stroke-width|stroke-linecap|stroke-linejoin)"
_ATTRIBUTES = rf"(?:\s+{_ATTRIBUTE}\s*=\s*\"[\w\s#.,:/%-]{{0,100}}+\")*+"
_PATH = rf"<path{_ATTRIBUTES}\s+d\s*=\s*\"([^\"<>&]{{1,{LONGEST}}}+)\"{_ATTRIBUTES}\s*(?:/>|>\s*+</path>)"
_DOCUMENT = re.compile(rf"<svg{_ATTRIBUTES}\s*>\s*(?:{_PATH}\s*+)++</svg>")


def path_data(text: str) -> str | None:
    """The path data in `text`; None when it holds anything else, or more than 65,536 characters."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if text.startswith("<"):
        if not _DOCUMENT.fullmatch(text):
            return None
        text = " ".join(found.strip() for found in re.findall(_PATH, text))
    return text if _DATA.fullmatch(text) else None
