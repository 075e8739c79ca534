const BLIND = 'The picture cannot be drawn: WebGL is missing or switched off in this browser. Switch on '
  + 'hardware acceleration in its settings, or use another browser. The lists on this page show the same facts.';

function draw(root, component) {
  if (!root.isConnected) return;
  if (!canDraw()) {
    root.querySelector('.waiting').textContent = say(BLIND);
    return;
  }
  root.view ||= new View(root);
  root.view.update(component);
}

export default function (component) {
  const root = component.parentElement.querySelector('.view');
  Words.table = component.data.words || {};
  root.querySelector('.waiting').textContent = say('Drawing the picture …');
  if (window.graphLibrary) draw(root, component);
  else {
    root.waiting ||= window.addEventListener(
      'network-library', () => draw(root, root.newest), { once: true }) || true;
    root.newest = component;
  }
  return () => {
    // The element is still in the page at this point, and stays there if only the data changes.
    setTimeout(() => {
      if (root.isConnected || !root.view) return;
      root.view.end();
      root.view = null;
    }, 1000);
  };
}
