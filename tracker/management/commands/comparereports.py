"""manage.py comparereports PLAN RESULT --json: two files set against each other, no database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.core.pipeline import assess_pair
from tracker.core.types import PairAssessment, ReportReading, UnreadableReport
from tracker.management.files import not_opened
from tracker.management.pair_json import pair_text
from tracker.services.documents import read_document
from tracker.wording import OUTCOMES

# This command keeps no file and takes none in, so its sentences are not those of an upload.
_NOT_READ: Final = {
    "empty": gettext_lazy("文件是空的；请检查后再比对。"),
    "binary": gettext_lazy("文件内容不是文本，可能是扩展名不对；请另存为 txt 或 docx 再比对。"),
    "encoding": gettext_lazy("无法识别文字编码；请另存为 UTF-8 文本再比对。"),
    "damaged": gettext_lazy("文件已损坏或不完整，无法打开；请从原程序重新导出后再比对。"),
    "encrypted": gettext_lazy("文件有打开密码，无法读取；请去掉密码另存后再比对。"),
    "too_large": gettext_lazy("文件过大或展开后过大，未读取；请只留报告正文，删去图片后再比对。"),
    "too_slow": gettext_lazy("文件结构过于复杂，限定时间内没有读完；请另存为 txt 或 docx 再比对。"),
    "needs_ocr": gettext_lazy(
        "第 %(pages)s 页是扫描图片，没有可读的文字；请改用可复制文字的 PDF 或 docx，"
        "或安装文字识别（OCR）组件后再比对。"
    ),
    "image": gettext_lazy("这是图片（%(suffix)s），不是文档；请改用报告的 docx、PDF 或文本。"),
    "archive": gettext_lazy("这是压缩包（%(suffix)s）；请解压后再比对里面的报告。"),
    "old_format": gettext_lazy(
        "暂不能读取 %(suffix)s 格式；请用 Word 或 WPS 打开，另存为 docx 或 PDF 再比对。"
    ),
    "web_archive": gettext_lazy(
        "暂不能读取网页存档（%(suffix)s）；请在浏览器中另存为 html 或 PDF 再比对。"
    ),
    "format": gettext_lazy("暂不支持 %(suffix)s 格式；请另存为 docx、PDF、html 或 txt 再比对。"),
    "not_a_report": gettext_lazy("这不是法治政府建设年度报告或政府工作报告；请检查文件。"),
}


class Command(BaseCommand):
    """Reads two files, prints what became of the plan; stores nothing."""

    help = "Compare a report's plan with the report of the following year, without a database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two files, and whether to print JSON."""
        parser.add_argument("plan", type=Path, help="the report whose plan is checked")
        parser.add_argument("result", type=Path, help="the report of the following year")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit code 1 and one sentence on stderr when a file can't be read.

        Two files that hardly are a pair are compared all the same, with a warning on stderr.
        """
        plan, result = _read(options["plan"]), _read(options["result"])
        for doubt in _doubts(plan, result):
            self.stderr.write(doubt)
        pair = assess_pair(plan, result)
        if options["json"]:
            self.stdout.write(pair_text(plan, result, pair))
        else:
            self._print(pair)

    def _print(self, pair: PairAssessment) -> None:
        for item in pair.commitments:
            outcome = OUTCOMES[item.suggestion.outcome]
            name = item.commitment.heading or item.commitment.text[:30]
            self.stdout.write(f"{outcome} {item.suggestion.confidence:.0%}  {name}")
            if item.candidates:
                self.stdout.write(f"    {item.candidates[0].sentence.text}")


def _doubts(plan: ReportReading, result: ReportReading) -> Iterator[str]:
    """Why these two may not be a pair, a sentence each."""
    if plan.text.text == result.text.text:
        yield _("警告：两个文件内容相同。")
        return
    ours, theirs = plan.identity.agency, result.identity.agency
    if ours and theirs and ours.value != theirs.value:
        names = {"plan": ours.value, "result": theirs.value}
        yield _("警告：两份报告的单位不同：%(plan)s、%(result)s。") % names
    first, second = plan.identity.report_year, result.identity.report_year
    if first is None or second is None or second.value == first.value + 1:
        return
    years = {"plan": first.value, "result": second.value}
    if second.value < first.value:
        yield _("警告：顺序可能颠倒：计划报告为%(plan)s年度，次年报告为%(result)s年度。") % years
    else:
        yield _("警告：两份报告不是相邻年度：%(plan)s年度、%(result)s年度。") % years


def _read(path: Path) -> ReportReading:
    try:
        with path.open("rb") as handle:
            return read_document(handle, filename=f"{path.resolve().parent.name}/{path.name}")
    except OSError as error:
        raise not_opened(path, error) from error
    except UnreadableReport as error:
        known = _NOT_READ.get(error.code)
        told = str(known) % error.params if known else error.code
        raise CommandError(f"{path.name}: {told}") from error
