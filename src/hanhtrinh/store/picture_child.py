"""The process that decodes a picture: it reads the bytes from its input and writes two clean WebP to its output.

Run as `python -m hanhtrinh.store.picture_child` by `store.picture_cleaning`. Decoders are where hostile pictures do
their harm: here they have little memory, little time, may write no file, and only the pixels leave. First a line of
JSON: `{"width", "height", "large", "small"}` with the lengths of what follows, or `{"refused", …}` with the reason.
"""

import io
import json
import sys
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps

MOST_PIXELS, MOST_EDGE = 64_000_000, 30_000
MOST_FRAMES, MOST_FRAME_PIXELS = 500, 1_000_000_000
"""How large a picture, and an animation, may be; only the first frame is kept."""
_MEMORY, _SECONDS = 1_600 * 2**20, 15
_SIDES, _QUALITY = (("large", 1_600), ("small", 480)), 82
_ALLOWED = ("PNG", "JPEG", "WEBP", "GIF")


class Refused(Exception):
    """A picture that is not taken; the arguments are the reason and its parameters."""


def main() -> None:
    """Answer for one picture."""
    limit_process()
    try:
        answer, parts = cleaned(sys.stdin.buffer.read())
    except Refused as refused:
        reason, params = refused.args
        answer, parts = {"refused": reason, **params}, []
    out = sys.stdout.buffer
    out.write(json.dumps(answer).encode() + b"\n")
    for part in parts:
        out.write(part)


def limit_process() -> None:
    """Take from this process what a decoder does not need; Windows has no such limits."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cleaned(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return what is said of a picture, and its two sizes as WebP without anything but pixels; Refused says why not."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=_ALLOWED) as picture:
            _check_size(picture)
            shown = _upright(picture)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused("too_many_pixels", {"given": "", "allowed": MOST_PIXELS // 1_000_000}) from None
    except MemoryError:
        raise Refused("bomb", {}) from None
    except Exception:
        raise Refused("broken", {}) from None
    sizes = {name: _scaled(shown, side) for name, side in _SIDES}
    parts = [_webp(one) for one in sizes.values()]
    large = sizes["large"]
    lengths = dict(zip(sizes, map(len, parts), strict=True))
    return {"width": large.width, "height": large.height, **lengths}, parts


def _check_size(picture: Image.Image) -> None:
    """Refuse before a pixel is decoded."""
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > MOST_EDGE:
        given = f"{width:,} × {height:,}".replace(",", "\u202f")
        raise Refused("too_many_pixels", {"given": given, "allowed": MOST_PIXELS // 1_000_000})
    frames = int(getattr(picture, "n_frames", 1))
    if frames > MOST_FRAMES or frames * width * height > MOST_FRAME_PIXELS:
        raise Refused("too_many_frames", {"given": frames, "allowed": MOST_FRAMES})


def _upright(picture: Image.Image) -> Image.Image:
    """Return the first frame as it is meant to be seen: turned as the camera says, in the colours of a screen."""
    picture.draft("RGB", (_SIDES[0][1] * 2, _SIDES[0][1] * 2))
    picture.load()
    turned = ImageOps.exif_transpose(picture) or picture
    alpha = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    wanted = "RGBA" if alpha else "RGB"
    profile = turned.info.get("icc_profile")
    turned.info = {}
    if profile and turned.mode in ("RGB", "RGBA", "CMYK"):
        turned = _for_screen(turned, profile, wanted)
    return turned if turned.mode == wanted else turned.convert(wanted)


def _for_screen(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """Return a picture in sRGB; one whose profile cannot be read stays as it is."""
    try:
        found = ImageCms.profileToProfile(
            picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB" if mode == "RGB" else mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return found or picture


def _scaled(picture: Image.Image, side: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= side:
        return picture
    wide, tall = (max(1, round(length * side / longest)) for length in picture.size)
    return picture.resize((wide, tall), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _webp(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=_QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return buffer.getvalue()


if __name__ == "__main__":
    main()
