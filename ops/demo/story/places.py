"""Where the story plays: real towns, invented facilities."""

from ops.demo.story.parts import Place

PLACES = (
    Place("HEF-PLANT", "Linhai Hefei plant", "林海合肥工厂", "plant", 31.7430, 117.1870, "合肥市肥西县桃花工业园"),
    Place("WUH-HUB", "Wuhan Wujiashan hub", "武汉吴家山分拨中心", "hub", 30.6485, 114.1168, "武汉市东西湖区"),
    Place(
        "CTU-HUB",
        "Chengdu Qingbaijiang railhead",
        "成都青白江铁路场站",
        "railhead",
        30.8790,
        104.2560,
        "成都市青白江区",
    ),
    Place("CAN-HUB", "Guangzhou Nansha hub", "广州南沙分拨中心", "hub", 22.7710, 113.5630, "广州市南沙区"),
    Place(
        "CAN-PORT",
        "Guangzhou Nansha car terminal",
        "广州南沙汽车码头",
        "port",
        22.6350,
        113.6790,
        "广州市南沙区龙穴岛",
    ),
    Place("HAK-PORT", "Haikou Xiuying port", "海口秀英港", "port", 20.0260, 110.2720, "海口市秀英区"),
    Place("CAN-TIANHE", "Guangzhou Tianhe", "广州天河", "outlet", 23.1290, 113.3610, "广州市天河区"),
    Place("SZX-NANSHAN", "Shenzhen Nanshan", "深圳南山", "outlet", 22.5330, 113.9300, "深圳市南山区"),
    Place("CAN-STORE", "Linhai store Guangzhou Pazhou", "林海广州琶洲店", "store", 23.0970, 113.3760, "广州市海珠区"),
    Place("CTU-STORE", "Linhai store Chengdu Jinjiang", "林海成都锦江店", "store", 30.6010, 104.0820, "成都市锦江区"),
    Place("HAK-STORE", "Linhai store Haikou Longhua", "林海海口龙华店", "store", 20.0300, 110.3280, "海口市龙华区"),
)
