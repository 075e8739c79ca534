// The visible picture redrawn as paths and text: an SVG, or a PNG at print size.
const PRINT = { pixels: 3508, millimetres: 297 }; // the longer side: A4 at 300 pixels an inch
const LINE = 24; // height of a line of the legend

// The contents of the sheet, in screen pixels: paths and texts in drawing order.
function sheetOf(view) {
  const { net, theme } = view;
  const { wide, high } = net.size;
  const legend = legendRows(view, wide - 24);
  const items = [...view.edges.values()].flatMap((e) => linesOfLink(e, net));
  for (const n of view.nodes.values()) items.push(markOfNode(n, net));
  items.push(...view.labels.texts().map((text) => ({ ...text, theme })), ...view.notes.printed(theme));
  const floor = high + legend.length * LINE + (legend.length ? 8 : 0);
  items.push({ path: `M0 ${high}H${wide}V${floor}H0z`, fill: theme.back });
  return { wide, high: floor, back: theme.back, theme, items: [...items, ...legendItems(legend, high, theme)] };
}

function linesOfLink(e, net) {
  const { scale } = net;
  const [a, b, c, d] = net.curve(e).map((at) => net.toScreen(at));
  const at = ({ x, y }) => `${near(x)} ${near(y)}`;
  const look = { stroke: e.colour, opacity: e.look.opacity };
  const line = { path: `M${at(a)}C${at(b)} ${at(c)} ${at(d)}`, ...look, width: Math.max(0.7, e.look.size * scale) };
  if (!e.arrow) return [line];
  const far = Math.hypot(d.x - c.x, d.y - c.y) || 1;
  const [x, y] = [(d.x - c.x) / far, (d.y - c.y) / far];
  const tall = (5.25 + 3 * e.look.size) * scale;
  const back = net.nodes.get(e.to).size * scale;
  const spot = (along, beside) => at({ x: d.x - x * along - y * beside, y: d.y - y * along + x * beside });
  const sides = [spot(back, 0), spot(back + tall, tall * 0.38), spot(back + tall, -tall * 0.38)];
  return [line, { path: `M${sides.join('L')}z`, fill: e.colour, opacity: e.look.opacity }];
}

function markOfNode(n, net) {
  const { x, y } = net.toScreen(n);
  const { look } = n;
  return {
    path: outlineOf(n.shape, x, y, Math.max(1.2, n.size * net.scale)), fill: look.fill, stroke: look.border,
    width: look.line * net.scale, dash: look.shape >= 16 ? [4 * net.scale, 3 * net.scale] : null,
  };
}

// The entries of the legend that are shown, in rows of at most this width.
function legendRows(view, wide) {
  const width = (entry) => view.labels.width(entry.name, 13) + 34;
  return rowsOf(view.kinds.entries.filter((entry) => !entry.hidden), wide, width)
    .map((row) => row.map((entry) => ({ ...entry, wide: width(entry) })));
}

function legendItems(rows, top, theme) {
  return rows.flatMap((row, i) => {
    let x = 14;
    const y = top + 14 + i * LINE;
    return row.flatMap((entry) => {
      const left = x;
      x += entry.wide;
      return [{ path: outlineOf(entry.shape, left + 5, y, entry.shape === 'box' ? 4.6 : 5), fill: entry.colour },
        { text: entry.name, x: left + 16 + (entry.wide - 34) / 2, y, size: 13, halo: 0, theme }];
    });
  });
}

// Break entries into rows of at most this width.
function rowsOf(entries, wide, width) {
  const rows = [];
  let left = 0;
  for (const entry of entries) {
    if (!rows.length || left < width(entry)) {
      rows.push([]);
      left = wide;
    }
    rows[rows.length - 1].push(entry);
    left -= width(entry);
  }
  return rows;
}

function svgOf(sheet) {
  const longer = Math.max(sheet.wide, sheet.high);
  const side = (pixels) => `${near((pixels / longer) * PRINT.millimetres)}mm`;
  const drawn = sheet.items.map((item) => (item.path ? svgPath(item) : svgText(item))).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side(sheet.wide)}" height="${side(sheet.high)}" viewBox="0 0 ${near(sheet.wide)} ${near(sheet.high)}">
<rect width="100%" height="100%" fill="${letters(sheet.back)}"/>
${drawn}
</svg>
`;
}

function svgPath({ path, fill, stroke, width, opacity, dash }) {
  const line = stroke ? ` stroke="${letters(stroke)}" stroke-width="${near(width)}"` : '';
  return `<path d="${path}" fill="${fill ? letters(fill) : 'none'}"${line}${
    dash ? ` stroke-dasharray="${dash.map(near).join(' ')}"` : ''}${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`;
}

function svgText({ text, x, y, size, halo, theme }) {
  const around = halo ? ` paint-order="stroke" stroke="${letters(theme.back)}" stroke-width="${halo}" stroke-linejoin="round"` : '';
  return linesOf(text, size).map(([line, by]) => `<text x="${near(x)}" y="${near(y + by + size * 0.35)}" text-anchor="middle" font-size="${near(size)}" font-family="${letters(theme.font)}" fill="${letters(theme.text)}"${around}>${letters(line)}</text>`).join('\n');
}

// Escape a text for XML, and drop characters that XML cannot hold.
function letters(text) {
  const held = String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return wellFormed(held).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

// Replace lone surrogates, which are not valid characters.
function wellFormed(text) {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

function canvasOf(sheet) {
  const scale = PRINT.pixels / Math.max(sheet.wide, sheet.high);
  const image = document.createElement('canvas');
  [image.width, image.height] = [Math.round(sheet.wide * scale), Math.round(sheet.high * scale)];
  const pen = image.getContext('2d');
  pen.scale(scale, scale);
  pen.fillStyle = sheet.back;
  pen.fillRect(0, 0, sheet.wide, sheet.high);
  for (const item of sheet.items) {
    if (item.path) paintPath(pen, item);
    else drawText(pen, item, sheet.theme);
  }
  return image;
}

function paintPath(pen, { path, fill, stroke, width, opacity = 1, dash }) {
  const outline = new Path2D(path);
  pen.globalAlpha = opacity;
  if (fill) {
    pen.fillStyle = fill;
    pen.fill(outline);
  }
  if (stroke && width) {
    pen.strokeStyle = stroke;
    pen.lineWidth = width;
    pen.setLineDash(dash || []);
    pen.stroke(outline);
    pen.setLineDash([]);
  }
  pen.globalAlpha = 1;
}

// Synchronous, since a browser may block a download that does not directly follow the click.
function saveSheet(view, type) {
  const sheet = sheetOf(view);
  const blob = type === 'svg' ? new Blob([svgOf(sheet)], { type: 'image/svg+xml' })
    : new Blob([bytesOf(canvasOf(sheet).toDataURL('image/png'))], { type: 'image/png' });
  const link = document.createElement('a');
  link.download = `network.${type}`;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function bytesOf(address) { return Uint8Array.from(atob(address.split(',')[1]), (c) => c.charCodeAt(0)); }
