"""Addresses become few kinds of page, and rules recognise exactly these."""

import numpy as np
import polars as pl
import pytest

from hanhtrinh.journey.rules import All, Glob, In, Is, Not, Prefix, matches
from hanhtrinh.measures.draft.pages import address_of, find_pages, information, is_variable, section_depth
from hanhtrinh.measures.draft.patterns import page_rules

SLUGS = [f"binh-{name}" for name in ("an", "bach", "chi", "duong", "em", "gia", "hoa", "kim")]


def pages_of(counted, depth=0):
    """Return the kinds of page and their rules: `counted` is path → (events, contexts)."""
    values = pl.Series("path", list(counted))
    addresses = [address_of(value, True) for value in values]
    counts = np.array([events for events, _ in counted.values()])
    context = np.array([around for _, around in counted.values()], np.float64)
    pages = find_pages(addresses, counts, context, depth)
    rules = page_rules("path", values, addresses, pages, are_paths=True)
    return {"/" + "/".join(p): rule for p, rule in zip(pages.pattern, rules, strict=True)}


@pytest.mark.parametrize("segment", ["12", "a1b2c3d4e5", "2024-11-05", "ao-thun-4711", "x" * 50, "lan@example.vn"])
def test_variable_segments(segment):
    """Numbers, ids, dates and addresses of people are one of many."""
    assert is_variable(segment)


@pytest.mark.parametrize("segment", ["checkout", "step-1", "gio-hang", "v2"])
def test_fixed_segments(segment):
    """Words stay, also with a small number."""
    assert not is_variable(segment)


def test_an_address_is_taken_apart():
    """Host and language are where it begins; query and fragment come after; a route may stand in the fragment."""
    assert address_of("https://a.vn/vi/gio-hang?x=1", True).segments == ("gio-hang",)
    assert address_of("https://a.vn/vi/gio-hang?x=1", True).base == "https://a.vn/vi"
    assert address_of("https://a.vn/vi/gio-hang?x=1", True).tail == "?"
    assert address_of("/app#/cart/7", True).segments == ("cart", "7")
    assert address_of("Home / Shop", False).segments == ("Home / Shop",)


def test_products_become_one_kind_of_page():
    """Slugs that tell nothing about what is around them are one kind; what lies below them may be another."""
    look, read = (90, 10, 0), (5, 5, 90)
    counted = {"/": (500, (300, 100, 100)), "/gio-hang": (400, (10, 380, 10))}
    counted |= {f"/san-pham/{slug}": (100, look) for slug in SLUGS}
    counted |= {f"/san-pham/{slug}/danh-gia": (100, read) for slug in SLUGS}
    assert pages_of(counted) == {
        "/": Is("path", "/"),
        "/gio-hang": Is("path", "/gio-hang"),
        "/san-pham/*": All((Prefix("path", "/san-pham/"), Not(Glob("path", "/san-pham/*/danh-gia")))),
        "/san-pham/*/danh-gia": Glob("path", "/san-pham/*/danh-gia"),
    }


def test_pages_that_matter_stay_apart():
    """Pages of an account that lead to different things are different kinds."""
    counted = {"/": (500, (300, 100, 100))}
    counted |= {"/tai-khoan/don-hang": (200, (190, 5, 5)), "/tai-khoan/dia-chi": (200, (5, 190, 5))}
    assert set(pages_of(counted)) == {"/", "/tai-khoan/don-hang", "/tai-khoan/dia-chi"}


def test_pages_at_the_root_that_look_alike_are_one():
    """Where products stand at the root, the frequent ones join the many rare ones; the cart does not."""
    counted = {f"/{slug}-{i}": (2, (2, 0, 0)) for i in range(40) for slug in SLUGS}
    counted |= {"/binh-lon": (300, (290, 5, 5)), "/gio-hang": (300, (5, 5, 290)), "/": (900, (300, 300, 300))}
    found = pages_of(counted)
    assert set(found) == {"/", "/gio-hang", "/*"}
    assert matches(found["/*"], {"path": "/binh-lon"})
    assert not matches(found["/*"], {"path": "/gio-hang"})
    assert not matches(found["/*"], {"path": "/"})


def test_queries_and_hosts_are_in_the_rule():
    """The same page with a query, with a slash at its end, or on another host, is the same page."""
    counted = {
        "https://a.vn/gio-hang": (100, (90, 10)), "https://a.vn/gio-hang?m=1": (100, (90, 10)),
        "https://b.vn/gio-hang/": (100, (90, 10)), "https://a.vn/": (400, (10, 390)),
    }  # fmt: skip
    rule = pages_of(counted)["/gio-hang"]
    assert all(matches(rule, {"path": path}) for path in counted if "gio-hang" in path)
    assert matches(rule, {"path": "https://a.vn/gio-hang?m=2&x=y"})
    assert not matches(rule, {"path": "https://a.vn/gio-hang-cu"})


def test_signs_of_patterns_in_addresses_are_no_pattern():
    """A star or bracket in an address stands for itself."""
    counted = {"/a[1]/x/y": (100, (90, 10)), "/a*b/x/y": (100, (10, 90)), "/": (100, (50, 50))}
    found = pages_of(counted)
    assert found["/a[1]/x/y"] == Is("path", "/a[1]/x/y")
    assert all(not matches(found["/a*b/x/y"], {"path": path}) for path in ("/aZb/x/y", "/a[1]/x/y"))


def test_values_that_are_no_paths_are_listed():
    """Names of screens are told apart by the names themselves."""
    values = pl.Series("screen", ["Home", "Cart", "Pay"])
    addresses = [address_of(value, False) for value in values]
    pages = find_pages(addresses, np.array([50, 50, 50]), np.eye(3) * 50, 0)
    rules = page_rules("screen", values, addresses, pages, are_paths=False)
    assert set(rules) == {Is("screen", "Home"), Is("screen", "Cart"), Is("screen", "Pay")}
    assert In("screen", ("Home", "Cart")) not in rules


def test_a_common_beginning_is_no_section():
    """Sections begin where the site's paths part."""
    addresses = [address_of(path, True) for path in ("/shop/a/1", "/shop/a/2", "/shop/b", "/shop/c/x")]
    assert section_depth(addresses, np.array([10, 10, 10, 10])) == 1


def test_information_is_none_by_chance():
    """Independent rows and columns tell nothing; the same ones tell all; chance is taken off."""
    assert information(np.array([[50.0, 50.0], [50.0, 50.0]])) < 0
    assert information(np.array([[100.0, 0.0], [0.0, 100.0]])) == pytest.approx(1, abs=0.01)
    assert information(np.zeros((2, 2))) == 0
