"""Pictures: what is taken, what comes out, what is refused and why, who may, and what is cleared away."""

import hashlib
import io
import os
import zlib

import pytest
from PIL import Image

from hanhtrinh.app.pictures import clear_pictures
from hanhtrinh.errors import InputError
from hanhtrinh.store.pictures import FolderPictures
from hanhtrinh.store.sql.tables.journeys import journey_edits
from tests import picture_files
from tests.picture_files import drawn, saved
from tests.web.living import with_shop

PICTURES = "/w/nha-may/pictures"
DAY = 86_400 * 1_000_000


def bring(world, data, name="anh.png", who="minh", lang="vi"):
    """Send a picture as the page does."""
    return world.client(who, lang).post(PICTURES, params={"name": name}, content=data)


def space_of(world):
    return world.services.accounts.space("nha-may")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_comes_back_as_webp(world, kind) -> None:
    """Each kind that is allowed is written anew, named by what was made of it, and served with its own policy."""
    answer = bring(world, saved(drawn(), kind))
    assert answer.status_code == 201
    kept = answer.json()
    stored = (world.home / "pictures" / kept["file"]).read_bytes()
    assert kept["file"] == hashlib.sha256(stored).hexdigest() + ".webp"
    given = world.client("ha").get(kept["large"])
    assert (given.status_code, given.content) == (200, stored)
    assert given.headers["content-type"] == "image/webp"
    assert given.headers["content-security-policy"] == "default-src 'none'"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(given.content)).format == "WEBP"


def test_a_photograph_says_nothing_of_where_it_was_taken(world) -> None:
    """EXIF and the place go, the picture is turned upright, and it is no larger than a screen needs."""
    kept = bring(world, picture_files.photo(3_200, 2_400), "IMG_0001.jpg").json()
    assert (kept["width"], kept["height"]) == (1_200, 1_600)
    large, small = (world.client("ha").get(kept[size]).content for size in ("large", "small"))
    for data, size in ((large, (1_200, 1_600)), (small, (360, 480))):
        shown = Image.open(io.BytesIO(data))
        assert shown.size == size
        assert not shown.getexif()
        assert b"Maker of phones" not in data


def test_the_same_picture_is_kept_once(world) -> None:
    """Whatever it was called, one picture is one file."""
    names = {bring(world, saved(drawn(), "PNG"), name).json()["file"] for name in ("a.png", "b.png")}
    assert len(names) == 1
    assert len(list((world.home / "pictures").glob("*.webp"))) == 1


def test_transparency_stays(world) -> None:
    """What can be seen through stays so."""
    kept = bring(world, saved(Image.new("RGBA", (64, 64), (200, 0, 0, 90)), "PNG")).json()
    shown = Image.open(io.BytesIO(world.client("ha").get(kept["large"]).content))
    assert (shown.mode, shown.getpixel((5, 5))[3]) == ("RGBA", 90)


