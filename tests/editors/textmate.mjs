// Prints the scopes of every character of a file: [[scope, …] a line], the innermost scope of each character.
//   node textmate.mjs FOLDER-WITH-node_modules GRAMMAR.json FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [folder, grammar, file] = process.argv.slice(2).map((p) => path.resolve(p));
const require = createRequire(path.join(folder, 'package.json'));
const { loadWASM, OnigScanner, OnigString } = require('vscode-oniguruma');
const { Registry, INITIAL, parseRawGrammar } = require('vscode-textmate');
await loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
const registry = new Registry({
  onigLib: Promise.resolve({ createOnigScanner: (p) => new OnigScanner(p), createOnigString: (s) => new OnigString(s) }),
  loadGrammar: async (scope) => (scope === 'source.pgl' ? parseRawGrammar(readFileSync(grammar, 'utf8'), grammar) : null),
});
const pgl = await registry.loadGrammar('source.pgl');
let stack = INITIAL;
const out = readFileSync(file, 'utf8').split('\n').map((line) => {
  const read = pgl.tokenizeLine(line, stack);
  stack = read.ruleStack;
  const scopes = [];
  for (const t of read.tokens) for (let i = t.startIndex; i < Math.min(t.endIndex, line.length); i++) scopes[i] = t.scopes.at(-1);
  return scopes;
});
process.stdout.write(JSON.stringify(out));
