"""Dates and times as people type them, in seven languages: on Monday, 20 May 2013, in Paris."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from content.moments import AmbiguousDate, NotADate, When, read_when

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2013, 5, 20)

# What is typed, and the start, or the start and end, that it names.
TYPED = """
en
29 May at 9 | 05-29T09:00
29 May at 9:30am | 05-29T09:30
the 29th of May, 9 o'clock | 05-29T09:00
29 May, 9 in the morning | 05-29T09:00
29 May from 9 to 17 | 05-29T09:00 05-29T17:00
from 9am to 5pm on 29 May | 05-29T09:00 05-29T17:00
between 9 and 11:30 on 29 May | 05-29T09:00 05-29T11:30
29 May 2pm to 4 | 05-29T14:00 05-29T16:00
29 May at 9.30 | 05-29T09:30
22 and 23 May | 05-22 05-23
May 22 and 23 | 05-22 05-23
22 May and 23 May | 05-22 05-23
today at 18:00 | 05-20T18:00
tomorrow 9am | 05-21T09:00
tomorrow at noon | 05-21T12:00
9am tomorrow | 05-21T09:00
the day after tomorrow | 05-22
Friday | 05-24
on Friday at 9 | 05-24T09:00
this Friday, 9am | 05-24T09:00
Friday next week | 05-31
Monday to Wednesday next week | 05-27 05-29
Tues 9:00 | 05-21T09:00
Friday 3/5/2013 | 05-03
29 May 18:00 to midnight | 05-29T18:00 05-30T00:00
1st of June, 0900 hrs | 06-01T09:00
29 May 9:00 and 11:00 | -
Tuesday 29 May | -
22 and 24 May | -

fr
le 29 mai à 9 heures | 05-29T09:00
29 mai à 9 h 30 | 05-29T09:30
29 mai de 9h à 17h | 05-29T09:00 05-29T17:00
de 9 h à 11 h 30 le 29 mai | 05-29T09:00 05-29T11:30
29 mai 9h-17h | 05-29T09:00 05-29T17:00
29 mai de 9 à 17 h | 05-29T09:00 05-29T17:00
29 mai entre 9h et 11h | 05-29T09:00 05-29T11:00
22 et 23 mai | 05-22 05-23
les 22 et 23 mai 2013 | 05-22 05-23
du 22 au 23 mai à 9h | 05-22T09:00 05-23
1er juin | 06-01
mercredi 29 mai à midi | 05-29T12:00
demain 9h | 05-21T09:00
demain à 9 heures | 05-21T09:00
demain matin à 9h | 05-21T09:00
aujourd’hui à 18h | 05-20T18:00
après-demain | 05-22
vendredi | 05-24
vendredi à 14h30 | 05-24T14:30
ce vendredi | 05-24
vendredi de la semaine prochaine | 05-31
mar. 9h | 05-21T09:00
29 mai 8 h du soir | 05-29T20:00
29 mai 3 heures de l'après-midi | 05-29T15:00
29 fevrier 2016 | 2016-02-29
15 aout, 10h | 08-15T10:00
9 heures et demie le 29 mai | 05-29T09:30
du lundi 27 au mardi 28 mai | 05-27 05-28
22 et 24 mai | -
mardi 29 mai | -

es
el 29 de mayo a las 9:00 | 05-29T09:00
29 de mayo a las 9.00 horas | 05-29T09:00
29 de mayo, 9.00 horas | 05-29T09:00
29 de mayo de 9 a 17 horas | 05-29T09:00 05-29T17:00
29 de mayo de 9:00 a 17:00 | 05-29T09:00 05-29T17:00
de las 9 a las 17 el 29 de mayo | 05-29T09:00 05-29T17:00
29 de mayo, de las 9 a las 11 de la mañana | 05-29T09:00 05-29T11:00
el 29 de mayo a las 9 de la mañana | 05-29T09:00
el 29 de mayo a las 8 de la noche | 05-29T20:00
el 29 de mayo a las 3 de la tarde | 05-29T15:00
29 de mayo a mediodía | 05-29T12:00
29 de mayo a las 9 y media | 05-29T09:30
1º de junio | 06-01
1o de junio a las 10 | 06-01T10:00
22 y 23 de mayo | 05-22 05-23
del 22 al 23 de mayo | 05-22 05-23
22 a 23 de mayo | 05-22 05-23
mañana | 05-21
mañana a las 9 | 05-21T09:00
manana a las 9 | 05-21T09:00
mañana por la mañana a las 9 | 05-21T09:00
hoy a las 18 horas | 05-20T18:00
pasado mañana | 05-22
viernes | 05-24
el viernes a las 9 | 05-24T09:00
el viernes de la semana que viene | 05-31
este viernes | 05-24
entre las 9 y las 11 del 29 de mayo | 05-29T09:00 05-29T11:00
miércoles, 29 de mayo | 05-29
martes 29 de mayo | -

