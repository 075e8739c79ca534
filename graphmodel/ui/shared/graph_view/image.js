// The picture as a PNG, as it is seen and in the pixels of the screen, with its legend below.
function saveImage(view, name) {
  const seen = view.root.querySelector('.canvas canvas');
  const [scale, line] = [seen.width / view.root.clientWidth, 26];
  const wide = view.root.clientWidth * scale;
  const high = view.root.clientHeight * scale;
  const image = document.createElement('canvas');
  const pen = image.getContext('2d');
  pen.font = `${13 * scale}px ${view.theme.font}`;
  const rows = rowsOf(view.kinds.entries.filter((entry) => !entry.hidden), wide - 20 * scale, (entry) =>
    pen.measureText(entry.name).width + 34 * scale);
  [image.width, image.height] = [wide, high + rows.length * line * scale];
  pen.fillStyle = view.theme.back;
  pen.fillRect(0, 0, image.width, image.height);
  pen.drawImage(seen, 0, 0, wide, high);
  pen.font = `${13 * scale}px ${view.theme.font}`;
  rows.forEach((row, i) => {
    let x = 12 * scale;
    const y = high + i * line * scale + 14 * scale;
    for (const entry of row) {
      pen.fillStyle = entry.colour;
      pen.beginPath();
      pen.arc(x + 5 * scale, y - 4 * scale, 5 * scale, 0, 2 * Math.PI);
      pen.fill();
      pen.fillStyle = view.theme.text;
      pen.fillText(entry.name, x + 15 * scale, y);
      x += pen.measureText(entry.name).width + 34 * scale;
    }
  });
  const link = document.createElement('a');
  link.download = name;
  link.href = image.toDataURL('image/png');
  link.click();
}

// Entries in rows that are at most so wide.
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
