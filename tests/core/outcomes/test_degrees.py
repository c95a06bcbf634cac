import pytest

from tests.core.sentences import sentences
from tracker.core.matching import rank
from tracker.core.outcomes.cues import gather
from tracker.core.outcomes.degrees import short_of_done
from tracker.core.quantities import find_targets
from tracker.core.types import Outcome

STATIONS = "建成乡镇水质监测站12座。"


@pytest.mark.parametrize(
    ("told", "admitted", "outcome"),
    [
        ("建成乡镇水质监测站7座。", "", Outcome.PARTIAL),
        ("乡镇水质监测站正在安装设备。", "", Outcome.IN_PROGRESS),
        ("召开乡镇水质监测站座谈会。", "乡镇水质监测站未能建成。", Outcome.NOT_FULFILLED),
        # an admission that leaves a remainder
        ("召开乡镇水质监测站座谈会。", "乡镇水质监测站仍有2座因选址未建成。", Outcome.PARTIAL),
        ("召开乡镇水质监测站座谈会。", "个别乡镇水质监测站没有建成。", Outcome.PARTIAL),
        # something was counted, and the admission does not speak of failing
        ("建成乡镇水质监测站7座。", "乡镇水质监测站运行仍有短板。", Outcome.PARTIAL),
    ],
)
def test_short_of_done(told: str, admitted: str, outcome: Outcome) -> None:
    (ranking,) = rank([STATIONS], sentences(told))
    cues = gather(STATIONS, ranking, targets=find_targets(STATIONS))
    (problems,) = rank([STATIONS], sentences(*([admitted] if admitted else [])))
    lacking = problems.candidates[0] if admitted else None
    assert short_of_done(STATIONS, cues, admitted=lacking, again=None) is outcome
