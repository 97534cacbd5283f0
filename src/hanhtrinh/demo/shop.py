"""What the demo company sells and where: products, paths, channels, campaigns."""

from typing import NamedTuple


class Product(NamedTuple):
    """A product: its place in the shop's paths, its name, its price in đồng and how much it is wanted."""

    slug: str
    name: str
    price: int
    wanted: float


PRODUCTS = (
    Product("nen-thom-som-mai", "Nến thơm Sớm Mai", 189_000, 9),
    Product("nen-thom-hoa-buoi", "Nến thơm Hoa Bưởi", 189_000, 6),
    Product("bo-am-tra-gom-men-ngoc", "Bộ ấm trà gốm men ngọc", 690_000, 5),
    Product("gio-may-dung-do", "Giỏ mây đựng đồ", 320_000, 8),
    Product("ke-may-ba-tang", "Kệ mây ba tầng", 1_290_000, 3),
    Product("den-ngu-trang-ram", "Đèn ngủ Trăng Rằm", 450_000, 7),
    Product("chan-bong-may-he", "Chăn bông Mây Hè", 890_000, 6),
    Product("bo-ga-linen", "Bộ ga linen", 1_690_000, 4),
    Product("khan-tam-soi-tre", "Khăn tắm sợi tre", 159_000, 7),
    Product("binh-hoa-gom-tho", "Bình hoa gốm thô", 380_000, 6),
    Product("hop-qua-tan-gia", "Hộp quà Tân Gia", 990_000, 5),
    Product("hop-qua-me-yeu", "Hộp quà Mẹ Yêu", 650_000, 6),
    Product("tach-ca-phe-gom", "Tách cà phê gốm", 145_000, 8),
    Product("tham-coi-tron", "Thảm cói tròn", 540_000, 3),
    Product("guong-may-tron", "Gương mây tròn", 760_000, 4),
    Product("tinh-dau-que", "Tinh dầu quế", 120_000, 6),
    Product("khay-go-oc-cho", "Khay gỗ óc chó", 420_000, 3),
    Product("goi-tua-theu-tay", "Gối tựa thêu tay", 290_000, 4),
    Product("chuong-gio-gom", "Chuông gió gốm", 230_000, 3),
    Product("lot-ly-may", "Bộ lót ly mây", 95_000, 5),
)

CHANNELS = (
    "facebook", "tiktok", "zalo", "google", "direct", "email", "website", "app", "hotline", "chat",
)  # fmt: skip
ENTRY_CHANNELS = {
    "ad": {"facebook": 0.52, "tiktok": 0.33, "zalo": 0.15},
    "article": {"google": 0.88, "facebook": 0.12},
    "website": {"direct": 0.48, "google": 0.34, "email": 0.18},
}
CAMPAIGNS = ("he-ve-nha", "mua-tuu-truong", "trung-thu", "qua-20-10", "sinh-nhat-nha-may", "ngay-doi-11-11")
CARRIERS = ("Tốc Hành Việt", "Bưu Vận Sen", "Giao Nhà Ta")
AGES = {"18–24": 0.21, "25–34": 0.42, "35–44": 0.24, "45–54": 0.09, "55+": 0.04}
PAYMENTS = {"Thanh toán khi nhận hàng": 0.46, "VietQR": 0.31, "Ví điện tử": 0.15, "Thẻ": 0.08}
TOPICS = {
    "late": ("Đơn hàng giao trễ", "Hỏi đơn đang ở đâu"),
    "faulty": ("Hàng bị lỗi", "Hàng bể vỡ", "Đổi trả"),
    "": ("Hỏi cách dùng", "Đổi mẫu", "Xuất hóa đơn", "Bảo hành"),
}
PATHS = {
    "ad_click": "/uu-dai", "article_read": "/goc-nha/{}", "site_visit": "/", "product_viewed": "/san-pham/{}",
    "reviews_read": "/san-pham/{}/danh-gia", "compare_viewed": "/so-sanh", "cart_added": "/gio-hang",
    "product_used": "/cach-dung/{}", "feedback_given": "/gop-y", "loyalty_joined": "/thanh-vien",
    "friend_referred": "/gioi-thieu-ban", "search": "/tim-kiem", "page_scroll": "/san-pham/{}", "login": "/dang-nhap",
    "order_tracked": "/don-hang", "payment_failed": "/thanh-toan", "shipping_fee_shown": "/thanh-toan",
}  # fmt: skip
"""The page of each event; `{}` is the product's."""

SHIPPING_FEES = (25_000, 35_000, 45_000, 65_000)
