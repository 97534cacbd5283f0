"""Copy the fonts and icons the drawn map embeds from npm packages into the source tree, with their licences.

    python scripts/vendor_assets.py

Versions and checksums come from `scripts/vendor/package-lock.json`; npm itself decides where it downloads from.
Nothing is
installed in the project: npm works in a temporary folder. Run it again after changing the lists below; the result is
committed.
"""

import shutil
from pathlib import Path

import vendor_fonts
from npm_packages import modules

HERE = Path(__file__).parent
ASSETS = HERE.parent / "src" / "hanhtrinh" / "draw" / "assets"
FONT, ICONS = "@fontsource/be-vietnam-pro", "lucide-static"
SUBSETS = ("latin", "vietnamese")
WEIGHTS = (400, 600, 700)
ICON_NAMES = """
alarm-clock angry annoyed apple arrow-down arrow-left arrow-right arrow-up at-sign award baby badge-check
badge-percent ban banknote barcode bed bell bike book-open bot box boxes brackets brain bug building building-2 bus
cake calculator calendar-check calendar-clock calendar-days camera car chart-line check chevron-down circle-alert
circle-check circle-dashed circle-dot circle-help circle-user circle-x clipboard-check clock cloud coffee coins
columns-3 compass contact copy credit-card crown diamond dog door-open droplet dumbbell ear ellipsis ellipsis-vertical
external-link eye eye-off file-check file-text files fingerprint flag flame folder footprints frown fuel funnel gauge
gavel gem gift glasses globe goal graduation-cap grid-3x3 grip-vertical hammer hand hand-coins hand-heart handshake
hash headphones headset heart heart-handshake hospital hotel hourglass house id-card image inbox key lamp landmark
laptop laugh layers layout-grid leaf life-buoy lightbulb link list-checks lock log-in luggage mail map map-pin
map-pin-off map-pinned map-plus medal megaphone meh menu message-circle message-square-quote messages-square mic
monitor monitor-smartphone moon mouse-pointer-click move music navigation newspaper package package-check package-open
package-search package-x party-popper pen pencil percent phone piggy-bank pill plane play plus presentation printer
puzzle qr-code quote radio receipt recycle redo-2 refresh-cw refrigerator repeat rocket route scale scan-line
scan-search school scissors search send server settings share-2 shield-check ship shirt shopping-bag shopping-basket
shopping-cart shuffle signature siren smartphone smile snowflake sofa sparkles sprout square-pen star stethoscope
store sun tablet tag target thumbs-down thumbs-up ticket timer train-front trash-2 trending-down trending-up
triangle-alert trophy truck tv umbrella undo-2 unlink user user-plus user-round users utensils video wallet warehouse
washing-machine waypoints wheat wifi wrench x zap
"""


def main() -> int:
    """Fill the assets folder; return the exit code."""
    with modules(HERE / "vendor") as found:
        _copy_fonts(found / FONT)
        vendor_fonts.make(found / FONT, ASSETS / "fonts")
        _copy_icons(found / ICONS)
    return 0


def _copy_fonts(package: Path) -> None:
    target = _fresh(ASSETS / "fonts")
    for subset in SUBSETS:
        for weight in WEIGHTS:
            shutil.copy(
                package / "files" / f"be-vietnam-pro-{subset}-{weight}-normal.woff2",
                target / f"{subset}-{weight}.woff2",
            )
    shutil.copy(package / "LICENSE", target / "LICENSE-OFL.txt")


def _copy_icons(package: Path) -> None:
    target = _fresh(ASSETS / "icons")
    for name in ICON_NAMES.split():
        shutil.copy(package / "icons" / f"{name}.svg", target)
    shutil.copy(package / "LICENSE", target / "LICENSE-ISC.txt")


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    raise SystemExit(main())
