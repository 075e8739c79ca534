const SPAN = 1000; // picture units per unit of sigma's coordinates, whose y runs upwards
const [FARTHEST, NEAREST] = [0.03, 8]; // screen pixels per picture unit
const REACH = 5; // pixels from a thin line or a small node that still hit it

const SHIFT = 96; // pixels by which a drawing may be shifted without a redraw, if there is no GPU
const SETTLED = 80; // milliseconds after which it is redrawn

const whether = (canvas) => Boolean(canvas.getContext('webgl2') || canvas.getContext('webgl'));

// Whether the browser supports WebGL; checked once, since each check takes a context.
function canDraw() {
  canDraw.answer ??= typeof WebGL2RenderingContext === 'function' && whether(document.createElement('canvas'));
  return canDraw.answer;
}

// The nodes and links as sigma draws them, and the conversion between picture and screen coordinates.
class Net {
  constructor(box, { nodes, edges, onDraw, onShift, onLost }) {
    const { MultiDirectedGraph } = graphLibrary;
    [this.box, this.nodes, this.edges] = [box, nodes, edges];
    this.joined = new Map();
    this.graph = new MultiDirectedGraph();
    this.sigma = sigmaOn(this.graph, box);
    // Sigma would reindex everything for each change of one node.
    this.graph.removeAllListeners();
    this.camera = this.sigma.getCamera();
    this.pen = this.sigma.getCanvases().labels.getContext('2d');
    this.stale = false;
    this.sigma.on('afterProcess', () => { this.stale = false; });
    this.sigma.on('afterRender', onDraw);
    this.sigma.onShift = onShift;
    this.lost = () => onLost();
    this.canvas = this.sigma.getCanvases().edges;
    this.canvas.addEventListener('webglcontextlost', this.lost);
    this.sized = new ResizeObserver(() => this.resize());
    this.sized.observe(box);
    this.resize();
  }

  end() {
    this.sized.disconnect();
    this.canvas.removeEventListener('webglcontextlost', this.lost);
    this.sigma.kill();
  }

  get size() { return { wide: this.box.clientWidth || 1, high: this.box.clientHeight || 1 }; }

  // Zoom is in pixels per unit, whatever the window size, while sigma's is the share that is visible.
  resize() {
    const { wide, high } = this.size;
    const scale = this.shorter ? this.scale : 1;
    this.shorter = Math.min(wide, high);
    this.sigma.setSettings({ minCameraRatio: this.shorter / SPAN / NEAREST,
      maxCameraRatio: this.shorter / SPAN / FARTHEST });
    this.camera.setState({ ratio: this.shorter / SPAN / scale });
    this.draw();
  }

  get scale() { return this.shorter / SPAN / this.camera.ratio; }

  get middle() { return { x: (this.camera.x - 0.5) * SPAN, y: (0.5 - this.camera.y) * SPAN }; }

  toScreen({ x, y }) {
    const { scale, middle, size } = this;
    return { x: size.wide / 2 + (x - middle.x) * scale, y: size.high / 2 + (y - middle.y) * scale };
  }

  toPicture({ x, y }) {
    const { scale, middle, size } = this;
    return { x: middle.x + (x - size.wide / 2) / scale, y: middle.y + (y - size.high / 2) / scale };
  }

  moveTo({ position = this.middle, scale = this.scale, smooth = false }) {
    const ratio = this.shorter / SPAN / Math.min(NEAREST, Math.max(FARTHEST, scale));
    const state = { x: 0.5 + position.x / SPAN, y: 0.5 - position.y / SPAN, ratio };
    if (smooth || this.camera.isAnimated()) this.camera.animate(state, { duration: smooth ? 250 : 1 });
    if (!smooth) this.camera.setState(state);
  }

  // The topmost node at a point of the screen, or ''.
  nodeAt(spot) {
    const at = this.toPicture(spot);
    const reach = REACH / this.scale;
    let hit = '';
    for (const n of this.nodes.values()) {
      if (Math.hypot(n.x - at.x, n.y - at.y) <= Math.max(n.size + n.look.line / 2, reach)) hit = n.id;
    }
    return hit;
  }

  // The link nearest to a point of the screen, if one is near, or ''.
  edgeAt(spot) {
    const at = this.toPicture(spot);
    let [hit, nearest] = ['', Infinity];
    for (const e of this.edges.values()) {
      const far = distanceToCurve(this.curve(e), at, !e.bend && !e.loop);
      if (far < nearest && far <= Math.max(e.look.size / 2, REACH / this.scale)) [hit, nearest] = [e.id, far];
    }
    return hit;
  }

  curve(e) { return curveOf(e, this.nodes.get(e.from), this.nodes.get(e.to)); }

  neighbours(id) { return this.graph.hasNode(id) ? this.graph.neighbors(id) : []; }

  // Draw the current maps of nodes and links; these ids changed their looks or positions.
  take(nodeIds, edgeIds) {
    const gone = [this.graph.filterEdges((id) => !this.edges.has(id)),
      this.graph.filterNodes((id) => !this.nodes.has(id))];
    const added = [nodeIds.filter((id) => !this.graph.hasNode(id)),
      edgeIds.filter((id) => !this.graph.hasEdge(id))];
    if (![...gone, ...added].some((ids) => ids.length)) {
      this.repaint(nodeIds, edgeIds);
      return;
    }
    gone[0].forEach((id) => this.graph.dropEdge(id));
    gone[1].forEach((id) => this.graph.dropNode(id));
    nodeIds.forEach((id) => this.graph.mergeNode(id, this.nodes.get(id).look));
    for (const id of edgeIds) {
      const e = this.edges.get(id);
      if (this.graph.hasEdge(id)) this.graph.mergeEdgeAttributes(id, e.look);
      else this.graph.addEdgeWithKey(id, e.from, e.to, e.look);
    }
    this.stale = true;
    this.sigma.clearState();
    this.sigma.refresh({ schedule: true });
  }

