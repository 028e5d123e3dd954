"""A program of its own: makes pictures and PDF files safe to place, and joins pages. It imports nothing of the product.

Run by `preparing.py` with limits, as `exhibit_reader.py prepare|join FOLDER`, where `plan.json` says what there is to do.
`prepare` writes beside each file what can be shown of it and adds a line to `done.jsonl`; `join` writes `joined.pdf`.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1800
QUALITY = 82
# A4 and the frame of a sheet, in points.
POINTS = 72 / 25.4
# What a page may hold beside its content: forms, scripts, sounds. Nothing of it comes along.
BESIDE = ("/Annots", "/AA", "/B", "/PieceInfo", "/Metadata", "/Thumb", "/StructParents", "/Tabs", "/Trans", "/Dur")


class Unusable(Exception):
    """The file cannot be shown. The message is the reason in one word: locked, large, damaged."""


def prepare_image(source: Path, target: Path) -> dict[str, Any]:
    """Write a picture as JPEG, upright, at most 1,800 pixels long, without what cameras note (place, owner)."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(source) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Unusable("large")
        opened.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if upright.mode in {"RGBA", "LA", "P", "PA"}:
            on_white = Image.new("RGBA", upright.size, "white")
            on_white.alpha_composite(upright.convert("RGBA"))
            upright = on_white
        picture = upright.convert("RGB")
        picture.save(target, "JPEG", quality=QUALITY)
        return {"wide": picture.width, "high": picture.height}


def prepare_pdf(source: Path, target: Path, most_pages: int) -> dict[str, Any]:
    """Write the pages of a PDF without forms, scripts and files within it."""
    import pypdf

    reader = pypdf.PdfReader(source, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unusable("locked")
    total = len(reader.pages)
    if total == 0:
        raise Unusable("damaged")
    writer = pypdf.PdfWriter()
    for read in reader.pages[:most_pages]:
        for name in BESIDE:
            if name in read:
                del read[name]
        page = writer.add_page(read)
        page.transfer_rotation_to_content()
        contents = page.get_contents()
        if contents is not None:
            contents.get_data()
        box = page.cropbox
        if not (1 < float(box.width) < 20000 and 1 < float(box.height) < 20000):
            raise Unusable("damaged")
    with target.open("wb") as out:
        writer.write(out)
    return {"pages": min(total, most_pages), "all_pages": total}


def prepare(folder: Path) -> None:
    """Do what the plan says, one file after the other; each is told as it is done, so that a death tells where it was."""
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    with (folder / "done.jsonl").open("a", encoding="utf-8") as done:
        for item in plan:
            said: dict[str, Any] = {"key": item["key"]}
            source, target = folder / f"{item['key']}.in", folder / f"{item['key']}.out"
            try:
                if item["form"] == "image":
                    said |= prepare_image(source, target)
                else:
                    said |= prepare_pdf(source, target, int(item["most_pages"]))
            except Unusable as reason:
                said["why"] = str(reason)
            except MemoryError:
                said["why"] = "large"
            except Exception as error:  # noqa: BLE001  # whatever is wrong with the file, it is the file
                said["why"] = (
                    "large" if "Bomb" in type(error).__name__ or "Limit" in type(error).__name__ else "damaged"
                )
            done.write(json.dumps(said) + "\n")
            done.flush()


def join(folder: Path) -> None:
    """Set the pages of the exhibits into the sheets that were left free for them."""
    import pypdf

    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    writer = pypdf.PdfWriter(clone_from=folder / "main.pdf")
    left, bottom, wide, high = (float(value) * POINTS for value in plan["frame"])
    for item in plan["places"]:
        reader = pypdf.PdfReader(folder / f"{item['key']}.out", strict=False)
        for index, page in enumerate(reader.pages):
            box = page.cropbox
            scale = min(wide / float(box.width), high / float(box.height))
            x = left + (wide - float(box.width) * scale) / 2
            y = bottom + (high - float(box.height) * scale) / 2
            moved = pypdf.Transformation().translate(-float(box.left), -float(box.bottom)).scale(scale).translate(x, y)
            writer.pages[int(item["page"]) - 1 + index].merge_transformed_page(page, moved)
    writer.compress_identical_objects()
    with (folder / "joined.pdf").open("wb") as out:
        writer.write(out)


def main() -> int:
    logging.disable(logging.CRITICAL)
    sys.setrecursionlimit(3000)
    folder = Path(sys.argv[2])
    try:
        {"prepare": prepare, "join": join}[sys.argv[1]](folder)
    except Exception:  # noqa: BLE001  # the caller lists what could not be shown
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
