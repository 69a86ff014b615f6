" Completion (CTRL-X CTRL-O) by ALE's connection. ALE's own omnifunc knows where an ASCII word begins; here a name
" of 汉字 is replaced as a whole. The server has chosen what fits, by pinyin too: nothing is filtered again.
function! pgl#Complete(findstart, base) abort
  if !a:findstart
    return ale#completion#OmniFunc(0, a:base)
  endif
  if !ale#completion#GetCompletions('ale-omnifunc', {'prefix': ''})
    return -3
  endif
  return match(strpart(getline('.'), 0, col('.') - 1), '\k*$')
endfunction
