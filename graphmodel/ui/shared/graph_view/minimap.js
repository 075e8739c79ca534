// A small copy of the whole picture in a corner, with a frame around the visible part; hidden while
// everything is visible. A press or a drag in it moves the picture there.
class Minimap {
  constructor(view) {
    this.view = view;
    this.canvas = view.root.querySelector('.minimap');
    this.pen = this.canvas.getContext('2d');
    this.dots = document.createElement('canvas');
    const go = (e) => { if (e.buttons === 1) this.go(e); };
    this.canvas.addEventListener('pointerdown', go);
    this.canvas.addEventListener('pointermove', go);
  }

  // Record that the nodes, their positions or their colours changed.
  change() { this.old = true; }

  draw() {
    const { net, nodes, theme } = this.view;
    if (this.old) this.around = boxAround([...nodes.values()]);
    const seen = seenBox(net);
    this.canvas.hidden = nodes.size < 2 || within(this.around, seen);
    if (this.canvas.hidden) return;
    const { width, height } = this.canvas;
    this.fit = fitInto(this.around, width, height, 8);
    if (this.old) this.drawDots();
    this.old = false;
    const { pen, fit } = this;
    pen.clearRect(0, 0, width, height);
    pen.drawImage(this.dots, 0, 0);
    const [left, top] = fit.to(seen[0], seen[1]);
    const [right, bottom] = fit.to(seen[2], seen[3]);
    pen.strokeStyle = theme.text;
    pen.lineWidth = 2;
    pen.strokeRect(Math.max(1, left), Math.max(1, top),
      Math.min(width - 1, right) - Math.max(1, left), Math.min(height - 1, bottom) - Math.max(1, top));
  }

  drawDots() {
    const { width, height } = this.canvas;
    [this.dots.width, this.dots.height] = [width, height];
    const pen = this.dots.getContext('2d');
    for (const n of this.view.nodes.values()) {
      const [x, y] = this.fit.to(n.x, n.y);
      const half = Math.max(1.5, n.size * this.fit.scale);
      pen.fillStyle = n.look.fill;
      pen.fillRect(x - half, y - half, 2 * half, 2 * half);
    }
  }

  go(e) {
    e.preventDefault();
    e.stopPropagation();
    const box = this.canvas.getBoundingClientRect();
    const { width, height } = this.canvas;
    this.view.net.moveTo({ position: this.fit.from(
      ((e.clientX - box.left) / box.width) * width, ((e.clientY - box.top) / box.height) * height) });
  }
}

function seenBox(net) {
  const [a, b] = [net.toPicture({ x: 0, y: 0 }), net.toPicture({ x: net.size.wide, y: net.size.high })];
  return [a.x, a.y, b.x, b.y];
}

function within(box, other) {
  return box[0] >= other[0] && box[1] >= other[1] && box[2] <= other[2] && box[3] <= other[3];
}

// Maps positions in a box to an area of this width and height, with a margin, and back.
function fitInto(box, width, height, margin) {
  const scale = Math.min((width - 2 * margin) / (box[2] - box[0] || 1), (height - 2 * margin) / (box[3] - box[1] || 1));
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  return {
    scale,
    to: (a, b) => [width / 2 + (a - x) * scale, height / 2 + (b - y) * scale],
    from: (a, b) => ({ x: x + (a - width / 2) / scale, y: y + (b - height / 2) / scale }),
  };
}