  // Draw the new looks of a few, without reindexing the others.
  repaint(nodeIds, edgeIds = []) {
    nodeIds.forEach((id) => this.graph.replaceNodeAttributes(id, this.nodes.get(id).look));
    edgeIds.forEach((id) => this.graph.replaceEdgeAttributes(id, this.edges.get(id).look));
    this.sigma.changed = true;
    const indexed = !this.stale && !this.sigma.needToProcess; // a resized window reindexes everything
    this.sigma.refresh({
      partialGraph: { nodes: nodeIds, edges: edgeIds }, skipIndexation: indexed, schedule: true });
  }

  moveNode(id, x, y) {
    const n = this.nodes.get(id);
    [n.x, n.y] = [x, y];
    n.look = { ...n.look, x, y: -y };
    this.repaint([id], this.graph.edges(id));
  }

  draw() {
    this.sigma.changed = true;
    this.sigma.scheduleRender();
  }

  // Keep the picture in place while something else is dragged.
  holdWhile(dragging) {
    const hold = (e) => { if (dragging()) e.preventSigmaDefault(); };
    this.sigma.getMouseCaptor().on('mousemovebody', hold);
    this.sigma.getTouchCaptor().on('touchmove', hold);
    for (const captor of [this.sigma.getMouseCaptor(), this.sigma.getTouchCaptor()]) {
      captor.on(captor === this.sigma.getMouseCaptor() ? 'doubleClick' : 'doubletap', (e) => e.preventSigmaDefault());
    }
  }
}

// Sigma without its own labels; on one canvas, since a browser without a GPU copies each to the
// screen; and without GPU picking, which would draw everything twice and wait for the result at each
// move of the pointer.
function sigmaOn(graph, box) {
  const library = graphLibrary;
  const programs = programsOf(library, SPAN);
  class Drawing extends library.Sigma {
    createWebGLContext(id, options) {
      if (id !== 'nodes') {
        return super.createWebGLContext(id, { ...options, picking: false, hidden: id === 'hoverNodes' });
      }
      this.elements.nodes = this.elements.edges;
      this.webGLContexts.nodes = this.webGLContexts.edges;
      return this.webGLContexts.nodes;
    }

    getNodeAtPosition() { return null; }

    renderHighlightedNodes() {} // the nodes themselves stand out

    // Without a GPU, a picture that only moves is shifted as an image, like a map, and redrawn once it
    // rests or too much is missing at an edge.
    render() {
      const by = this.shiftBy();
      clearTimeout(this.resting);
      if (!by) return this.renderAll();
      cancelAnimationFrame(this.renderFrame);
      this.renderFrame = null;
      this.shiftTo(`translate(${by.x}px, ${by.y}px)`);
      this.resting = setTimeout(() => this.renderAll(), SETTLED);
      this.onShift();
      return this;
    }

    renderAll() {
      this.shiftTo('');
      this.changed = false;
      super.render();
      this.seen = { ...this.camera.getState(), wide: this.width, high: this.height };
      return this;
    }

    // How far the camera moved since the last full drawing, in pixels; null if a full one is needed.
    shiftBy() {
      const { seen, camera } = this;
      if (!this.soft || !seen || this.changed || this.needToProcess || camera.ratio !== seen.ratio) return null;
      if (this.container.offsetWidth !== seen.wide || this.container.offsetHeight !== seen.high) return null;
      const scale = Math.min(seen.wide, seen.high) / camera.ratio;
      const by = { x: (seen.x - camera.x) * scale, y: (camera.y - seen.y) * scale };
      return Math.max(Math.abs(by.x), Math.abs(by.y)) > SHIFT ? null : by;
    }

    shiftTo(transform) {
      for (const name of ['edges', 'labels']) this.elements[name].style.transform = transform;
    }

    kill() {
      clearTimeout(this.resting);
      super.kill();
    }
  }
  const sigma = new Drawing(graph, box, {
    allowInvalidContainer: true, stagePadding: 0, renderLabels: false, renderEdgeLabels: false,
    itemSizesReference: 'positions', zoomToSizeRatioFunction: (ratio) => ratio, minEdgeThickness: 0.7,
    enableCameraRotation: false, inertiaRatio: 0, zoomingRatio: 1.3, zoomDuration: 120,
    defaultNodeType: 'mark', nodeProgramClasses: programs.nodes,
    defaultEdgeType: 'straight', edgeProgramClasses: programs.edges,
  });
  sigma.soft = isSoftware(sigma.webGLContexts.edges);
  sigma.setCustomBBox({ x: [-SPAN / 2, SPAN / 2], y: [-SPAN / 2, SPAN / 2] });
  const { edgeLabels, hovers } = sigma.getCanvases();
  for (const unused of [edgeLabels, hovers]) unused.style.display = 'none';
  return sigma;
}

// Whether WebGL runs in software, on the CPU.
function isSoftware(gl) {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const name = gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}
