autocmd BufNewFile,BufRead *.pgl setfiletype pgl
