"""If-Match on changes of a case: the version that the agent saw."""

import re
from copy import deepcopy
from functools import wraps

from flask import request

from api.problems import BadRequest
from store.errors import MissingPrecondition

TAG = re.compile(r'\s*"([0-9]{1,9})"\s*')
HEADER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the case as you saw it; 412 says who changed it since, 428 that it is missing",
    "schema": {"type": "string"},
}


def seen_version() -> int:
    """The version in If-Match. Raises MissingPrecondition without one, BadRequest for what is no ETag of a case."""
    given = request.headers.get("If-Match")
    if given is None:
        raise MissingPrecondition("Send the case's ETag as If-Match, so that nobody is overwritten unseen.")
    found = TAG.fullmatch(given)
    if found is None:
        raise BadRequest("If-Match must be the ETag that the case was read with.", code="bad_if_match")
    return int(found[1])


def matched(view):
    """Documents the header; the route reads it with `seen_version`."""

    @wraps(view)
    def documented(*args, **kwargs):
        return view(*args, **kwargs)

    documented._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    documented._apidoc.setdefault("manual_doc", {}).setdefault("parameters", []).append(HEADER)
    return documented
