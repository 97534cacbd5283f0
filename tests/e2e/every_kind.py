"""A survey with every kind of question, in both languages, with texts as long as people write them."""

from hanhtrinh.i18n import Localized
from hanhtrinh.voice.surveys.model import Option, Page, Question, Survey


def _both(vi, en):
    return Localized(vi=vi, en=en)


_OFTEN = (
    Option(key="never", text=_both("Hoàn toàn không đồng ý", "Strongly disagree")),
    Option(key="so", text=_both("Bình thường", "Neither")),
    Option(key="yes", text=_both("Hoàn toàn đồng ý", "Strongly agree")),
)
_THINGS = (
    Option(
        key="ship", text=_both("Tốc độ giao hàng và thái độ của nhân viên giao hàng", "Speed and manners of delivery")
    ),
    Option(key="pack", text=_both("Đóng gói", "Packaging")),
    Option(key="price", text=_both("Giá cả so với chất lượng nhận được", "Value for money")),
    Option(key="site", text=_both("Trang web", "Website")),
)
EVERY = Survey(
    key="du-loai", name=_both("Trải nghiệm mua sắm của bạn tại Tiệm Trà Sen Huế", "Your shopping with Sen Tea House"),
    languages=("vi", "en"), intro=_both("Mất chừng hai phút. Cảm ơn bạn đã dành thời gian!", "It takes two minutes."),
    pages=(
        Page(key="p1", questions=(
            Question(key="nps", kind="nps", required=True, text=_both(
                "Bạn có sẵn lòng giới thiệu chúng tôi cho người thân và bạn bè không?", "Would you recommend us?")),
            Question(key="csat", kind="csat", required=True, text=_both(
                "Bạn hài lòng đến đâu?", "How satisfied are you?")),
            Question(key="ces1", kind="ces1", text=_both("Bạn mất bao nhiêu công sức?", "How much effort was it?")),
            Question(key="ces2", kind="ces2", text=_both("Việc đặt hàng dễ dàng.", "Ordering was easy.")),
            Question(key="five", kind="rating", high=5, text=_both("Bạn cho mấy sao?", "How many stars?")),
            Question(key="ten", kind="rating", high=10, low_label=_both("Rất tệ", "Awful"),
                     high_label=_both("Tuyệt vời", "Great"), text=_both("Trên thang mười?", "Out of ten?")),
            Question(key="one", kind="choice", required=True, other=True, options=_THINGS,
                     text=_both("Điều gì quan trọng nhất với bạn?", "What matters most?")),
            Question(key="many", kind="choices", most=2, options=_THINGS,
                     text=_both("Điều gì cần cải thiện?", "What needs work?")),
        )),
        Page(key="p2", questions=(
            Question(key="grid", kind="matrix", required=True, rows=_THINGS[:3], options=_OFTEN,
                     text=_both("Bạn đồng ý đến đâu với các nhận định sau?", "How much do you agree?")),
            Question(key="order", kind="ranking", options=_THINGS,
                     text=_both("Xếp theo mức quan trọng.", "Put in order.")),
            Question(key="word", kind="short", required=True, text=_both("Một từ về chúng tôi?", "One word about us?")),
            Question(key="story", kind="long", about="nps", text=_both("Vì sao bạn chọn điểm đó?", "Why?"),
                     help=_both("Viết thoải mái, có dấu hay không dấu đều được.", "Write freely.")),
            Question(key="sum", kind="number", low=1, high=99, text=_both("Mỗi năm bạn mua mấy lần?", "Times a year?")),
            Question(key="day", kind="date", text=_both("Bạn nhận hàng ngày nào?", "When did it arrive?")),
            Question(key="who", kind="contact", fields=("name", "email", "phone"),
                     text=_both("Chúng tôi liên hệ lại với bạn bằng cách nào?", "How can we reach you?")),
            Question(key="ok", kind="consent", required=True,
                     text=_both("Tôi đồng ý để Tiệm Trà Sen gọi lại trong tuần này.", "You may call me this week.")),
            Question(key="pic", kind="file", text=_both("Ảnh sản phẩm bạn nhận được", "A picture of it")),
        )),
    ),
)  # fmt: skip
