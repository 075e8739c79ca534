// The years under the picture: how many ties begin in each, and the span that the picture shows.
// Moving an end or playing changes the drawing here immediately; only the span at rest is a step for
// the server, which then draws the picture of these years.
const PACE = 650; // milliseconds that a year shows while playing

// Whether something with these years, if any are known, touches a span.
const touches = (years, [first, last]) => !years || (years[1] >= first && years[0] <= last);

// The nodes and links shown between two years: links without years or that touch the span, and nodes
// that are central, have a link shown, or have no links at all. With `lit`, the links that begin in
// that year are marked.
function during({ nodes, edges }, span, lit = null) {
  const shown = edges.filter((e) => touches(e.years, span));
  const tied = new Set(edges.flatMap((e) => [e.from, e.to]));
  const near = new Set(shown.flatMap((e) => [e.from, e.to]));
  return {
    nodes: nodes.filter((n) => n.central || near.has(n.id) || !tied.has(n.id)),
    edges: shown.map((e) => (e.years && e.years[0] === lit ? { ...e, lit: true } : e)),
  };
}

// The span one year later: it extends by a year if it grows from the first year, else it moves on;
// null if there is no later year.
function later([first, last], [begin, end], grows) {
  if (last >= end) return null;
  return grows ? [begin, last + 1] : [first + 1, last + 1];
}

class Timeline {
  constructor(view) {
    this.view = view;
    this.playing = false;
    this.held = false;
    this.box = view.root.querySelector('.timeline');
    this.bars = this.box.querySelector('.bars');
    this.ends = [...this.box.querySelectorAll('input')];
    this.button = this.box.querySelector('button');
    this.button.addEventListener('click', () => (this.playing ? this.stop() : this.play()));
    this.ends.forEach((end, at) => {
      end.addEventListener('input', () => this.drag(at));
      end.addEventListener('change', () => this.rest());
    });
  }

  end() { clearTimeout(this.timer); }

  // Take the server's current data; a span that is moving here is kept until it rests.
  update(data) {
    this.data = data;
    const years = data.timeline;
    this.box.hidden = !years;
    this.view.root.classList.toggle('timed', Boolean(years));
    if (!years) this.playing = false;
    else if (!this.playing && !this.held && !this.view.steps.ahead('years')) this.span = years.span;
    if (years) this.draw();
  }

  get bounds() { return this.data.timeline.bounds; }

  // Whether the picture that the server has is the one to show.
  get rests() {
    const years = this.data.timeline;
    return !years || (!this.playing && !this.held && same(this.span, years.span));
  }

  // The nodes and links to draw.
  shown() {
    const { nodes, edges, timeline } = this.data;
    if (this.rests) return { nodes, edges };
    const all = { nodes: [...nodes, ...timeline.nodes], edges: [...edges, ...timeline.edges] };
    return during(all, this.span, this.playing ? this.span[1] : null);
  }

  play() {
    const [begin, end] = this.bounds;
    const [first, last] = this.span;
    this.grows = first === begin; // a span from the first year keeps earlier ties
    const starts = last >= end;
    if (starts) this.span = this.grows ? [begin, begin] : [begin, begin + last - first];
    this.playing = true;
    this.show();
    this.timer = setTimeout(() => this.tick(), PACE);
  }

  tick() {
    const next = this.playing && later(this.span, this.bounds, this.grows);
    if (!next) {
      this.stop();
      return;
    }
    this.span = next;
    this.show();
    this.timer = setTimeout(() => this.tick(), PACE);
  }

  stop() {
    clearTimeout(this.timer);
    this.playing = false;
    this.rest();
  }

  // Move one end; it pushes the other along instead of passing it.
  drag(at) {
    clearTimeout(this.timer);
    this.playing = false;
    this.held = true;
    const year = Number(this.ends[at].value);
    this.span = at ? [Math.min(this.span[0], year), year] : [year, Math.max(this.span[1], year)];
    this.show();
  }

  // Report the chosen span as a step, unless the server already has it.
  rest() {
    this.held = false;
    this.show();
    const { span, bounds } = this;
    this.view.say(this.words());
    if (same(span, this.data.timeline.span)) return;
    this.view.steps.add({ do: 'years', years: same(span, bounds) ? [] : span });
  }

  show() {
    this.draw();
    this.view.take(this.shown());
    this.view.repaint();
    this.view.labels.place();
  }

  words() {
    const [first, last] = this.span;
    return first === last ? String(first) : say('{first} to {last}', { first, last });
  }

  draw() {
    const [begin, end] = this.bounds;
    const { counts } = this.data.timeline;
    this.ends.forEach((input, at) => {
      [input.min, input.max, input.value] = [begin, end, this.span[at]];
    });
    this.box.querySelector('.span').textContent = this.words();
    const label = this.playing ? say('Stop') : say('Play the years');
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
    this.button.classList.toggle('playing', this.playing);
    this.bars.innerHTML = '';
    this.bars.setAttribute('viewBox', `0 0 ${end - begin + 1} 1`);
    const most = Math.max(...counts.map(([, n]) => n));
    counts.forEach(([year, n]) => this.bars.append(this.bar(year, n / most)));
  }

  bar(year, share) {
    const [begin] = this.bounds;
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const high = 0.08 + 0.92 * share;
    const at = { x: year - begin + 0.1, y: 1 - high, width: 0.8, height: high };
    Object.entries(at).forEach(([name, value]) => bar.setAttribute(name, value));
    if (!touches([year, year], this.span)) bar.setAttribute('class', 'out');
    return bar;
  }
}

const same = (a, b) => a[0] === b[0] && a[1] === b[1];
