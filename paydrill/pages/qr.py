"""Draw QR codes of BR Codes.

Error correction level M and a quiet zone of four modules, as ISO/IEC 18004 asks; always dark on
white, because many banking apps do not read an inverted code.
"""

from io import BytesIO

import segno

PIXELS_PER_MODULE = 8
QUIET_ZONE_MODULES = 4


def qr_png(br_code: str) -> bytes:
    """Draw a PNG image; the same BR Code gives the same bytes.

    Raises ValueError when the text does not fit in a QR code (2331 bytes).
    """
    return _image(br_code, "png")


def qr_svg(br_code: str) -> bytes:
    """Draw a standalone SVG document in UTF-8; bytes and errors as for `qr_png`."""
    return _image(br_code, "svg")


def qr_element(br_code: str) -> str:
    """Draw an ``<svg>`` element for an HTML page, sized by the page's style."""
    return _code(br_code).svg_inline(border=QUIET_ZONE_MODULES, light="#fff", omitsize=True)


def _image(br_code: str, kind: str) -> bytes:
    image = BytesIO()
    _code(br_code).save(
        image,
        kind=kind,
        scale=PIXELS_PER_MODULE,
        border=QUIET_ZONE_MODULES,
        dark="#000",
        light="#fff",
    )
    return image.getvalue()


def _code(br_code: str) -> segno.QRCode:
    return segno.make_qr(br_code, error="m", encoding="utf-8", boost_error=False)
