"""Makes the pictures that ImagingTests decode, beside this script: python make_fixtures.py

Needs Pillow with AVIF, and libvips for the HEIC.
Every picture that shows "the scene" shows the same: 48 × 32 pixels, red, green / blue, white quarters. Quarters
of flat color survive a lossy codec, and tell all eight orientations apart.
"""

import ctypes
import ctypes.util
import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms

HERE = Path(__file__).parent
WIDTH, HEIGHT = 48, 32
COLORS = {(0, 0): (200, 30, 40), (1, 0): (30, 160, 60), (0, 1): (40, 60, 200), (1, 1): (250, 250, 250)}


def scene() -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    for (column, row), color in COLORS.items():
        left, top = column * WIDTH // 2, row * HEIGHT // 2
        picture.paste(color, (left, top, left + WIDTH // 2, top + HEIGHT // 2))
    return picture


def smooth() -> Image.Image:
    """A photo-like picture for the comparison of the two JPEG decoders: all colors, soft and hard edges."""
    picture = Image.new("RGB", (160, 120))
    picture.putdata([
        ((x * 3 + y) % 256, (x * x // 40 + y * 2) % 256, 255 - (x + y * y // 30) % 256)
        for y in range(120) for x in range(160)
    ])
    return picture


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, color_type: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    data = zlib.compress(rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def display_p3() -> bytes:
    """A Display P3 profile of version 2, from its definition: the P3 primaries adapted to D50, and sRGB's curve."""
    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(x) + fixed(y) + fixed(z)

    def to_linear(v: float) -> float:
        return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4

    curve = b"curv\0\0\0\0" + struct.pack(">I", 256)
    curve += b"".join(struct.pack(">H", round(65535 * to_linear(i / 255))) for i in range(256))
    name = b"Display P3\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    tags = [
        (b"desc", description), (b"cprt", b"text\0\0\0\0Public domain\0"), (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.51512, 0.2412, -0.00105)), (b"gXYZ", xyz(0.29198, 0.69225, 0.04189)),
        (b"bXYZ", xyz(0.1571, 0.06657, 0.78407)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve),
    ]
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for kind, data in tags:
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += kind + struct.pack(">II", places[data], len(data))
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return header.ljust(128, b"\0") + table + body


def write_heic() -> None:
    """Pillow writes no HEIC; libvips does where it has an encoder."""
    name = ctypes.util.find_library("vips")
    vips = ctypes.CDLL(name) if name else None
    if not vips or vips.vips_init(b"fixtures") != 0:
        return
    vips.vips_image_new_from_file.restype = ctypes.c_void_p
    image = vips.vips_image_new_from_file(str(HERE / "scene.ppm").encode(), None)
    target = str(HERE / "scene.heic").encode() + b"[compression=hevc,Q=90]"
    if vips.vips_image_write_to_file(ctypes.c_void_p(image), target, None) != 0:
        print("no HEIC: libvips has no encoder for it here")


def main() -> None:
    picture, quality = scene(), {"quality": 95, "subsampling": 0}
    picture.save(HERE / "scene.jpg", **quality)
    picture.save(HERE / "progressive.jpg", progressive=True, **quality)
    picture.convert("L").save(HERE / "gray.jpg", quality=95)
    picture.convert("CMYK").save(HERE / "cmyk.jpg", quality=95)
    picture.save(HERE / "named-jpg-is-gif.jpg", format="GIF")
    picture.save(HERE / "lossless.webp", lossless=True)
    picture.save(HERE / "scene.avif", quality=90)
    picture.save(HERE / "scene.ppm")
    picture.save(HERE / "lzw.tif", compression="tiff_lzw")
    picture.convert("P", palette=Image.Palette.ADAPTIVE).save(HERE / "palette.png")
    picture.convert("L").save(HERE / "gray.png")
    picture.convert("L").convert("F").point(lambda v: v / 255).save(HERE / "float.tif")
    smooth().save(HERE / "smooth-420.jpg", quality=85, subsampling=2)
    smooth().save(HERE / "smooth-444.jpg", quality=85, subsampling=0)

    frames = [picture, Image.new("RGB", picture.size, (0, 0, 0))]
    frames[0].save(HERE / "animated.gif", save_all=True, append_images=frames[1:], duration=100)

    # Stored so that each shows the scene once it is turned upright.
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270}
    for orientation in range(1, 9):
        stored = picture.transpose(undo[orientation]) if orientation in undo else picture
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif.endian = "<" if orientation % 2 else ">"
        stored.save(HERE / f"orientation-{orientation}.jpg", exif=exif, **quality)

    exif[0x0112] = 6
    turned = picture.transpose(undo[6])
    turned.save(HERE / "orientation-6.png", exif=exif)
    turned.save(HERE / "orientation-6.webp", exif=exif, lossless=True)
    turned.save(HERE / "orientation-6.tif", tiffinfo={274: 6})

    # The scene's colors, as Display P3 and as sRGB numbers: read back, both show the same colors.
    p3, srgb = ImageCms.ImageCmsProfile(io.BytesIO(display_p3())), ImageCms.createProfile("sRGB")
    as_p3 = ImageCms.profileToProfile(picture, srgb, p3, renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC)
    as_p3.save(HERE / "display-p3.jpg", icc_profile=display_p3(), **quality)
    profile = bytearray(ImageCms.ImageCmsProfile(srgb).tobytes())
    profile[24:36] = bytes(12)  # the date, so that every run makes the same file
    picture.save(HERE / "srgb-profile.jpg", icc_profile=bytes(profile), **quality)
    picture.save(HERE / "broken-profile.jpg", icc_profile=b"not a profile at all" * 10, **quality)

    # Half-transparent black over whatever lies below: 127 or 128 on white; the left half is opaque red.
    alpha = Image.new("RGBA", (4, 2), (0, 0, 0, 128))
    alpha.paste((255, 0, 0, 255), (0, 0, 2, 2))
    alpha.save(HERE / "alpha.png")

    # 16 bits: sample i of each row is i × 2,731 + row × 257.
    rows = b"".join(b"\0" + b"".join(struct.pack(">H", i * 2731 + row * 257) for i in range(24)) for row in range(3))
    (HERE / "rgb16.png").write_bytes(png(8, 3, 16, 2, rows))
    (HERE / "gray16.png").write_bytes(png(4, 1, 16, 0, b"\0" + struct.pack(">4H", 0, 1000, 32768, 65535)))

    # One row of pixels for a header that declares 60,000 rows of them.
    (HERE / "declares-60000.png").write_bytes(png(60000, 60000, 8, 2, bytes(1 + 3 * 60000)))

    damaged = bytearray((HERE / "smooth-444.jpg").read_bytes())
    damaged[len(damaged) // 2:len(damaged) // 2 + 200] = bytes(200)
    (HERE / "damaged.jpg").write_bytes(damaged)
    sound = (HERE / "gray.png").read_bytes()
    (HERE / "bad-checksum.png").write_bytes(sound[:-20] + bytes([sound[-20] ^ 0xFF]) + sound[-19:])

    write_heic()


if __name__ == "__main__":
    main()
