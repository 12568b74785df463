"""Sign the largest rendition with the operator's Content Credentials, where a certificate is configured."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from media.job import BadCertificate
from media.outcome import Outcome
from store.settings import BadSettings, Settings
from tracking.bodies import wire_time
from tracking.clips.attempts import Attempt
from workers.machinery import Machinery

if TYPE_CHECKING:
    from media.signing import Signer


def sign(machinery: Machinery, attempt: Attempt, outcome: Outcome, folder: Path) -> None:
    """Sign the first rendition of `outcome` in `folder`, if that is wanted. Outside the fence: the key stays here.

    Raises BadCertificate, and BadOutput of `media.check`.
    """
    if not machinery.settings.c2pa_key:
        return
    from media.signing import signed  # its library takes a moment to load

    signer = signer_of(machinery.settings)
    outcome.renditions[0] = signed(outcome.renditions[0], folder, signer, facts_of(attempt, outcome))
    outcome.signed = True


def check_certificate(settings: Settings) -> None:
    """Raises BadSettings when a certificate is configured that cannot sign."""
    if not settings.c2pa_key:
        return
    try:
        signer_of(settings).algorithm()
    except BadCertificate as error:
        raise BadSettings([f"ROADREEL_C2PA_CERTIFICATE and ROADREEL_C2PA_KEY cannot be used: {error}"]) from None


def signer_of(settings: Settings) -> Signer:
    """The operator's certificate and key."""
    from media.signing import Signer

    return Signer(settings.c2pa_certificate, settings.c2pa_key)


def facts_of(attempt: Attempt, outcome: Outcome) -> dict[str, Any]:
    """What the manifest says of the clip; nothing of an order, a car or a person."""
    return {
        "source_sha256": attempt.sha256.hex(),
        "captured_at": wire_time(attempt.captured_at),
        "received_at": wire_time(attempt.received_at),
        "hidden": asdict(outcome.hidden) if outcome.hidden else {},
        "source_credentials": (outcome.credentials or {}).get("state", "none"),
    }
