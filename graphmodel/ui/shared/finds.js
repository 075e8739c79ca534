// What was found lately, kept by the browser: for each visitor and data set the ids, the latest
// first. What the browser knows from an earlier visit comes before the server knows of it.
const PREFIX = 'graphmodel finds';

export default function ({ data, setStateValue }) {
  const { who, space, ids, most, known } = data;
  const key = `${PREFIX} ${who} ${space}`;
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(key)) || [];
  } catch { /* no storage, or not ours: nothing is kept */ }
  if (!Array.isArray(kept)) kept = [];
  const before = known ? [] : kept.filter((id) => typeof id === 'string');
  const finds = [...new Set([...ids, ...before])].slice(0, most);
  try {
    if (finds.length) localStorage.setItem(key, JSON.stringify(finds));
    else localStorage.removeItem(key);
  } catch { /* a browser may refuse to keep anything */ }
  if (finds.length > ids.length) setStateValue('kept', { space, ids: finds });
}
