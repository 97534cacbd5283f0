"""What customers of the demo company are called, and where they would be written to: invented, from their number."""

from typing import NamedTuple
from zlib import crc32

from hanhtrinh.i18n import without_marks

DOMAIN = "khach.example"
"""Nobody has an address there, and nobody ever will (RFC 2606)."""
_FAMILIES = (
    "Nguyễn", "Trần", "Nguyễn", "Lê", "Phạm", "Nguyễn", "Huỳnh", "Phan", "Vũ", "Đặng", "Nguyễn", "Bùi", "Trần", "Đỗ",
    "Hồ", "Ngô", "Lê", "Dương", "Lý", "Võ",
)  # fmt: skip
_WOMEN = (
    "Thị Hoa", "Thu Hà", "Ngọc Lan", "Minh Châu", "Thùy Dương", "Bảo Trân", "Khánh Linh", "Thanh Mai", "Phương Thảo",
    "Kim Ngân", "Quỳnh Anh", "Hồng Nhung", "Thị Tuyết", "Mỹ Duyên", "Diệu Hiền", "Cẩm Tú",
)  # fmt: skip
_MEN = (
    "Văn Nam", "Quốc Bảo", "Minh Khôi", "Đức Anh", "Hoàng Long", "Gia Huy", "Thanh Tùng", "Hữu Phước", "Anh Tuấn",
    "Trung Kiên", "Ngọc Sơn", "Công Thành",
)  # fmt: skip


class Called(NamedTuple):
    """A name and an address."""

    name: str
    email: str


def called(customer: str) -> Called:
    """Return what a customer is called: always the same, by their number alone.

    >>> called("KH100001")
    Called(name='Huỳnh Phương Thảo', email='huynh.phuong.thao.100001@khach.example')
    """
    drawn = crc32(customer.encode())
    family, given = _FAMILIES[drawn % len(_FAMILIES)], (*_WOMEN, *_MEN)[drawn // 97 % len(_WOMEN + _MEN)]
    name = f"{family} {given}"
    return Called(name, f"{without_marks(name).lower().replace(' ', '.')}.{customer.removeprefix('KH')}@{DOMAIN}")
