// On a narrow window the side bar would take a quarter of the page: it starts folded, once for each
// visit, so that somebody who opens it has it.
const NARROW = 1100; // pixels

export default function () {
  if (window.startedNarrow !== undefined) return;
  window.startedNarrow = window.innerWidth <= NARROW;
  if (!window.startedNarrow) return;
  const fold = () => {
    const button = document.querySelector('[data-testid=stSidebarCollapseButton] button');
    if (button) button.click();
    return Boolean(button);
  };
  if (fold()) return;
  const seen = new MutationObserver(() => fold() && seen.disconnect());
  seen.observe(document.body, { childList: true, subtree: true });
}
