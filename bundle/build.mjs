// Builds the library of the picture and the licences of all that is in it, from the locked packages.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const TO = '../graphmodel/ui/shared/graph_view';
const USED = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

const { metafile, outputFiles } = await build({
  entryPoints: ['entry.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'graphLibrary',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
});

const names = Object.entries(Object.values(metafile.outputs)[0].inputs)
  .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
  .map(([path]) => USED.exec(path)?.[1])
  .filter(Boolean);
const packages = [...new Set(names)].sort().map((name) => {
  const folder = join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (license !== 'MIT') throw new Error(`${name} is under ${license}: see CONTRIBUTING.md`);
  const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  if (!file || !existsSync(join(folder, file))) throw new Error(`${name} ships no licence`);
  return { title: `${name} ${version}`, text: readFileSync(join(folder, file), 'utf8').trim() };
});

const banner = `/* ${packages.map((p) => p.title).join(', ')}: licences in library.LICENSES.txt */\n`;
// Set on the window, since the page loads it as a module.
const code = outputFiles[0].text.replace(/^("use strict";)?var graphLibrary=/, '$1window.graphLibrary=');
if (!code.includes('window.graphLibrary=')) throw new Error('esbuild names its result otherwise');
writeFileSync(join(TO, 'library.js'), banner + code);
const rule = '='.repeat(78);
writeFileSync(join(TO, 'library.LICENSES.txt'),
  packages.map((p) => `${p.title}\n${rule}\n${p.text}\n`).join('\n\n'));
console.log(banner.trim());
