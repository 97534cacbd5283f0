"""Setting a page with Typst: measured first, then drawn. Nothing is read but the package's templates and fonts.

Fonts are our own, so a map is the same to the last byte on every machine. Only where a text has characters they lack
(another script, emoji) are the machine's fonts asked as well.
"""

import json
from functools import cache
from typing import Literal

import msgspec
import typst

from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.vector.content import content_of
from hanhtrinh.draw.vector.icons import icons_of, portrait_svg
from hanhtrinh.draw.vector.pictures import portrait_shown, shown_in
from hanhtrinh.draw.vector.plan import NAMES_EM, Format, Groups, Measured, Plan
from hanhtrinh.draw.vector.texts import Plain, beyond, clean, prepared
from hanhtrinh.draw.vendored import FOLDER
from hanhtrinh.i18n import tr

Output = Literal["pdf", "svg", "png"]
_TEMPLATES, _FONTS = FOLDER / "print", FOLDER / "fonts"
_SECOND = 1_000_000
_STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")


@cache
def covered() -> frozenset[int]:
    """Return the characters our own fonts can write."""
    spans = (_FONTS / "print-covers.txt").read_text(encoding="ascii").split()
    ends = (span.partition("-") for span in spans)
    return frozenset(code for low, _, high in ends for code in range(int(low, 16), int(high or low, 16) + 1))


@cache
def fonts(of_machine: bool) -> typst.Fonts:
    """Return our own fonts, with those of the machine where they are asked for."""
    return typst.Fonts(include_system_fonts=of_machine, include_embedded_fonts=of_machine, font_paths=[str(_FONTS)])


class Page:
    """One scene on its way to paper. `as_of` (an instant) dates the document; without it there is no date."""

    def __init__(self, scene: Scene, as_of: int | None = None) -> None:
        content = content_of(scene)
        portraits = {card.key: portrait_shown(card) for card in scene.personas} or {scene.key: portrait_svg(scene.key)}
        icons = {**icons_of(content), **{f"portrait-{key}": drawn for key, drawn in portraits.items()}}
        ready = prepared(content)
        text = json.dumps(ready, ensure_ascii=False, separators=(",", ":"))
        strange = beyond(text, covered())
        self.scene, self.as_of = scene, as_of
        self._inputs = {"data": text, "icons": json.dumps({**icons, **shown_in(scene)})}
        self._base: dict[str, Plain] = {"fallback": strange, "dated": as_of is not None, **_about(scene)}
        self._fonts = fonts(strange)

    def rule(self, paper: Format, groups: Groups, size: float) -> Measured:
        """Return the heights of everything on a paper, for groups of columns, at a text size."""
        asked: dict[str, Plain] = {
            **self._of(paper),
            "mode": "measure",
            "size": size,
            "groups": [[first, last] for first, last in groups],
        }
        found = self._compiler(asked).query("<measured>", field="value", one=True)
        return msgspec.json.decode(found, type=Measured)

    def draw(self, plan: Plan, output: Output, *, ppi: float | None = None, **more: Plain) -> list[bytes]:
        """Return a plan drawn: one PDF, or one picture a sheet."""
        asked = {
            **self._of(plan.format),
            "mode": "draw",
            "size": plan.size,
            "sheets": [self._sheet(plan, number) for number in range(len(plan.sheets))],
            **more,
        }
        drawn = self._drawn(asked, output, ppi)
        return drawn if isinstance(drawn, list) else [drawn or b""]

    def _drawn(self, asked: dict[str, Plain], output: Output, ppi: float | None) -> bytes | list[bytes] | None:
        """Return what Typst makes: a PDF by the standards for archives and screen readers, where it can be."""
        stamp = 0 if self.as_of is None else max(0, self.as_of // _SECOND)
        compiler = self._compiler(asked)
        if output == "pdf" and not self._base["fallback"]:
            try:
                return compiler.compile(format=output, timestamp=stamp, pdf_standards=list(_STANDARDS))
            except typst.TypstError:
                pass  # a standard forbids something in this map: a PDF by no standard is better than none
        return compiler.compile(format=output, ppi=ppi, timestamp=stamp)

    def _compiler(self, asked: dict[str, Plain]) -> typst.Compiler:
        return typst.Compiler(
            str(_TEMPLATES / "map.typ"),
            root=str(_TEMPLATES),
            font_paths=self._fonts,
            sys_inputs={**self._inputs, "plan": json.dumps(asked)},
        )

    def _of(self, paper: Format) -> dict[str, Plain]:
        """Return what holds for every sheet of a paper."""
        return {
            **self._base,
            "width": paper.width,
            "height": paper.height,
            "unit": paper.unit,
            "margin": paper.margin,
            "gap": paper.gap,
            "names": NAMES_EM,
            "footer": self._footer(),
        }

    def _footer(self) -> str:
        lang = self.scene.lang
        facts = {icon: value for icon, _, value in self.scene.facts}
        moment = facts.get("clock")
        about = tr("vector.as_of", lang, moment=moment) if moment else tr("vector.no_data", lang)
        return clean(f"{tr('vector.drawn', lang)} · {about}")

    def _sheet(self, plan: Plan, number: int) -> Plain:
        sheet, lang = plan.sheets[number], self.scene.lang
        fields: dict[str, Plain] = msgspec.to_builtins(sheet)
        total, steps = len(plan.sheets), len(self.scene.steps)
        label = tr("vector.sheet", lang, n=number + 1, total=total) if total > 1 else ""
        about = tr("vector.continues" if sheet.lanes else "vector.about_map", lang)
        if sheet.lanes and sheet.last - sheet.first + 1 < steps:
            about = tr("vector.steps_of", lang, first=sheet.first + 1, last=sheet.last + 1, total=steps)
        return {**fields, "label": label, "about": f"{label} · {about}" if label else about}


def _about(scene: Scene) -> dict[str, Plain]:
    """Return the document's own description."""
    about = tr("vector.description", scene.lang, stages=len(scene.stages), steps=len(scene.steps))
    return {
        "author": [clean(scene.owner)] if scene.owner else [],
        "description": clean(f"{about}. {scene.scenario}").strip(),
        "keywords": [clean(stage.name) for stage in scene.stages],
    }
