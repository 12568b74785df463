"""Who may have a cut: whoever signed in as its buyer, or a player that was given a token."""

from copy import deepcopy
from functools import wraps

from flask import request
from sqlalchemy.orm import Session

from api.caller import admit, now
from api.fields import path_id
from store.words import Audience
from tracking.reading.cuts import SeenCut, cut_by_token, cut_of

BUYERS = frozenset({Audience.BUYER})
TOKEN = {
    "name": "t",
    "in": "query",
    "required": False,
    "description": "A playback token, for players that cannot send a header",
    "schema": {"type": "string"},
}


def playable(view):
    """For routes of cuts: `cut` is handed to them as a way to find it in a session, checked anew each time.

    Without a playback token a buyer's bearer token is needed: 401 without one, 403 with somebody else's.
    """

    @wraps(view)
    def guarded(cut_id: str, **rest):
        token = request.args.get("t")
        caller = admit(BUYERS) if token is None else None
        cut = path_id("cut", cut_id)

        def find(session: Session) -> SeenCut:
            if caller is not None:
                return cut_of(session, caller.identity, cut)
            return cut_by_token(session, token or "", cut, now())

        return view(find, **rest)

    guarded._apidoc = deepcopy(getattr(view, "_apidoc", {}))
    documented = guarded._apidoc.setdefault("manual_doc", {})
    documented["security"] = [{"bearer": ["buyer"]}, {"playback": []}]
    documented.setdefault("parameters", []).append(TOKEN)
    return guarded


def with_token(name: str) -> str:
    """The address of another file of the same cut, with the token this one was asked for by."""
    token = request.args.get("t")
    return name if token is None else f"{name}?t={token}"
