" pgl fmt as a fixer of ALE.
function! ale#fixers#pgl#Fix(buffer) abort
  call ale#Set('pgl_executable', 'pgl')
  return {'command': ale#Escape(ale#Var(a:buffer, 'pgl_executable')) . ' fmt -'}
endfunction
