// The client: starts `pgl lsp` and keeps it running, and offers pgl's commands as tasks.
const { existsSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

const zh = vscode.env.language.toLowerCase().startsWith('zh');
const say = (chinese, english) => (zh ? chinese : english);
const setting = (name, scope) => vscode.workspace.getConfiguration('pgl', scope).get(name);

let client;
let output;

/** The program of the settings, with ${workspaceFolder} and ~ filled in. */
function program(folder = vscode.workspace.workspaceFolders?.[0]) {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? '';
  return (setting('path', folder?.uri) || 'pgl')
    .replaceAll('${workspaceFolder}', folder?.uri.fsPath ?? '.')
    .replace(/^~(?=[/\\])/, home);
}

/** Whether the program is there, by path or on PATH. */
function found(file) {
  if (/[/\\]/.test(file)) return existsSync(file);
  const names = process.platform === 'win32' ? [`${file}.exe`, file] : [file];
  return (process.env.PATH ?? '').split(path.delimiter).some((d) => names.some((n) => existsSync(path.join(d, n))));
}

async function start() {
  const command = program();
  if (!found(command)) {
    const set = say('设置位置', 'Set where it is');
    const guide = say('怎样安装', 'How to install it');
    output.warn(say(`找不到程序：${command}`, `no such program: ${command}`));
    const chosen = await vscode.window.showWarningMessage(
      say(`找不到程序“${command}”，只有着色和代码片段。`, `There is no program “${command}”: colours and snippets only.`), set, guide);
    if (chosen === set) vscode.commands.executeCommand('workbench.action.openSettings', 'pgl.path');
    if (chosen === guide) vscode.commands.executeCommand('workbench.action.openWalkthrough', 'pgl.pgl#start');
    return;
  }
  client = new LanguageClient('pgl', say('绩效目标语言', 'pgl'),
    { command, args: ['lsp'], transport: TransportKind.stdio },
    {
      documentSelector: [{ scheme: 'file', language: 'pgl' }],
      initializationOptions: { language: setting('language'), actuals: setting('actuals') },
      outputChannel: output,
    });
  await client.start();
}

async function stop() {
  const old = client;
  client = undefined;
  await old?.stop(3000).catch(() => {});
}

async function restart() {
  await stop();
  await start();
}

// ---- tasks ---------------------------------------------------------------------------------------
const MATCHERS = ['$pgl-error', '$pgl-warning', '$pgl-hint'];
const NAMES = { check: '检查', eval: '计算', test: '测试', fmt: '格式化' };

function task(definition, scope) {
  const folder = scope?.uri ? scope : vscode.workspace.workspaceFolders?.[0];
  const { command } = definition;
  const args = definition.args ?? ['.'];
  const actuals = command === 'eval' ? (setting('actuals', folder?.uri) ?? []) : [];
  const all = [command, ...args, ...(actuals.length ? ['--actuals', ...actuals] : []), ...(command === 'check' ? ['--format', 'compact'] : [])];
  const made = new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, say(NAMES[command], command), 'pgl',
    new vscode.ProcessExecution(program(folder), all, { cwd: folder?.uri.fsPath }), command === 'check' ? MATCHERS : []);
  if (command === 'check') made.group = vscode.TaskGroup.Build;
  if (command === 'test') made.group = vscode.TaskGroup.Test;
  made.presentationOptions = { reveal: command === 'check' ? vscode.TaskRevealKind.Silent : vscode.TaskRevealKind.Always, clear: true };
  return made;
}

const tasks = {
  provideTasks: () => (vscode.workspace.workspaceFolders ?? [])
    .flatMap((folder) => ['check', 'eval', 'test'].map((command) => task({ type: 'pgl', command }, folder))),
  resolveTask: (given) => NAMES[given.definition.command] ? task(given.definition, given.scope) : undefined,
};

/** Runs a command of pgl over the folder of the open file, since a folder is one program. */
async function run(command, uri) {
  const file = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (!file || file.scheme !== 'file') return;
  await vscode.workspace.saveAll(false);
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const here = path.dirname(file.fsPath);
  await vscode.tasks.executeTask(task({ type: 'pgl', command, args: [path.relative(folder?.uri.fsPath ?? here, here) || '.'] },
    folder ?? { uri: vscode.Uri.file(here), name: path.basename(here), index: 0 }));
}

async function newFile() {
  const document = await vscode.workspace.openTextDocument({ language: 'pgl', content: '' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'pgl', name: '目标文件' });
}

// Fonts in which a character of 汉字 is as wide as two letters, so that what pgl fmt lines up is lined up.
const FONTS = "'Sarasa Mono SC', 'Noto Sans Mono CJK SC', 'Source Han Mono SC', 'WenQuanYi Zen Hei Mono', NSimSun, 新宋体, monospace";

async function font() {
  await vscode.workspace.getConfiguration('editor', { languageId: 'pgl' })
    .update('fontFamily', FONTS, vscode.ConfigurationTarget.Global, true);
}

exports.activate = async (context) => {
  output = vscode.window.createOutputChannel('pgl', { log: true });
  const command = (name, f) => vscode.commands.registerCommand(`pgl.${name}`, f);
  context.subscriptions.push(output,
    command('check', (uri) => run('check', uri)),
    command('eval', (uri) => run('eval', uri)),
    command('test', (uri) => run('test', uri)),
    command('new', newFile),
    command('font', font),
    command('restart', restart),
    command('output', () => output.show()),
    vscode.tasks.registerTaskProvider('pgl', tasks),
    vscode.workspace.onDidChangeConfiguration((e) => e.affectsConfiguration('pgl.path') && restart()));
  await start();
};

exports.deactivate = stop;
