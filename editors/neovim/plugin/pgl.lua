-- Starts the language server for pgl buffers; require('pgl').setup{} changes how.
if vim.g.loaded_pgl then return end
vim.g.loaded_pgl = true
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'pgl',
  callback = function(event) require('pgl').attach(event.buf) end,
})
vim.api.nvim_create_user_command('PglRestart', function() require('pgl').restart() end, { desc = 'pgl: restart the server' })
vim.api.nvim_create_user_command('PglFormat', function() require('pgl').format() end, { desc = 'pgl: format the buffer' })
