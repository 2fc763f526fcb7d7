"""Titles of programmes in many languages, with the encodings that each is written in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TEXTS: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {
    "zh-hans": (
        (
            "gb18030",
            "gbk",
        ),
        (
            "开幕式",
            "移徙问题区域会议",
            "第二次圆桌会议：保护移徙者权利",
            "民间社会听证会",
            "午餐会",
            "闭幕会议和后续行动",
            "移徙与发展高级别对话筹备会议",
            "技术工作组会议",
        ),
    ),
    "zh-hant": (
        ("big5",),
        (
            "開幕式",
            "移徙問題區域會議",
            "第二次圓桌會議：保護移徙者權利",
            "民間社會聽證會",
            "午餐會",
            "閉幕會議",
            "籌備會議",
        ),
    ),
    "ja": (
        (
            "shift_jis",
            "cp932",
            "euc_jp",
        ),
        (
            "開会式",
            "移住と開発に関する地域会議",
            "第2回円卓会議",
            "市民社会の公聴会",
            "昼食会",
            "作業部会",
            "グローバル・フォーラム",
        ),
    ),
    "ko": (
        (
            "euc_kr",
            "cp949",
        ),
        (
            "개회식",
            "이주와 개발에 관한 지역 회의",
            "제2차 원탁회의",
            "시민사회 공청회",
            "오찬",
            "실무회의",
        ),
    ),
    "ru": (
        (
            "cp1251",
            "koi8_r",
            "cp866",
            "mac_cyrillic",
            "iso8859_5",
        ),
        (
            "Открытие",
            "Региональное совещание по миграции",
            "Круглый стол 2: права мигрантов",
            "Слушания гражданского общества",
            "Обед",
            "Закрытие",
            "Рабочая группа",
            "Семинар",
        ),
    ),
    "uk": (
        (
            "cp1251",
            "koi8_u",
        ),
        ("Відкриття", "Регіональна нарада з питань міграції", "Круглий стіл", "Обід", "Засідання"),
    ),
    "ar": (
        (
            "cp1256",
            "iso8859_6",
        ),
        (
            "الافتتاح",
            "الاجتماع الإقليمي بشأن الهجرة",
            "المائدة المستديرة الثانية: حقوق المهاجرين",
            "جلسة استماع للمجتمع المدني",
            "غداء عمل",
            "اختتام",
        ),
    ),
    "el": (
        (
            "cp1253",
            "iso8859_7",
        ),
        (
            "Έναρξη",
            "Περιφερειακή συνάντηση για τη μετανάστευση",
            "Στρογγυλή τράπεζα",
            "Γεύμα",
            "Λήξη",
        ),
    ),
    "he": (
        (
            "cp1255",
            "iso8859_8",
        ),
        ("פתיחה", "פגישה אזורית בנושא הגירה", "שולחן עגול", "ארוחת צהריים", "סיום"),
    ),
    "tr": (
        (
            "cp1254",
            "iso8859_9",
        ),
        (
            "Açılış",
            "Bölgesel toplantı ve göç",
            "Yuvarlak masa: göçmen hakları",
            "Öğle yemeği",
            "Kapanış oturumu",
        ),
    ),
    "cs": (
        (
            "cp1250",
            "iso8859_2",
        ),
        (
            "Zahájení",
            "Regionální setkání o růstu",
            "Kulatý stůl",
            "Oběd",
            "Závěrečné zasedání",
            "Pracovní skupina o příhraničí",
        ),
    ),
    "pl": (
        (
            "cp1250",
            "iso8859_2",
        ),
        (
            "Otwarcie",
            "Spotkanie regionalne w sprawie migracji",
            "Okrągły stół: prawa migrantów",
            "Wysłuchanie społeczeństwa",
            "Zamknięcie",
        ),
    ),
    "hu": (
        (
            "cp1250",
            "iso8859_2",
        ),
        (
            "Megnyitó ülés",
            "Regionális értekezlet a migrációról",
            "Kerekasztal-beszélgetés",
            "Ebéd",
            "Záróülés előtti szünet",
        ),
    ),
    "fr": (
        (
            "cp1252",
            "mac_roman",
            "iso8859_15",
            "cp850",
        ),
        (
            "Réunion préparatoire",
            "Séance d’ouverture",
            "Déjeuner de travail",
            "Table ronde nº 2 : sécurité et santé",
            "Clôture de l'événement",
            "Atelier à Genève",
        ),
    ),
    "es": (
        (
            "cp1252",
            "mac_roman",
            "cp850",
        ),
        (
            "Reunión de coordinación",
            "Sesión de apertura",
            "Mesa redonda: protección",
            "Almuerzo de los niños",
            "Clausura",
        ),
    ),
    "de": (
        (
            "cp1252",
            "mac_roman",
            "cp850",
        ),
        (
            "Eröffnung",
            "Abschlussveranstaltung für Flüchtlinge",
            "Gespräch über Städte",
            "Mittagessen",
            "Große Aussprache",
        ),
    ),
    "vi": (("cp1258",), ("Hôp khu vưc", "Lê khai mac")),
    "th": (("cp874",), ("การประชุมระดับภูมิภาค", "พิธีเปิด", "อาหารกลางวัน")),
    "lv": (("cp1257",), ("Atklāšana", "Reģionālā sanāksme", "Pusdienas", "Noslēgums šodien")),
}
CITIES: Mapping[str, str] = {
    "zh-hans": "日内瓦",
    "zh-hant": "日內瓦",
    "ja": "ジュネーブ",
    "ko": "제네바",
    "ru": "Женева",
    "uk": "Женева",
    "ar": "جنيف",
    "el": "Γενεύη",
    "he": "ז׳נבה",
    "tr": "Cenevre",
    "cs": "Ženeva",
    "pl": "Genewa",
    "hu": "Genf",
    "fr": "Genève",
    "es": "Ginebra",
    "de": "Genf",
    "vi": "",
    "th": "เจนีวา",
    "lv": "Ženēva",
}
