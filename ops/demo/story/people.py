"""Who carries, who drives, who waits. The phone numbers are in a range nobody is given."""

from ops.demo.story.parts import Buyer, Camera, Carrier, Driver

YARDS, RAIL, TRUCK, DOOR, SHIP = "linhai-yards", "northline", "redwillow", "canglan", "southsea"


def phone(last: int) -> str:
    """Return a Chinese mobile number of the demonstration."""
    return f"+861990000{last:04d}"


CARRIERS = (
    Carrier(
        TRUCK,
        "红柳汽车物流 Red Willow Car Logistics",
        "+862783000101",
        (Driver("赵建国 Zhao Jianguo", phone(201)), Driver("何伟 He Wei", phone(202))),
    ),
    Carrier(
        YARDS,
        "林海场站 Linhai Yards",
        "+8655165000102",
        (Driver("孙丽 Sun Li", phone(203)),),
        (Camera("GATE-2", "Gate 2", "HEF-PLANT"), Camera("POLE-7", "Pole 7, row C", "CAN-PORT")),
    ),
    Carrier(RAIL, "北线铁路 Northline Rail", "+862783000103", (Driver("马强 Ma Qiang", phone(204)),)),
    Carrier(DOOR, "沧澜送车 Canglan Door Delivery", "+862038000104", (Driver("罗军 Luo Jun", phone(205)),)),
    Carrier(SHIP, "南屿滚装 South Isle Ferries", "+8689866000105", (Driver("符海 Fu Hai", phone(206)),)),
)
BUYERS = {
    "lin": Buyer("林晓 Lin Xiao", phone(101)),
    "chen": Buyer("陈浩 Chen Hao", phone(102)),
    "wang": Buyer("王静 Wang Jing", phone(103)),
    "liu": Buyer("刘洋 Liu Yang", phone(104)),
    "huang": Buyer("黄敏 Huang Min", phone(105)),
    "zhou": Buyer("周磊 Zhou Lei", phone(106)),
    "wu": Buyer("吴倩 Wu Qian", phone(107)),
    "xu": Buyer("徐明 Xu Ming", phone(108)),
    "deng": Buyer("邓雪 Deng Xue", phone(109)),
    "martin": Buyer("Claire Martin", phone(110), "en"),
    "tang": Buyer("唐宇 Tang Yu", phone(111)),
    "han": Buyer("韩冰 Han Bing", phone(112)),
}
