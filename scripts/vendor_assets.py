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
angry annoyed arrow-left arrow-right badge-check badge-percent banknote bell book-open calendar-clock
calendar-days chart-line check chevron-down circle-alert circle-check circle-dashed circle-dot circle-help
circle-user clipboard-check clock coins columns-3 credit-card crown diamond door-open ellipsis external-link
eye file-text flag footprints frown funnel gauge gem gift globe goal graduation-cap grid-3x3 handshake
headphones headset heart heart-handshake house image laugh layers layout-grid lightbulb link list-checks lock
log-in mail map map-pin map-pin-off map-plus megaphone meh menu message-circle message-square-quote
messages-square monitor moon mouse-pointer-click newspaper package package-check package-open package-search
package-x percent phone play plus presentation printer quote receipt refresh-cw repeat rocket route scale
scan-search search send server settings share-2 shield-check shopping-bag shopping-basket shopping-cart
shuffle smartphone smile sparkles square-pen star store sun tablet tag target thumbs-down thumbs-up ticket timer
trash-2 trending-down trending-up triangle-alert trophy truck undo-2 unlink user user-plus user-round users video
wallet warehouse waypoints wrench x zap
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
