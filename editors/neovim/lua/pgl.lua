-- Neovim as a client of `pgl lsp`: one server a folder, for Neovim 0.7 and later.
local M = {}

M.options = {
  cmd = { 'pgl', 'lsp' },
  settings = {}, -- of the server: { language = 'zh', actuals = { 'actuals.csv' } }
  keymaps = true, -- K gd grn gra grr in pgl buffers, where nothing is mapped yet
  capabilities = nil, -- of a completion plugin, for example
  on_attach = nil, -- function(client, buffer)
}

local clients = {} -- by root, for Neovim 0.7

function M.setup(options) M.options = vim.tbl_deep_extend('force', M.options, options or {}) end

-- The folder of the project: that of the repository, else the file's own.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local git = vim.fn.finddir('.git', vim.fn.escape(folder, ' ,;') .. ';')
  return git ~= '' and vim.fn.fnamemodify(git, ':p:h:h') or folder
end

local function map(buffer, keys, what, name)
  if vim.fn.maparg(keys, 'n') == '' and vim.lsp.buf[what] then
    vim.keymap.set('n', keys, vim.lsp.buf[what], { buffer = buffer, desc = 'pgl: ' .. name })
  end
end

local function on_attach(client, buffer)
  vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  if vim.lsp.tagfunc then vim.bo[buffer].tagfunc = 'v:lua.vim.lsp.tagfunc' end
  if vim.lsp.formatexpr then vim.bo[buffer].formatexpr = 'v:lua.vim.lsp.formatexpr()' end
  if M.options.keymaps then
    map(buffer, 'K', 'hover', '说明')
    map(buffer, 'gd', 'definition', '转到定义')
    map(buffer, 'grn', 'rename', '改名')
    map(buffer, 'gra', 'code_action', '快速修正')
    map(buffer, 'grr', 'references', '引用处')
  end
  local can = client.server_capabilities or client.resolved_capabilities
  if can.codeLensProvider then
    vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
      buffer = buffer,
      callback = function() vim.lsp.codelens.refresh() end,
    })
  end
  if can.inlayHintProvider and vim.lsp.inlay_hint then vim.lsp.inlay_hint.enable(true, { bufnr = buffer }) end
  if M.options.on_attach then M.options.on_attach(client, buffer) end
end

function M.attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == '' or vim.bo[buffer].buftype ~= '' then return end
  if vim.fn.executable(M.options.cmd[1]) == 0 then
    vim.notify_once('pgl: 找不到程序 ' .. M.options.cmd[1] .. '，只有着色和缩进。 No such program: syntax and indent only.')
    return
  end
  local root = root_of(file)
  local config = {
    name = 'pgl',
    cmd = M.options.cmd,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
    settings = { pgl = M.options.settings },
    init_options = M.options.settings,
    capabilities = M.options.capabilities,
    get_language_id = function() return 'pgl' end,
    on_attach = on_attach,
    on_exit = function() clients[root] = nil end,
  }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    clients[root] = clients[root] or vim.lsp.start_client(config)
    if clients[root] then vim.lsp.buf_attach_client(buffer, clients[root]) end
  end
end

local function ours()
  local list = (vim.lsp.get_clients or vim.lsp.get_active_clients)()
  return vim.tbl_filter(function(client) return client.name == 'pgl' end, list)
end

function M.restart()
  for _, client in ipairs(ours()) do vim.lsp.stop_client(client.id) end
  clients = {}
  vim.defer_fn(function()
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'pgl' then M.attach(buffer) end
    end
  end, 500)
end

function M.format()
  if vim.lsp.buf.format then
    vim.lsp.buf.format { name = 'pgl' }
  else
    vim.lsp.buf.formatting_sync(nil, 5000)
  end
end

return M
