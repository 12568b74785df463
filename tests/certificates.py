"""A certificate that may sign Content Credentials, made anew by whoever asks."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

# digital signature, content commitment, key, data, agreement, certificates, revocation lists, encipher, decipher
SIGNS = (True, False, False, False, False, False, False, False, False)
VOUCHES = (False, False, False, False, False, True, True, False, False)


class Signing(NamedTuple):
    """The chain, its own certificate first, and the key; both PEM."""

    certificates: str
    key: str


def signing_certificate() -> Signing:
    """A leaf as C2PA 2.x, 14.5, wants it, and the root that signed it."""
    root_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Test root", root_key, "Test root", root_key, VOUCHES, authority=True)
    own = _certificate("Test signer", own_key, "Test root", root_key, SIGNS, authority=False)
    chain = (own.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)).decode()
    return Signing(chain, own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signed_by: ec.EllipticCurvePrivateKey,
    usage: tuple[bool, ...],
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.KeyUsage(*usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key()), critical=False)
    )
    if not authority:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=True)
    return made.sign(signed_by, hashes.SHA256())


def _name(common: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, "Roadreel tests"), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])
