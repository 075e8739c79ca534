// Each step of the visitor is one step for Back. Streamlit sometimes tells the address bar of one
// step twice: of a page that the menu opens as it was left, first without and then with its
// parameters; of a page that a script opens, first the parameters and then the page. What follows
// without a click or a key since is no further step, and takes the place of what came before.
export default function () {
  if (window.knowsSteps) return;
  window.knowsSteps = true;
  let [acted, stayed] = [true, false]; // since the last step; whether that led to no other page
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
