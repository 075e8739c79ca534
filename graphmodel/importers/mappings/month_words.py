"""Names of months in other languages, by the English ones used to parse dates."""

from __future__ import annotations

import polars as pl

MONTHS = {
    "Jan": "januar janvier janv janeiro enero ene gennaio gen январь января янв",
    "Feb": "februar février fevrier févr fevr fevereiro fev febrero febbraio февраль февраля фев",
    "Mar": "märz marz mär mars marzo março marco март марта мар",
    "Apr": "avril avr abril abr aprile апрель апреля апр",
    "May": "mai mayo maggio mag maio май мая",
    "Jun": "juni juin junio junho giugno giu июнь июня июн",
    "Jul": "juli juillet juil julio julho luglio lug июль июля июл",
    "Aug": "août aout agosto ago август августа авг",
    "Sep": "septembre septiembre setembro settembre sept sett set сентябрь сентября сен",
    "Oct": "oktober okt octobre octubre outubro ottobre ott out октябрь октября окт",
    "Nov": "novembre noviembre novembro ноябрь ноября ноя",
    "Dec": "dezember dezembro dez décembre decembre déc diciembre dicembre dic декабрь декабря дек",
}
_ENGLISH = r"(?i)\b(jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\."


def english_months(dates: pl.Expr) -> pl.Expr:
    """Days with the names of their months in English, without the point of an abbreviation."""
    for month, words in MONTHS.items():
        longest_first = sorted(words.split(), key=len, reverse=True)
        dates = dates.str.replace(rf"(?i)\b(?:{'|'.join(longest_first)})\b\.?", month)
    return dates.str.replace(_ENGLISH, "${1}")
