"""Words by which ``guess`` recognises the links of a graph, besides ``mappings.header_words``.

A label is compared in lower case, without accents, spaces, digits and punctuation.
"""

from __future__ import annotations

GUIDES = "mentors mentor mentored mentorof guides advises coaches 导师"
VALUES = {
    "weight": "weight value strength count collaborations times gewicht poids peso 权重 次数",
    "since": "since start startyear first firstyear from began seit von debut desde 自 始于 开始",
    "until": "until end endyear last lastyear lastseen year to date bis derniere annee jahr ano "
    "fin hasta 年份 止",
    "works": "films film movies movie titles works projects project stories credits shared "
    "filme peliculas oeuvres obras 影片 作品 电影",
    "characters": "roles characters character parts part",
    "relation": "relation relationship interaction label tie",
}
"""Words for the properties of a link."""
