"""Films for Chromium's fake camera, drawn without ffmpeg."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from plm.adapters.qr import qr_png

WIDTH, HEIGHT, FRAMES_A_SECOND = 640, 480, 10
GREY = bytes([128]) * (WIDTH * HEIGHT // 4)


def write_film(path: Path, scenes: list[tuple[str, float]]) -> Path:
    """A .y4m that plays for ever: each scene is a QR's text ('' for an empty door) and its seconds."""
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_A_SECOND}:1 Ip A1:1 C420mpeg2\n".encode())
        for text, seconds in scenes:
            frame = b"FRAME\n" + _picture(text) + GREY + GREY
            film.write(frame * round(seconds * FRAMES_A_SECOND))
    return path


def _picture(text: str) -> bytes:
    scene = Image.new("L", (WIDTH, HEIGHT), 96)
    if text:
        code = Image.open(BytesIO(qr_png(text))).convert("L").resize((280, 280))
        scene.paste(code, ((WIDTH - 280) // 2, (HEIGHT - 280) // 2))
    return scene.tobytes()
