// Each step of the visitor is one history entry for Back. Streamlit sometimes writes one step to the
// address bar twice: for a page that the menu opens as it was left, first without and then with its
// parameters; for a page that a script opens, first the parameters and then the page. A second entry
// without a click or a key press in between replaces the first. A page that is about to be opened as
// it was left has shown nothing yet, so its first entry is replaced whatever was pressed.
export default function () {
  if (window.knowsSteps) return;
  window.knowsSteps = true;
  let [acted, stayed] = [true, false]; // input since the last step; whether that stayed on the page
  let bare = false; // whether the last step opened a page that will be shown as it was left
  const left = {}; // the parameters of each page as it was left
  for (const act of ['pointerdown', 'keydown', 'click']) {
    window.addEventListener(act, () => (acted = true), true);
  }
  window.addEventListener('popstate', () => (bare = false));
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (state, title, url) => {
    const next = new URL(url, window.location.href);
    const { pathname, search } = window.location;
    const stays = next.pathname === pathname;
    const again = stays ? !search : stayed && next.search === search;
    if (again && (bare || !acted)) window.history.replaceState(state, title, url);
    else push(state, title, url);
    if (!stays) left[pathname] = search;
    bare = !stays && !next.search && Boolean(left[next.pathname]);
    [acted, stayed] = [false, stays];
  };
}
