"""Cells that name the work a film is based on: its title, author and type, however written.

``Salt (novel)``, ``the novel Salt by Ann Ek``, ``novel by Ann Ek``, ``余华小说《活着》``.
"""

from __future__ import annotations

import polars as pl

PARTS = ("title", "author", "type", "year", "same_name")
"""The parts of such a cell. ``same_name`` is ``=`` if the work has the same name as the film, so
that the cell gives no title."""

_WORK = (
    r"(?:novel(?:la|ette)?|book|stor(?:y|ies)|play|musical|comic books?|comics?|manga|webtoon"
    r"|poem|article|essay|memoirs?|autobiography|biography|opera|fairy tale|film|movie"
    r"|documentary|series|video game|game|podcast|song)"
)
_SORT = (
    r"(?:(?:short|graphic|light|web|stage|radio|true|bestselling|best-selling|classic|original|tv"
    r"|television|historical|children's|eponymous|same-named|(?:18|19|20)[0-9]{2}) )*"
)
_SORT_IN_HAN = r"(?:长篇|長篇|中篇|短篇|同名|网络|網絡|畅销|暢銷|原著|科幻|历史|歷史)"
_WORK_IN_HAN = r"(?:小说|小說|漫画|漫畫|话剧|話劇|戏剧|戲劇|原著|作品|散文|故事|游戏|遊戲)"
_SAID = (
    r"^(?:(?i:(?:loosely |partly |freely )?(?:based|inspired|adapted|remake) (?:up)?"
    r"(?:on|by|from|of) ))?(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir) )?"
    rf"{_SORT}{_WORK}(?: of the same (?:name|title))?(?: titled| called| entitled)?[:,]? +"
)
"""The description of a work before its title. Titles have capitals: ``The Book Thief``."""
_NAME = r"\p{Lu}[\p{L}.'’-]*"
_PERSON = rf"{_NAME}(?: (?:(?:de|van|von|der|la|le|du|del|di|da|and|&) )*{_NAME})+"
_HAN_NAME = r"[\p{Han}·]{2,10}?"
_NO_TITLE = (
    rf"(?i:(?:(?:an?|the) )?{_SORT}{_WORK}|(?:a )?true events|real (?:events|life)|original"
    r"(?: (?:screenplay|script|idea|work))?|none|no)|原创|原創|原创剧本|原創劇本|真实事件|真實事件"
    rf"|无|無|{_SORT_IN_HAN}*{_WORK_IN_HAN}"
)
_QUOTED = r"[《『“„«\"]([^》』”“»\"]+)[》』”“»\"]"
_SAME_NAME = r"同名|(?i:of the same (?:name|title)|eponymous|same-named)"
_TITLE_ALONE = {
    r"^(?:Novel|Novella|Book|Play|Story|Short story|Comic|Manga|Film|Memoir): *": "",
    rf"^(?:(?i:{_SORT}{_WORK}) )?by .*$": "",
    rf"{_SAID}by .*$": "",
    rf"{_SAID}(.+) by .*$": "${1}",
    rf" +(?:by|von) {_PERSON}$": "",
    r" +by \p{Han}+$": "",
    _SAID: "",
    r" *[(（][^()（）]*[)）]$": "",
    rf"^(?:{_NO_TITLE})$": "",
    rf"^{_HAN_NAME}的?{_SORT_IN_HAN}*{_WORK_IN_HAN}$": "",
}
"""Replacements that strip a cell, in this order, to its title."""
_AUTHORS = (
    rf"^({_HAN_NAME})的?(?:著)?{_SORT_IN_HAN}*{_WORK_IN_HAN}?《",
    rf"》 *(?:作者[:：]? *)?[(（]?({_HAN_NAME}|{_PERSON})[)）]?著?$",
    r"[》』”“»\"](?: \([^()]*\))?,? +(?:by|von) (.+)$",
    r"[(（](?:[^()（）]* )?by ([^()（）]+)[)）]$",
    rf"^(?:(?i:{_SORT}{_WORK}) )?by (.+)$",
    rf"{_SAID}(?:.* )?by (.+)$",
    rf" (?:by|von) ({_PERSON})$",
    r" by (\p{Han}+)$",
    rf"^({_HAN_NAME})的?{_SORT_IN_HAN}*{_WORK_IN_HAN}$",
)
"""Patterns around an author's name, which is the group."""
_NO_AUTHOR = rf"^(?:{_SORT_IN_HAN}|{_WORK_IN_HAN}|真实|真實|民间|民間|原创|原創)+$"
_BOOKS = (
    *("novel", "novella", "novelette", "book", "memoir", "memoirs", "biography", "autobiography"),
    *("comic", "comics", "manga", "小说", "小說", "漫画", "漫畫"),
)
_TYPES = {
    **dict.fromkeys(_BOOKS, "book"),
    **dict.fromkeys(("film", "movie", "documentary"), "film"),
    "article": "article",
    "series": "series",
    "game": "game",
}


def part_of_work(cells: pl.Expr, part: str) -> pl.Expr:
    """One of the PARTS of each cell; null if the cell lacks it."""
    if part == "title":
        alone = cells
        for pattern, text in _TITLE_ALONE.items():
            alone = alone.str.replace(pattern, text).str.strip_chars()
        return _text(pl.coalesce(_text(cells.str.extract(_QUOTED)), alone))
    if part == "author":
        names = [_text(cells.str.extract(p).str.replace(_NO_AUTHOR, "")) for p in _AUTHORS]
        return pl.coalesce(names)
    if part == "type":
        words = "|".join(_TYPES)
        within = cells.str.extract(rf"(?:^|[ (（])({words})(?:[ )）,:]|$)")
        capital = cells.str.extract(rf"(?:^|[(（])(?i:({words}))(?: by|:|[)）]|$)")
        word = pl.coalesce(within, capital, cells.str.extract("(小说|小說|漫画|漫畫)"))
        return word.str.to_lowercase().replace_strict(_TYPES, default=None, return_dtype=pl.String)
    if part == "year":
        return cells.str.extract(r"[(（]((?:18|19|20)[0-9]{2})[)）]$")
    return pl.when(cells.str.contains(_SAME_NAME) & ~cells.str.contains(_QUOTED)).then(pl.lit("="))


def names_works(cells: pl.Series) -> bool:
    """Whether the cells below a header such as 原著, which may hold people, hold works."""
    marked = cells.str.contains(rf"{_QUOTED}|{_WORK_IN_HAN}| by ")
    return float(marked.sum()) > 0.3 * cells.len()


def _text(value: pl.Expr) -> pl.Expr:
    return value.str.strip_chars().replace("", None)
