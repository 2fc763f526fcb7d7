"""The invented delegations, and what their people do in the rehearsal. No place of these names
exists: most are of Hope's, Swift's, Butler's and Conrad's books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content.model.floor import Level
from storage.floor.delegations import Wanted

SLUG_PREFIX = "rehearsal-"


def _delegation(slug: str, category: str, region: str | None = None, **names: str) -> Wanted:
    return Wanted(f"{SLUG_PREFIX}{slug}", names, category, region)


_EAST, _WEST = "Eastern Invented States", "Western Invented States"
# For these speak the people of the chat page, in this order.
FOR_THE_PAGE = (
    _delegation(
        "ruritania", "state", _EAST, en="Ruritania", fr="Ruritanie", es="Ruritania",
        ru="Руритания", ar="روريتانيا", zh="卢里塔尼亚", de="Ruritanien",
    ),
    _delegation(
        "sylvania", "state", _EAST, en="Sylvania", fr="Sylvanie", es="Silvania",
        ru="Сильвания", ar="سيلفانيا", zh="西尔瓦尼亚", de="Sylvanien",
    ),
    _delegation(
        "graustark", "state", _EAST, en="Graustark", fr="Graustark", es="Graustark",
        ru="Граустарк", ar="غراوستارك", zh="格劳斯塔克", de="Graustark",
    ),
    _delegation(
        "freedonia", "state", _WEST, en="Freedonia", fr="Freedonie", es="Libertonia",
        ru="Фридония", ar="فريدونيا", zh="弗里多尼亚", de="Freedonien",
    ),
    _delegation(
        "costaguana", "state", _WEST, en="Costaguana", fr="Costaguana", es="Costaguana",
        ru="Костагуана", ar="كوستاغوانا", zh="科斯塔瓜纳", de="Costaguana",
    ),
    _delegation(
        "lilliput", "state", _WEST, en="Lilliput", fr="Lilliput", es="Lilliput",
        ru="Лилипутия", ar="ليليبوت", zh="小人国", de="Liliput",
    ),
)  # fmt: skip
INVENTED = (
    _delegation(
        "laputa", "state", _EAST, en="Laputa", fr="Laputa", es="Laputa", ru="Лапута",
        ar="لابوتا", zh="飞岛国", de="Laputa",
    ),
    _delegation(
        "erewhon", "state", _WEST, en="Erewhon", fr="Erewhon", es="Erewhon", ru="Едгин",
        ar="إريون", zh="埃瑞璜", de="Erewhon",
    ),
    _delegation(
        "balnibarbi", "state", _EAST, en="Balnibarbi", fr="Balnibarbi", es="Balnibarbi",
        ru="Бальнибарби", ar="بالنيباربي", zh="巴尔尼巴比", de="Balnibarbi",
    ),
    _delegation(
        "brobdingnag", "state", _WEST, en="Brobdingnag", fr="Brobdingnag", es="Brobdingnag",
        ru="Бробдингнег", ar="بروبدنغناغ", zh="大人国", de="Brobdingnag",
    ),
    _delegation(
        "group", "group", en="Group of Invented States", fr="Groupe des États inventés",
        es="Grupo de Estados Inventados", ru="Группа вымышленных государств",
        ar="مجموعة الدول المتخيلة", zh="虚构国家集团", de="Gruppe der erfundenen Staaten",
    ),
    _delegation(
        "network", "civil-society", en="Invented Diaspora Network",
        fr="Réseau inventé des diasporas", es="Red Inventada de Diásporas",
        ru="Вымышленная сеть диаспор", ar="شبكة الجاليات المتخيلة", zh="虚构侨民网络",
        de="Erfundenes Diaspora-Netzwerk",
    ),
    _delegation(
        "bureau", "igo", en="Bureau of Invented Affairs", fr="Bureau des affaires inventées",
        es="Oficina de Asuntos Inventados", ru="Бюро вымышленных дел",
        ar="مكتب الشؤون المتخيلة", zh="虚构事务局", de="Büro für erfundene Angelegenheiten",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What somebody invented does, once: not before so many `seconds` after the session begins, and
    after so many statements were begun. `withdraw` takes back a statement that waits."""

    act: Literal["statement", "reply", "point", "withdraw"]
    delegation: str
    seconds: int
    name: str = ""
    title: str = ""
    level: Level = "other"
    group: str | None = None
    statements: int = 0
    reason: str | None = None


STEPS = (
    Step("statement", "laputa", -90, "Ms. Lemuel", "President of Laputa", "head", "group"),
    Step("statement", "erewhon", -45, "Mr. Higgs", "Minister of Machines", "minister"),
    Step("statement", "balnibarbi", -30, "Ms. Munodi", "Ambassador"),
    Step("statement", "network", 20, "Ms. Example", "Coordinator"),
    Step("statement", "brobdingnag", 60, "Mr. Glumdal", "Deputy Minister"),
    Step("statement", "bureau", 100, "Mr. Sample", "Director"),
    Step("withdraw", "balnibarbi", 120),
    Step("point", "brobdingnag", 30, "Mr. Glumdal", statements=2, reason="procedure"),
    Step("reply", "erewhon", 45, "Mr. Higgs", "Minister of Machines", statements=3),
    Step("statement", "laputa", 240, "Mr. Gulliver", "Ambassador"),
)
