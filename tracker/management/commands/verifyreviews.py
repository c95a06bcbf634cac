"""manage.py verifyreviews [--printed LENGTH:SEAL]: whether the history of reviews is whole."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.models import Review
from tracker.selectors.seals import head
from tracker.services import sealing
from tracker.wording import CHAIN_BREAKS


class Command(BaseCommand):
    """Walk the chain of seals (封印链); exit code 1 where it does not hold."""

    help = "Check that no review was changed, removed or cut off since it was made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The seal that stands in the footer of a digest, if one is at hand."""
        parser.add_argument(
            "--printed",
            type=_printed,
            metavar="LENGTH:SEAL",
            help="a head of the chain as an earlier digest printed it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for every break, then a sum."""
        broken = 0
        for found in sealing.breaks(printed=options["printed"]):
            broken += 1
            words = CHAIN_BREAKS[found.code]
            self.stdout.write(_("第 %(seq)d 条：%(words)s") % {"seq": found.seq, "words": words})
        if broken:
            raise CommandError(
                _("复核记录有 %(n)d 处不完整，见上；请停止使用并报告管理员。") % {"n": broken}
            )
        number = Review.objects.count()
        self.stdout.write(
            _("复核记录共 %(n)d 条，封印完整；链头 %(head)s。") % {"n": number, "head": head()}
        )


def _printed(value: str) -> tuple[int, str]:
    length, _colon, seal = value.partition(":")
    if not (length.isascii() and length.isdigit() and 8 <= len(seal) <= 64):
        raise ArgumentTypeError("give it as printed: 128:0f3a…")
    return int(length), seal.lower()
