"""Names of the invented city of Chengchuan (澄川市): its districts, courts, trades and families.

No such city exists; its division code 4499xx is not assigned, so no credit code or ID number made here can
belong to anybody.
"""

from __future__ import annotations

from typing import Final

CITY: Final = "澄川市"
DISTRICTS: Final[tuple[tuple[str, str], ...]] = (
    ("449902", "澄东区"),
    ("449903", "澄西区"),
    ("449904", "云栖新区"),
    ("449921", "石桥县"),
)
COURTS: Final[tuple[tuple[str, str], ...]] = (
    ("澄川市中级人民法院", "粤99执"),
    ("澄川市澄东区人民法院", "粤9902执"),
    ("澄川市澄西区人民法院", "粤9903执"),
)
STREETS: Final[tuple[str, ...]] = (
    "望江路", "听雨街", "橘林路", "星渚大道", "石榴巷", "白鹭路",
    "琥珀街", "松涛路", "银杏大道", "半月街", "稻香路", "渡口路",
)  # fmt: skip
CLUSTER_ADDRESS: Final = "澄川市云栖新区星渚大道1号创客集群注册楼A101室"
"""One room where dozens of firms are registered: a hub that must not tie them together."""

SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN_FIRST: Final = "思明嘉文永晓子一若海志景云书承雨知安启元宏清望远泽沐"
GIVEN_SECOND: Final = "远轩宁涵泽岚川然博航睿琳彤舟琪衡峥棠溪野澄晗禾越恒"

TRADE_FIRST: Final = "云青星长白金海鼎瑞宏泰启盛浩朗晨松竹石江禾嘉铭丰恒"
TRADE_SECOND: Final = "帆禾渚岚穹桥屿川峰泉舟翎原岭垣澜榕麓汀沐翼璟衡野砚"

TRADES: Final[tuple[tuple[str, str, str], ...]] = (
    # words in the name, GB/T 4754 section as exports print it, scope of business
    ("精密制造", "制造业", "精密零部件的生产、加工、销售"),
    ("电子科技", "制造业", "电子元器件的研发、生产、销售"),
    ("模具", "制造业", "模具、五金制品的生产、销售"),
    ("家具", "制造业", "家具的设计、生产、销售"),
    ("新材料", "制造业", "高分子材料的研发、生产、销售"),
    ("食品", "制造业", "食品生产；食品经营"),
    ("建设工程", "建筑业", "房屋建筑工程、市政公用工程施工总承包"),
    ("路桥工程", "建筑业", "公路、桥梁工程施工总承包"),
    ("园林绿化", "建筑业", "园林绿化工程的设计、施工、养护"),
    ("商贸", "批发和零售业", "日用百货、建筑材料的批发、零售"),
    ("物流", "交通运输、仓储和邮政业", "普通货运；仓储服务"),
    ("信息技术", "信息传输、软件和信息技术服务业", "软件开发；信息系统集成"),
    ("环保科技", "水利、环境和公共设施管理业", "污水处理；固体废物治理"),
    ("置业", "房地产业", "房地产开发经营"),
    ("人力资源", "租赁和商务服务业", "劳务派遣；人力资源服务"),
    ("餐饮管理", "住宿和餐饮业", "餐饮服务；餐饮管理"),
    ("新能源", "电力、热力、燃气及水生产和供应业", "太阳能发电；储能技术服务"),
    ("生物医药", "制造业", "药品、医疗器械的研发、生产"),
)

AGENCIES: Final[tuple[tuple[str, str], ...]] = (
    ("market", "澄川市市场监督管理局"),
    ("environment", "澄川市生态环境局"),
    ("safety", "澄川市应急管理局"),
    ("housing", "澄川市住房和城乡建设局"),
    ("transport", "澄川市交通运输局"),
    ("tax", "澄川市税务局稽查局"),
    ("labour", "澄川市人力资源和社会保障局"),
    ("finance", "澄川市财政局"),
    ("investment", "澄川市投资促进局"),
    ("water", "澄川市水务局"),
    ("industry", "澄川市工业和信息化局"),
    ("assets", "澄川市人民政府国有资产监督管理委员会"),
    ("office", "澄川市信用信息中心"),
)