REFUSED = {
    "empty": (lambda: b"", "rỗng"),
    "svg with a script": (lambda: picture_files.SVG, "SVG"),
    "svg without a script": (lambda: picture_files.PLAIN_SVG, "SVG"),
    "a web page named .png": (lambda: picture_files.HTML, "HTML"),
    "a picture with a web page in it": (lambda: saved(drawn(), "PNG") + picture_files.HTML, "mã trang web"),
    "gif that is a script": (lambda: b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", "bị hỏng"),
    "heic": (lambda: picture_files.HEIC, "HEIC"),
    "pdf": (lambda: b"%PDF-1.7\n", "PDF"),
    "text": (lambda: b"hello", "không phải loại ảnh"),
    "cut off": (lambda: saved(drawn(2_000, 1_500), "JPEG")[:6_000], "bị hỏng"),
    "cut off png": (lambda: saved(drawn(), "PNG")[:900], "bị hỏng"),
    "fifty thousand by fifty thousand": (lambda: picture_files.png(50_000, 50_000, b"x"), "quá lớn"),
    "hundred million pixels": (lambda: picture_files.png(10_000, 10_000, b"x"), "10\u202f000 × 10\u202f000"),
    "too many frames": (lambda: picture_files.animation(600), "ảnh động"),
    "animated bomb": (picture_files.animated_bomb, "ảnh động"),
    "30 MB": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * (30 * 2**20), "30.0 MB"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_with_a_reason(world, what) -> None:
    """The answer names what was given and what is allowed; nothing of it stays."""
    make, said = REFUSED[what]
    answer = bring(world, make(), "anh.png")
    assert answer.status_code == 400
    assert said in answer.text
    assert "anh.png" in answer.text
    assert not list((world.home).glob("pictures/*"))


def test_a_bomb_that_lies_about_its_size_meets_its_limits(world) -> None:
    """Sixteen million pixels in a few kilobytes are decoded apart, within limits, and cost the server nothing."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (4_000 * 4 + 1)) for _ in range(4_000)) + packer.flush()
    kept = bring(world, picture_files.png(4_000, 4_000, rows)).json()
    assert (kept["width"], kept["height"]) == (1_600, 1_600)


def test_a_workspace_has_so_much_room(tmp_path, world) -> None:
    """When the pictures of a workspace take what they may, the next is refused, and says so."""
    pictures = FolderPictures(tmp_path, most_space=200_000)
    pictures.keep(space_of(world), noise_of(0), "first.png")
    with pytest.raises(InputError, match="no room"):
        pictures.keep(space_of(world), noise_of(1), "second.png")


def noise_of(seed):
    """Return a picture unlike the others."""
    return saved(Image.effect_noise((400, 300), 60 + seed), "PNG")


def test_names_lead_nowhere_else(world) -> None:
    """A name is a plain name of a picture: no folder, no hidden file, no other kind."""
    (world.home / "pictures").mkdir()
    (world.home / "pictures" / "secret.txt").write_text("no")
    (world.home / "pictures" / "link.webp").symlink_to(world.home / "hanhtrinh.toml")
    names = ("..%2fhanhtrinh.toml", "%2e%2e", "secret.txt", ".made", "link.webp", "a%00.webp", "none.webp")
    assert {world.client("ha").get(f"{PICTURES}/{name}").status_code for name in names} == {404}


def test_a_file_put_there_by_hand_is_made_clean_first(world) -> None:
    """A JPEG in the folder is served as WebP without its EXIF; when it changes, the new one is served."""
    folder = world.home / "pictures"
    folder.mkdir()
    (folder / "giỏ hàng.jpg").write_bytes(picture_files.photo())
    first = world.client("ha").get(f"{PICTURES}/giỏ hàng.jpg")
    assert first.headers["content-type"] == "image/webp"
    assert first.headers["cache-control"] == "private, no-cache"
    assert b"Maker" not in first.content
    (folder / "giỏ hàng.jpg").write_bytes(saved(drawn(300, 300), "PNG"))
    again = world.client("ha").get(f"{PICTURES}/giỏ hàng.jpg")
    assert Image.open(io.BytesIO(again.content)).size == (300, 300)
    (folder / "page.png").write_bytes(picture_files.HTML)
    assert world.client("ha").get(f"{PICTURES}/page.png").status_code == 400


def test_only_editors_bring_and_only_members_see(world) -> None:
    """A viewer may look and not bring; a stranger learns nothing."""
    kept = bring(world, saved(drawn(), "PNG")).json()
    assert bring(world, saved(drawn(), "PNG"), who="ha").status_code == 403
    assert world.client("tu").get(kept["large"]).status_code == 404
    assert bring(world, saved(drawn(), "PNG"), who="tu").status_code == 404


def with_picture(world, file, alt="Trang giỏ hàng"):
    """Give the shop's first step a picture in its file."""
    path = world.home / "journeys" / "shop.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "key: visit" in line)
    indent = " " * (len(line) - len(line.lstrip()) + (2 if line.lstrip().startswith("- ") else 0))
    added = f"{line}\n{indent}pictures:\n{indent}  - file: {file}\n{indent}    alt: {alt}"
    path.write_text(text.replace(line, added, 1), encoding="utf-8")


def test_the_map_shows_a_picture_and_keeps_a_place_for_one_that_is_gone(world) -> None:
    """The lane of pictures comes first; a picture that is not there is a quiet place and a finding."""
    with_shop(world)
    assert 'data-lane="pictures"' not in world.client("minh").get("/w/nha-may/maps/shop").text
    kept = bring(world, saved(drawn(), "PNG")).json()
    with_picture(world, kept["file"])
    page = world.client("minh").get("/w/nha-may/maps/shop").text
    assert page.index('data-lane="pictures"') < page.index('data-lane="activity"')
    assert f'src="{kept["small"].replace("&", "&amp;")}"' in page
    assert 'alt="Trang giỏ hàng"' in page
    assert "không có trong thư mục" not in page
    (world.home / "pictures" / kept["file"]).unlink()
    page = world.client("minh").get("/w/nha-may/maps/shop").text
    assert "lost-shot" in page
    assert "không có trong thư mục “pictures”" in page.replace("&#x27;", "'")


def test_pictures_nothing_names_go_after_thirty_days(world) -> None:
    """What a journey, its trash or something that can be taken back names stays; the rest goes, not before its time."""
    with_shop(world)
    files = [bring(world, noise_of(i)).json()["file"] for i in range(4)]
    with_picture(world, files[0])
    trash = world.home / "journeys" / ".trash"
    trash.mkdir()
    (trash / "old.yaml").write_text(f"picture: {files[1]}")
    with world.database.engine.begin() as connection:
        row = {
            "id": "d",
            "workspace": "nha-may",
            "journey": "shop",
            "by": "lan",
            "at": 1,
            "edit": files[2],
            "inverse": "",
        }
        connection.execute(journey_edits.insert().values(row))
    (world.home / "pictures" / "by-hand.png").write_bytes(saved(drawn(), "PNG"))
    pictures, now = world.services.pictures, world.now
    for path in (world.home / "pictures").glob("*.webp"):
        os.utime(path, (now // 1_000_000, now // 1_000_000))
    assert clear_pictures(space_of(world), pictures, lambda: now + 29 * DAY) == 0
    assert clear_pictures(space_of(world), pictures, lambda: now + 45 * DAY) == 1
    left = {path.name for path in (world.home / "pictures").iterdir() if path.is_file()}
    assert left == {*files[:3], "by-hand.png"}
