import pytest

from tracker.core.readers.ordinals import written


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (7, "chineseCounting", "七"),
        (10, "chineseCountingThousand", "十"),
        (12, "japaneseCounting", "十二"),
        (20, "chineseCounting", "二十"),
        (103, "chineseCounting", "一百零三"),
        (1010, "chineseCounting", "一千零一十"),
        (10_020, "chineseCounting", "一万零二十"),
        (12, "ideographDigital", "一二"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (3, "ideographTraditional", "丙"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (1994, "upperRoman", "MCMXCIV"),
        (5, "never heard of", "5"),
        (0, "chineseCounting", "零"),
    ],
)
def test_written(number: int, kind: str, text: str) -> None:
    assert written(number, kind) == text
