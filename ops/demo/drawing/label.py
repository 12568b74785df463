"""The sheet with a code that transports put behind the windscreen: something to hide from buyers of other cars."""

import cv2
import numpy as np
import zxingcpp

from ops.demo.drawing.light import Light
from ops.demo.drawing.sheet import Sprite

SIDE = 0.34  # metres: a sheet of A4 is 0.3 high
MARGIN = 3  # modules of white around the code


def sheet_with_code(text: str, scale: float, light: Light) -> Sprite:
    """Draw a white sheet with `text` as a QR code, at `scale` pixels a metre."""
    code = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1))
    sheet = np.pad(code, MARGIN, constant_values=255)
    side = max(round(SIDE * scale), sheet.shape[0])
    large = cv2.resize(
        sheet, (side, side), interpolation=cv2.INTER_AREA if side < 2 * len(sheet) else cv2.INTER_LINEAR
    )
    colour = np.repeat((large // 8 * 7)[..., None], 3, axis=2)
    return Sprite(colour.astype(np.uint8), np.zeros((side, side, 3), np.uint8)).lit(light.tint)
