"""A QR code of a web address, as PNG or SVG bytes; the same address gives the same bytes."""

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage

QUIET_ZONE = 4
"""Modules of white around the code, as the standard asks; scanners fail without it."""


def png(address: str, *, module_pixels: int = 16) -> bytes:
    """A black-on-white PNG; error level Q survives a quarter of the code being soiled."""
    code = _code(address, module_pixels)
    image = code.make_image(fill_color="black", back_color="white")
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()


def svg(address: str) -> bytes:
    """The same code as one SVG path, sharp at any size."""
    image = _code(address, 10).make_image(image_factory=SvgPathImage)
    out = io.BytesIO()
    image.save(out)
    return out.getvalue()


def _code(address: str, module_pixels: int) -> "qrcode.QRCode[object]":
    code: qrcode.QRCode[object] = qrcode.QRCode(
        error_correction=ERROR_CORRECT_Q, box_size=module_pixels, border=QUIET_ZONE
    )
    code.add_data(address)
    code.make(fit=True)
    return code