ru
29 мая в 9 часов | 05-29T09:00
29 мая в 9 | 05-29T09:00
29 мая в 9 часов 30 минут | 05-29T09:30
29 мая в 9.30 | 05-29T09:30
29 мая с 9 до 17 | 05-29T09:00 05-29T17:00
29 мая с 9 до 17 часов | 05-29T09:00 05-29T17:00
29 мая с 9:00 до 17:00 | 05-29T09:00 05-29T17:00
с 9 до 11 утра 29 мая | 05-29T09:00 05-29T11:00
29 мая в 8 утра | 05-29T08:00
29 мая в 3 часа дня | 05-29T15:00
29 мая в 8 вечера | 05-29T20:00
29 мая в полдень | 05-29T12:00
22 и 23 мая | 05-22 05-23
с 22 по 23 мая | 05-22 05-23
1-го июня | 06-01
завтра | 05-21
завтра в 9 | 05-21T09:00
завтра в 9 утра | 05-21T09:00
завтра утром в 9 | 05-21T09:00
сегодня в 18:00 | 05-20T18:00
послезавтра | 05-22
в пятницу | 05-24
в пятницу в 9:00 | 05-24T09:00
в эту пятницу | 05-24
в пятницу на следующей неделе | 05-31
среда, 29 мая 2013 года, 9:00 | 05-29T09:00
29 мая между 9 и 11 часами | 05-29T09:00 05-29T11:00
между 9:00 и 11:00 29 мая | 05-29T09:00 05-29T11:00
во вторник в 9 ч | 05-21T09:00
во вторник 29 мая | -

ar
الأربعاء، 29 مايو 2013، 9:00 ص | 05-29T09:00
29 أيار/مايو الساعة 09:00 | 05-29T09:00
٢٩ أيار الساعة ٩ صباحًا | 05-29T09:00
29 مايو الساعة 3 مساء | 05-29T15:00
29 مايو الساعة التاسعة صباحا | 05-29T09:00
29 مايو الساعة التاسعة والنصف | 05-29T09:30
29 مايو من الساعة 9 إلى الساعة 17 | 05-29T09:00 05-29T17:00
29 مايو من 9 إلى 17 | 05-29T09:00 05-29T17:00
من 22 إلى 23 أيار/مايو | 05-22 05-23
22 و23 مايو | 05-22 05-23
22 و 23 أيار | 05-22 05-23
29 جوان 2013 | 06-29
15 أوت | 08-15
3 جويلية 10:00 | 07-03T10:00
29 ماي | 05-29
5 غشت | 08-05
۲۹ مایو ۹:۳۰ | 05-29T09:30
29 كانون الأول/ديسمبر | 12-29
غدا | 05-21
غدًا الساعة 9 | 05-21T09:00
غدا الساعة 9 صباحا | 05-21T09:00
اليوم الساعة 18:00 | 05-20T18:00
بعد غد | 05-22
يوم الجمعة | 05-24
الجمعة الساعة 9 | 05-24T09:00
هذا الجمعة | 05-24
الجمعة من الأسبوع القادم | 05-31
يوم الأربعاء 29 مايو 2013م | 05-29
29 مايو ظهرا الساعة 1 | 05-29T13:00
29 مايو بين 9:00 و11:00 | 05-29T09:00 05-29T11:00
الثلاثاء 29 مايو | -

zh
5月29日上午9点 | 05-29T09:00
5月29日9点半 | 05-29T09:30
5月29日下午3点30分 | 05-29T15:30
2013年5月29日星期三上午9:00 | 05-29T09:00
5月29日晚上8点 | 05-29T20:00
5月29日9点到17点 | 05-29T09:00 05-29T17:00
5月29日9:00至17:00 | 05-29T09:00 05-29T17:00
5月29日下午2点到4点 | 05-29T14:00 05-29T16:00
5月29日从9点到11点 | 05-29T09:00 05-29T11:00
5月29日中午 | 05-29T12:00
5月29号9时 | 05-29T09:00
5月22日和23日 | 05-22 05-23
5月22日至23日 | 05-22 05-23
5月22日、23日 | 05-22 05-23
５月２９日 ９：００ | 05-29T09:00
明天 | 05-21
明天8点 | 05-21T08:00
明天上午9点 | 05-21T09:00
明早8点 | 05-21T08:00
今天下午6点 | 05-20T18:00
今天18:00 | 05-20T18:00
后天 | 05-22
周五 | 05-24
星期五上午9点 | 05-24T09:00
礼拜五 | 05-24
本周五 | 05-24
下周五 | 05-31
下星期五上午9点 | 05-31T09:00
29日上午9点 | -
5月29日星期二 | -

