" The language server as a linter of ALE: diagnostics, completion, hover, definition, references, rename, symbols.
" ALE counts columns in bytes; the server is told so (positionEncoding), or all places behind 汉字 would be wrong.
call ale#Set('pgl_executable', 'pgl')
call ale#Set('pgl_settings', {})

function! ale_linters#pgl#pgl#GetProjectRoot(buffer) abort
  let l:git = ale#path#FindNearestDirectory(a:buffer, '.git')
  return empty(l:git) ? expand('#' . a:buffer . ':p:h') : fnamemodify(l:git, ':h:h')
endfunction

call ale#linter#Define('pgl', {
\   'name': 'pgl',
\   'lsp': 'stdio',
\   'executable': {b -> ale#Var(b, 'pgl_executable')},
\   'command': '%e lsp',
\   'language': 'pgl',
\   'project_root': function('ale_linters#pgl#pgl#GetProjectRoot'),
\   'lsp_config': {b -> {'pgl': ale#Var(b, 'pgl_settings')}},
\   'initialization_options': {b -> extend({'positionEncoding': 'utf-8'}, ale#Var(b, 'pgl_settings'))},
\})
