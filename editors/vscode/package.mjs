// Makes ../pgl.vsix: the client in one file, the icon as a picture, all packed by vsce.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { createVSIX } from '@vscode/vsce';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

await build({ entryPoints: ['extension.js'], bundle: true, minify: true, platform: 'node', target: 'node18', external: ['vscode'], outfile: 'dist/extension.js', logLevel: 'warning' });
await initWasm(readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
await writeFile('images/icon.png', new Resvg(await readFile('images/icon.svg', 'utf8'), { fitTo: { mode: 'width', value: 256 } }).render().asPng());
await createVSIX({ packagePath: '../pgl.vsix', dependencies: false, allowMissingRepository: true });
