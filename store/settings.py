"""Settings from ROADREEL_* environment variables, each with one clear sentence when it is wrong."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from store.damage_codes import DamageCodes, read_damage_codes

# What a new installation begins with.
DAMAGE_PUBLISH_H = 24
CASE_POLICY = "standard"
CASE_DUE_H = 48
COPY_BITRATE = 20_000_000  # phones write 14 to 17 Mb/s of H.264 at 1080p30


class BadSettings(Exception):
    """One sentence for each setting that cannot be used."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Settings:
    """What this process was told. Empty `database_url` or `s3_endpoint`: the embedded part is to be used."""

    host: str
    port: int
    port_is_given: bool
    data: Path
    public_url: str
    trusted_proxies: int  # how many proxies in front of us set X-Forwarded-*
    secret_keys: tuple[str, ...]  # the first signs, all verify
    database_url: str
    s3_endpoint: str
    s3_public_endpoint: str
    s3_bucket: str
    s3_access_key: str
    s3_secret_key: str
    s3_region: str
    cdn_url: str  # always empty until addresses are signed for a CDN
    cdn_key: str
    workers: int
    demo: bool
    metrics_port: int  # 0: not served
    log_level: str
    c2pa_certificate: str  # PEM: signs what buyers download; its own first, then those that vouch for it
    c2pa_key: str
    audio: bool  # keep sound in what buyers get
    copy_bitrate: int  # bits a second up to which sane footage is published as it is; 0: never
    max_upload_bytes: int
    min_clip_s: float
    max_clip_s: float
    quality_limits: Mapping[str, Any]  # other limits for footage than the usual ones: media/observers/limits.py
    face_model: str  # paths of other model files than the installed ones
    plate_model: str
    require_fence: bool  # refuse footage where the sandbox cannot be complete
    webhooks_anywhere: bool  # for development and tests: to plain http and to private addresses too
    default_region: str  # for phone numbers without a country code, ISO 3166-1
    damage_codes: DamageCodes
    damage_publish_h: int  # the buyer is shown a new damage after so many hours, whether or not an agent decided
    case_policy: str  # the operator's own name for the deadline below; each case keeps the one it was opened under
    case_due_h: int  # support settles a case within so many hours
    minimum_app_version: str
    support_contact: str
    privacy_url: str
    terms_url: str


def read_settings(environment: Mapping[str, str] | None = None, root: Path | None = None) -> Settings:
    """The settings in `environment` (the process's own by default); paths are relative to `root`.

    Raises BadSettings with one sentence for each wrong value.
    """
    reader = _Reader(os.environ if environment is None else environment)
    data = ((root or Path.cwd()) / reader.text("DATA", "var")).absolute()
    host = reader.text("HOST", "127.0.0.1")
    port = reader.whole("PORT", 8000, 1, 65535)
    settings = Settings(
        host=host,
        port=port,
        port_is_given="ROADREEL_PORT" in reader.environment,
        data=data,
        public_url=reader.url("PUBLIC_URL", "").rstrip("/"),
        trusted_proxies=reader.whole("TRUSTED_PROXIES", 0, 0, 10),
        secret_keys=reader.keys(data),
        database_url=reader.database_url(),
        s3_endpoint=reader.url("S3_ENDPOINT", "").rstrip("/"),
        s3_public_endpoint=reader.url("S3_PUBLIC_ENDPOINT", "").rstrip("/"),
        s3_bucket=reader.text("S3_BUCKET", "roadreel"),
        s3_access_key=reader.text("S3_ACCESS_KEY", ""),
        s3_secret_key=reader.text("S3_SECRET_KEY", ""),
        s3_region=reader.text("S3_REGION", "us-east-1"),
        cdn_url=reader.not_yet("CDN_URL"),
        cdn_key=reader.not_yet("CDN_KEY"),
        workers=reader.whole("WORKERS", 1, 0, 256),
        demo=reader.flag("DEMO", default=False),
        metrics_port=reader.whole("METRICS_PORT", 0, 0, 65535),
        log_level=reader.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        c2pa_certificate=reader.text("C2PA_CERTIFICATE", ""),
        c2pa_key=reader.text("C2PA_KEY", ""),
        audio=reader.flag("AUDIO", default=False),
        copy_bitrate=reader.whole("COPY_BITRATE", COPY_BITRATE, 0, 100_000_000),
        max_upload_bytes=reader.whole("MAX_UPLOAD_BYTES", 4 * 1024**3, 1, 5 * 1024**4),
        min_clip_s=reader.number("MIN_CLIP_S", 1.0, 0.1, 60.0),
        max_clip_s=reader.number("MAX_CLIP_S", 600.0, 1.0, 7200.0),
        quality_limits=reader.json_object("QUALITY_LIMITS", root),
        face_model=reader.file("FACE_MODEL", root),
        plate_model=reader.file("PLATE_MODEL", root),
        require_fence=reader.flag("REQUIRE_FENCE", default=False),
        webhooks_anywhere=reader.flag("WEBHOOKS_ANYWHERE", default=False),
        default_region=reader.text("DEFAULT_REGION", "CN"),
        damage_codes=reader.damage_codes(),
        damage_publish_h=reader.whole("DAMAGE_PUBLISH_H", DAMAGE_PUBLISH_H, 0, 720),
        case_policy=reader.text("CASE_POLICY", CASE_POLICY),
        case_due_h=reader.whole("CASE_DUE_H", CASE_DUE_H, 1, 8760),
        minimum_app_version=reader.text("MINIMUM_APP_VERSION", "1.0.0"),
        support_contact=reader.text("SUPPORT_CONTACT", ""),
        privacy_url=reader.url("PRIVACY_URL", ""),
        terms_url=reader.url("TERMS_URL", ""),
    )
    if settings.s3_endpoint and not (settings.s3_access_key and settings.s3_secret_key):
        reader.wrong.append("ROADREEL_S3_ENDPOINT is set, so set ROADREEL_S3_ACCESS_KEY and _SECRET_KEY too.")
    if not 3 <= len(settings.s3_bucket) <= 63:
        reader.wrong.append("ROADREEL_S3_BUCKET must have 3 to 63 characters.")
    if not 1 <= len(settings.case_policy) <= 64:
        reader.wrong.append("ROADREEL_CASE_POLICY must have 1 to 64 characters.")
    if bool(settings.c2pa_certificate) != bool(settings.c2pa_key):
        reader.wrong.append("ROADREEL_C2PA_CERTIFICATE and ROADREEL_C2PA_KEY belong together: set both or none.")
    if settings.min_clip_s >= settings.max_clip_s:
        reader.wrong.append("ROADREEL_MIN_CLIP_S must be below ROADREEL_MAX_CLIP_S.")
    if reader.wrong:
        raise BadSettings(reader.wrong)
    return settings


