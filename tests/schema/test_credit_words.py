"""Roles and jobs that imply no meeting, in the words of several sources and languages."""

import pytest

from graphmodel.schema.credit_words import shows_no_meeting


@pytest.mark.parametrize(
    "text",
    [
        *("thanks", "Special Thanks", "The producers wish to thank: thank you", "in memory of"),
        *("archive footage", "archive_footage", "Himself (archive footage)", "archive sound"),
        *("extra", "background", "Background Actor", "鸣谢"),
        # TMDB's department "Writing".
        *("Author", "Novel", "Characters", "Theatre Play", "Original Story", "Musical", "Idea"),
        *("Story", "Opera", "Comic Book", "Short Story", "Original Concept", "Graphic Novel"),
        *("Original Film Writer", "Book", "Poem", "Original Series Creator", "Based on"),
        # IMDb.
        *('novel "Salt"', 'novel "Salt & Sea"', "based on the play by", "story by", "novel; story"),
        *("characters created by", "from the novel by", "based on the film by", "1994 screenplay"),
        *("1957 motion picture", "story and characters", "created by (characters)", "(novel)"),
        *("comic book created by", "from an idea by", "television series", "after a work by"),
        # Others.
        *(
            "原著",
            "小说原著",
            "原作",
            "漫画原作",
            "原案",
            "人物原型",
            "故事",
            "改编自其小说",
            "원작",
            "원안",
        ),
        *("literarische Vorlage", "nach einer Idee von", "Figuren", "d’après le roman de"),
        *("idée originale", "personnages créés par", "basado en la novela", "idea original"),
        *("tratto dal romanzo", "soggetto", "baseado no livro", "по мотивам", "автор романа"),
        *("na podstawie powieści", "naar het boek van", "romanförlaga"),
    ],
)
def test_roles_and_jobs_that_show_no_meeting(text: str) -> None:
    assert shows_no_meeting(text)


@pytest.mark.parametrize(
    "text",
    [
        *("writer", "screenplay", "screenplay based on his novel", "written by", "creator"),
        *(
            "novel; screenplay",
            "novel, screenplay",
            "story and screenplay",
            "原著/编剧",
            "原作・脚本",
        ),
        *(
            "soggetto e sceneggiatura",
            "Adaptation",
            "Dialogue",
            "Screenstory",
            "Series Composition",
        ),
        *("story editor", "storyboard artist", "Story Artist", "Head of Story", "Storyboard"),
        *(
            "archival researcher",
            "archive footage coordinator",
            "extras casting",
            "playback singer",
        ),
        *("character designer", "concept artist", "Idea Development", "Book Editor", "人物设计"),
        *("2nd unit director", "original series composer", "original music composer", "原创音乐"),
        *("原作画", "故事板", "改编", "编剧", "background artist", "musical director", "actor"),
        *("director", ""),
    ],
)
def test_roles_and_jobs_that_do(text: str) -> None:
    assert not shows_no_meeting(text)
