"""The demo library's fifty titles, three copies of each: invented books on real shelves.

Each row is title, author, publisher, year, class number (中图法, field 690) and book number (书次号), which
make the call number together.
"""

import msgspec


class Title(msgspec.Struct, frozen=True):
    """One invented book."""

    title: str
    author: str
    publisher: str
    year: str
    class_number: str
    book_number: str

    @property
    def call_number(self) -> str:
        """The call number: class number and book number."""
        return f"{self.class_number}/{self.book_number}"


_MINING = "中国矿业大学出版社"
_SCIENCE = "云龙科学出版社"
_SOCIAL = "淮海社会科学出版社"
_ARTS = "汉风文艺出版社"

TITLES: tuple[Title, ...] = (
    Title("人工智能导论", "马月坤", _SCIENCE, "2023", "TP18", "M120"),
    Title("人工智能与煤矿安全监测", "孙立言", _MINING, "2024", "TD76", "S413"),
    Title("人工智能伦理十讲", "顾清和", _SOCIAL, "2022", "B82-057", "G512"),
    Title("机器学习实验教程", "丁以宁", _SCIENCE, "2021", "TP181", "D290"),
    Title("深部岩体力学", "彭守岩", _MINING, "2020", "TU45", "P351"),
    Title("采矿学概论", "韩九峰", _MINING, "2018", "TD8", "H112"),
    Title("矿井通风与除尘", "程道远", _MINING, "2019", "TD72", "C265"),
    Title("选矿过程自动化", "陆海明", _MINING, "2022", "TD928.9", "L403"),
    Title("煤炭清洁利用", "傅雪涛", _MINING, "2023", "TQ53", "F807"),
    Title("测量平差基础", "郭一舟", _MINING, "2017", "P207", "G980"),
    Title("地理信息系统实践", "袁小满", _SCIENCE, "2021", "P208", "Y771"),
    Title("高等数学学习指导", "沈书平", _SCIENCE, "2020", "O13", "S368"),
    Title("线性代数二十讲", "唐秋月", _SCIENCE, "2019", "O151.2", "T055"),
    Title("概率论与数理统计", "贺延年", _SCIENCE, "2021", "O21", "H630"),
    Title("大学物理实验", "曹景行", _SCIENCE, "2018", "O4-33", "C190"),
    Title("无机化学释疑", "田素心", _SCIENCE, "2020", "O61", "T412"),
    Title("操作系统原理", "黎远航", _SCIENCE, "2022", "TP316", "L288"),
    Title("数据库系统教程", "万敏之", _SCIENCE, "2021", "TP311.13", "W356"),
    Title("Python程序设计", "蒋一帆", _SCIENCE, "2023", "TP312PY", "J514"),
    Title("计算机网络自顶而下", "严冬青", _SCIENCE, "2020", "TP393", "Y077"),
    Title("信息安全基础", "樊子墨", _SCIENCE, "2022", "TP309", "F190"),
    Title("嵌入式系统设计", "康乐山", _SCIENCE, "2019", "TP360.21", "K313"),
    Title("机械原理", "武成钢", _MINING, "2018", "TH111", "W845"),
    Title("矿山机械设计", "石开来", _MINING, "2021", "TD4", "S557"),
    Title("电力系统分析", "梅若水", _MINING, "2020", "TM711", "M346"),
    Title("土木工程材料", "段长河", _MINING, "2019", "TU5", "D737"),
    Title("隧道与地下工程", "金石坚", _MINING, "2022", "U45", "J770"),
    Title("环境工程学", "苏见青", _MINING, "2021", "X5", "S661"),
    Title("马克思主义基本原理导读", "邢文德", _SOCIAL, "2021", "A81", "X540"),
    Title("中国哲学小史", "温如玉", _SOCIAL, "2017", "B2", "W486"),
    Title("逻辑学入门", "白之恒", _SOCIAL, "2020", "B81", "B112"),
    Title("大学生心理健康", "秦晓岚", _SOCIAL, "2022", "B844.2", "Q713"),
    Title("社会学的想象", "简佳宁", _SOCIAL, "2019", "C91", "J414"),
    Title("公共管理案例", "崔维正", _SOCIAL, "2021", "D035", "C848"),
    Title("民法典百问", "潘正义", _SOCIAL, "2021", "D923", "P270"),
    Title("西方经济学", "尹明达", _SOCIAL, "2020", "F0-08", "Y420"),
    Title("会计学原理", "穆清风", _SOCIAL, "2019", "F230", "M744"),
    Title("能源经济学", "安定邦", _SOCIAL, "2023", "F407.2", "A144"),
    Title("图书馆学基础", "纪守书", _SOCIAL, "2018", "G250", "J246"),
    Title("信息检索与利用", "方知行", _SOCIAL, "2022", "G254.9", "F210"),
    Title("大学体育与健康", "雷鸣远", _SOCIAL, "2017", "G807.4", "L340"),
    Title("现代汉语", "管若谷", _ARTS, "2019", "H109.4", "G714"),
    Title("大学英语写作", "舒心怡", _ARTS, "2020", "H315", "S557"),
    Title("唐诗里的山河", "诸葛长安", _ARTS, "2021", "I207.22", "Z805"),
    Title("故黄河边的年轮", "燕归来", _ARTS, "2022", "I247.57", "Y066"),
    Title("徐州汉画像石", "彭城子", _ARTS, "2016", "K879.42", "P331"),
    Title("中国近代史纲", "史可鉴", _SOCIAL, "2018", "K25", "S437"),
    Title("和珅传", "晏清河", _ARTS, "2015", "K827=49", "Y228"),
    Title("现代汉语大辞典", "辞书编写组", _ARTS, "2014", "H164", "C670"),
    Title("实用矿业英汉词典", "词典编写组", _MINING, "2013", "TD-61", "C472"),
)
