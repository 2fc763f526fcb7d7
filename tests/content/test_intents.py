"""What people ask of the bot is told from what they search for, in all languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from content.intents import Command, Days, MeetingQuestion, Thanks, recognize
from tests.content.search.conftest import QUERIES, read_queries

ZONE = ZoneInfo("America/New_York")
TODAY = date(2013, 5, 20)  # a Monday

MEANT: dict[str, object] = {
    "next meeting | when is the next meeting? | prochaine réunion | próxima reunión | "
    "следующее совещание | الاجتماع القادم | 下一场会议 | upcoming meetings": Command("next"),
    "today | what's on today | aujourd'hui | hoy | сегодня | اليوم | 今天 | "
    "what is happening today?": Command("today"),
    "schedule | timetable | programme | program | programme | programa | расписание | الجدول | "
    "日程 | calendar": Command("meetings"),
    "change language | how do I change the language | changer de langue | cambiar de idioma | "
    "сменить язык | تغيير اللغة | 更改语言": Command("language"),
    "stop | arrêter | parar | стоп | توقف | 停止 | stop messages": Command("stop"),
    "unsubscribe | se désabonner | cancelar suscripción | отписаться | "
    "إلغاء الاشتراك | 退订": Command("unsubscribe"),
    "Friday | on Friday | vendredi | el viernes | viernes | пятница | в пятницу | الجمعة | "
    "يوم الجمعة | 星期五 | 周五 | 这周五 | meetings on Friday": Days(
        date(2013, 5, 24), date(2013, 5, 24)
    ),
    # Either of two, so the days from the one to the other.
    "next Friday | vendredi prochain | el próximo viernes": Days(
        date(2013, 5, 24), date(2013, 5, 31)
    ),
    "下周五": Days(date(2013, 5, 31), date(2013, 5, 31)),
    "remind me | rappelle-moi | recuérdame | напомни | ذكرني | 提醒我": Command("reminders"),
    "time zone | fuseau horaire | zona horaria | часовой пояс | المنطقة الزمنية | 时区": Command(
        "timezone"
    ),
    "contact | contact the secretariat | contacter le secrétariat | contacto | контакты | "
    "الاتصال | 联系方式": Command("ask"),
    "help me | aidez-moi | ayuda | помощь | مساعدة | 帮助 | 帮助我 | can you help me": Command(
        "help"
    ),
    "info | information | informations pratiques | información | информация | معلومات | 实用信息 | "
    "Informationen": Command("info"),
    "settings | réglages | ajustes | настройки | الإعدادات | 设置": Command("settings"),
    "my data | mes données | mis datos | мои данные | بياناتي | 我的数据": Command("mydata"),
    "thanks | Thank you! | merci beaucoup | gracias | спасибо | شكرا | 谢谢 | شكرًا جزيلاً": Thanks(),
    "tomorrow | what's on tomorrow | demain | qu'est-ce qu'il y a demain | mañana | завтра | "
    "غدا | 明天有什么会议": Days(date(2013, 5, 21), date(2013, 5, 21)),
    "this week | meetings this week | cette semaine | esta semana | на этой неделе | "
    "هذا الأسبوع | 本周": Days(date(2013, 5, 20), date(2013, 5, 26)),
    "next week | la semaine prochaine | la próxima semana | на следующей неделе | "
    "الأسبوع القادم | 下周": Days(date(2013, 5, 27), date(2013, 6, 2)),
    "June | meetings in June | réunions en juin | reuniones en junio | совещания в июне | "
    "اجتماعات حزيران | اجتماعات يونيو | 六月的会议 | 6月": Days(TODAY, TODAY, 6),
    "what happens in October": Days(TODAY, TODAY, 10),
    "meetings on 22 May | 22 May": Days(date(2013, 5, 22), date(2013, 5, 22)),
    "when is the Bangkok meeting | quand est la réunion de Bangkok ? | "
    "¿cuándo es la reunión de Bangkok?": MeetingQuestion("bangkok"),
    "متى اجتماع بانكوك": MeetingQuestion("بانكوك"),
    "曼谷会议什么时候": MeetingQuestion("曼谷"),
    "where is the Lima meeting | où est la réunion de Lima | remind me of Lima | "
    "date of the Lima meeting": MeetingQuestion("lima"),
    "when does it start | what time does it begin? | quand ça commence ? | ¿cuándo empieza? | "
    "когда начинается | متى يبدأ | 什么时候开始 | when is the conference": MeetingQuestion(""),
}


@pytest.mark.parametrize("texts", MEANT)
def test_questions_are_understood_in_all_languages(texts: str) -> None:
    for text in map(str.strip, texts.split("|")):
        for written in (text, text.upper(), f"  {text} ?"):
            assert recognize(written, ZONE, TODAY) == MEANT[texts], written


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "data", "human rights", "civil society", "stop trafficking", "next steps",
        "help for migrants", "language courses", "santé ou travail", "3.2", "65/170", "rec 3.2",
        "what time is it", "speakers", "registration", "wifi",
        "Friday prayers", "contact points", "time zone\n" * 30,
        "thanks to migration", "Lima", "secretariat", "новые данные о миграции", "数据",
    ],
)  # fmt: skip
def test_other_words_are_searched_for(text: str) -> None:
    assert recognize(text, ZONE, TODAY) is None


def test_what_is_asked_of_the_documents_is_searched_for() -> None:
    """Of all queries of the search, only questions about meetings are taken for others."""
    files = [QUERIES.parent / "queries.yaml", *QUERIES.glob("*.yaml")]
    taken = [
        asked.query
        for file in files
        for asked in read_queries(Path(file))
        if not asked.held
        and not any(answer.startswith("meeting-") for answer in asked.right)
        and isinstance(recognize(asked.query, ZONE, TODAY), Command | Thanks | Days)
        and asked.right
    ]
    assert taken == []


def test_a_weekday_that_may_be_two_days_lists_the_days_between() -> None:
    monday = date(2013, 5, 20)
    asked = recognize("meetings next Friday", ZoneInfo("UTC"), monday)
    assert asked == Days(date(2013, 5, 24), date(2013, 5, 31))
    assert recognize("meetings 3/5", ZoneInfo("UTC"), monday) is None