de
29. Mai um 9 Uhr | 05-29T09:00
29. Mai, 9:30 | 05-29T09:30
29. Mai 9.30 Uhr | 05-29T09:30
29. Mai 9 Uhr 30 | 05-29T09:30
am 29.5. um 9 Uhr | 05-29T09:00
29. Mai von 9 bis 17 Uhr | 05-29T09:00 05-29T17:00
von 9 Uhr bis 11:30 Uhr am 29. Mai | 05-29T09:00 05-29T11:30
zwischen 9 und 11 Uhr am 29. Mai | 05-29T09:00 05-29T11:00
29. Mai 18 bis 20 Uhr | 05-29T18:00 05-29T20:00
29. Mai 18 Uhr bis Mitternacht | 05-29T18:00 05-30T00:00
22. und 23. Mai | 05-22 05-23
22.-23. Mai | 05-22 05-23
vom 22. bis 23. Mai | 05-22 05-23
15. März 2014, 10 Uhr | 2014-03-15T10:00
heute um 18 Uhr | 05-20T18:00
morgen um 14:30 | 05-21T14:30
morgen früh um 9 | 05-21T09:00
morgen Mittag | 05-21T12:00
übermorgen | 05-22
Mi, 22. Mai | 05-22
Di. 9 Uhr | 05-21T09:00
diesen Freitag | 05-24
Freitag nächster Woche | 05-31
von Montag bis Mittwoch nächster Woche | 05-27 05-29
29. Mai 8 Uhr abends | 05-29T20:00
29. Mai 3 Uhr nachmittags | 05-29T15:00
Dienstag, 29. Mai | -
22. und 24. Mai | -
29. Mai halb drei | -
"""


def cases() -> list[tuple[str, str]]:
    lines = [line for line in TYPED.splitlines() if "|" in line]
    return [
        (words.strip(), wanted.strip()) for words, wanted in (line.split("|") for line in lines)
    ]


def moment(text: str) -> date:
    text = text if text[4:5] == "-" and text[:2] == "20" else f"2013-{text}"
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


@pytest.mark.parametrize(("words", "wanted"), cases())
def test_dates_are_read_as_they_are_typed(words: str, wanted: str) -> None:
    if wanted == "-":
        with pytest.raises(NotADate):
            read_when(words, PARIS, TODAY)
    else:
        assert read_when(words, PARIS, TODAY) == When(*map(moment, wanted.split()))


def test_every_language_has_twenty_five_forms() -> None:
    for forms in TYPED.strip().split("\n\n"):
        assert len(forms.splitlines()) > 25


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ("3/5 9am", ("2013-05-03T09:00", "2014-03-05T09:00")),
        ("03.05.2013", ("2013-03-05", "2013-05-03")),
        ("next Friday", ("2013-05-24", "2013-05-31")),
        ("vendredi prochain à 9h", ("2013-05-24T09:00", "2013-05-31T09:00")),
        ("nächsten Freitag", ("2013-05-24", "2013-05-31")),
        ("el próximo viernes", ("2013-05-24", "2013-05-31")),
        ("в следующую пятницу", ("2013-05-24", "2013-05-31")),
        ("الجمعة القادم", ("2013-05-24", "2013-05-31")),
        ("Monday", ("2013-05-20", "2013-05-27")),
        ("周一上午9点", ("2013-05-20T09:00", "2013-05-27T09:00")),
        ("29 May midnight", ("2013-05-29T00:00", "2013-05-30T00:00")),
        ("29 mai à minuit", ("2013-05-29T00:00", "2013-05-30T00:00")),
    ],
)
def test_what_may_be_two_dates_is_told_with_both(words: str, starts: tuple[str, str]) -> None:
    with pytest.raises(AmbiguousDate) as raised:
        read_when(words, PARIS, date(2013, 5, 1) if words[0] == "3" else TODAY)
    wanted = sorted((When(moment(start)) for start in starts), key=lambda when: str(when.start))
    assert sorted(raised.value.readings, key=lambda when: str(when.start)) == wanted


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("31 June", "no such day"), ("Tuesday 29 May", "another weekday"), ("9am", "no day"),
        ("29", "no month"), ("29 May 9am-8am", "ends before it starts"),
        ("29 May 25:00", "no hour"), ("31 March 2013 02:30", "skipped hour"),
        ("29 May 1492", "too far off"), ("22 and 24 May", "two days"), ("soon", "unknown words"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(words: str, reason: str) -> None:
    with pytest.raises(NotADate) as raised:
        read_when(words, PARIS, TODAY)
    assert raised.value.reason == reason
