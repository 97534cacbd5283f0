"""A shop whose cart was repaired: opportunities, a shipped solution, and what customers did before and after it."""

from tests.drifting import DAY, TEXT
from tests.web.living import with_shop

SHIPPED_AGO = 42
QUOTE = "Phí giao hiện ra bất ngờ"
OPPORTUNITIES = """
        targets: {drop_off: 0.2}
        opportunities:
          # asked for by half of our callers
          - text: {vi: Nói rõ phí giao, en: Say what delivery costs}
            value: 5
            effort: 2
            owner: Minh
            solutions:
              - {text: Hiện phí trong giỏ, state: done, shipped: '2026-10-11'}
              - {text: Miễn phí từ 300k, state: planned, owner: Hà, due: '2026-12-01'}
          - text: {vi: Nhớ giỏ hàng, en: Remember the cart}"""
SHOP = TEXT.replace("touchpoint: cart\n", f"touchpoint: cart{OPPORTUNITIES}\n")


def repaired_shop(world, *, people=10, text=SHOP, span=90, key="shop"):
    """Give a world the shop: of ten who fill a cart a day five left before the day something was shipped, two after."""
    living = with_shop(world, text, key)
    for ago in range(span, 0, -1):
        after = ago <= SHIPPED_AGO
        for i in range(people):
            name, at = f"p{ago}-{i}", ago * DAY - i * 600
            living.happens(name, "visit", ago=at)
            living.happens(name, "cart", ago=at - 120)
            score, text_of = (4.0 + i % 2, {}) if after else (1.0 + i % 3, {"text": QUOTE} if i == 0 else {})
            living.happens(
                name, "answer", ago=at - 180, instrument="stars", score=score, p_touchpoint="cart", **text_of
            )
            if i >= (2 if after else 5):
                living.happens(name, "purchase", ago=at - 300)
    return living
