from __future__ import annotations

from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from media.hiding.boxes import Box, Found, Kind
from media.hiding.dense import Part, dense_parts
from media.shot import Shot
from media.upright import plane_of

FORMATS: Any = (  # the package takes several as a tuple, whatever its types say
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.Code128,
)
LINES = (zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.Code128)
LEAST_TALL = 0.35  # of a line code's length: only the lines that were read are told, and text stands beside them
READ, GUESSED = 1.0, 0.3  # scores: see tracks.py for how often what only looks like a code must be seen
SAME = 0.3  # own sizes between two of the same: parts may overlap
QUIET = 0.10  # white around a code, and what a slanted one reaches over its corners


class Labels:
    """Codes that a VIN can be read from, looked for in the largest picture: a small one can be read there only."""

    kind = Kind.LABEL

    def find(self, shot: Shot) -> list[Found]:
        """Every code that can be read, and those whose shape is clear but whose content is not.

        The small kinds of QR codes must be readable: they have a single corner mark, as leaves and gravel do.
        """
        luma = plane_of(shot.pictures[0], 0)
        found: list[Found] = []
        for part in dense_parts(luma):
            codes = [code for code in _codes(part.of(luma)) if code.valid or code.format in FORMATS]
            boxes = [_around(code, part, luma.shape[1], luma.shape[0]) for code in codes]
            found += [
                Found(Kind.LABEL, box, READ if code.valid else GUESSED)
                for code, box in zip(codes, boxes, strict=True)
                if not any(box.steps_to(other.box) < SAME for other in found)
            ]
        return found


def _codes(luma: NDArray[np.uint8]) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(luma, formats=FORMATS, return_errors=True))


def _around(code: zxingcpp.Barcode, part: Part, width: int, height: int) -> Box:
    place = code.position
    corners = np.array(
        [
            (p.x + part.left, p.y + part.top)
            for p in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        ]
    )
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    wide, tall = right - left, bottom - top
    if code.format in LINES:
        least = LEAST_TALL * max(wide, tall)
        left, wide = left - max(0, least - wide) / 2, max(wide, least)
        top, tall = top - max(0, least - tall) / 2, max(tall, least)
    return Box(left / width, top / height, wide / width, tall / height).grown(QUIET)
