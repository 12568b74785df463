"""Which of our two languages an answer is in."""

from functools import lru_cache

from flask import g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

DEFAULT = "zh"
SPOKEN = ("zh", "en")


def language() -> str:
    """`en` or `zh`: what Accept-Language asks for, else the caller's locale, else zh."""
    if asked := asked_language():
        return asked
    caller = g.get("caller")
    return caller.locale if caller is not None and caller.locale in SPOKEN else DEFAULT


def asked_language() -> str | None:
    """The language of ours that Accept-Language asks for, None when it names neither."""
    header = request.headers.get("Accept-Language")
    return _asked_in(header) if header else None


@lru_cache(maxsize=256)  # the same few headers come with every request
def _asked_in(header: str) -> str | None:
    named = [(tag, quality) for tag, quality in parse_accept_header(header, LanguageAccept) if tag != "*"]
    for tag, quality in sorted(named, key=lambda pair: -pair[1]):
        primary = tag.replace("_", "-").split("-")[0].lower()
        if quality > 0 and primary in SPOKEN:
            return primary
    return None
