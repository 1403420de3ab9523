"""A picture from a stranger without what it tells of its maker: where it was taken, when, and with which device."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

from csap.formats.problems import TableProblem
from csap.wording import N_, Words

FORMATS = {"PNG": ("image/png", ".png"), "JPEG": ("image/jpeg", ".jpg"), "WEBP": ("image/webp", ".webp")}
PIXELS = 50_000_000


def format_of(content: bytes) -> str:
    """PNG, JPEG or WEBP by the first bytes; empty for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    return "WEBP" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def cleaned(content: bytes) -> tuple[str, str, bytes]:
    """(media type, ending, content): the pixels drawn anew, upright, with no metadata. `TableProblem` where damaged or
    of more than PIXELS."""
    name = format_of(content)
    try:
        with warnings.catch_warnings(action="ignore"):
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=[name]) as picture:
                if picture.width * picture.height > PIXELS:
                    raise Image.DecompressionBombError
                upright = _upright(picture)
            into = BytesIO()
            _bare(upright).save(into, format=name, quality=90)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TableProblem(Words(N_("This picture is too large. Make it smaller and attach it again."))) from None
    except MemoryError:
        raise
    except Exception:  # Pillow raises whatever a damaged picture leads it to
        raise TableProblem(Words(N_("This picture is damaged. Save it again and attach that."))) from None
    return (*FORMATS[name], into.getvalue())


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its metadata say; as it is where they are damaged, for they are left out anyway."""
    try:
        return ImageOps.exif_transpose(picture)
    except (TypeError, ValueError, KeyError, SyntaxError):
        return picture.copy()


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: a picture's `info` would be saved with it."""
    kept = picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGBA" if _clear(picture) else "RGB")
    kept.info.clear()
    return kept


def _clear(picture: Image.Image) -> bool:
    return "transparency" in picture.info or picture.mode in ("LA", "PA", "RGBa", "La")
