"""Draws the clips the scenarios show: `python scenarios/clips/draw.py`. No camera, nobody's rights."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

WIDTH, HEIGHT, FPS, SECONDS = 320, 240, 10, 5
HERE = Path(__file__).parent


def picture(progress: float) -> NDArray[np.uint8]:
    """A red ball rolls over a green table into a blue box; `progress` runs from 0 to 1."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#e8e4da")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 170, WIDTH, HEIGHT), fill="#5c8a4a")
    x = 20 + progress * 225
    draw.ellipse((x, 130, x + 40, 170), fill="#cc2a22")
    draw.rectangle((235, 120, 305, 172), fill="#2b5aa8")
    return np.asarray(image)


def main() -> None:
    """Writes the clip and the still."""
    with av.open(str(HERE / "red_ball.mp4"), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", FPS, options={"crf": "30", "preset": "veryslow"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(FPS * SECONDS):
            frame = av.VideoFrame.from_ndarray(picture(number / (FPS * SECONDS - 1)), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    Image.fromarray(picture(0.2)).save(HERE / "table.png", optimize=True)


if __name__ == "__main__":
    main()
