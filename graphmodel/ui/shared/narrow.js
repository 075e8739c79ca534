// In a narrow window the side bar would take a quarter of the page, so it starts folded: only once
// per visit, so that it stays open for a visitor who opens it.
const [NARROW, PHONE] = [1100, 768]; // pixels

// On a phone the side bar with the menu covers the page, so it closes once a page is chosen there.
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
    // On a phone it is already folded at the start; only the visitor's own tap opens it.
    if (document.querySelector('[data-testid=stExpandSidebarButton]')) return true;
    const button = document.querySelector('[data-testid=stSidebarCollapseButton] button');
    if (button) button.click();
    return Boolean(button);
  };
  if (fold()) return;
  const seen = new MutationObserver(() => fold() && seen.disconnect());
  seen.observe(document.body, { childList: true, subtree: true });
}
