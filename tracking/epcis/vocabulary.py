"""Words and URIs: the standard's in their long and short forms, and our own for cars, places and trips.

The standard leaves it to the parties how a serialised asset without a GS1 key is named. A car is
`urn:roadreel:vin:` and its VIN, wherever an EPC goes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
NAMESPACE = "urn:roadreel:epcis:"  # of our own members of an event: classifier, reason, note
PREFIX = "roadreel"
OWN_CONTEXT = {PREFIX: NAMESPACE}

CAR, STAGE, TRIP, PLACE = "urn:roadreel:vin:", "urn:roadreel:stage:", "urn:roadreel:trip:", "urn:roadreel:place:"

_LONG = {
    "step": ("urn:epcglobal:cbv:bizstep:", "https://ref.gs1.org/cbv/BizStep-", "https://ns.gs1.org/cbv/BizStep-"),
    "disposition": ("urn:epcglobal:cbv:disp:", "https://ref.gs1.org/cbv/Disp-", "https://ns.gs1.org/cbv/Disp-"),
    "error": ("urn:epcglobal:cbv:er:", "https://ref.gs1.org/cbv/ER-", "https://ns.gs1.org/cbv/ER-"),
}
CLASSIFIERS = {"PLN": "planned", "EST": "estimated", "ACT": "actual"}  # DCSA
SHORT_CLASSIFIERS = {word: short for short, word in CLASSIFIERS.items()}


def bare(kind: str, word: str) -> str:
    """`https://ref.gs1.org/cbv/BizStep-departing` and the like -> `departing`; any other word stays."""
    return next((word.removeprefix(prefix) for prefix in _LONG[kind] if word.startswith(prefix)), word)


def prefixes_in(contexts: Iterable[Any]) -> set[str]:
    """The prefixes that these JSON-LD contexts bind to our namespace, and ours in any case."""
    bound = {
        prefix
        for context in contexts
        if isinstance(context, Mapping)
        for prefix, meaning in context.items()
        if meaning == NAMESPACE
    }
    return bound | {PREFIX}


def own_member(event: Mapping[str, Any], name: str, prefixes: Iterable[str]) -> Any:
    """What `event` says under our own member `name`, written with a prefix or in full; None when it does not."""
    for key in (f"{NAMESPACE}{name}", *(f"{prefix}:{name}" for prefix in sorted(prefixes))):
        if key in event:
            return event[key]
    return None


def contexts_of(value: Any) -> list[Any]:
    """A JSON-LD `@context` as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def extra_contexts(value: Any) -> list[Any]:
    """The contexts beside the standard's own and ours: without them, members that we do not know mean nothing."""
    return [
        context
        for context in contexts_of(value)
        if context != OWN_CONTEXT and not (isinstance(context, str) and "epcis-context" in context)
    ]
