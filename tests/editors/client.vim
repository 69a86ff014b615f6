" Vim with the package and ALE: diagnose, complete, jump, rename, format. $CLIENT_OUT gets one JSON object.
let s:out = {}
function! s:Wait(what, expr) abort
  let l:start = reltime()
  while !eval(a:expr)
    if reltimefloat(reltime(l:start)) > 15 | throw 'no ' . a:what | endif
    sleep 5m
  endwhile
endfunction
function! Found() abort
  return filter(copy(get(get(g:ale_buffer_info, bufnr('%'), {}), 'loclist', [])), 'v:val.type ==# "E"')
endfunction
function! Answer(findstart, base) abort
  let g:items = pgl#Complete(a:findstart, a:base)
  return g:items
endfunction
try
  call ale#Queue(0)
  call s:Wait('diagnostics', 'len(Found()) > 0')
  let s:out.diagnostics = map(Found(), '{"code": get(v:val, "code", ""), "text": strpart(getline(v:val.lnum), v:val.col - 1, get(v:val, "end_col", v:val.col) - v:val.col + 1)}')
  call search('取值 到会\zs客商')
  let s:line = getline('.')
  normal! 2x
  setlocal omnifunc=Answer completeopt=menu
  execute "normal! i\<C-x>\<C-o>"
  let s:out.completion = map(copy(g:items), 'v:val.word')
  if getline('.') !=# s:line | throw 'completed to ' . getline('.') | endif
  ALEGoToDefinition
  call s:Wait('jump', 'getline(".") =~# "数据 到会客商"')
  let s:out.jump = strpart(getline('.'), col('.') - 1)
  function! ale#util#Input(message, value, ...) abort
    return '到会的客商'
  endfunction
  ALERename
  call s:Wait('rename', 'join(getbufline(bufnr("01-招商经费.pgl"), 1, "$")) =~# "数据 到会的客商"')
  execute "buffer" bufnr("01-招商经费.pgl")
  ALEFix pgl
  let s:start = reltime()
  call s:Wait('format', 'getline(search("数据 招商活动", "nw")) =~# "数据 招商活动:   "')
  silent wall
catch
  let s:out.failed = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode(s:out)], $CLIENT_OUT)
call ale#lsp#StopAll()
qall!
