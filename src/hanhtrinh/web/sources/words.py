"""Figures and times of sources in words."""

from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.sources import Platform
from hanhtrinh.values import MICROSECONDS

_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))

_PRODUCTS = {
    "gtm": "Google Tag Manager", "wordpress": "WordPress, WooCommerce", "haravan": "Haravan", "sapo": "Sapo",
    "shopify": "Shopify", "spa": "React, Next.js", "python": "Python", "node": "Node.js", "http": "HTTP (curl)",
}  # fmt: skip


def platform_name(platform: Platform, lang: Lang) -> str:
    """Return what a platform is called."""
    return _PRODUCTS.get(platform) or tr(f"sources_page.platform_{platform}", lang)


def ago(then: int | None, now: int, lang: Lang) -> str:
    """Return how long ago an instant was, in the largest unit that fits."""
    if then is None:
        return tr("sources_page.never", lang)
    seconds = max(0, (now - then) // MICROSECONDS)
    unit, size = next((one for one in _UNITS if seconds >= one[1]), _UNITS[-1])
    return tr(f"sources_page.ago_{unit}", lang, count=seconds // size)


def share(value: float, lang: Lang) -> str:
    """Return a share as a percentage."""
    text = f"{100 * value:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',')} %" if lang == "vi" else f"{text}%"
