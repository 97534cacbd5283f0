"""Themes: who reads what people speak of, who corrects a text, who changes the themes."""

from tests.web.access import COMMENTERS, EDITORS, Gated

_BASE = "/w/{slug}/voice/themes"
_ONE = f"{_BASE}/of/{{key}}"
_DELIVERY = {"key": "delivery"}
ROUTES = [
    Gated("GET", _BASE, COMMENTERS),
    Gated("GET", _ONE, COMMENTERS, _DELIVERY),
    Gated("POST", f"{_ONE}/correct", COMMENTERS, _DELIVERY, data={"answer": "0" * 16, "theme": "price"}),
    Gated("GET", f"{_ONE}/words", EDITORS, _DELIVERY),
    Gated("POST", f"{_ONE}/words", EDITORS, _DELIVERY, data={"vi": "giao hàng"}),
    Gated("POST", f"{_ONE}/preview", EDITORS, _DELIVERY, data={"vi": "giao hàng"}),
    Gated("POST", f"{_ONE}/remove", EDITORS, {"key": "store"}),
    Gated("POST", f"{_BASE}/add", EDITORS, data={"name": "Ngôn ngữ"}),
    Gated("POST", f"{_BASE}/word", EDITORS, data={"theme": "delivery", "word": "giao hàng"}),
    Gated("POST", f"{_BASE}/choose", EDITORS, data={"list": "education"}),
    Gated("POST", f"{_BASE}/learn", EDITORS),
    Gated("GET", f"{_BASE}/as-text", EDITORS),
    Gated("POST", f"{_BASE}/as-text", EDITORS, data={"text": "themes: {}", "version": "0"}),
]
