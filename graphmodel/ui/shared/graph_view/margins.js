const PAGE = '[data-testid=stMain]';
const ROWS = '[data-testid=stVerticalBlock]'; // the contents of one column of the page
const REST = 18; // pixels left below a picture that fills the window

// The controls over the edges of the picture, the bar above, the legend and the buttons below: how
// much room they leave, and where on the page the picture begins, which determines its height.
class Margins {
  constructor(view) {
    this.root = view.root;
    [this.bar, this.foot] = ['.bar', '.foot'].map((name) => this.root.querySelector(name));
    this.page = document.querySelector(PAGE);
    this.sized = new ResizeObserver(() => this.place());
    this.sized.observe(this.foot);
    const { host } = this.root.getRootNode();
    const column = host && host.closest(ROWS);
    if (column) this.sized.observe(column);
  }

  end() { this.sized.disconnect(); }

  // Pixels at the top and bottom to keep free, with room for the names of the outermost nodes.
  get above() { return this.bar.hidden ? 48 : this.bar.offsetHeight + 36; }
  get below() { return this.foot.offsetHeight + 40; }

  // Rows above the picture come and go; it must still end with the window.
  place() {
    this.root.style.setProperty('--foot', `${this.foot.offsetHeight}px`);
    if (!this.page || document.fullscreenElement) return;
    const top = Math.round(this.root.getBoundingClientRect().top + this.page.scrollTop);
    if (top > 0 && top < window.innerHeight * 0.4) this.root.style.setProperty('--beside', `${top + REST}px`);
  }
}
