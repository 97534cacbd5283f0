"""A shop whose visitors came and bought alike for months, and then did not."""

import random

from tests.web.living import SHOP, with_shop

DAY = 86_400
TEXT = SHOP.replace("window: 30d", "window: 3d")


def drifting_shop(world, *, days=16, before=0.6, after=0.3, people=40, text=TEXT, span=100):
    """Give a world the shop: of the visitors of a day a share fills the cart; it changed so many days ago."""
    living, draw = with_shop(world, text), random.Random(3)
    for ago in range(span, 0, -1):
        share = before if ago > days else after
        for i in range(people):
            at = ago * DAY + draw.randrange(3_600, 40_000)
            living.happens(f"p{ago}-{i}", "visit", ago=at)
            if draw.random() < share:
                living.happens(f"p{ago}-{i}", "cart", ago=at - 1_800)
                if draw.random() < 0.5:
                    living.happens(f"p{ago}-{i}", "purchase", ago=at - 2_400)
    return living
