-- Neovim with the package: diagnose, complete, hover, jump, rename, format. CLIENT_OUT gets one JSON object.
local out = {}
local function wait(what, test) assert(vim.wait(15000, test, 5), 'no ' .. what) end
local function find(text, offset)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { i, at - 1 + (offset or 0) })
      return i
    end
  end
  error('not found: ' .. text)
end
local ok, why = pcall(function()
  wait('client', function() return #vim.lsp.get_active_clients() > 0 and vim.bo.omnifunc == 'v:lua.vim.lsp.omnifunc' end)
  local buffer = vim.api.nvim_get_current_buf()
  wait('diagnostics', function() return #vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }) > 0 end)
  out.diagnostics = vim.tbl_map(function(d)
    local line = vim.api.nvim_buf_get_lines(buffer, d.lnum, d.lnum + 1, false)[1]
    return { code = d.code, text = line:sub(d.col + 1, d.end_col) }
  end, vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR }))

  find('取值 到会客商', #'取值 到会')
  local p = vim.lsp.util.make_position_params()
  local answer = vim.lsp.buf_request_sync(buffer, 'textDocument/completion', p, 10000)
  out.completion = vim.tbl_map(function(item) return item.label end, vim.lsp.util.extract_completion_items(answer[next(answer)].result))

  answer = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', p, 10000)
  out.hover = table.concat(vim.lsp.util.convert_input_to_markdown_lines(answer[next(answer)].result.contents), '\n')

  vim.lsp.buf.definition()
  wait('jump', function() return vim.api.nvim_get_current_line():find('数据 到会客商') end)
  out.jump = vim.api.nvim_get_current_line():sub(vim.api.nvim_win_get_cursor(0)[2] + 1)

  vim.lsp.buf.rename('到会的客商')
  wait('rename', function() return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)):find('数据 到会的客商') end)
  vim.cmd('PglFormat')
  vim.cmd('silent wall')
  out.errors = vim.v.errmsg
end)
if not ok then out.failed = tostring(why) end
vim.fn.writefile({ vim.fn.json_encode(out) }, os.getenv('CLIENT_OUT'))
vim.cmd('qall!')
