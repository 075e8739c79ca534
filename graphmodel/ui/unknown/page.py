"""The page for an unknown address: it reports that and links to existing pages. An address that is
the name of a kind, as in /person?id=..., opens the profile."""

from __future__ import annotations

from difflib import get_close_matches

from graphmodel import words
from graphmodel.schema.model import NODE_KINDS
from graphmodel.ui.shared import navigation, session, widgets


def main() -> None:
    """Open the profile that is meant, or report the missing page and where to go."""
    name = navigation.unknown_name()
    if name.casefold() in {kind.casefold() for kind in NODE_KINDS}:
        navigation.go("profile", session.parameters())
    widgets.title(
        words.say("Not found"),
        words.say("There is no page “{name}” here.", name=widgets.plain(name)),
    )
    pages = {k: page for k, page in navigation.PAGES.items() if navigation.exists(k)}
    names = {
        word.casefold(): k
        for k, page in pages.items()
        for word in (k, page.title, words.say(page.title))
    }
    for near in get_close_matches(name.casefold(), list(names), 1, 0.6):
        meant = pages[names[near]]
        navigation.link(
            meant.name,
            words.say("Did you mean {title}?", title=words.say(meant.title)),
            {},
            icon=meant.icon,
        )
    first = pages[navigation.FIRST]
    navigation.link(
        first.name, words.say("Back to {title}", title=words.say(first.title)), {}, icon=first.icon
    )


main()
