// Recent finds, kept by the browser: the ids for each visitor and data set, the latest first. The
// server learns from here what the browser kept from an earlier visit.
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
