"""What was done with the thing promised (行为与完成程度): prepared is not done.

起草, 招标, 需求调研 do not answer 完成, 建成, 公布; six people trained are not six recruited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.outcomes.denials import denial
from tracker.core.outcomes.figures import pairs_of
from tracker.core.outcomes.memos import remembered

# Acts that are never one another; words of one line are the same act.
_ACTS: Final = (
    (
        "招录",
        "招聘",
        "录用",
        "引进",
        "选聘",
        "聘请",
        "聘任",
        "聘用",
        "新聘",
        "考录",
        "选调",
        "招考",
    ),
    ("培训", "轮训", "参训", "集训", "受训"),
    ("评查", "抽查", "检查", "督查", "督察", "巡查", "抽检", "互查"),
    ("调解", "化解"),
    ("新建", "建成", "建设", "改造", "竣工", "扩建"),
    ("修订", "制定", "出台", "起草", "印发", "编制"),
    ("清理", "废止"),
    ("研判", "会商"),
    ("表彰", "通报"),
)
# A number in such a clause says that something ended, or is only intended.
_UNDONE = re.compile(
    r"期满|届满|到期|解聘|离职|调离|退休|撤销|尚未|未能|未完成|没有|原计划|计划|拟于?|将于|申报|缺口|尚缺|(?<![比较])[上去]年"
)
# Begun is not finished, and what is made anew is not what there was before.
_BEGUN = re.compile(r"谋划|储备|策划|开工|动工|在建|立项|招标|签约|摸底|摸排|启动")
_FINISHED = re.compile(r"建成|完成|竣工|投入使用|投用|完工|交付|新建|打造|办结")
_NEW = re.compile(r"新增|新建|增设|新设|扩建")
_RENEWED = re.compile(r"改造|提升|修缮|整治|维护|提质|改建|更新")
_STRICT = re.compile(
    r"完成|建成|公布|投入使用|上线|启用|实现|竣工|出台|印发|全覆盖|修订|建立|制定|招录|设立|开通|新建|取得"
)
_PREPARED = re.compile(
    r"起草|招标|投标|需求调研|调研|征求.{0,6}意见|可行性研究|可研|论证|立项|选址|初稿|修订稿|送审|草案|"
    r"前期|设计方案|建设方案|实施方案|筹备|筹建|启动|开工|试运行|进场|洽谈|摸底|列入"
)
_COMPLETED = re.compile(
    r"建成|投入使用|投用|竣工|完工|验收|上线|启用|印发|出台|公布|发布|施行|全部|全覆盖|实现|达到|开通|"
    rf"投入运行|正式运行|完成(?![^,，；;。]{{0,14}}(?:{_PREPARED.pattern}))"
)
_OF_THE_WHOLE = re.compile(
    r"全部|全面完成|如期完成|按期完成|圆满完成|均已|已完成|完成|100%|百分之百|全覆盖"
)
_ALL_OF_IT = re.compile(r"全部|全面完成|均已|100%|百分之百|全覆盖")
_IN_PART = re.compile(
    r"部分|基本|初步|大部|接近|将近|近(?=全)|除.{1,20}外|未完成|未能|尚未|没有完成|首批|一期|其中|完成率|完成度"
)
_IN_USE: Final = r"投入使用|投用|启用|上线|运行|投运|开放|使用"
_BUILT: Final = (
    rf"建成|完工|竣工|完成|投用|投产|落成|交付|验收|通车|贯通|通水|运营|具备|全覆盖|{_IN_USE}"
)
# Steps that a promise may name, and the words that report them.
_STEPS: Final = {
    "公布": re.compile(r"公布|公开|发布|公示|印发|施行|刊登|登载"),
    "投入使用": re.compile(_IN_USE),
    "上线": re.compile(_IN_USE + "|开通"),
    "启用": re.compile(_IN_USE + "|挂牌"),
    "投产": re.compile(rf"{_IN_USE}|投产|投入生产|达产|运营|并网|生产"),
    "通车": re.compile(r"通车|贯通|开通|建成|投用|完工|竣工|投入使用"),
    "完工": re.compile(_BUILT),
    "竣工": re.compile(_BUILT),
    "建成": re.compile(rf"{_BUILT}|新建|新增|改建|建立|设立|成立|挂牌"),
    "开工": re.compile(rf"{_BUILT}|开工|动工|开建|奠基|启动|施工|在建|建设|主体|铺开"),
}
_NO_STEP = re.compile(r"创建成|建成[区后]")  # 创建成为, 建成区绿化
_ACT_WORDS = re.compile(alternatives("making_acts", "making_verbs", "light_verbs"))
_DONE_WORDS = re.compile(
    alternatives("making_acts", "making_verbs", "concrete_verbs") + "|谋划|排查|检查|整改|查处|办结"
)
_VERBS = re.compile(
    r"完成|建成|公布|投入使用|上线|启用|实现|竣工|出台|印发|全覆盖|建立|制定|全年|年底前|月底前|建设|工作|全市|全县|全区"
)
_FILLERS = re.compile(
    r"正式|向?社会|顺利|[按如]期|均?已|通过|投入|面向?公众|\d+[年月日]|[后并年月日]"
)
_CLAUSE = re.compile(r"[^,，；;。！？]+")
HALF: Final = 0.5  # share of the thing's pairs that stand where all of it is said to be done
MOST: Final = 0.75  # and where 完成 alone says so, which may be said of a neighbour
ENOUGH_PAIRS: Final = 3  # so many character pairs in common make a clause one on the promise
ENOUGH_SHARE: Final = 0.4  # or this share of all the promise's pairs


def same_act(promise: str, clause: str) -> bool:
    """Whether a number in `clause` can be of the act that `promise` names: not of another one."""
    if undone := _UNDONE.search(clause):
        return undone[0] in promise
    begun = _BEGUN.search(clause)
    if begun and begun[0] not in promise and _FINISHED.search(promise):
        return bool(_FINISHED.search(clause))
    if _NEW.search(promise) and not _RENEWED.search(promise) and _RENEWED.search(clause):
        return bool(_NEW.search(clause))
    ours, theirs = _acts(promise), _acts(clause)
    return not ours or not theirs or bool(ours & theirs)


@remembered
def _acts(text: str) -> frozenset[int]:
    return frozenset(n for n, words in enumerate(_ACTS) if any(word in text for word in words))


def like_acts(promised: str, told: str) -> bool:
    """Whether `told` uses one of the verbs of `promised`, or one that reports the same act."""
    return any(
        (step in promised or likes.search(promised)) and likes.search(told)
        for step, likes in _STEPS.items()
    ) or any(verb in told for verb in _ACT_WORDS.findall(promised))


@remembered
def acts_in(text: str) -> tuple[str, ...]:
    """The verbs of a clause that leave something done (取消, 新建, 印发), in order."""
    return tuple(_DONE_WORDS.findall(text))


@remembered
def clauses_on(promise: str, passage: str) -> tuple[str, ...]:
    """The clauses of a passage that are on the promise, each with the clause behind it.

    The next clause often goes on about the same thing (…通过验收, 正式投入使用); it counts when
    it names nothing of its own.
    """
    return tuple(_on_subject(_subject(promise), passage))


def _on_subject(wanted: frozenset[str], passage: str) -> Iterator[str]:
    before = False
    for clause, pairs in _clauses(passage):
        shared = len(wanted & pairs)
        near = shared >= ENOUGH_PAIRS or shared >= ENOUGH_SHARE * max(len(wanted), 1)
        goes_on = before and not near and _names_nothing(clause)
        if near or goes_on:
            yield clause
        before = near or goes_on


_pairs = remembered(pairs_of)


@remembered
def _subject(promise: str) -> frozenset[str]:
    return pairs_of(_VERBS.sub("，", promise))


@remembered
def _clauses(passage: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((clause, pairs_of(clause)) for clause in _CLAUSE.findall(passage))


@remembered
def _names_nothing(clause: str) -> bool:
    """Whether a clause names nothing but that something is done (正式投入使用)."""
    return not pairs_of(_FILLERS.sub("，", _COMPLETED.sub("，", clause)))


def asks_for_result(promise: str) -> bool:
    """Whether a promise names something to be brought about, not only something to go on with."""
    return bool(_STRICT.search(promise))


@remembered
def only_prepared(promise: str, passage: str) -> str:
    """The word that says preparation (起草, 招标) where the promise asks for the result, or ""."""
    if not asks_for_result(promise):
        return ""
    words = "，".join(clauses_on(promise, passage)) or passage
    prepared = next((m[0] for m in _PREPARED.finditer(words) if m[0] not in promise), "")
    return prepared if prepared and not _COMPLETED.search(words) else ""


@remembered
def is_completed(promise: str, passage: str) -> bool:
    """Whether a clause on the promise says that it was completed, not only prepared."""
    return any(
        _COMPLETED.search(clause) and not denial(clause, promise)
        for clause in clauses_on(promise, passage)
    )


def open_step(promise: str, passages: str) -> str:
    """The step named in the promise (公布, 投入使用) that no clause on it reports, or ""."""
    bare = _NO_STEP.sub("，", promise)
    named = [(step, told) for step, told in _STEPS.items() if step in bare]
    if not named:
        return ""
    words = "，".join(clauses_on(promise, passages)) or passages
    return next((step for step, told in named if not told.search(words)), "")


def says_whole(thing: str, passage: str) -> bool:
    """Whether a clause that names the thing says that all of it is done (全部完成, 100%)."""
    wanted = _pairs(thing)
    return bool(wanted) and any(
        len(wanted & pairs) >= len(wanted) * (HALF if _ALL_OF_IT.search(clause) else MOST)
        and _OF_THE_WHOLE.search(clause)
        and not _IN_PART.search(clause)
        and not only_prepared("完成" + thing, clause)
        for clause, pairs in _clauses(passage)
    )
