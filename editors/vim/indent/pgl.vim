" Indentation of pgl: two columns a brace; a line that goes on with the statement above it hangs four deeper.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1
setlocal indentexpr=PglIndent(v:lnum)
" "*<Return>": what a line goes on with is known only once its first word is typed
setlocal indentkeys=0{,0},0｝,o,O,!^F,*<Return>
setlocal nolisp nosmartindent autoindent
let b:undo_indent = 'setlocal indentexpr< indentkeys< lisp< smartindent< autoindent<'

if exists('*PglIndent')
  finish
endif

let s:texts = '\v@{string:vim}|//.*'
" 取值 = 列 3 is a line of its own, of 实际.
let s:goes_on = '\v^\s*%(%(@{goes_on:vim})%(@{inside:vim}@!|[0-9０-９]@=)%(\s*[=＝])@!|[≥≤<>=≠+*/^]|-\s)'
" An adjustment of a budget stands below it like a statement.
let s:adjusts = '\v^\s*%(@{adjust:vim})@{inside:vim}@!'
let s:budget = '\v^\s*%(@{budget:vim})@{inside:vim}@!'

" A line without its texts and comments.
function! s:Bare(lnum) abort
  return substitute(getline(a:lnum), s:texts, '', 'g')
endfunction

" Whether a line goes on with the statement above it; nothing does behind an opening brace (依据 in a rule set).
function! s:GoesOn(lnum) abort
  if s:Bare(a:lnum) !~# s:goes_on
    return 0
  endif
  let l:line = prevnonblank(a:lnum - 1)
  while l:line > 0 && s:Bare(l:line) !~# '\S'
    let l:line = prevnonblank(l:line - 1)
  endwhile
  return l:line > 0 && s:Bare(l:line) !~# '[{｛]\s*$'
endfunction

function! s:Closers(text) abort
  return strchars(substitute(matchstr(a:text, '\v^\s*\zs[}｝ \t]+'), '[ \t]', '', 'g'))
endfunction

function! PglIndent(lnum) abort
  " Up to the first line of the statement above, adding up its braces on the way.
  let l:line = prevnonblank(a:lnum - 1)
  let l:open = 0
  while l:line > 0
    let l:text = s:Bare(l:line)
    let l:open += strchars(substitute(l:text, '[^{｛]', '', 'g')) - strchars(substitute(l:text, '[^}｝]', '', 'g'))
    if l:text =~# '\S' && !s:GoesOn(l:line)
      let l:open += s:Closers(l:text)
      break
    endif
    let l:line = prevnonblank(l:line - 1)
  endwhile
  let l:indent = (l:line > 0 ? indent(l:line) : 0) + l:open * shiftwidth()
  let l:text = s:Bare(a:lnum)
  if s:GoesOn(a:lnum)
    return l:indent + (l:text =~# s:adjusts && s:Bare(l:line) =~# s:budget ? 1 : 2) * shiftwidth()
  endif
  return max([0, l:indent - s:Closers(l:text) * shiftwidth()])
endfunction
