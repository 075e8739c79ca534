"""Films of the same title and year whose crews are written in two scripts, judged by hand.

Each row is a title, a year, and the director in an English and in a Chinese, Korean or Russian
source; in wrong pairs, both made a film of that title. Titles are invented, names are real.
"""

import pytest

from graphmodel.resolver.matching import MERGE_AT, find_candidates
from graphmodel.resolver.matching.sounds import sound_alike
from tests.resolver.matching.synthetic_records import SyntheticRecords

SAME = [
    ("Steven Soderbergh", "史蒂文·索德伯格"),
    ("Danny Boyle", "丹尼·鲍尔"),
    ("Sam Mendes", "萨姆·门德斯"),
    ("Ron Howard", "朗·霍华德"),
    ("Tony Scott", "托尼·斯科特"),
    ("Clint Eastwood", "克林特·伊斯特伍德"),
    ("Terry Gilliam", "特瑞·吉列姆"),
    ("Mel Gibson", "梅尔·吉布森"),
    ("Kathryn Bigelow", "凯瑟琳·毕格罗"),
    ("Sofia Coppola", "索菲亚·科波拉"),
    ("Yimou Zhang", "张艺谋"),
    ("Kaige Chen", "陈凯歌"),
    ("Xiaogang Feng", "冯小刚"),
    ("Wen Jiang", "姜文"),
    ("Zhangke Jia", "贾樟柯"),
    ("Zhuangzhuang Tian", "田壮壮"),
    ("Andrei Zvyagintsev", "Андрей Звягинцев"),
    ("Nikita Mikhalkov", "Никита Михалков"),
    ("Chang-dong Lee", "이창동"),
    ("Ang Lee", "李安"),
]
DIFFERENT = [
    ("Steven Soderbergh", "丹尼·鲍尔"),
    ("Danny Boyle", "特瑞·吉列姆"),
    ("Sam Mendes", "张艺谋"),
    ("Ron Howard", "克林特·伊斯特伍德"),
    ("Tony Scott", "朗·霍华德"),
    ("Clint Eastwood", "史蒂文·索德伯格"),
    ("Terry Gilliam", "Никита Михалков"),
    ("Mel Gibson", "凯瑟琳·毕格罗"),
    ("Kathryn Bigelow", "萨姆·门德斯"),
    ("Sofia Coppola", "托尼·斯科特"),
    ("Yimou Zhang", "陈凯歌"),
    ("Kaige Chen", "冯小刚"),
    ("Xiaogang Feng", "张艺谋"),
    ("Andrei Zvyagintsev", "索菲亚·科波拉"),
    ("Chang-dong Lee", "Андрей Звягинцев"),
]


def merged(pairs: list[tuple[str, str]]) -> set[int]:
    """The pairs of directors whose films are merged; each pair has its own title."""
    records = SyntheticRecords()
    for number, names in enumerate(pairs):
        for source, name in zip("ab", names, strict=True):
            title = f"{chr(65 + number)}nder the {number + 30} lanterns"
            film = records.film(f"{source}:film/{number}x", title, 2000 + number, source)
            person = records.person(f"{source}:person/{number}x", name, source)
            records.credit(person, film, source)
    return {
        int(pair.left_id.split("/")[1][:-1])
        for pair in find_candidates(records.network())
        if ":film/" in pair.left_id
        and pair.probability >= MERGE_AT
        and pair.left_id.split("/")[1] == pair.right_id.split("/")[1]
    }


def test_films_whose_directors_are_written_in_two_scripts_are_merged() -> None:
    right, wrong = merged(SAME), merged(DIFFERENT)
    assert len(right) / len(SAME) >= 0.6
    assert len(right) / (len(right) + len(wrong)) >= 0.98


@pytest.mark.parametrize(("name", "name_right"), [("ann ek", "bo wu"), ("", ""), ("a", "a")])
def test_short_names_do_not_sound_alike(name: str, name_right: str) -> None:
    assert not sound_alike(name, name_right)
