"""Whose pace is kept."""

from pathlib import Path
from types import SimpleNamespace

import pytest

import hanhtrinh.web
from hanhtrinh.web.asking import address_of


@pytest.mark.parametrize(
    ("host", "address"),
    [("203.0.113.7", "203.0.113.7"), ("::ffff:203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
     ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"), ("2001:db8:1:3::4", "2001:db8:1:3::/64"), ("unix", "")],
)  # fmt: skip
def test_an_address_stands_for_all_that_one_device_has(host, address):
    """Of the sixth version a device has a whole network: another address of it is no other visitor."""
    assert address_of(SimpleNamespace(client=SimpleNamespace(host=host))) == address


def test_nobody_keeps_a_pace_by_another_address():
    """Whatever is paced by address (signing in, shared maps, the widget, surveys) asks here; who may enter from the
    machine itself alone looks at the address as it is.
    """
    web = Path(hanhtrinh.web.__file__).parent
    direct = [path.name for path in web.rglob("*.py") if "client.host" in path.read_text(encoding="utf-8")]
    assert sorted(direct) == ["asking.py", "entering.py"]
