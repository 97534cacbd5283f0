"""Sentences written for these tests, with the side a Vietnamese or English reader would put them on."""

GOOD = """
Không chê vào đâu được
Miễn chê luôn
Tạm được
Không tệ chút nào
Giao hàng thì chậm nhưng hàng đẹp, rất ưng
Pin dùng lâu
Chất lượng cao
sp ok lắm shop ơi 😍
Đáng đồng tiền bát gạo
Sẽ quay lại ủng hộ shop
Nhân viên tư vấn nhiệt tình, dễ thương
Đóng gói cẩn thận, không bị móp méo
Máy chạy mượt, không lag
Tư vấn dễ hiểu, không dài dòng
Giá rẻ mà chất lượng
Tuy hơi xa nhưng phục vụ rất tốt
Không có gì để phàn nàn
Đặt hàng rất dễ, giao đúng hẹn
Bài giảng rất hay
Quá ổn so với giá tiền
Chưa bao giờ thất vọng khi mua ở đây
Not bad at all
It was a bit slow, but the support was excellent
Absolutely love it!
Easy to use and fast
Couldn't be happier
No complaints
The battery lasts long
""".strip().splitlines()

BAD = """
Hơi thất vọng
Chưa thấy hài lòng
Chẳng có gì đặc sắc
Hàng đẹp nhưng giao quá lâu, nhân viên cộc cằn
Giao hàng lâu
Giá cao
Giá hơi cao so với chất lượng
Mong shop cải thiện khâu đóng gói
Nên thêm nhiều màu hơn
Thầy nên giảng chậm hơn
Đéo mua nữa
ko tốt lắm
Sao mãi không thấy giao hàng vậy shop?
Chờ dài cổ mới có món
Một đi không trở lại
Không bao giờ mua ở đây nữa
Nhân viên thiếu nhiệt tình
Phòng không được sạch sẽ cho lắm
Máy lag, nóng, tụt pin nhanh
Thanh toán bị lỗi hoài, bực mình
Trang web khó dùng, tìm mãi không ra nút thanh toán
Rẻ nhưng chất lượng kém
Phí ship cao quá
hàng giao sai màu, gọi không ai nghe máy
Ứng dụng hay bị văng
Không hề rẻ
Không đáng tiền
The staff was not friendly at all
I wouldn't recommend this to anyone
Delivery took forever and the box was damaged
Great product, but shipping was terribly slow and support never answered
Checkout keeps failing
I will never buy here again
Could be better
Waited so long
""".strip().splitlines()

MIDDLING = """
Bình thường
Cũng được
Tạm ổn
Máy tạm được
Đủ dùng
Dịch vụ ở mức trung bình
Không có gì đặc biệt
It's ok
It was so so
The room was okay
""".strip().splitlines()

SAYS_NOTHING = [
    "", "   ", "15:30", "Nguyễn Văn An", "0901 234 567", "...", "Order 1234", "Không", "ko có ạ", "Không có gì cả.",
    "chưa có ý kiến gì thêm", "Mình không biết", "No", "Nothing at all", "None", "I have no comments", "n/a",
    "Shop mở cửa mấy giờ?", "Do you ship to Hue?", "Mình mua hôm qua", "I bought it last week",
]  # fmt: skip
