"""Versions of what is installed, and whether it can do what is asked of it."""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from ops.doctor.finding import Finding, missing, note, ok
from ops.embedded.postgres import postgres_version
from ops.embedded.storage import storage_version
from ops.part import PartFailed

PACKAGES = ("flask", "flask-smorest", "gunicorn", "sqlalchemy", "psycopg", "procrastinate", "boto3", "numpy")
INSTALL = "Run `make setup`."
ENCODERS = {"libx264": "H.264 video", "aac": "AAC sound", "mjpeg": "posters"}


def about_versions() -> list[Finding]:
    """Python, the embedded parts, the libraries, FFmpeg's encoders."""
    return [_python(), *_embedded(), *map(_package, PACKAGES), _opencv(), *_ffmpeg()]


def _python() -> Finding:
    text = (
        f"{platform.python_version()} ({platform.python_implementation()}, {platform.system()} {platform.machine()})"
    )
    if (3, 11) <= sys.version_info[:2] <= (3, 14):
        return ok("python", text)
    return missing("python", text, "Roadreel needs Python 3.11 to 3.14: `make clean`, then `make PYTHON=... setup`.")


def _embedded() -> list[Finding]:
    findings = []
    for name, ask in (("postgres (embedded)", postgres_version), ("weed (embedded S3)", storage_version)):
        try:
            findings.append(ok(name, ask()))
        except (PartFailed, OSError, subprocess.SubprocessError, IndexError) as error:
            findings.append(note(name, "cannot be used", str(error)))
    return findings


def _package(name: str) -> Finding:
    try:
        return ok(name, version(name))
    except PackageNotFoundError:
        return missing(name, "not installed", INSTALL)


def _opencv() -> Finding:
    try:
        import cv2
    except ImportError as error:
        return missing("opencv", f"cannot be loaded ({error})", INSTALL)
    return ok("opencv", str(cv2.__version__))


def _ffmpeg() -> list[Finding]:
    try:
        import av
        import av.codec
    except ImportError as error:
        return [missing("av", f"cannot be loaded ({error})", INSTALL)]
    findings = [ok("av", f"{av.__version__} with FFmpeg {getattr(av, 'ffmpeg_version_info', 'unknown')}")]
    for name, purpose in ENCODERS.items():
        if name in av.codec.codecs_available:
            findings.append(ok("encoder", f"{name} for {purpose}"))
        else:
            findings.append(missing("encoder", f"{name} for {purpose} is not in this FFmpeg", INSTALL))
    return findings
