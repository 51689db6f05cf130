"""Hold small valid files, for media types that are no text: an image of one pixel, a blank page."""

from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from wave import open as open_wave
from zipfile import ZipFile, ZipInfo

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path d="M0 0h1v1H0z"/></svg>'
_BYTES = bytes(range(64))
_PDF_OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
)
_IMAGES = {
    "image/png": (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPwd3sKAAJiAXvBJn9x"
        "AAAAAElFTkSuQmCC"
    ),
    "image/jpeg": (
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////"
        "////////////////////////////////////////////2wBDAf//////////////////////////"
        "////////////////////////////////////////////////////////////wAARCAABAAEDASIA"
        "AhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEB"
        "AQAAAAAAAAAAAAAAAAAAAAL/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCAKH//"
        "2Q=="
    ),
    "image/gif": ("R0lGODdhAQABAIEAAE9G5QAAAAAAAAAAACwAAAAAAQABAAAIBAABBAQAOw=="),
    "image/webp": (
        "UklGRjgAAABXRUJQVlA4ICwAAABwAQCdASoBAAEAAUAmJaACdAFAAAD+8Bvf/3OB//s4H/+zgfx13uWigEAAAA=="
    ),
    "image/bmp": (
        "Qk06AAAAAAAAADYAAAAoAAAAAQAAAAEAAAABABgAAAAAAAQAAADEDgAAxA4AAAAAAAAAAAAA5UZPAA=="
    ),
}
_ALIASES = {"image/jpg": "image/jpeg", "image/x-ms-bmp": "image/bmp", "audio/x-wav": "audio/wav"}
_OF_KIND = {"image": "image/png", "audio": "audio/wav"}


def file_of(media_type: str) -> bytes | None:
    """Return a small valid file of a media type; `None` where the type is not of a file.

    Types of images and sounds that are not known get a file of a type that is.
    """
    media_type = _ALIASES.get(media_type, media_type)
    kind = media_type.partition("/")[0]
    make = _MAKERS.get(media_type) or _MAKERS.get(_OF_KIND.get(kind, ""))
    if make is not None:
        return make()
    image = _IMAGES.get(media_type) or _IMAGES.get(_OF_KIND.get(kind, ""))
    if image is not None:
        return b64decode(image)
    return _BYTES if kind in {"video", "font", "model"} else None


def _pdf() -> bytes:
    """Write a document with one blank page, and the table of where its objects are."""
    out = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(_PDF_OBJECTS, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    return (
        out
        + (
            f"xref\n0 {count}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
        ).encode()
    )


def _wave() -> bytes:
    out = BytesIO()
    with open_wave(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(bytes([128] * 80))
    return out.getvalue()


def _zip() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(ZipInfo("sample.txt"), "sample\n")
    return out.getvalue()


_MAKERS: dict[str, Callable[[], bytes]] = {
    "image/svg+xml": lambda: _SVG,
    "application/pdf": _pdf,
    "application/zip": _zip,
    "application/octet-stream": lambda: _BYTES,
    "audio/wav": _wave,
}
