"""QR codes, read back the way a banking app reads them."""

import re
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from paydrill.pages.qr import qr_element, qr_png, qr_svg
from tests.unit.pages.page_reader import PageReader

BR_CODE = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)


def test_the_png_scans_to_the_br_code_at_level_m() -> None:
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(qr_png(BR_CODE))))
    assert code.text == BR_CODE
    assert code.ec_level == "M"


def test_the_png_has_a_quiet_zone_of_four_modules() -> None:
    image = Image.open(BytesIO(qr_png(BR_CODE))).convert("L")
    dark = image.point(lambda level: 255 - level).getbbox()
    assert dark == (32, 32, image.width - 32, image.height - 32)


def test_the_svg_scans_to_the_br_code() -> None:
    svg = qr_svg(BR_CODE).decode()
    assert svg.startswith('<?xml version="1.0" encoding="utf-8"?>')
    [code] = zxingcpp.read_barcodes(rasterized(svg))
    assert code.text == BR_CODE


def test_the_element_draws_what_the_document_draws() -> None:
    assert dark_path(qr_element(BR_CODE)) == dark_path(qr_svg(BR_CODE).decode())


@pytest.mark.parametrize("image_of", [qr_png, qr_svg])
def test_the_same_code_gives_the_same_bytes(image_of: object) -> None:
    assert callable(image_of)
    assert image_of(BR_CODE) == image_of(BR_CODE)


def test_a_text_that_does_not_fit_is_a_value_error() -> None:
    qr_png("x" * 2331)
    with pytest.raises(ValueError, match="too large"):
        qr_png("x" * 2332)


def dark_path(svg: str) -> str:
    [path] = [it for it in PageReader(svg).attributes_of("path") if it.get("class") == "qrline"]
    return path["d"]


def rasterized(svg: str) -> Image.Image:
    """The image at the document's own size; its dark path is horizontal strokes of one module."""
    [document] = PageReader(svg).attributes_of("svg")
    size, scale = int(document["width"]), 8
    image = Image.new("L", (size, size), 255)
    pen = ImageDraw.Draw(image)
    x = y = 0.0
    for command, arguments in re.findall(r"([Mmh])([-\d. ]+)", dark_path(svg)):
        numbers = [float(number) for number in arguments.split()]
        if command == "M":
            x, y = numbers
        elif command == "m":
            x, y = x + numbers[0], y + numbers[1]
        else:
            end = x + numbers[0]
            top = (y - 0.5) * scale
            pen.rectangle((x * scale, top, end * scale - 1, top + scale - 1), fill=0)
            x = end
    return image
