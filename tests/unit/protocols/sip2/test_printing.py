import pytest

from protocols.sip2.printing import columns_of, wrap


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("图书馆", 6), ("ＡＢ", 4), ("e\u0301", 1), ("《a》", 5)]
)
def test_measuring(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("the quick brown fox", 10, ["the quick", "brown fox"]),
        ("the  quick", 5, ["the", "quick"]),
        ("中国矿业大学图书馆", 8, ["中国矿业", "大学图书", "馆"]),
        ("应还日期2026年", 8, ["应还日期", "2026年"]),
        ("请归还。谢谢", 6, ["请归", "还。谢", "谢"]),
        ("abcdefgh", 4, ["abcd", "efgh"]),
        ("书名: 人工智能", 7, ["书名:", "人工智", "能"]),
        ("图书", 1, ["图", "书"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("   ", 10, [""]),
    ],
)
def test_breaking(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


def test_no_line_is_wider_than_asked() -> None:
    text = "《人工智能：一种现代的方法》 Russell, Stuart J. (2022), 已借出。"
    for columns in range(4, 40):
        assert max(map(columns_of, wrap(text, columns))) <= columns
        assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")
