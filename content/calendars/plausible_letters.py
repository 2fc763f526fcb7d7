"""Tells whether a text that was decoded by guesswork looks like one in some language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Signs that may stand beside words, in any language.
_BESIDE = frozenset("–—‘’‚“”„«»‹›…•№§€£°·¿¡、。，：；！？（）「」『』《》【】・･ー〜～　\u00a0")
_LETTERS = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"))
_ASCII_DIGITS = frozenset("0123456789")
_IN_WORDS = frozenset("’'-‐‑·ー・׳״\u200c\u200d")
# The letters beyond ASCII of languages that are written in Latin letters.
_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "äöüßé", "áàâãçéêíóôõúü", "àèéìíòóùú", "àçèéíïòóúü·",
        "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîșțşţ",
        "čćđšž", "âçğıîöşûü", "åæøéäö", "āčēģīķļņšūžōŗ", "ąčęėįšųūž", "äõöüšž", "áðéíóúýþæö",
        "ëçéï",
        "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    )
)  # fmt: skip
_CYRILLIC = tuple(
    frozenset(letters)
    for letters in (
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "абвгдђежзијклљмнњопрстћуфхцчџш",
        "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    )
)  # fmt: skip
_ARABIC_ENDS = re.compile("[\u0629\u0649](?=[\u0621-\u064a])")  # letters that end words
_ARABIC = re.compile(
    "[\u0621-\u063a\u0640-\u0652\u0660-\u0669\u067e\u0686\u0698\u06a9\u06af\u06cc،؛؟]*"
)
_HEBREW = re.compile("[\u05b0-\u05c2\u05d0-\u05ea\u05f3\u05f4]*")
# Thai vowels and tone marks follow a consonant.
_THAI = re.compile("(?:[เแโใไ]?[ก-ฮ][ะ-ฺ็-๎ๅ]*|[ฤฦๆฯ๐-๙])*")
# A Greek word has one accent, and the last letter sigma differs from others.
_GREEK_ACCENTS = frozenset("άέήίόύώΐΰΆΈΉΊΌΎΏ")
_GREEK_SIGMAS = re.compile("ς(?=[α-ωά-ώ])|σ$")
_GREEK = re.compile("[Α-ΡΣ-Ϋά-ώΆΈΉΊΌΎΏΐΰ]*")
_CYRILLIC_ODD = re.compile(
    "^[ъьы]|[ьъ](?=[ьъ])|[аеёиоуыэюяіїє][ьъ]|[бвгджзклмнпрстфхцчшщ]й|й[ьъыйщ]"
)
# Of languages without spaces between words.
_SPACED = re.compile("[\u3040-\u9fff] (?=[\u3040-\u9fff])")
_BESIDE_LATIN = re.compile("[a-z][\u3040-\u9fff\uac00-\ud7af]|[\u3040-\u9fff\uac00-\ud7af][a-z]")
# The characters that are most frequent in what the United Nations write in Chinese.
_FREQUENT = frozenset(
    "的会移议国民发人有组和一已织时对在言文际权区合间请与作中徙域问不提题话别机您家展年联动法为开社表个员"
    "代件是程第全级以工保高其此名日本可行协场入到利加非或部没所该次关改进自天决政内无者论主经任将洲团用"
    "于应委由更公球后圆桌构地送亚前方务这立未备复过正取何处举新消他接系受大成之同容目数调商条要期理定力"
    "如单事及下导告活除筹列参持止各平护按小月语出体化太生多字通收息重坛醒书能流拉分建聊秘上口看来原规策"
    "等使查结选长并写了劳停变制标序共答实知计南性式项美阅段专报身府最资面划限位据订始就危注交道打历席留相"
    "得享回视号再束存明例器候响十籍教求些即哪门济业包设需网当统首邀支类记落准删信失助影每点词外界纳私领种"
    "现续果致讨宣评世研址稿比两二侨健卫况引被择恢框伙伴意只称见做效四东康基格因编给确至情修示撤属证阿律西"
    "特向供输都姓集识办而服约节境灾先读也待获适治庭我少略义究源份另形群页从指转女架海室战找队尚审索案学伯"
    "益环促幕闭午餐晚早茶歇宴礼堂厅楼层馆店酒京广州市省县山河三五六七八九百千万元安总统理主管负责青妇童老"
    "残疾难民收边境口岸汇款侵贩卖犯罪医疗卫生育气候变化城乡村贸易投资融科技术创新培训讲座研讨圆桌论坛听证"
)
_WORDS = re.compile(r"[^\s\x00-\x26\x28-\x2c\x2e-\x40\x5b-\x60\x7b-\x7f]+")
_FIRST_COMMON = {
    # Lead bytes of the characters that are in daily use, by the standards themselves.
    "gb18030": ("gb2312", range(0xA1, 0xD8)),
    "big5": ("big5", range(0xA1, 0xC7)),
    "shift_jis": ("shift_jis", range(0x81, 0x98)),
    "euc_jp": ("euc_jp", range(0xA1, 0xD0)),
    "euc_kr": ("euc_kr", range(0xA1, 0xC9)),
}


def is_plausible(text: str, codec: str) -> bool:
    """Return whether each word of a text, decoded by a codec, may be a word of some language: in
    the letters of one, with capitals where they may be, and without signs inside."""
    if any(_is_no_text(sign) for sign in set(text)):
        return False
    if codec in _FIRST_COMMON:
        return _is_common(text, codec)
    words = {word for word in _WORDS.findall(text) if not word.isascii()}
    return all(map(_is_word, words)) and _in_one_alphabet(words)


def _is_no_text(sign: str) -> bool:
    if sign.isascii() or sign in _BESIDE:
        return False
    return unicodedata.category(sign)[:2] not in _LETTERS or "\uff61" <= sign <= "\uff9f"


def _is_common(text: str, codec: str) -> bool:
    """Whether nearly all characters are those that the language uses daily."""
    name, common = _FIRST_COMMON[codec]
    signs = [sign for sign in text if not sign.isascii()]
    if len(_BESIDE_LATIN.findall(text)) * 2 > len(signs):
        return False
    rare = 0
    for sign in signs:
        try:
            rare += sign.encode(name)[0] not in common
        except UnicodeEncodeError:
            rare += 1
    if rare * 8 > len(signs):
        return False
    scripts = {_script(sign) for sign in signs} - {"", "CJK", "FULLWIDTH", "IDEOGRAPHIC"}
    if codec != "euc_kr" and len(_SPACED.findall(text)) * 6 > len(signs):
        return False
    if codec == "gb18030":
        return not scripts and sum(sign in _FREQUENT for sign in signs) * 4 >= len(signs)
    if codec == "big5":
        return not scripts
    if codec == "euc_kr":
        return scripts <= {"HANGUL"} and any(_script(sign) == "HANGUL" for sign in signs)
    return scripts <= {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}


@cache
def _script(sign: str) -> str:
    if unicodedata.category(sign) not in _LETTERS or sign in _BESIDE or sign in _ASCII_DIGITS:
        return ""
    return unicodedata.name(sign, "").split(" ")[0].split("-")[0]


def _is_word(word: str) -> bool:
    if word[:1] in "–—" and word[1:2].isalpha():
        return False
    core = word.strip("".join(_BESIDE) + "'-")
    if core and unicodedata.category(core[0]) == "Mn":
        return False
    if any(sign in _BESIDE and sign not in _IN_WORDS for sign in core):
        return False
    letters = "".join(sign for sign in core if sign not in _IN_WORDS)
    scripts = {_script(sign) for sign in letters} - {""}
    if len(scripts) > 1:
        return False
    if scripts & {"ARABIC", "HEBREW", "THAI", "GREEK"}:
        (script,) = scripts
        known = {"ARABIC": _ARABIC, "HEBREW": _HEBREW, "THAI": _THAI, "GREEK": _GREEK}[script]
        if not known.fullmatch(letters) or _ARABIC_ENDS.search(letters):
            return False
        if script == "GREEK" and not _is_greek(letters):
            return False
    if "CYRILLIC" in scripts and _CYRILLIC_ODD.search(letters.lower()):
        return False
    if not scripts <= {"LATIN", "CYRILLIC", "ARABIC", "HEBREW", "THAI", "GREEK"}:
        return False
    parts = re.split("[’'‐‑-]", core)
    return all(part in (part.lower(), part.upper(), part.capitalize()) or (part[:1].isupper()
               and part[1:] == part[1:].lower()) for part in parts)  # fmt: skip


def _is_greek(word: str) -> bool:
    accents = sum(letter in _GREEK_ACCENTS for letter in word)
    if _GREEK_SIGMAS.search(word) or accents > 1:
        return False
    return accents == 1 or word.isupper() or len(word) <= 3


def _in_one_alphabet(words: set[str]) -> bool:
    """Whether the letters of Latin and Cyrillic words are those of one language each."""
    letters = {sign.lower() for word in words for sign in word if _script(sign)}
    latin = {sign for sign in letters if _script(sign) == "LATIN" and not sign.isascii()}
    cyrillic = {sign for sign in letters if _script(sign) == "CYRILLIC"}
    return any(latin <= known for known in _ALPHABETS) and any(
        cyrillic <= known for known in _CYRILLIC
    )
