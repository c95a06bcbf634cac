"""Small labelled pairs for tests of the evaluation, invented."""

from __future__ import annotations

import json
from pathlib import Path

_SUBJECTS = (
    "河道清淤",
    "案卷评查",
    "普法讲座",
    "犬只登记",
    "校车检查",
    "油烟整治",
    "档案扫描",
    "食堂建设",
)


def gold(name: str, *, shift: int = 0) -> dict[str, object]:
    """Eight promises: three kept, three half kept, two never mentioned again."""
    subjects = _SUBJECTS[shift:] + _SUBJECTS[:shift]
    review, items = {}, []
    for number, subject in enumerate(subjects):
        status, direct = "not_reported", []
        if number < 6:
            key = f"R{number:03d}"
            status, direct = ("fulfilled" if number < 3 else "partial"), [key]
            told = "任务全部完成，成效明显" if number < 3 else "正在推进，前期工作启动"
            review[key] = f"{subject}{told}，涉及{number + 3}个街道。"
        items.append(
            {
                "id": f"P{number:03d}",
                "text": f"组织开展{subject}，{number + 2}月底前见到成效。",
                "class": ["concrete", "concrete"],
                "status": [status, status],
                "direct": direct,
                "direct_one": [],
                "related": [],
            }
        )
    for number in range(6, 12):
        review[f"R{number:03d}"] = f"第{number}次会议听取其他方面情况汇报，部署下步任务。"
    items[0]["status"] = ["fulfilled", "partial"]
    items[1]["direct_one"] = ["R009"]
    return {"pair": name, "items": items, "review": review}


def write_gold(folder: Path) -> list[Path]:
    """Three pair files under `folder`."""
    paths = []
    for shift in range(3):
        path = folder / f"pair-{shift}.json"
        text = json.dumps(gold(f"pair-{shift}", shift=shift), ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
