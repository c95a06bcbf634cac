"""Sentences for how the installation is doing: what was found, and what to do where it is bad."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The parts that are looked at, as checkhealth lists them.
HEALTH_CHECKS: dict[str, Promise] = {
    "database": _("数据库"),
    "migrations": _("数据库迁移"),
    "broker": _("消息服务"),
    "worker": _("工作进程"),
    "beat": _("定时调度"),
    "disk": _("磁盘"),
    "queue": _("等待队列"),
    "digests": _("周报"),
}

HEALTH_FINDINGS: dict[str, Promise] = {
    "database_answers": _("数据库正常应答。"),
    "database_away": _("数据库没有应答；请检查数据库服务和 DATABASE_URL。"),
    "not_known": _("数据库没有应答，无法得知。"),
    "migrated": _("数据库结构与程序版本一致。"),
    "migrations_pending": _(
        "有 %(count)d 项数据库迁移没有执行（%(first)s 等）；请运行 manage.py migrate。"
    ),
    "broker_answers": _("消息服务正常应答。"),
    "broker_away": _(
        "消息服务没有应答；上传的文件已保存，恢复后会继续处理，请检查 Valkey 和 REDIS_URL。"
    ),
    "worker_works": _("%(seconds)d 秒前还在工作。"),
    "worker_deaf": _(
        "已有 %(seconds)d 秒没有完成任何任务（上限 %(limit)d 秒）；"
        "请检查定时调度（beat）和消息服务，必要时重启工作进程（worker）。"
    ),
    "worker_never": _("还没有完成过任何任务；请确认工作进程（worker）和定时调度（beat）已启动。"),
    "beat_works": _("%(seconds)d 秒前运行过。"),
    "beat_silent": _(
        "已有 %(seconds)d 秒没有运行（上限 %(limit)d 秒）；请检查并重启定时调度（beat）。"
    ),
    "beat_never": _("还没有运行过；请确认定时调度（beat）已启动。"),
    "disk_free": _("数据目录所在磁盘剩余 %(free)d MB。"),
    "disk_low": _(
        "数据目录所在磁盘只剩 %(free)d MB（下限 %(limit)d MB）；请清理磁盘或扩容，否则上传会失败。"
    ),
    "disk_read_only": _("数据目录不能写入；请检查 DATA_DIR 的权限和磁盘状态。"),
    "disk_missing": _("数据目录不存在；请检查 DATA_DIR 和磁盘挂载。"),
    "queue_empty": _("没有等待处理的文件和比对任务。"),
    "queue_waits": _("等待最久的一项已等了 %(seconds)d 秒。"),
    "digests_sent": _("到期的周报都已发出。"),
    "digests_overdue": _(
        "有 %(late)d 封周报到点一小时仍未发出，%(failed)d 封失败，%(held)d 封是否送达不明；"
        "请看“周报投递”，并检查定时调度（beat）和 EMAIL_URL。"
    ),
}


def health_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a finding, in the language that is active."""
    return str(HEALTH_FINDINGS[code]) % params
