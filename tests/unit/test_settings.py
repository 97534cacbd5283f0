"""What a server is told by options and variables."""

from pathlib import Path

import msgspec
import pytest

from hanhtrinh.settings import VARIABLES, ServerSettings, settings_of

HOME = Path("home")


def test_an_option_counts_before_its_variable():
    """What is said on the command line wins, a variable fills what is not said there, the default the rest."""
    found = settings_of(HOME, {"port": 9000, "host": None}, {"HANHTRINH_PORT": "1", "HANHTRINH_HOST": "127.0.0.2"})
    assert (found.port, found.host, found.role, found.home) == (9000, "127.0.0.2", "all", HOME)


def test_every_variable_is_a_setting():
    """Each variable sets a field there is, and every field but the folder has one."""
    assert set(VARIABLES.values()) | {"home"} == set(ServerSettings.__struct_fields__)


def test_lists_and_switches():
    """A list has commas between, a switch is a word or a number."""
    found = settings_of(
        HOME, {}, {"HANHTRINH_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2", "HANHTRINH_KEEP_ADDRESSES": "true"}
    )
    assert found.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert found.keep_addresses


@pytest.mark.parametrize(
    ("name", "value"), [("HANHTRINH_PORT", "x"), ("HANHTRINH_ROLE", "boss"), ("HANHTRINH_LOG_FORMAT", "xml")]
)
def test_a_wrong_value_is_named(name, value):
    """A value that cannot be one is refused with the setting's name."""
    with pytest.raises(msgspec.ValidationError, match=VARIABLES[name.removeprefix("HANHTRINH_")]):
        settings_of(HOME, {}, {name: value})


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://127.0.0.1:8321"),
        ({"host": "0.0.0.0", "port": 80}, "http://127.0.0.1:80"),  # noqa: S104 - not listened on
        ({"host": "::1"}, "http://[::1]:8321"),
        ({"address": "https://map.example.com/"}, "https://map.example.com"),
    ],
)
def test_the_address_people_use(settings, address):
    """Links name the address people use: the one that was said, else host and port."""
    assert ServerSettings(home=HOME, **settings).public_address == address


def test_what_is_local():
    """Only loopback addresses are this machine's alone."""
    assert all(ServerSettings(home=HOME, host=host).is_local for host in ("127.0.0.1", "::1", "localhost"))
    assert not any(
        ServerSettings(home=HOME, host=host).is_local
        for host in ("0.0.0.0", "10.0.0.1", "map.example.com")  # noqa: S104
    )
