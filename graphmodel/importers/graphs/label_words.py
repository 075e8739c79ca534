"""The words by which ``guess`` knows what links of a graph say, beside ``mappings.header_words``.

A label is compared in lower case, without accents, spaces, digits and punctuation.
"""

from __future__ import annotations

GUIDES = "mentors mentor mentored mentorof guides advises coaches 导师"
VALUES = {
    "weight": "weight value strength count collaborations times",
    "since": "since start startyear first firstyear from began",
    "until": "until end endyear last lastyear lastseen year to date",
    "works": "films film movies movie titles works projects project stories credits shared "
    "影片 作品",
    "characters": "roles characters character parts part",
    "relation": "relation relationship interaction label tie",
}
"""The properties of a link."""
