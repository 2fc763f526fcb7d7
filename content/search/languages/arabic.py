"""Arabic: Larkey's light stemmer (light10), which serves retrieval better than root finding.

L. Larkey, L. Ballesteros, M. Connell, "Light Stemming for Arabic Information Retrieval" (2007).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from content.search.languages.rules import (
    LanguageRules,
    folded_words,
    numbered,
    reference_words,
    tens,
)

_MIN_LETTERS = 3  # of a stem
# Longest first; all folded, so that ة is ه and ى is ي.
_ARTICLES = ("بال", "كال", "فال", "لل", "ال")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ته", "هم", "نا", "ه", "ي")
_ENGLISH_NUMBERS = "i ii iii iv v vi vii viii ix x"
_COUNTED = (
    "واحد/واحدة اثنان/اثنين/اثنتان ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية تسعة "
    "عشرة/عشر"
)
_TENS = (
    "عشرون/عشرين/العشرون/العشرين/والعشرون/والعشرين/وعشرون/وعشرين "
    "ثلاثون/ثلاثين/الثلاثون/الثلاثين/والثلاثون/والثلاثين/وثلاثون/وثلاثين"
)
_RANKED = (
    "الأولى/أولى/الأول/أول الثانية/ثانية/الثاني/ثاني الثالثة/ثالثة/الثالث الرابعة/رابعة/الرابع "
    "الخامسة/الخامس السادسة/السادس السابعة/السابع الثامنة/الثامن التاسعة/التاسع العاشرة/العاشر"
)


def _stem(word: str) -> str:
    if len(word) <= _MIN_LETTERS or not word.isalpha() or word.isascii():
        return word
    # "and": of a shorter word, it may be a letter of its own.
    if word.startswith("و") and len(word) > _MIN_LETTERS + 2:
        word = word[1:]
    for prefix in _ARTICLES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _MIN_LETTERS - 1:
            word = word.removeprefix(prefix)
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_LETTERS - (len(suffix) == 1):
            word = word.removesuffix(suffix)
    return word


# Letters that are confused, and the endings of a plural in its two cases.
_ALIKE = ((re.compile("ظ"), "ض"), (re.compile("ون$"), "ين"), (re.compile(r"(.)\1+"), r"\1"))


def _sound(word: str) -> str:
    """Write a folded word with one letter for those that are confused."""
    for letters, instead in _ALIKE:
        word = letters.sub(instead, word)
    return word


def _new_stem() -> Callable[[str], str]:
    return _stem


RULES = LanguageRules(
    code="ar",
    new_stem=_new_stem,
    stop_words=folded_words(
        """
        في من إلى الى أحد على عن مع هذا هذه ذلك تلك هؤلاء هو هي هم هن نحن أنا أنت أنتم كان كانت
        يكون تكون ليس ليست قد لقد كل بعض أي أية أن إن أو و ثم لكن بل حتى لا لم لن ما ماذا متى
        أين كيف لماذا هل كم من منها منه فيها فيه عليه عليها له لها لهم بها به الذي التي الذين
        اللاتي اللواتي عند عندما بين قبل بعد خلال منذ ضد دون حول تحت فوق ضمن غير سوى كما مثل
        إذا لو لأن لكي كي حيث إذ أيضا هناك هنا نعم يا إما أما وفق عبر لدى لدي لك لكم لنا إنه
        أنه إنها أنها بأن وهو وهي وما ولا ومن وفي وعلى فضلك فضلكم رجاء الآن
        الغير البعض الكل شنو ايش إيش ليش شو شلون واش علاش كيفاش وين فين امتى إمتى إيه
        """
    ),
    asking_words=folded_words(
        """
        أبحث ابحث بحث أريد اريد أعرض اعرض اعطني أعطني أخبرني يقول تقول قال يقال يعني تعني معنى
        معناها المقصود مقصود تعريف اختصار مختصر معلومات معلومة ذكر يذكر مذكور سؤال مقطع فقرات
        اقتباس نص كلمة كلمات شكرا مساعدة تاريخ تواريخ موعد مواعيد وقت ساعة الساعة مكان يعقد
        تعقد سيعقد ستعقد ينعقد تنعقد عقد انعقاد
        """
    ),
    light_words=folded_words(
        """
        شيء أشياء يمكن ممكن يجب ينبغي يوجد توجد ناس الناس كبير كبيرة جديد جديدة فكرة مهم مهمة
        طريقة عالم مشكلة مشاكل دور موضوع مواضيع نوع أنواع شأن بشأن بخصوص يتعلق تتعلق متعلق
        يحق تحق يجوز
        """
    ),
    kind_hints={
        "متي": "meeting", "اين": "meeting", "وين": "meeting", "فين": "meeting", "امتي": "meeting",
         "تاريخ": "meeting", "موعد": "meeting",
        "معني": "term", "تعريف": "term", "اختصار": "term", "المقصود": "term",
    },
    labels={
        "roundtable": "مائدة مستديرة roundtable",
        "area": "مجال نداء",
        "recommendation": "توصية",
        "box": "إطار مثال",
        "mandate": "ولاية",
        "position": "موقف",
        "background": "خلفية معلومات أساسية",
        "term": "مصطلح مسرد",
        "process": "عملية تشاورية إقليمية",
        "meeting": "اجتماع لقاء فعالية",
        "page": "معلومات عملية",
    },
    months=(
        "يناير كانون الثاني", "فبراير شباط", "مارس آذار", "أبريل إبريل نيسان", "مايو أيار ماي",
        "يونيو حزيران يونيه جوان", "يوليو تموز يوليه جويلية", "أغسطس آب أوت", "سبتمبر أيلول شتنبر",
        "أكتوبر تشرين الأول", "نوفمبر تشرين الثاني", "ديسمبر كانون الأول",
    ),
    references=reference_words(
        {
            "roundtable": "roundtable rt",
            "area": "المجال مجال للمجال المجالات area",
            "rec": "التوصية توصية للتوصية التوصيات توصيات rec recommendation",
            "box": "الإطار إطار box",
            "position": "النقطة نقطة position",
            "footnote": "الحاشية حاشية fn",
            "art": "المادة مادة للمادة بالمادة م article art",
        },
        after_noun=numbered(
            _COUNTED, _RANKED, _ENGLISH_NUMBERS, "الحادية/حادية/الحادي/حادي/والحادية"
        )
        | tens(_TENS),
        before_noun=numbered(_RANKED),
        number_signs="رقم الرقم n no",
        resolution_words="a res ares القرار قرار قرارات الجمعية العامة رقم الأمم المتحدة",
        roundtable=(
            "المائدة مائدة للمائدة الطاولة طاولة الموائد موائد بالمائدة", "المستديرة مستديرة",
        ),
        part_words="الفقرة فقرة البند بند",
        units_first=True,
    ),
    endings=("ي", "ه", "ات", "يين"),
    sound=_sound,
    particles=("و", "ف", "ل", "ب", "ك"),
    misspelt_endings=tuple("ه ات ين ون ي يه".split()),  # noqa: SIM905
)  # fmt: skip
