"""Chinese: written without spaces, so that a text is indexed by pairs of characters, and a query is
divided into the pairs that the pack has and the words that mean nothing in a search."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import TYPE_CHECKING

from content.numbering import CHINESE_NUMERALS, chinese_number
from content.search.languages.english import COUNTED, RANKED, ROMAN
from content.search.languages.rules import LanguageRules, Stem, numbered, reference_words
from content.search.words import Word, fold

if TYPE_CHECKING:
    from opencc import OpenCC

_DIGITS = {sign: str(number) for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}
_NUMBER = "([0-9０-９]+|[一二两三四五六七八九十])"
_NOUNS = {
    "roundtable": "圆桌会议|圆桌讨论|圆桌",
    "area": "优先领域|建议领域|领域",
    "recommendation": "建议",
    "box": "专栏|方框|插文",
    "position": "立场要点|要点",
    "footnote": "脚注",
}
_BEFORE = [
    (re.compile(f"第{_NUMBER}(?:场|个|次|号|项|条)?(?:{nouns})"), noun)
    for noun, nouns in _NOUNS.items()
]
_AFTER = [
    (re.compile(f"(?:{nouns})\\s*(?:第|编号|号)?\\s*{_NUMBER}(?:号|场)?"), noun)
    for noun, nouns in _NOUNS.items()
]
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
# With the number of its paragraph: "第二十三条第四款".
_ARTICLE_NUMBER = f"(?:[0-9]{{1,3}}|[{CHINESE_NUMERALS}]{{1,6}})"
_ARTICLE = re.compile(
    f"(?:第\\s*({_ARTICLE_NUMBER})|(?<![0-9{CHINESE_NUMERALS}])([0-9]{{1,3}}|[{CHINESE_NUMERALS}]{{2,4}})(?=\\s*条(?![\u3400-\u9fff])))"
    f"\\s*条(?:\\s*第?\\s*({_ARTICLE_NUMBER})\\s*[款项])?"
)
_MONTH = re.compile("(?<![0-9])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?")
_RUN, _PAIR = re.compile("[\u3400-\u9fff]+"), re.compile("[\u3400-\u9fff]{2}")
_DAY = re.compile("(?<![0-9])([0-9]{1,2})[日号]")

# What has no meaning in a search.
_EMPTY = tuple(
    """
    第一次 一次 哪一年 一年
    年 几个 议题 开 哪天 哪日 哪年 几号 几月 第 号 讲 份 的 了 和 与 及 或 在 是 有 对 为 被
    把 从 到 向 于 之 其 这 那 哪 些 个 也 都 就 而 但 吗 呢 吧 啊 我 你 您 他 她 它 们 请
    问 说 想 要 会 能 可 该 应 如 何 谁 几 多 少 什么 怎么 怎样 如何 为什么 哪里 哪儿 哪些
    哪个 什么时候 何时 何地 多少 是否 有没有 是不是 可以 能否 能不能 应该 应当 需要 关于
    有关 对于 方面 以及 或者 如果 因为 所以 我们 你们 他们 她们 请问 告诉我 我想 想知道 我要
    查找 查询 搜索 寻找 找到 找 查 看 显示 说明 介绍 解释 定义 含义 意思 全称 简称 缩写 是指
    什么意思 提到 谈到 说到 说了 讲了 内容 信息 资料 文本 原文 引文 段落 词语 谢谢 帮助 时间
    日期 地点 地方 举行 召开 举办 将 已 已经 正在 情况 问题 一下 一些 这个 那个 这些 那些 里
    中 上 下 内 等 让 给 用 以 由 使 并 还 又 很 更 最 不 没 没有 做 怎 作用 体现 起 起到
    发言 时 时候 期间 过后 之后 以后 以前 之前 当前 目前 主要 重要 具体 相关 各种 不同 所有
    全部 任何 其他 其它 另外 还有 包括 特别 尤其 非常 比较 更加 进行 开展 采取 提供 使用
    成为 认为 觉得 知道 了解 希望 帮我 请教 想问 一直 曾 曾经 正 再 才 只 只有 只是 就是
    还是 不是 别 每 各 某 此 今后 最近 现在 针对 根据 按照 通过 由于 因 因此 而且 并且 不仅
    为了 来 去 得 着 过 往 跟 同 令 叫 须 必须 需 要不要 会不会 么 方式 办法 措施 事情 东西
    权 另 设 开会 召开 办 天 几点 几时 谁的 讲到 材料 文件 发言稿 准备 请帮我 列出 总结 怎么办
    有什么
    """.split()  # noqa: SIM905
)
_EMPTY_AT = {
    length: frozenset(word for word in _EMPTY if len(word) == length) for length in range(1, 6)
}
# What may follow a known word without making another one of it.
_SUFFIXES = frozenset(
    "者们化性人员家国型类间业部会权法案点方度力率学界区市省州县届次年级层面署处厅办制论书表群费款品物期"
)
# Words without meaning by themselves that make another word with an unknown character: "weather".
_PART_OF_WORDS = frozenset("天开时办设讲")
_KNOWN_COST, _EMPTY_COST, _UNKNOWN_COST = 1.0, 0.3, 3.0


def _prepare(text: str) -> str:
    """Write references, months and days of a query as an English one has them."""
    text = _converter().convert(text)
    for patterns in (_BEFORE, _AFTER):
        for pattern, noun in patterns:
            text = pattern.sub(partial(_reference, noun), text)
    text = _ARTICLE.sub(_article, text)
    text = _MONTH.sub(_month, text)
    return _DAY.sub(r" \1 ", text)


@cache
def _converter() -> OpenCC:
    """From traditional to simplified characters."""
    from opencc import OpenCC

    return OpenCC("t2s")


def _reference(noun: str, match: re.Match[str]) -> str:
    return f" {noun} {_digits(match[1])} "


def _article(match: re.Match[str]) -> str:
    numbers = filter(None, match.groups())
    return f" article {' '.join(map(_written_number, numbers))} "


def _written_number(number: str) -> str:
    return number if number.isdecimal() else str(chinese_number(number))


def _month(match: re.Match[str]) -> str:
    return f" {_MONTHS[int(_digits(match[1])) - 1]} "


def _digits(number: str) -> str:
    if number[0] == "十":
        return "10" if len(number) == 1 else f"1{_DIGITS[number[1]]}"
    return _DIGITS.get(number, number)


def divide(run: Word, known: Callable[[str], bool]) -> list[Word]:
    """Divide a run of Chinese characters into the pairs that are `known`, and what is not.

    The cheapest way through the run is taken: a known pair costs less than a word without meaning
    beside an unknown character.
    """
    text = run.text
    costs: list[tuple[float, int, str]] = [(0.0, 0, "")]  # cost, where the piece begins, what it is
    for end in range(1, len(text) + 1):
        choices = [(costs[end - 1][0] + _UNKNOWN_COST, end - 1, "unknown")]
        if end > 1 and known(text[end - 2 : end]):
            choices.append((costs[end - 2][0] + _KNOWN_COST, end - 2, "pair"))
            # One more character of a known word: "ageing" has three.
            choices.append((costs[end - 1][0] + _KNOWN_COST, end - 1, "pair"))
        choices += [
            (costs[end - length][0] + _EMPTY_COST, end - length, "empty")
            for length, words in _EMPTY_AT.items()
            if length <= end and text[end - length : end] in words
        ]
        costs.append(min(choices))
    pieces: list[tuple[int, int, str]] = []
    end = len(text)
    while end:
        _cost, start, kind = costs[end]
        if kind == "empty" and text[start:end] in _PART_OF_WORDS and _next_to_unknown(pieces):
            kind = "unknown"
        pieces.insert(0, (start, end, kind))
        end = start
    return _words(run, pieces)


def _next_to_unknown(pieces: list[tuple[int, int, str]]) -> bool:
    return bool(pieces) and pieces[0][2] == "unknown"


def _words(run: Word, pieces: list[tuple[int, int, str]]) -> list[Word]:
    found: dict[int, Word] = {}  # by where they begin
    unknown: list[tuple[int, int]] = []
    for start, end, kind in pieces:
        if kind == "pair":
            found[end - 2] = _part(run, end - 2, end)
        elif kind == "unknown":
            if unknown and unknown[-1][1] == start:
                start = unknown.pop()[0]
            unknown.append((start, end))
    words = [found[start] for start in sorted(found)]
    # One character beside two known words, or at the end of one, changes little.
    return words + [
        _part(run, start, end)
        for start, end in unknown
        if end - start > 1 or not (len(words) > 1 or (words and run.text[start] in _SUFFIXES))
    ]


def _sound(word: str) -> str:
    """How a word is read, without tones: what is typed by sound is misspelt by sound."""
    return " ".join(map(_sound_of, word))


@cache
def _sound_of(character: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    return fold(PINYIN_DICT.get(ord(character), character).partition(",")[0])


def correct_by_sound(
    text: str, unknown: Iterable[str], known: Iterable[str]
) -> tuple[str, str] | None:
    """Return a misspelt pair of characters of a query and the known pair that was meant, which
    sounds the same and shares one character; None if there is none.

    `unknown` are the parts of the query that the index does not have.
    """
    by_sound: dict[str, str] | None = None
    for part in unknown:
        place = text.find(part)
        if place < 0 or not _RUN.fullmatch(part):
            continue
        for start in range(max(place - 1, 0), min(place + len(part), len(text) - 1)):
            pair = text[start : start + 2]
            if not _RUN.fullmatch(pair):
                continue
            if by_sound is None:
                by_sound = {_sound(other): other for other in known if _PAIR.fullmatch(other)}
            meant = by_sound.get(_sound(pair))
            if meant and (meant[0] == pair[0]) != (meant[1] == pair[1]):
                return pair, meant
    return None


def _part(run: Word, start: int, end: int) -> Word:
    return Word(run.text[start:end], run.start + start, run.start + end)


def _new_stem() -> Stem:
    return str


RULES = LanguageRules(
    code="zh",
    new_stem=_new_stem,
    stop_words=frozenset(),
    asking_words=frozenset(),
    light_words=frozenset(),
    kind_hints={
        "什么时候": "meeting", "何时": "meeting", "时间": "meeting", "日期": "meeting",
        "哪里": "meeting", "地点": "meeting", "意思": "term", "定义": "term", "全称": "term",
        "缩写": "term",
    },
    labels={
        "roundtable": "圆桌会议",
        "area": "领域 呼吁",
        "recommendation": "建议",
        "box": "专栏 实例",
        "mandate": "授权 任务",
        "position": "立场",
        "background": "背景",
        "term": "术语 词汇",
        "process": "区域协商进程",
        "meeting": "会议 活动",
        "page": "实用信息 须知",
    },
    months=_MONTHS,
    references=reference_words(
        {
            "roundtable": "roundtable rt",
            "area": "area",
            "rec": "rec recommendation",
            "box": "box",
            "position": "position",
            "footnote": "footnote",
            "art": "art article",
        },
        after_noun=numbered(COUNTED, RANKED, ROMAN),
        before_noun=numbered(RANKED),
        number_signs="no n",
        resolution_words="a res 决议 号决 联大 大会 第",
        roundtable=("round", "table"),
    ),
    prepare=_prepare,
    divide=divide,
    long_query=4,
    min_coverage=0.55,
    correct_by_sound=correct_by_sound,
    has_word_list=False,
)  # fmt: skip
