"""The sign at a pain cell, while a map is edited, that customers' words propose more."""

from collections.abc import Collection

from hanhtrinh.app.understanding.pains import proposed
from hanhtrinh.draw.shapes import CellAlarm
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import SaidReadings


def pain_signs(
    journey: Journey, said: SaidReadings | None, refused: Collection[str], words: Words, link: str
) -> tuple[CellAlarm, ...]:
    """Return a sign for each step where pains are proposed: how many, of what, by how many people."""
    found = proposed(journey, said, refused)
    steps = dict.fromkeys(one.step for one in found)
    signs = []
    for step in steps:
        mine = [one for one in found if one.step == step]
        names = ", ".join(
            tr("pains.of", words.lang, name=words.say(one.theme.name), people=words.number(one.theme.share.count or 0))
            for one in mine
        )
        signs.append(
            CellAlarm(
                lane="pains", step=step, text=tr("pains.sign", words.lang, count=len(mine)),
                title=tr("pains.sign_title", words.lang, names=names), link=f"{link}#{step}",
            )
        )  # fmt: skip
    return tuple(signs)
