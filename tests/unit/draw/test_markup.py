"""The HTML writer."""

import pytest

from hanhtrinh.draw.markup import Markup, h, join


def test_text_is_escaped() -> None:
    """What a child or an attribute says is text, whatever it looks like."""
    assert h("p", "<b>&\"'", title='"><script>') == (
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&quot;&#x27;</p>'
    )


def test_markup_is_not_escaped_twice() -> None:
    """Elements nest as they are."""
    assert h("ul", [h("li", "a"), None, [h("li", "<")]]) == "<ul><li>a</li><li>&lt;</li></ul>"


def test_classes_and_attributes() -> None:
    """Classes come with the tag; True is a bare attribute, False and None write nothing."""
    element = h("input.a.b", type="checkbox", checked=True, disabled=False, id=None, data_door=3, class_="x")
    assert element == '<input class="a b" type="checkbox" checked data-door="3" class="x">'


def test_drawn_elements_close_themselves() -> None:
    """A path does not swallow the one after it."""
    assert h("svg", h("path", d="M0 0"), h("path", d="M1 1")) == '<svg><path d="M0 0"/><path d="M1 1"/></svg>'


@pytest.mark.parametrize("name", ["style", "onclick", "onerror", "style_"])
def test_styles_and_handlers_are_refused(name: str) -> None:
    """The content security policy allows neither, so nobody may write one."""
    with pytest.raises(ValueError, match=name.rstrip("_")):
        h("p", **{name: "x"})


def test_join_escapes_plain_text() -> None:
    """Joining is no way around escaping."""
    assert join(["<", Markup("<br>")]) == "&lt;<br>"
