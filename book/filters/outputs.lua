-- What a command printed, from book/results/NAME.txt, whose first line is "$ command".
--
--     ```{.output file=02-training}
--     ```

local book = require 'book'

local outputs = {}

function outputs.CodeBlock(block)
  if not block.classes:includes('output') then return nil end
  local name = block.attributes.file
  local needles = { '.output', name or '' }
  if not name then
    book.problem(needles, 'the output does not say its file: file=NAME.')
    return nil
  end
  local path = 'book/results/' .. name .. '.txt'
  local text = book.read(path)
  if not text then
    book.problem(needles, 'the output wants %s, and there is no such file.', path)
    return nil
  end
  local command, printed = text:gsub('\r\n', '\n'):match('^(%$ [^\n]*)\n(.*)$')
  if not command then
    book.problem(needles, 'the first line of %s is not "$ " and a command.', path)
    return nil
  end
  return pandoc.Div({
    pandoc.Div({ pandoc.Plain({ pandoc.Code(command) }) }, pandoc.Attr('', { 'command' })),
    pandoc.CodeBlock((printed:gsub('%s+$', ''))),
  }, pandoc.Attr('', { 'output' }, { { 'role', 'group' }, { 'aria-label', 'Output' } }))
end

return outputs
