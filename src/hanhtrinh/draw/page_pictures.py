"""The pictures of a step on a page: one, or a storyboard with numbers; each opens the viewer."""

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import PicturesCell, Shown
from hanhtrinh.draw.vendored import icon
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr


def strip(value: PicturesCell, words: Words) -> Markup:
    """Return the pictures of a step in order."""
    items, total = value.items, len(value.items)
    shape = ".one" if total == 1 else ".odd" if total % 2 else ""
    found = [_picture(item, i, total, words.lang) for i, item in enumerate(items, 1)]
    labels = {f"data_{key}": tr(f"pictures.{key}", words.lang) for key in ("viewer", "previous", "next", "close")}
    return h(f"ol.shots{shape}", found, data_number=tr("pictures.number", words.lang, n="#", total="##"), **labels)


def _picture(item: Shown, number: int, total: int, lang: Lang) -> Markup:
    mark = h("span.shot-number", str(number), aria_hidden="true") if total > 1 else None
    if not item.there:
        said = item.alt or tr("pictures.missing", lang, file=item.file)
        return h("li.lost", h("span.lost-shot", icon("image"), h("span", said)), mark)
    image = h("img", src=item.small, alt=item.alt, loading="lazy", decoding="async")
    place = tr("pictures.number", lang, n=number, total=total) if total > 1 else ""
    label = tr("pictures.open", lang, alt=item.alt or tr("pictures.no_alt", lang))
    name = f"{label} ({place})" if place else label
    inside = item.large.startswith("data:")
    where = {"data_file": item.file} if inside else {"data_large": item.large}
    return h("li", h("button.shot", image, type="button", aria_label=name, **where), mark)
