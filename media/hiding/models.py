"""The files that detectors are made of: where they are, and whether they are the ones that were measured.

The set-up step puts them into the virtual environment, which the fenced child can read. A setting may name others.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

INSTALLED = Path(sys.prefix) / "share" / "roadreel" / "models"


class ModelMissing(Exception):
    """A file is not there or is another one."""


@dataclass(frozen=True)
class Pinned:
    """A file that the set-up step installs, and no other."""

    name: str
    sha256: str
    purpose: str

    @property
    def path(self) -> Path:
        return INSTALLED / self.name


FACES = Pinned(
    "face_detection_yunet_2023mar.onnx",
    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    "faces (YuNet, MIT)",
)
PLATES = Pinned(
    "clp_det.onnx",
    "1bb07d364ba3b1cca8c27176d3ea6b5997b6264dea8c9304e092c618b112d5f0",
    "number plates (clp_det, Apache-2.0)",
)
PINNED = (FACES, PLATES)


def model_bytes(pinned: Pinned, other: str = "") -> bytes:
    """The pinned file, or the one that a setting names instead. Raises ModelMissing."""
    path = Path(other) if other else pinned.path
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ModelMissing(f"{path}: {error.strerror}") from error
    if not other and sha256(body).hexdigest() != pinned.sha256:
        raise ModelMissing(f"{path} is not the file that was pinned")
    return body


def state_of(pinned: Pinned, other: str = "") -> str:
    """Empty when the model can be used, else why not; for the doctor."""
    try:
        model_bytes(pinned, other)
    except ModelMissing as error:
        return str(error)
    return ""
