// On a narrow window the side bar would take a quarter of the page: it starts folded, once for each
// visit, so that somebody who opens it has it.
const [NARROW, PHONE] = [1100, 768]; // pixels

// On a phone the side bar with the menu lies over the page: it goes once a page is chosen there.
function foldAfterChoice() {
  document.addEventListener('click', (e) => {
    const link = e.target.closest('[data-testid=stSidebarNavLink]');
    const button = document.querySelector('[data-testid=stSidebarCollapseButton] button');
    if (link && button && window.innerWidth <= PHONE) setTimeout(() => button.click());
  });
}

export default function () {
  if (window.startedNarrow !== undefined) return;
  window.startedNarrow = window.innerWidth <= NARROW;
  foldAfterChoice();
  if (!window.startedNarrow) return;
  const fold = () => {
    // On a phone it starts folded: what opens it later is the visitor's own tap.
    if (document.querySelector('[data-testid=stExpandSidebarButton]')) return true;
    const button = document.querySelector('[data-testid=stSidebarCollapseButton] button');
    if (button) button.click();
    return Boolean(button);
  };
  if (fold()) return;
  const seen = new MutationObserver(() => fold() && seen.disconnect());
  seen.observe(document.body, { childList: true, subtree: true });
}