class _Reader:
    """Reads one variable at a time and remembers what was wrong, so that all of it is said at once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.wrong: list[str] = []

    def text(self, name: str, default: str) -> str:
        variable = f"ROADREEL_{name}"
        file = self.environment.get(f"{variable}_FILE")
        if file is None:
            return self.environment.get(variable, default).strip()
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self.wrong.append(f"{variable}_FILE names {file}, which cannot be read.")
            return default

    def file(self, name: str, root: Path | None) -> str:
        """The absolute path of a file that must be there; empty when none is named."""
        text = self.environment.get(f"ROADREEL_{name}", "").strip()
        path = ((root or Path.cwd()) / text).absolute()
        if text and not path.is_file():
            self.wrong.append(f"ROADREEL_{name} names {text}, which is no file.")
        return str(path) if text else ""

    def json_object(self, name: str, root: Path | None) -> Mapping[str, Any]:
        """The object in a JSON file; empty when none is named."""
        path = self.file(name, root)
        try:
            found = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
        except (OSError, ValueError):
            found = None
        if isinstance(found, dict):
            return found
        self.wrong.append(f"ROADREEL_{name} names {path}, which holds no JSON object.")
        return {}

    def not_yet(self, name: str) -> str:
        """A setting whose name is taken already: given, it would promise what nothing does."""
        if self.text(name, ""):
            self.wrong.append(f"ROADREEL_{name} is not supported by this version yet; leave it empty.")
        return ""

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and least <= int(text) <= most:
            return int(text)
        self.wrong.append(f"ROADREEL_{name} must be a whole number from {least} to {most}, not {text!r}.")
        return default

    def number(self, name: str, default: float, least: float, most: float) -> float:
        text = self.text(name, str(default))
        try:
            value = float(text)
        except ValueError:
            value = least - 1
        if least <= value <= most:
            return value
        self.wrong.append(f"ROADREEL_{name} must be a number from {least:g} to {most:g}, not {text!r}.")
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.text(name, "1" if default else "0")
        if text not in {"0", "1"}:
            self.wrong.append(f"ROADREEL_{name} must be 0 or 1, not {text!r}.")
        return text == "1"

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        text = self.text(name, default)
        if text not in allowed:
            self.wrong.append(f"ROADREEL_{name} must be one of {', '.join(allowed)}, not {text!r}.")
        return text

    def url(self, name: str, default: str) -> str:
        text = self.text(name, default)
        try:
            parts = urlsplit(text)
            good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            good = False
        if text and not good:
            self.wrong.append(f"ROADREEL_{name} must be an http or https address, not {text!r}.")
        return text

    def database_url(self) -> str:
        text = self.text("DATABASE_URL", "")
        if text and urlsplit(text).scheme not in {"postgresql", "postgres"}:
            # The value is not repeated: it may hold a password.
            self.wrong.append("ROADREEL_DATABASE_URL must begin with postgresql://.")
        return text

    def damage_codes(self) -> DamageCodes:
        path = self.text("DAMAGE_CODES", "")
        if not path:
            return read_damage_codes()
        try:
            return read_damage_codes(Path(path))
        except ValueError as error:
            self.wrong.append(f"ROADREEL_DAMAGE_CODES names {path}, which {error}.")
        except OSError as error:
            self.wrong.append(f"ROADREEL_DAMAGE_CODES names {path}, which cannot be read ({error.strerror}).")
        return read_damage_codes()

    def keys(self, data: Path) -> tuple[str, ...]:
        given = tuple(filter(None, (key.strip() for key in self.text("SECRET_KEYS", "").split(","))))
        if any(len(key) < 16 for key in given):
            self.wrong.append("ROADREEL_SECRET_KEYS holds a key of fewer than 16 characters.")
        return given or (_own_key(data, self.wrong),)


def _own_key(data: Path, wrong: list[str]) -> str:
    """The key made on first start, kept in the data folder for its owner only."""
    path = data / "secret.key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        wrong.append(f"ROADREEL_DATA names {data}, which cannot be written ({error.strerror}).")
        return ""
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(32))
    return key
