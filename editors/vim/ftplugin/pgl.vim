" Settings of a pgl buffer.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s
setlocal comments=:///,://
setlocal expandtab shiftwidth=2 softtabstop=2
setlocal formatoptions-=t formatoptions+=croqlmB
" full-width pairs, as an input method types them
setlocal matchpairs+=（:）,｛:｝,“:”,「:」,『:』,《:》
setlocal suffixesadd=.pgl
let &l:include = '\v^\s*%(引用|import)\s*[:：]?\s*["“「『《]\zs[^"”」』》]+'
let &l:define = '\v^\s*%(@{declaring:vim})@{inside:vim}@!'
if line('$') < 5000 " folds want the whole text read
  setlocal foldmethod=syntax foldlevel=99
endif
let b:undo_ftplugin = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< formatoptions<'
      \ . ' matchpairs< suffixesadd< include< define< foldmethod< foldlevel<'

" :make runs the checker over the folder and fills the quickfix list. Its columns are characters, which Vim does
" not count in, so that a line is what it jumps to.
setlocal makeprg=pgl\ check\ --format\ compact\ %:p:h:S
let &l:errorformat = join(map([['E', '错误'], ['W', '警告'], ['I', '提示'], ['E', 'error'], ['W', 'warning'], ['I', 'hint']],
      \ {_, kind -> '%' . kind[0] . '%f:%l:%*\d: ' . kind[1] . '%m'}) + ['%-G%.%#'], ',')
let b:undo_ftplugin .= ' makeprg< errorformat<'

if exists('g:loaded_ale')
  setlocal omnifunc=pgl#Complete
  let b:undo_ftplugin .= ' omnifunc<'
endif

" `fix` of ALE formats with pgl fmt
if exists('*ale#fix#registry#Add') || !empty(globpath(&runtimepath, 'autoload/ale/fix/registry.vim'))
  silent! call ale#fix#registry#Add('pgl', 'ale#fixers#pgl#Fix', ['pgl'], 'Formats pgl files with pgl fmt.')
endif
