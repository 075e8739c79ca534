"""What stands at an address that no page has: it says so and leads to the pages there are."""

from __future__ import annotations

from difflib import get_close_matches

from graphmodel.ui.shared import navigation, widgets


def main() -> None:
    """Say which page is not there, and where to go."""
    name = navigation.unknown_name()
    widgets.title("Not found", f"There is no page “{widgets.plain(name)}” here.")
    pages = {k: page for k, page in navigation.PAGES.items() if navigation.exists(k)}
    names = {word.casefold(): k for k, page in pages.items() for word in (k, page.title)}
    for near in get_close_matches(name.casefold(), list(names), 1, 0.6):
        meant = pages[names[near]]
        navigation.link(meant.name, f"Did you mean {meant.title}?", {}, icon=meant.icon)
    first = pages[navigation.FIRST]
    navigation.link(first.name, f"Back to {first.title}", {}, icon=first.icon)


main()
