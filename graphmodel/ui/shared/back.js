// Each step of the visitor is one history entry for Back. Streamlit sometimes writes one step to the
// address bar twice: for a page that the menu opens as it was left, first without and then with its
// parameters; for a page that a script opens, first the parameters and then the page. A second entry
// without a click or a key press in between replaces the first.
export default function () {
  if (window.knowsSteps) return;
  window.knowsSteps = true;
  let [acted, stayed] = [true, false]; // input since the last step; whether that stayed on the page
  for (const act of ['pointerdown', 'keydown', 'click']) {
    window.addEventListener(act, () => (acted = true), true);
  }
  const push = window.history.pushState.bind(window.history);
  window.history.pushState = (state, title, url) => {
    const next = new URL(url, window.location.href);
    const stays = next.pathname === window.location.pathname;
    const { search } = window.location;
    const again = stays ? !search : stayed && next.search === search;
    if (again && !acted) window.history.replaceState(state, title, url);
    else push(state, title, url);
    [acted, stayed] = [false, stays];
  };
}
