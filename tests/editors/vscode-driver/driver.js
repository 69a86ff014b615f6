// Runs inside VS Code beside the extension: diagnose, complete, jump, rename, format, as VS Code itself asks for them.
// CLIENT_FILE is opened; CLIENT_OUT gets one JSON object.
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const { CLIENT_FILE: file, CLIENT_OUT: target } = process.env;
const out = {};
const run = (command, ...args) => vscode.commands.executeCommand(command, ...args);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function wait(what, test) {
  for (const end = Date.now() + 20000; Date.now() < end; await sleep(20)) {
    const value = await test();
    if (value) return value;
  }
  throw new Error(`no ${what}`);
}

async function drive() {
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document);
  const { uri } = document;
  out.language = document.languageId;
  out.active = Boolean(await wait('extension', () => vscode.extensions.getExtension('pgl.pgl')?.isActive));
  const errors = () => vscode.languages.getDiagnostics(uri).filter((d) => d.severity === vscode.DiagnosticSeverity.Error);
  await wait('diagnostics', () => errors().length);
  out.diagnostics = errors().map((d) => ({ code: d.code?.value ?? d.code, text: document.getText(d.range) }));

  const at = document.positionAt(document.getText().indexOf('取值 到会客商') + '取值 到会'.length);
  editor.selection = new vscode.Selection(at, at);
  const items = await run('vscode.executeCompletionItemProvider', uri, at);
  out.completion = items.items.map((item) => item.label.label ?? item.label);
  const hovers = await run('vscode.executeHoverProvider', uri, at);
  out.hover = hovers.flatMap((h) => h.contents.map((c) => c.value ?? c)).join('\n');
  const [found] = await run('vscode.executeDefinitionProvider', uri, at);
  const start = (found.targetSelectionRange ?? found.targetRange ?? found.range).start;
  out.jump = document.lineAt(start.line).text.slice(start.character);
  out.semanticTokens = ((await run('vscode.provideDocumentSemanticTokens', uri))?.data.length ?? 0) / 5;
  out.tasks = (await vscode.tasks.fetchTasks({ type: 'pgl' })).map((task) => task.definition.command);
  const all = await run('vscode.executeCompletionItemProvider', uri, document.lineAt(document.lineCount - 1).range.end);
  out.snippets = all.items.filter((i) => i.kind === vscode.CompletionItemKind.Snippet).length;

  // the task's problems, by the matcher: of files that are not open, as information
  const ended = new Promise((done) => vscode.tasks.onDidEndTask(done));
  await run('pgl.check', uri);
  await ended;
  const other = vscode.Uri.file(path.join(path.dirname(file), '02-法检大楼租赁费.pgl'));
  const matched = () => vscode.languages.getDiagnostics(other).find((d) => d.severity === vscode.DiagnosticSeverity.Information);
  out.matched = String((await wait('problems of the task', matched)).code);

  const renamed = await run('vscode.executeDocumentRenameProvider', uri, at, '到会的客商');
  out.renamed = renamed.entries().map(([file, edits]) => `${path.basename(file.fsPath)} ${edits.length}`);
  await vscode.workspace.applyEdit(renamed);
  const edits = await run('vscode.executeFormatDocumentProvider', uri, { tabSize: 2, insertSpaces: true });
  const edit = new vscode.WorkspaceEdit();
  edit.set(uri, edits ?? []);
  await vscode.workspace.applyEdit(edit);
  for (const [touched] of renamed.entries()) await (await vscode.workspace.openTextDocument(touched)).save();

  // the mistake mended, results stand above the lines, and follow their data
  const wrong = document.getText().indexOf('≥ 200人') + '≥ 200人'.length;
  const mend = new vscode.WorkspaceEdit();
  mend.insert(uri, document.positionAt(wrong), '次');
  await vscode.workspace.applyEdit(mend);
  const lenses = async () => (await run('vscode.executeCodeLensProvider', uri, 100)).map((l) => l.command?.title);
  out.lenses = await wait('code lenses', async () => (await lenses()).length && lenses());
  const data = path.join(path.dirname(file), 'actuals.csv');
  fs.writeFileSync(data, fs.readFileSync(data, 'utf8').replaceAll('到会客商', '到会的客商') + '高新区管委会办公室,招商经费,到会的客商,2021-12-30,1000,人次,,\n');
  out.updated = await wait('code lenses of new data', async () => (await lenses()).find((l) => l?.startsWith('✓') && l.includes(' 1,236人次')));

  // a new line's indentation, as typed
  const draft = await vscode.workspace.openTextDocument(vscode.Uri.file(path.join(path.dirname(file), '草稿.pgl')));
  await vscode.window.showTextDocument(draft);
  const type = (text) => run('type', { text });
  for (const text of ['项目 甲 ', '{', '\n', '备注 ', '“', '乙', '”', '\n', '产出指标 ', '｛', '\n', '指标 丁 是']) await type(text);
  out.typed = draft.getText().split('\n');
  await run('workbench.action.files.revert');
}

exports.activate = async () => {
  if (!target) return;
  try {
    await drive();
  } catch (why) {
    out.failed = why.stack;
  }
  fs.writeFileSync(`${target}.tmp`, JSON.stringify(out));
  fs.renameSync(`${target}.tmp`, target);
};
