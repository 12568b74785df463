"""Sign a rendition with Content Credentials (C2PA 2.x), by the operator's certificate.

The manifest becomes a box between `ftyp` and `moov`, and every byte behind it moves: so a file is signed before its
segment table counts. Nothing about a person, a place or an order is in it: one file is downloaded by several buyers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import c2pa
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates

from media.check import BadOutput
from media.job import BadCertificate
from media.mp4 import read_fragments
from media.outcome import Rendition
from media.source_credentials import OFFLINE

CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
QUIET = {**OFFLINE, "builder": {"thumbnail": {"enabled": False}}}
CURVES = {"secp256r1": c2pa.C2paSigningAlg.ES256, "secp384r1": c2pa.C2paSigningAlg.ES384}


@dataclass(frozen=True)
class Signer:
    """The operator's certificate chain (its own first) and private key, both PEM."""

    certificates: str
    key: str

    def algorithm(self) -> c2pa.C2paSigningAlg:
        """By the kind of key (C2PA 2.x, 13.2.1). Raises BadCertificate, also for a key of another certificate."""
        try:
            key = load_pem_private_key(self.key.encode(), None)
            own = load_pem_x509_certificates(self.certificates.encode())[0]
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise BadCertificate("certificate and key must be PEM, the key without a passphrase.") from None
        if own.public_key() != key.public_key():
            raise BadCertificate("the key is not the one of the first certificate.")
        if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
            return CURVES[key.curve.name]
        if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048:
            return c2pa.C2paSigningAlg.PS256
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return c2pa.C2paSigningAlg.ED25519
        raise BadCertificate("the key must be of P-256, P-384, RSA with 2048 bits or more, or Ed25519.")


def signed(rendition: Rendition, folder: Path, signer: Signer, facts: Mapping[str, Any]) -> Rendition:
    """Sign the rendition's file in `folder` in place; the rendition as it is then.

    `facts` go into the manifest as the assertion `org.roadreel.clip`. Raises BadOutput when the signed file is not
    the same footage, BadCertificate when the certificate does not sign.
    """
    path, part = folder / rendition.file, folder / f"{rendition.file}.signed"
    try:
        _sign(path, part, signer, facts)
    except c2pa.C2paError as error:
        raise BadCertificate(f"signing failed: {error}") from error
    found = read_fragments(part, rendition.duration_s)
    moved = part.stat().st_size - rendition.size
    if [(each.offset - moved, each.size) for each in found.segments] != [each[:2] for each in rendition.segments]:
        raise BadOutput(f"{rendition.file}: signing changed more than it should")
    part.replace(path)
    content = path.read_bytes()
    pairs = zip(found.segments, rendition.segments, strict=True)
    return replace(
        rendition,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        init=found.init,
        segments=[now._replace(duration_s=was.duration_s) for now, was in pairs],
    )


def _sign(path: Path, target: Path, signer: Signer, facts: Mapping[str, Any]) -> None:
    about = c2pa.C2paSignerInfo(signer.algorithm(), signer.certificates.encode(), signer.key.encode(), None)
    context = c2pa.Context(c2pa.Settings.from_dict(QUIET))
    with c2pa.Signer.from_info(about) as native, c2pa.Builder(_manifest(facts), context=context) as builder:
        builder.sign_file(path, target, native)


def _manifest(facts: Mapping[str, Any]) -> dict[str, Any]:
    steps = [{"action": "c2pa.created", "digitalSourceType": CAPTURED}, {"action": "c2pa.transcoded"}]
    if any(facts.get("hidden", {}).values()):
        steps.append({"action": "c2pa.edited", "description": "Faces, plates and labels of others were hidden."})
    return {
        "claim_generator_info": [{"name": "Roadreel"}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": steps}},
            {"label": "org.roadreel.clip", "data": dict(facts)},
        ],
    }
